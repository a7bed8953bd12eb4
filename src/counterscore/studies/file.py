"""The study file: questions asked of many paired worlds; read from YAML, checked whole, hashed before it runs.

A study file names a base regime, its people, the arms as patches of that regime, how many replicates are lived, which
ranges are sampled and what is asked. Nothing that changes an answer stands anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from ..audit.frame import GROUPINGS
from ..audit.metric import metrics
from ..audit.studied.needed import MOST
from ..core.documents import Month, Strict, line_of, parse_document, shown
from ..core.errors import SpecError, nearest
from ..people.guard import refuse_persons

LOOK = 20  # replicates before which a spread is too unsure to stop at
LARGEST = 1_000_000  # bytes
LONGEST = 80  # characters of the name of an arm
NAME = r"^[a-z][a-z0-9-]*$"


def _named(raw: Any) -> Any:
    """A name that becomes the name of a file or folder."""
    if isinstance(raw, str) and not re.fullmatch(NAME, raw):
        expected = "expected small letters, digits and hyphens, a letter first"
        raise ValueError(f"{raw[:LONGEST]!r} is no name; {expected}")
    return raw


def _words_or_list(raw: Any) -> Any:
    """A list as it is; one word where a list is meant is told so."""
    if raw in ("all", "none") or isinstance(raw, tuple):
        return raw
    if isinstance(raw, list) and all(isinstance(one, str) for one in raw):
        return tuple(raw)
    hint = f", such as [{raw}]" if isinstance(raw, str) and len(raw) <= LONGEST else ""
    raise ValueError(f"{str(raw)[:LONGEST]!r} is neither all nor none; expected one of them, or a list of words{hint}")


Words = tuple[str, ...]
Some = Annotated[Literal["all", "none"] | Words, BeforeValidator(_words_or_list)]
Count = Annotated[int, Field(ge=1)]
Share = Annotated[float, Field(ge=0.0)]


class ArmAsked(Strict):
    """One arm as a patch of the regime: mechanisms left out, safeguards put in, other values by path.

    A value is a number, or a mapping with value, source, grade and range as in a regime file. With ``from`` the arm
    lives as the regime is written until that month, its policy date.
    """

    without: Words = ()
    with_: Words = Field(default=(), alias="with")
    values: dict[str, Any] = {}
    since: Month | None = Field(default=None, alias="from")


class Replicates(Strict):
    """How many replicates are lived: ``at_least``, and more up to ``at_most`` until an answer is narrow enough.

    ``half_width`` is in the unit of the metric and is asked of the ``question`` named (default: the first). Whether an
    answer is narrow enough is not looked at before 20 replicates.
    """

    at_least: Annotated[int, Field(ge=2)] = 20
    at_most: Annotated[int, Field(ge=2)] = 20
    half_width: Annotated[float, Field(gt=0.0)] | None = None
    question: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Replicates:
        if self.at_most < self.at_least:
            raise ValueError(f"at_most is {self.at_most}; expected no fewer than at_least, {self.at_least}")
        if self.at_most > self.at_least and self.half_width is None:
            raise ValueError("at_most is above at_least; expected a half_width at which to stop")
        if self.half_width is not None and self.at_most <= max(self.at_least, LOOK):
            more = f"expected more than {max(self.at_least, LOOK)}, so that there is a choice to stop or to go on"
            raise ValueError(f"half_width is asked for, but at_most is {self.at_most}; {more}")
        if self.at_most > MOST:
            raise ValueError(f"at_most is {self.at_most:,}; expected at most {MOST:,}")
        return self


def _exactly(raw: Any) -> Any:
    """A bare number of replicates means exactly so many."""
    plain = isinstance(raw, int) and not isinstance(raw, bool)
    return {"at_least": raw, "at_most": raw} if plain else raw


class Ranges(Strict):
    """Which numbers of regime and people are drawn from their ranges: all (default), none, or paths (* matches)."""

    sample: Some = "all"
    design: Literal["latin", "sobol"] = "latin"
    points: Annotated[int, Field(ge=2)] = 32
    replicates: Count = 1


class Structure(Strict):
    """Other forms of the model: couplings of the draws, and other versions in the file of the regime."""

    couplings: bool = True
    variants: Some = "all"
    replicates: Annotated[int, Field(ge=2)] = 5


class Influence(Strict):
    """How it is found out which assumption moves an answer: Morris screening, then Sobol indices of the strongest."""

    question: str = ""
    people: Annotated[int, Field(ge=2)] = 4_096
    trajectories: Annotated[int, Field(ge=2, le=1_000)] = 8
    strongest: Count = 6
    sample: Annotated[int, Field(ge=8, le=16_384)] = 64


class Tuning(Strict):
    """A calibration: assumed numbers (paths) tuned to published totals (ids of targets), on common draws."""

    tune: Words
    meet: Words
    points: Annotated[int, Field(ge=20)] = 256
    keep: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.1
    people: Annotated[int, Field(ge=2)] = 20_000
    months: Count = 60
    checks: Annotated[int, Field(ge=2)] = 8


class BudgetAsked(Strict):
    """Which safeguards take away most of a harm under a budget: staff per 100,000 people, months of delay."""

    harm: str = ""
    staff: Share | None = None
    delay: Share | None = None
    among: Words = ()
    people: Annotated[int, Field(ge=2)] = 20_000
    checks: Annotated[int, Field(ge=2)] = 8

    @field_validator("harm")
    @classmethod
    def _counts_harm(cls, name: str) -> str:
        from ..worlds.harms import checked_harm

        try:
            return checked_harm(name)
        except SpecError as fault:
            raise ValueError(str(fault)) from None


class Asked(Strict):
    """One question: how much higher is a metric in ``arm`` than in ``against``, in a group, and what was expected.

    ``expect`` is written down before anything runs. ``margin`` is the smallest difference that matters, in the unit of
    the metric; "no difference" needs one.
    """

    id: Annotated[str, Field(pattern=NAME, max_length=40), BeforeValidator(_named)]
    metric: str
    arm: str
    against: str
    group: dict[str, str] = {}
    expect: Literal["higher", "lower", "no difference", "not stated"] = "not stated"
    margin: Share = 0.0

    @field_validator("metric")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in metrics():
            raise ValueError(f"no metric {name!r}{nearest(name, metrics())}; metrics are {', '.join(metrics())}")
        return name

    @model_validator(mode="after")
    def _whole(self) -> Asked:
        if self.expect == "no difference" and not self.margin:
            raise ValueError("expect: no difference needs a margin, the smallest difference that matters")
        if self.arm == self.against:
            raise ValueError(f"arm {self.arm!r} is compared with itself; name another one under against")
        for by, name in self.group.items():
            if by not in GROUPINGS:
                raise ValueError(f"no grouping {by!r}{nearest(by, GROUPINGS)}; groupings are {', '.join(GROUPINGS)}")
            if name not in GROUPINGS[by][1]:
                raise ValueError(f"{by} has no group {name!r}; expected one of {', '.join(GROUPINGS[by][1])}")
        return self


class StudyFile(Strict):
    """A whole study, as its file says. Raises: SpecError with one `file:line` line per fault."""

    study: Annotated[str, Field(pattern=NAME, max_length=60), BeforeValidator(_named)]
    title: str
    regime: str
    recipe: str = ""
    people: Annotated[int, Field(ge=2, le=2**31 - 1)] = 20_000
    months: Annotated[int, Field(ge=1, le=1200)] = 60
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    files: Words = ()
    arms: dict[str, ArmAsked] = {}
    replicates: Annotated[Replicates, BeforeValidator(_exactly)] = Replicates()
    ranges: Ranges = Ranges()
    structure: Structure = Structure()
    questions: tuple[Asked, ...]
    influence: Influence | None = None
    calibration: Tuning | None = None
    budget: BudgetAsked | None = None

    @field_validator("questions")
    @classmethod
    def _some(cls, questions: tuple[Asked, ...]) -> tuple[Asked, ...]:
        if not questions:
            raise ValueError("nothing is asked; expected one question or more")
        return questions

    @property
    def arm_names(self) -> tuple[str, ...]:
        """The arms of the study; the three usual ones where none are named."""
        from ..worlds.arms import default_arms

        return tuple(self.arms) or tuple(arm.name for arm in default_arms())

    def question(self, name: str = "") -> Asked:
        """The question of that id; the first without one."""
        return next(one for one in self.questions if name in ("", one.id))


def load_study(path: str | Path) -> StudyFile:
    """Read a study file. Raises: PromiseError for data about persons; SpecError with file, line and nearest word."""
    refuse_persons(path, "study file")
    file = Path(path)
    if file.suffix not in (".yaml", ".yml"):
        raise SpecError(f"{path}: expected a study file ending in .yaml")
    try:
        if file.stat().st_size > LARGEST:
            raise SpecError(f"{shown(file)}:1  the file is larger than {LARGEST:,} bytes; expected a study file")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise SpecError(f"{shown(file)}:1  cannot be read ({fault}); expected a UTF-8 YAML file") from None
    return parse_study(text, shown(file))


@lru_cache(maxsize=64)
def parse_study(text: str, name: str = "study.yaml") -> StudyFile:
    """Read the text of a study file; ``name`` stands for it in messages. Raises: SpecError."""
    study = parse_document(text, name, StudyFile)
    if faults := [f"{name}:{line_of(text, name, loc)}  {told}" for loc, told in _unfitting(study)]:
        raise SpecError("\n".join(faults))
    return study


def _unfitting(study: StudyFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What fits no other part of the file: (place, what is wrong)."""
    arms, ids = study.arm_names, [one.id for one in study.questions]
    for name in study.arms:
        if not name.isprintable() or name != name.strip() or not 0 < len(name) <= LONGEST:
            told = f"expected 1 to {LONGEST} characters on one line, no space at either end"
            yield ("arms", name), f"arms: {name[:LONGEST]!r} is no name; {told}"
    for place, one in enumerate(study.questions):
        if one.id in ids[:place]:
            yield (
                ("questions", place, "id"),
                f"two questions are called {one.id!r}; expected a name of its own for each",
            )
        for role, name in (("arm", one.arm), ("against", one.against)):
            if name not in arms:
                told = f"question {one.id}: no arm {name!r}{nearest(name, arms)}; arms: {', '.join(arms)}"
                yield ("questions", place, role), told
    asked = {"replicates": study.replicates.question, "influence": study.influence.question if study.influence else ""}
    for part, name in asked.items():
        if name and name not in ids:
            told = f"{part}: no question {name!r}{nearest(name, ids)}; questions are {', '.join(ids)}"
            yield (part, "question"), told
