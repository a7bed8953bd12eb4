"""Parameters: the questions of a study at points spread over the ranges of its numbers, on common draws.

At each point every arm is lived with the numbers drawn there, values of an arm's own excepted, among people made with
those of the people. Replicate numbers, and with them all draws, are the same at every point. One point in one replicate
is one task: as further arms of one run, points of a regime take as long or longer (20,000 people, 24 months, three
arms: 0.34 to 0.43 s each alone, 0.34 to 0.60 s by fives and tens), and people have to be made anew anyway.

Limits: numbers are drawn as if they did not depend on each other; what the regime refuses together stays as written.
"""

from __future__ import annotations

from functools import lru_cache

from ..people import People, populate
from ..worlds.measured import Measured
from ..worlds.moved_people import Moved, parted
from ..worlds.relive import relive
from ..worlds.study import Study
from .chance import columns_of, told_of
from .design import numbers_at, points_of
from .file import StudyFile
from .part import Part
from .store import Folder
from .tasks import Json, Task
from .worlds import arms_of, run_of

NAME = "ranges"


def next_tasks(study: StudyFile, folder: Folder) -> list[Task]:
    """Every point in every replicate; none where the study samples no number. Those of one replicate share draws."""
    numbers, points = points_of(study).shape
    if not numbers:
        return []
    return [
        Task(NAME, replicate * points + point, {"point": point, "replicate": replicate})
        for replicate in range(study.ranges.replicates)
        for point in range(points)
    ]


def live(study: StudyFile, task: Task) -> Json:
    """One point in one replicate: every question's paired effect, and the numbers that had to stay as written."""
    kept: dict[str, str] = {}

    def refused(path: str, why: str) -> None:
        kept.setdefault(path, why)

    regime, people = parted(numbers_at(study, int(task.given["point"]), refused))
    run = run_of(study, int(task.given["replicate"]), arms_of(study, regime), people)
    world = lived(run, study)
    return {**told_of(study.questions, world), "kept": kept}


def lived(run: Study, study: StudyFile) -> Measured:
    """Every arm of a run, with the columns that the study's questions need. Raises: as ``relive``."""
    people = people_of(run)
    columns = columns_of(run, study.questions)
    return Measured(run, people, relive(run, run.asked, columns, paired=run.paired, people=people, threads=1))


def people_of(run: Study) -> People:
    """The people of a run; those of the last one are kept, with their life before the regime."""
    return _people(run.regime, run.recipe, run.moved, run.people, run.seed)


@lru_cache(maxsize=1)
def _people(regime: str, recipe: str, moved: Moved, people: int, seed: int) -> People:
    return populate(Study(regime, people, seed=seed, recipe=recipe, moved=moved).people_recipe, people, seed)


PART = Part(NAME, "points in the ranges", next_tasks, live)
