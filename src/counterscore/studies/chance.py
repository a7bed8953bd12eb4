"""Chance: replicates of the study as written, each with people and draws of its own, all arms paired inside each."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence

import numpy as np

from ..audit.frame import GROUPINGS, codes_of
from ..audit.metric import find_metric, people
from ..audit.paired import effect, is_nothing
from ..core.errors import SpecError
from ..worlds.bind import plan_of
from ..worlds.measured import Measured, tellable
from ..worlds.study import Study
from ..worlds.witnessed import witness
from .file import Asked, StudyFile
from .part import Part
from .store import Folder
from .tasks import Json, Task, seed_of
from .worlds import run_of

NAME = "chance"
BATCH = 10


def next_tasks(study: StudyFile, folder: Folder) -> list[Task]:
    """The replicates to live: those asked for at least, then batch by batch until the answer is narrow enough."""
    return [Task(NAME, number) for number in range(study.replicates.at_least)]


def live(study: StudyFile, task: Task) -> Json:
    """One replicate: every question's paired effect, every arm month by month, and where the arms part."""
    run = run_of(study, task.number)
    seen = witness(run, columns_of(run, study.questions))
    return {
        "seed": seed_of(study.seed, task.number),
        "answers": {one.id: told(seen.world, one) for one in study.questions},
        "months": {name: values.tolist() for name, values in seen.months.items()},
        "divergence": seen.certificate,
    }


def columns_of(run: Study, questions: Sequence[Asked]) -> list[str]:
    """The people's columns that the questions need. Raises: SpecError where this regime cannot answer one."""
    asked = {one.metric for one in questions}
    known = {one.id: one for one in tellable(run, asked)}
    if lacking := sorted(asked - set(known)):
        raise SpecError(f"regime {run.regime}: metric {lacking[0]!r} cannot be told from people's last columns")
    kept = [name for name, column in plan_of(run).columns.items() if column.keep]
    return [name for name in kept if any(fnmatch.fnmatch(name, need) for one in known.values() for need in one.needs)]


def told(world: Measured, asked: Asked) -> Json:
    """The paired effect of one question in one world, and the means it comes from.

    Raises: OutcomeError where fewer than two people are counted in both arms.
    """
    metric = find_metric(asked.metric)
    here, there = metric(world, asked.arm), metric(world, asked.against)
    both = here.among & there.among
    cell = people(world, asked.arm, "cell")["cell"]
    for by, name in asked.group.items():
        both &= codes_of(cell, by) == GROUPINGS[by][1].index(name)
    x, y = here.values[both], there.values[both]
    nothing = is_nothing(world, metric, asked.against) and not y.any()
    found = effect(x, y, nothing).times(metric.per)
    return {
        "estimate": found.estimate, "low": found.low, "high": found.high, "people": found.n,
        "arm": float(x.mean()) * metric.per, "against": float(y.mean()) * metric.per,
        "differing": int(np.count_nonzero(x != y)),
        "largest": float(max(np.abs(x).max(), np.abs(y).max())) * metric.per,
        "paired_variance": float((x - y).var(ddof=1)) * metric.per**2,
        "unpaired_variance": float(x.var(ddof=1) + y.var(ddof=1)) * metric.per**2,
    }  # fmt: skip


PART = Part(NAME, "replicates", next_tasks, live)
