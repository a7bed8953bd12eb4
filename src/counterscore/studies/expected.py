"""What a study would live, before anything is lived: tasks, and about how many person-months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..worlds.protect import fitting
from ..worlds.study import Study
from .file import StudyFile
from .identity import sampled
from .own import settled_study
from .parts import PARTS
from .store import Folder, State
from .tasks import Task
from .worlds import run_of

HALVINGS = 40  # worlds in which the points are sought at which a verdict flips, at most about so many


class Unbegun(Folder):
    """A study of which nothing was lived yet, and which has no folder."""

    def __init__(self, study: StudyFile) -> None:
        self.__dict__["study"] = settled_study(study)
        self.resolved, self.sha256 = {}, ""

    def state(self, task: Task) -> State:
        """Nothing is settled."""
        return "pending"

    def task_files(self, part: str = "") -> list[Path]:
        """There are none."""
        return []


@dataclass(frozen=True)
class Expected:
    """One part: its tasks as far as they are known ("20", "20 to 200", "5 or more"), and person-months at most."""

    part: str
    title: str
    tasks: str
    person_months: float


def expected(study: StudyFile) -> tuple[Expected, ...]:
    """What every part would live, in order; parts without a task are left out.

    Limits: how long a search is follows from what it finds; what is told of it is about right for its usual course.
    """
    run, blank = run_of(study), Unbegun(study)
    found = []
    for part in PARTS:
        first = len(part.next_tasks(blank.study, blank))
        if first:
            worlds = WORLDS.get(part.name, _one_for_each)(study, run, first)
            found.append(Expected(part.name, part.title, _tasks(study, part.name, first), worlds))
    return tuple(found)


def _tasks(study: StudyFile, name: str, first: int) -> str:
    """How many tasks, in words."""
    if name in IN_ROUNDS:
        return f"{first} or more"
    most = study.replicates.at_most
    return f"{first} to {most}" if name == "chance" and most > first else str(first)


def _months(run: Study) -> int:
    """Months of one life, those before the regime included."""
    return run.spec.warmup + run.steps


def _one_for_each(study: StudyFile, run: Study, first: int) -> float:
    return float(first * study.people * len(run.lived) * _months(run))


def _chance(study: StudyFile, run: Study, first: int) -> float:
    return _one_for_each(study, run, max(first, study.replicates.at_most))


def _ranges(study: StudyFile, run: Study, first: int) -> float:
    return _one_for_each(study, run, study.ranges.points * study.ranges.replicates)


def _influence(study: StudyFile, run: Study, first: int) -> float:
    asked = study.influence
    assert asked
    numbers = len(sampled(study, run.spec.regime))
    screening = asked.trajectories * (numbers + 1)
    worlds = screening + 2 * numbers + asked.sample * (asked.strongest + 2) + HALVINGS
    return float(2 * worlds * asked.people * _months(run))


def _calibration(study: StudyFile, run: Study, first: int) -> float:
    asked = study.calibration
    assert asked
    return float((2 * asked.points + asked.checks) * asked.people * (run.spec.warmup + run.steps_in(asked.months)))


def _budget(study: StudyFile, run: Study, first: int) -> float:
    asked = study.budget
    assert asked
    tried = len(fitting(run, asked.among))
    return float((4 * tried + 4 * asked.checks) * asked.people * _months(run))


Worlds = Callable[[StudyFile, Study, int], float]
WORLDS: dict[str, Worlds] = {
    "chance": _chance, "ranges": _ranges, "influence": _influence, "calibration": _calibration, "budget": _budget,
}  # fmt: skip
IN_ROUNDS = ("influence", "calibration", "budget")
