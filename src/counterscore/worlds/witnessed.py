"""Lives all arms of a study at once without a folder, and keeps what a replicate of it is asked for.

Kept are the people's last columns, the monthly sums of each arm, and the certificate of where arms first part.

Axis letters: A arms, M months of the run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.parquet import Columns, joined
from ..engine.fork import Forked
from ..people import People, populate
from ..people.memory import check_memory
from .bind import memory_needed, plan_of, world_of
from .measured import Measured
from .relive import Lives
from .sink import RowSink
from .study import Study

KEYS = ("arm", "month", "cell", "people")


@dataclass(frozen=True)
class Witnessed:
    """What became of one paired run: a world to measure, ``months`` name -> (A, M), who parted where.

    ``forks`` say until when families of arms were lived as one, and what each had come to.
    """

    arms: tuple[str, ...]
    world: Measured
    months: Mapping[str, np.ndarray]
    certificate: list[dict[str, Any]]
    forks: list[dict[str, Any]]


class _Months:
    """Keeps the monthly sums and drops everything else as it comes."""

    def __init__(self) -> None:
        self.found: list[Columns] = []

    def append(self, table: str, columns: Columns) -> None:
        """Takes rows that will not change any more."""
        if table == "months":
            self.found.append(columns)


def witness(study: Study, columns: Collection[str], people: People | None = None, threads: int = 1) -> Witnessed:
    """Live every arm of a study and keep the named columns of its people. Raises: as ``relive``."""
    people = people or populate(study.people_recipe, study.people, study.seed)
    plan = plan_of(study)
    world, _ = world_of(study, plan, people)
    check_memory(memory_needed(study, plan, world.params), f"{study.people:,} people in {len(study.lived)} arms")
    kept = _Months()
    run = Forked(plan, world, threads=threads)
    sink = RowSink(plan, kept, {})
    try:
        run.prepare()
        while run.engine.state.month < world.months:
            run.month(sink)
    finally:
        run.close()
    engine = run.engine
    places = [place for place, arm in enumerate(study.lived) if not arm.twin]
    names = tuple(study.lived[place].name for place in places)
    told = {name: engine.shifted(name, engine.state.columns[name])[places] for name in columns if name in plan.columns}
    twins = tuple(arm.name for arm in study.lived if arm.twin)
    parted = [row for row in engine.certificate.to_json() if not set(twins) & set(row["arms"])]
    forks = [fork.to_json(twins) for fork in run.forks]
    lives = Lives(names, told, {})
    return Witnessed(names, Measured(study, people, lives), _series(joined(kept.found), places), parted, forks)


def _series(rows: Columns, places: list[int]) -> dict[str, np.ndarray]:
    """Sums over all cells, name -> (A, M), of the arms at these places; ``people`` are the same every month."""
    arms, months = int(rows["arm"].max()) + 1, int(rows["month"].max()) + 1
    where = rows["arm"].astype(np.int64) * months + rows["month"]
    return {
        name: np.bincount(where, values, arms * months).reshape(arms, months)[places]
        for name, values in rows.items()
        if name not in KEYS
    }
