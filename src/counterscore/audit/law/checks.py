"""The laws that a specification is held against: data files with elements, conditions, citations and dates."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import Field, model_validator

from counterscore.audit.law.evidence import ROOM, vocabulary
from counterscore.audit.law.logic import OPERATORS, words_of
from counterscore.core.documents import Month, Strict, load_document
from counterscore.core.errors import SpecError, nearest

Mark = Literal["seen", "secondary", "memory"]
MARKS = {
    "seen": "seen in public text",
    "secondary": "seen in secondary sources only",
    "memory": "from memory: check the source",
}


class Lab(Strict):
    """What the laboratory can show about an element: safeguards to switch on, and measures of a run as evidence."""

    shows: str
    safeguards: tuple[str, ...] = Field(default=(), description="each is a world of its own to compare with")
    counts: tuple[str, ...] = Field(default=(), description="metrics told of that world; those a run has")
    measures: tuple[str, ...] = Field(default=(), description="metrics of the regime as written: evidence, no verdict")
    indices: tuple[str, ...] = Field(default=(), description="indices of the regime as written: evidence, no verdict")
    gaps: tuple[str, ...] = Field(default=(), description="metrics told group against group, the widest gap of a run")


class Element(Strict):
    """One element of a law: its words, when it is present, and from where.

    ``kind``: a concern is an indicator where it is present, a protection where it is absent; a part is neither alone.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9/-]+$")
    says: str
    looks_at: str
    citation: str
    kind: Literal["concern", "protection", "part"]
    present_if: Any
    mark: Mark
    note: str = ""
    since: Month | None = Field(default=None, description="in force later than its check: a judgment, a new rule")
    lab: Lab | None = None


class Pattern(Strict):
    """A condition with its words: when elements come together, or when a check applies at all."""

    says: str
    present_if: Any


class Check(Strict):
    """One provision: who is bound by it, since when, its elements and what they come to together."""

    id: str
    title: str
    citation: str
    binds: str
    since: Month
    until: Month | None = None
    mark: Mark
    note: str = ""
    only_if: Pattern | None = Field(default=None, description="over words of the file; where absent it does not apply")
    elements: tuple[Element, ...] = Field(min_length=1)
    together: Pattern | None = Field(default=None, description="over its own elements; where absent nothing is marked")


class Law(Strict):
    """One law or set of criteria as a data file."""

    id: str
    title: str
    about: str
    checked_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    checks: tuple[Check, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _readable(self) -> Law:
        for check in self.checks:
            ids = [element.id for element in check.elements]
            if len(set(ids)) < len(ids):
                raise ValueError(f"check {check.id} has two elements of one id")
            for element in check.elements:
                _known(element.id, element.present_if, vocabulary())
            if check.only_if is not None:
                _known(check.id, check.only_if.present_if, vocabulary())
            if check.together is not None:
                _known(check.id, check.together.present_if, dict.fromkeys(ids))
        return self


def _known(where: str, condition: Any, known: dict[str, Any]) -> None:
    """Refuses a condition with an unknown word."""
    for word in words_of(condition):
        if word not in known and word not in OPERATORS:
            raise ValueError(f"{where} asks for {word!r}, which is no word of the vocabulary{nearest(word, known)}")


@cache
def laws() -> dict[str, Law]:
    """Every law by id, in the order of the files; the scorecard comes last."""
    found = [load_document(file, Law) for file in sorted(ROOM.glob("*.yaml"))]
    return {law.id: law for law in sorted(found, key=lambda law: law.id == "scorecard")}


def find_law(name: str) -> Law:
    """The law of that id. Raises: SpecError with the nearest name."""
    if name not in laws():
        raise SpecError(f"no law {name!r}; expected one of {', '.join(laws())}{nearest(name, laws())}")
    return laws()[name]


def as_known() -> str:
    """The month up to which the data files know the law: the latest on which one was checked."""
    return max(law.checked_on for law in laws().values())[:7]
