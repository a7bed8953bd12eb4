"""Chance: replicates of the study as written, each with people and draws of its own, all arms paired inside each.

How many are lived is either said beforehand or found by a sequential rule: replicates are looked at ``at_least`` and
never before ``LOOK`` of them, then after every further batch of ten, or of a quarter of what there is, up to
``at_most``; the first look at which half the width of the interval is no more than asked is the last. Only whole
batches are looked at, in the order of their numbers, so that neither who finished first nor who failed, when, changes
what is asked next; failed replicates are left out.

Source: Chow and Robbins (Ann Math Stat 36, 1965); Law, Simulation Modeling and Analysis (2015), ch. 9.
Limits: stopping where the spread happens to look small makes intervals a little short; docs/intervals.md says how much.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from ..audit.frame import GROUPINGS, codes_of
from ..audit.metric import find_metric, metrics, people
from ..audit.paired import clustering, effect, is_nothing, sides
from ..audit.studied.inference import Replicate, inferred
from ..core.errors import OutcomeError, SpecError, nearest
from ..worlds.arms import PERFECT, Arm
from ..worlds.bind import plan_of
from ..worlds.measured import Measured, tellable
from ..worlds.study import Study
from ..worlds.witnessed import witness
from .file import LOOK, Asked, Replicates, StudyFile
from .part import Part
from .store import Folder
from .tasks import Json, Task, seed_of
from .worlds import run_of

NAME = "chance"
BATCH = 10
Ended = Literal["as asked", "narrow enough", "at most"]


def next_tasks(study: StudyFile, folder: Folder) -> list[Task]:
    """The replicates to live: those asked for at least, then batch by batch until the answer is narrow enough."""
    return [Task(NAME, number) for number in range(asked_so_far(study, folder)[0])]


def looks(wanted: Replicates) -> Iterator[int]:
    """The numbers of replicates at which it is decided whether to go on; the last is ``at_most``."""
    count = max(wanted.at_least, LOOK)
    while count < wanted.at_most:
        yield count
        count = min(count + max(BATCH, count // 4), wanted.at_most)
    yield wanted.at_most


def asked_so_far(study: StudyFile, folder: Folder) -> tuple[int, Ended]:
    """How many replicates the study has, as far as what is settled tells, and why it would have no more.

    Replicates with nobody to compare are not among the ``LOOK`` from which a spread is judged. A study of which no
    replicate at all came out by the first look goes no further.
    """
    wanted = study.replicates
    if wanted.half_width is None:
        return wanted.at_most, "as asked"
    known = dict(_replicates(folder, study.question(wanted.question).id))
    unit = find_metric(study.question(wanted.question).metric).per
    before = 0
    for count in looks(wanted):
        if not all(folder.settled(Task(NAME, number)) for number in range(before, count)):
            return count, "at most"
        before = count
        came = [known[number] for number in range(count) if number in known]
        usable = [one for one in came if one is not None]
        enough = usable and count - (len(came) - len(usable)) >= LOOK
        if enough and inferred(usable, unit).half_width <= wanted.half_width:
            return count, "narrow enough"
        if not came:
            return count, "at most"
    return wanted.at_most, "at most"


def _replicates(folder: Folder, question: str) -> Iterator[tuple[int, Replicate | None]]:
    """(number, what it says of a question) of every replicate that came out; None where it had nobody to compare."""
    for number, _, found in folder.found(NAME):
        told = found["answers"].get(question)
        yield number, None if told is None else Replicate.from_json(told)


def live(study: StudyFile, task: Task) -> Json:
    """One replicate: every question's paired effect, every arm month by month, and where the arms part."""
    run = run_of(study, task.number)
    seen = witness(run, columns_of(run, study.questions))
    return {
        "seed": seed_of(study.seed, task.number),
        **told_of(study.questions, seen.world),
        "months": {name: values.tolist() for name, values in seen.months.items()},
        "divergence": seen.certificate,
        "forks": seen.forks,
    }


def columns_of(run: Study, questions: Sequence[Asked]) -> list[str]:
    """The people's columns that the questions need. Raises: SpecError where this regime cannot answer one."""
    asked = {one.metric for one in questions}
    known = {one.id: one for one in tellable(run, asked)}
    if lacking := sorted(asked - set(known)):
        clean = replace(run, arms=(*run.arms, Arm(PERFECT, ("errors",)))) if not run.paired else run
        if lacking[0] in {one.id for one in tellable(clean, asked)}:
            raise SpecError(
                f"metric {lacking[0]!r} compares with a world without errors, and this study has none; expected an arm "
                f"of this name: {PERFECT}: {{without: [errors]}}"
            )
        able = sorted(one.id for one in tellable(run, metrics()))
        expected = f"expected one of {', '.join(able)}{nearest(lacking[0], able)}"
        raise SpecError(f"regime {run.regime} has nothing that metric {lacking[0]!r} could count; {expected}")
    kept = [name for name, column in plan_of(run).columns.items() if column.keep]
    return [name for name in kept if any(fnmatch.fnmatch(name, need) for one in known.values() for need in one.needs)]


class TooFew(OutcomeError):
    """A question is about fewer than two people of a world."""


def told_of(questions: Sequence[Asked], world: Measured, other: Measured | None = None) -> Json:
    """What one world says of each question (``answers``), and why it says nothing of others (``untold``)."""
    answers, untold = {}, {}
    for one in questions:
        try:
            answers[one.id] = told(world, one, other)
        except TooFew as fault:
            untold[one.id] = str(fault)
    return {"answers": answers, "untold": untold}


def told(world: Measured, asked: Asked, other: Measured | None = None) -> Json:
    """The paired effect of one question in one world, and the means it comes from; as ``inference.Replicate``.

    ``other`` is the world in which the arm compared with lives, where that is another one with the same people.
    Raises: TooFew where fewer than two people are counted in both arms.
    """
    metric, against = find_metric(asked.metric), other or world
    here, there = metric(world, asked.arm), metric(against, asked.against)
    both = here.among & there.among
    cell = people(world, asked.arm, "cell")["cell"]
    for by, name in asked.group.items():
        both &= codes_of(cell, by) == GROUPINGS[by][1].index(name)
    if (counted := int(np.count_nonzero(both))) < 2:
        raise TooFew(
            f"question {asked.id}: metric {asked.metric} counts {counted} of {len(both):,} people; "
            "expected two or more: ask for more people, or about a larger group"
        )
    x, y = here.values[both], there.values[both]
    nothing = is_nothing(against, metric, asked.against) and not y.any() and bool((x >= 0.0).all())
    found = effect(x, y, nothing).times(metric.per)
    difference = (x - y) * metric.per
    gains, losses = sides(difference)
    return {
        "estimate": found.estimate, "low": found.low, "high": found.high, "people": found.n,
        "arm": float(x.mean()) * metric.per, "against": float(y.mean()) * metric.per,
        "differing": int(np.count_nonzero(difference)),
        "largest": float(max(np.abs(x).max(), np.abs(y).max())) * metric.per,
        "widest": float(np.abs(difference).max()),
        "gains": list(gains), "losses": list(losses), "clustered": list(clustering(difference)), "nothing": nothing,
        "paired_variance": float(difference.var(ddof=1)),
        "unpaired_variance": float(x.var(ddof=1) + y.var(ddof=1)) * metric.per**2,
    }  # fmt: skip


PART = Part(NAME, "replicates", next_tasks, live)
