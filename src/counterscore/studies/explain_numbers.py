"""Which number of two folders is explained, as each of them recorded it, and as worlds that are lived now give it."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..audit.metric import find_metric, metrics
from ..audit.summary import EffectRow, Summary, summary
from ..core.errors import CounterscoreError, OutcomeError, SpecError, nearest
from ..core.outcome import Outcome
from ..people import People, populate
from ..worlds.arms import PERFECT, Arm
from ..worlds.bind import plan_of
from ..worlds.held import Held
from ..worlds.measured import Measured
from ..worlds.pairing import PAIRED
from ..worlds.relive import relive
from ..worlds.sink import Told
from .explain_causes import Between, From
from .explain_sides import Number, Side, estimate_in, is_study, number_of, run_side, study_side, whole_study
from .store import Folder

Tell = Callable[[Told], None]
STAGE = "worlds in between"


class Wanted(NamedTuple):
    """Which number: words that are given have to fit; the others follow from what is recorded.

    ``leading`` chooses among the effects of run A where nothing that is said decides.
    """

    metric: str = ""
    arm: str = ""
    against: str = ""
    leading: Callable[[Summary], EffectRow | None] | None = None

    def said(self) -> dict[str, str]:
        """The words that are given."""
        return {name: word for name, word in zip(("metric", "arm", "against"), self[:3], strict=True) if word}


@dataclass(frozen=True)
class Opened:
    """One folder that was opened: its side, and either the tables of a run or what replicates of a study found."""

    side: Side
    outcome: Outcome | None
    folder: Folder | None
    found: tuple[dict[str, Any], ...]

    def questions(self) -> list[Number] | None:
        """The numbers that were recorded; None for a run, which holds them all."""
        return None if self.folder is None else [number_of(one) for one in self.folder.study.questions]

    def recorded(self, number: Number) -> float:
        """The number as the folder holds it: the mean over the replicates that are looked at.

        Raises: OutcomeError where one of them could not tell it.
        """
        if self.outcome is not None:
            return estimate_in(self.outcome, number)
        assert self.folder is not None
        name = next(one.id for one in self.folder.study.questions if number_of(one) == number)
        for found in self.found:
            if why := found.get("untold", {}).get(name):
                raise OutcomeError(f"{self.folder.path}: a replicate tells nothing of this: {why}")
        return float(np.mean([float(found["answers"][name]["estimate"]) for found in self.found]))


def opened(path: Path, replicates: int) -> Opened:
    """A run or a study. Raises: OutcomeError where it is neither, or was changed."""
    if is_study(path):
        folder = whole_study(path)
        side, found = study_side(folder, replicates)
        return Opened(side, None, folder, tuple(found))
    side, outcome = run_side(path)
    return Opened(side, outcome, None, ())


def chosen(a: Opened, b: Opened, wanted: Wanted) -> Number:
    """The number that is asked about; of studies the first common question that fits, of runs their leading effect.

    A word for the metric that names none may be the id of a question of a study. Raises: SpecError where the two have
    no such number in common, or nobody says which of many.
    """
    named = _question(a, b, wanted.metric)
    if wanted.metric and named is None:
        find_metric(wanted.metric)
    for side in (a.side, b.side):
        for name in filter(None, (wanted.arm, wanted.against)):
            _check_arm(side, name)
    if wanted.arm and wanted.arm == wanted.against:
        raise SpecError(f"arm {wanted.arm!r} is compared with itself; expected two arms: {', '.join(a.side.arms)}")
    held = [one for one in (a.questions(), b.questions()) if one is not None]
    if held:
        common = [number for number in held[0] if all(number in more for more in held)]
        said = (wanted if named is None else wanted._replace(metric="")).said().items()
        fits = [one for one in common if named in (None, one) and all(getattr(one, key) == word for key, word in said)]
        if not fits:
            has = "\n".join(f"  {one.words()}" for one in common) or "  none"
            raise SpecError(f"no such question that both were asked; questions of both:\n{has}")
        number = fits[0]
    else:
        number = _of_runs(a, b, wanted)
    for side in (a.side, b.side):
        for name in (number.arm, number.against):
            _check_arm(side, name)
    return number


def _question(a: Opened, b: Opened, name: str) -> Number | None:
    """The question of a study that goes by this id, unless a metric does."""
    if name in metrics():
        return None
    asked = (one for side in (a, b) if side.folder is not None for one in side.folder.study.questions)
    return next((number_of(one) for one in asked if one.id == name), None)


def _check_arm(side: Side, name: str) -> None:
    if name not in side.arms:
        raise SpecError(f"{side.folder}: no arm {name!r}{nearest(name, side.arms)}; arms are {', '.join(side.arms)}")


def _of_runs(a: Opened, b: Opened, wanted: Wanted) -> Number:
    """The leading effect of run A, among those effects that have the words that were asked for."""
    if len(wanted.said()) == 3:
        return Number(wanted.metric, wanted.arm, wanted.against, {})
    if wanted.leading is None:
        raise SpecError("say which number: metric, arm and against")
    assert a.outcome is not None and b.outcome is not None
    told, there, names = summary(a.outcome), set(b.side.arms), {"against": "reference"}
    rows = [
        row for row in told.effects
        if {row.arm, row.reference} <= there and find_metric(row.metric).available(b.outcome)
        and all(getattr(row, names.get(name, name)) == word for name, word in wanted.said().items())
    ]  # fmt: skip
    first = wanted.leading(replace(told, effects=rows))
    if first is None:
        raise SpecError("the two runs have no such effect in common; say which with --metric, --arm and --against")
    return Number(first.metric, first.arm, first.reference, {})


@dataclass
class Lives:
    """Worlds between two sides that were lived so far: what is taken from B -> the number, or None and why."""

    between: Between
    threads: int
    tell: Tell
    expected: int = 0
    known: dict[From, float | None] = field(default_factory=dict)
    refused: dict[From, str] = field(default_factory=dict)

    def number(self, theirs: From) -> float | None:
        """The number of one world; None where its parts do not fit together."""
        if theirs not in self.known:
            self.tell(Told(STAGE, len(self.known), max(self.expected, len(self.known) + 1)))
            try:
                found = [self._lived(theirs, deal) for deal in self.between.deals(theirs)]
                self.known[theirs] = float(np.mean(found))
            except CounterscoreError as fault:
                self.known[theirs], self.refused[theirs] = None, str(fault).splitlines()[0]
        return self.known[theirs]

    def _lived(self, theirs: From, deal: tuple[int, int]) -> float:
        """The number under one deal of a world."""
        number, study = self.between.number, self.between.study(theirs, deal)
        people = _people(study.recipe or study.spec.regime.spec.recipe, study.people_recipe.digest, study)
        metric = find_metric(number.metric)
        paired = replace(study, arms=(Arm(PERFECT, ("errors",)), *(arm for arm in study.arms if arm.name != PERFECT)))
        plan = plan_of(paired)
        columns = [name for name, column in plan.columns.items() if column.keep]
        wanted = [name for name in columns if any(fnmatch.fnmatch(name, need) for need in metric.needs)]
        own = {column.name for one in plan.mechanisms if one.name in PAIRED for column in one.columns}
        lives = relive(
            study, study.arms, wanted, paired=bool(own & set(wanted)), people=people, threads=self.threads
        )  # fmt: skip
        world = Measured(study, people, lives)
        if metric.missing(world):
            raise OutcomeError(f"metric {metric.id!r} cannot be told from worlds that are lived again")
        return estimate_in(world, number)


_CROWDS: dict[tuple[str, str, int, int], People] = {}


def _people(recipe: str, digest: str, study: Held) -> People:
    """The people of a study; the last few crowds are kept, as one crowd lives in most of the worlds."""
    key = (recipe, digest, study.people, study.seed)
    if key not in _CROWDS:
        while len(_CROWDS) >= 2:
            del _CROWDS[next(iter(_CROWDS))]
        _CROWDS[key] = populate(study.people_recipe, study.people, study.seed)
    return _CROWDS[key]
