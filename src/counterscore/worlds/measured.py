"""Worlds lived again, looked at with the metrics of the audit: the same definitions, without a folder.

Axis letters: A arms, P people.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from ..audit.metric import Metric, Values, find_metric
from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from ..core.parquet import Columns
from ..engine.state import Redeal
from ..people import People
from .arms import Arm
from .bind import GROUPS, cells, plan_of
from .relive import Lives, relive
from .sink import Told
from .study import Study, subjects_of

Tell = Callable[[Told], None]


class Measured(Outcome):
    """People at the end of worlds that left no folder; holds their table and nothing else."""

    def __init__(self, study: Study, people: People, lives: Lives) -> None:
        regime, known = study.spec.regime, {arm.name: arm.to_json() for arm in study.asked}
        self.folder = Path("worlds lived again")
        self.study = {
            "subjects": subjects_of(regime.spec), "step": regime.spec.step, "months": study.months,
            "steps": study.steps, "arms": [known.get(name, name) for name in lives.arms], "codebook": regime.codebook(),
        }  # fmt: skip
        self.tables = ("people",)
        self._lives = lives
        self._same = {name: people.columns[name] for name in GROUPS} | {"person": np.arange(people.count)}
        self._same["cell"] = cells(dict(people.columns))

    def columns(self, table: str) -> tuple[str, ...]:
        """Names of the columns of the people."""
        return (*self._same, *self._lives.people) if table == "people" else ()

    def table(
        self, name: str, where: str | None = None, columns: Sequence[str] | None = None, arm: str | int | None = None
    ) -> Columns:
        """Columns of the people in one arm, (P,) each. Raises: OutcomeError for anything else."""
        if name != "people" or where is not None or arm is None or columns is None:
            raise OutcomeError("worlds that are lived again keep the people of one arm, by column")
        place = self.arm_number(arm)
        return {one: self._same[one] if one in self._same else self._lives.people[one][place] for one in columns}

    def sql(self, query: str, values: list[object] | None = None) -> Columns:
        """Refused: there are no tables. Raises: OutcomeError."""
        raise OutcomeError("worlds that are lived again have no tables to ask")

    def close(self) -> None:
        """Nothing to release."""


def tellable(study: Study, names: Iterable[str]) -> list[Metric]:
    """Those of the named metrics that people's last columns tell."""
    kept = [name for name, column in plan_of(study).columns.items() if column.keep]
    known = {*GROUPS, "person", "cell", *kept}
    found = (find_metric(name) for name in names)
    return [one for one in found if all(fnmatch.filter(known, need) for need in one.needs)]


def live_measured(
    study: Study, arms: Sequence[Arm], metrics: Sequence[Metric], people: People, threads: int = 0,
    redeal: Redeal | None = None, paired: bool = True,
) -> dict[tuple[str, str], Values]:  # fmt: skip
    """Live arms of a study: (arm, metric) -> one number per person and whom it is about. Raises: as ``relive``.

    ``paired`` adds twins with perfect records, which no metric but those of wrongs by records looks at.
    """
    kept = [name for name, column in plan_of(study).columns.items() if column.keep]
    wanted = [name for name in kept if any(fnmatch.fnmatch(name, need) for one in metrics for need in one.needs)]
    lives = relive(study, arms, wanted, paired=paired, redeal=redeal, people=people, threads=threads)
    world = Measured(study, people, lives)
    return {(arm.name, one.id): one(world, arm.name) for arm in arms for one in metrics}
