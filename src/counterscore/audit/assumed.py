"""How much the answers of a run move with what was assumed: read back from the annex that asking left, never anew.

One at a time, each number of the regime that is no statute stood at the low and the high end of its range while
everything else and all draws stayed; all together, every number was drawn from its range at once. The first says which
assumption matters, the second how far the answer can go; they are not the same and are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..core.annex import read_annex
from ..core.errors import OutcomeError, nearest
from ..core.outcome import Outcome
from .uncertainty import Uncertainty

RANGES = "ranges"  # name of the annex
How = Literal["lived", "not read"]


@dataclass(frozen=True)
class Question:
    """One answer that is looked at: a metric, 'as written' minus ``reference``."""

    metric: str
    title: str
    unit: str
    reference: str


@dataclass(frozen=True)
class End:
    """One answer with one number at one end: what it comes to, and its change with the paired 95 % interval.

    ``differing`` people are in another place than with the number as written; with none of them the change is 0 exactly
    among the people who were tried.
    """

    answer: float
    change: float
    low: float
    high: float
    differing: int


@dataclass(frozen=True)
class Assumption:
    """One number of the regime at both ends of its range; ``low`` and ``high`` hold one End per question.

    An end is None where the regime or the engine refuses that value. ``how`` says whether worlds were lived, or no rule
    of this run reads the number so that nothing can change. ``written``, ``at_low`` and ``at_high`` are words.
    """

    path: str
    label: str
    grade: str
    written: str
    at_low: str
    at_high: str
    how: How
    low: tuple[End, ...] | None
    high: tuple[End, ...] | None

    def moves(self, question: int = 0) -> float:
        """How far the answer moves at most, in its unit; 0 where it does not."""
        return max((abs(side[question].change) for side in (self.low, self.high) if side), default=0.0)

    def still(self, question: int = 0) -> bool:
        """Whether nobody is any different for this answer at either end."""
        return not any(side[question].differing for side in (self.low, self.high) if side)


@dataclass(frozen=True)
class Group:
    """Numbers that were only moved together: all at their low ends, then all at their high ends.

    ``moved`` is how far each answer went at most, () where both ends were refused; ``differing`` people were in another
    place for some answer. Moves of two members could cancel, so that a group that stands still may hold a number that
    does not.
    """

    name: str
    paths: tuple[str, ...]
    moved: tuple[float, ...]
    differing: int


@dataclass(frozen=True)
class Assumed:
    """The answers of a run under other assumptions, among ``people`` of its recipe.

    ``doubts`` has one Uncertainty per question: chance, the draws of all ranges together, other forms of the model.
    ``refused`` holds (number, end, reason); ``kept`` are numbers that some joint draw could not move, with the reason.
    """

    people: int
    of_people: int
    questions: tuple[Question, ...]
    doubts: tuple[Uncertainty, ...]
    values: tuple[Assumption, ...]
    groups: tuple[Group, ...]
    refused: tuple[tuple[str, str, str], ...]
    kept: Mapping[str, str]
    forms: Mapping[str, str]

    @property
    def leading(self) -> Uncertainty:
        """The doubt about the first answer: the one the report opens with."""
        return self.doubts[0]

    def number(self, metric: str, reference: str = "") -> int:
        """Which question is about that metric. Raises: OutcomeError with the nearest name."""
        for place, one in enumerate(self.questions):
            if one.metric == metric and reference in ("", one.reference):
                return place
        known = [one.metric for one in self.questions]
        raise OutcomeError(f"nobody asked how {metric!r} moves{nearest(metric, known)}\n  asked: {', '.join(known)}")

    def ranked(self, question: int = 0) -> list[Assumption]:
        """The numbers that move an answer, the strongest first."""
        moving = [one for one in self.values if not one.still(question)]
        return sorted(moving, key=lambda one: -one.moves(question))

    def unmoved(self, question: int = 0) -> list[Assumption]:
        """The numbers whose both ends leave everybody as she is, for this answer."""
        return [one for one in self.values if one.still(question) and (one.low or one.high or one.how == "not read")]

    def to_json(self) -> dict[str, Any]:
        """Plain data, as the annex holds it."""
        return {
            "people": self.people, "of_people": self.of_people,
            "questions": [vars(one) for one in self.questions],
            "doubts": [one.to_json() for one in self.doubts],
            "values": [vars(one) | {"low": _ends_json(one.low), "high": _ends_json(one.high)} for one in self.values],
            "groups": [
                {"name": g.name, "paths": list(g.paths), "moved": list(g.moved), "differing": g.differing}
                for g in self.groups
            ],
            "refused": [list(one) for one in self.refused], "kept": dict(self.kept), "forms": dict(self.forms),
        }  # fmt: skip

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Assumed:
        """What ``to_json`` wrote. Raises OutcomeError for anything else."""
        try:
            values = tuple(
                Assumption(**{**one, "low": _ends(one["low"]), "high": _ends(one["high"])}) for one in found["values"]
            )
            groups = tuple(
                Group(str(g["name"]), tuple(g["paths"]), tuple(map(float, g["moved"])), int(g["differing"]))
                for g in found["groups"]
            )
            return cls(
                int(found["people"]), int(found["of_people"]), tuple(Question(**one) for one in found["questions"]),
                tuple(Uncertainty.from_json(one) for one in found["doubts"]), values, groups,
                tuple((str(a), str(b), str(c)) for a, b, c in found["refused"]), dict(found["kept"]),
                dict(found["forms"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as bad:
            raise OutcomeError(f"ranges of a run: cannot be read: {bad!r}") from bad


def _ends_json(ends: Sequence[End] | None) -> list[list[float]] | None:
    """Ends as rows of five numbers, which keeps a file of hundreds of them small."""
    return None if ends is None else [[e.answer, e.change, e.low, e.high, e.differing] for e in ends]


def _ends(rows: Any) -> tuple[End, ...] | None:
    """The inverse."""
    if rows is None:
        return None
    return tuple(End(float(a), float(c), float(low), float(high), int(n)) for a, c, low, high, n in rows)


def assumed(outcome: Outcome) -> Assumed | None:
    """How much the answers of a run move with what was assumed; None where nobody asked (``run --ranges``).

    Raises: OutcomeError where the annex was changed, or belongs to another run.
    """
    found = read_annex(outcome.folder, RANGES)
    return None if found is None else Assumed.from_json(found)
