"""Structure: the questions of a study under other couplings of the draws, and in other versions of the regime.

Which draws two worlds share is a convention. Here the arm compared with lives on another deal of the regime's draws,
one of its own or one that is turned around (each u becomes 1 - u), while what people do and owe stays as it was. Other
versions are those in the file of a shipped regime: where sources disagree. None of this is a sample of anything.

Each form is lived in the first replicates of the study, so that it has the people of those replicates and an interval
of its own. What cannot be lived, or cannot answer, says why.
"""

from __future__ import annotations

import fnmatch
from typing import Literal

from ..core.errors import CounterscoreError, SpecError, nearest
from ..worlds.arms import default_arms
from ..worlds.attribute import redealt, turned_around
from ..worlds.measured import Measured
from ..worlds.ranges import INDEPENDENT, TURNED, versions
from ..worlds.relive import relive
from ..worlds.swaps import reason
from .chance import columns_of, told_of
from .file import StudyFile
from .part import Part
from .ranges import lived, people_of
from .store import Folder
from .tasks import Json, Task
from .worlds import run_of

NAME = "forms"
ANEW, MIRRORED = "dealt-anew", "mirrored"
Kind = Literal["coupling", "version"]
COUPLINGS = {ANEW: INDEPENDENT, MIRRORED: TURNED}


def forms_of(study: StudyFile) -> dict[str, tuple[Kind, str]]:
    """Every other form of a study: name -> its kind, its title. Raises: SpecError for a version that is not there."""
    asked = study.structure.variants
    known = dict(versions(run_of(study, arms=default_arms()))) if asked != "none" else {}
    if asked not in ("all", "none"):
        for pattern in asked:
            if not fnmatch.filter(known, pattern):
                expected = f"other versions of {study.regime} are {', '.join(known) or 'none'}"
                raise SpecError(f"structure: no version {pattern!r}{nearest(pattern, known)}; {expected}")
        known = {name: title for name, title in known.items() if any(fnmatch.fnmatchcase(name, p) for p in asked)}
    found: dict[str, tuple[Kind, str]] = {}
    if study.structure.couplings:
        found |= {name: ("coupling", title) for name, title in COUPLINGS.items()}
    return found | {name: ("version", title) for name, title in known.items()}


def next_tasks(study: StudyFile, folder: Folder) -> list[Task]:
    """Every form in each of the first replicates."""
    count = study.structure.replicates
    return [
        Task(NAME, place * count + replicate, {"form": name, "replicate": replicate})
        for place, name in enumerate(forms_of(study))
        for replicate in range(count)
    ]


def live(study: StudyFile, task: Task) -> Json:
    """One form in one replicate: every question's paired effect, or why there is none."""
    form, replicate = str(task.given["form"]), int(task.given["replicate"])
    if form in COUPLINGS:
        return _coupled(study, form, replicate)
    other = study.model_copy(update={"regime": form})
    try:
        world = lived(run_of(other, replicate), other)
        return {**told_of(study.questions, world), "problem": ""}
    except CounterscoreError as fault:
        return {"answers": {}, "untold": {}, "problem": reason(fault)}


def _coupled(study: StudyFile, form: str, replicate: int) -> Json:
    """The questions where the arm compared with lives on another deal."""
    run = run_of(study, replicate)
    deal = redealt(run, 1) if form == ANEW else turned_around(run)
    people, columns = people_of(run), columns_of(run, study.questions)
    worlds = [
        Measured(run, people, relive(run, run.asked, columns, paired=run.paired, redeal=one, people=people, threads=1))
        for one in (None, deal)
    ]
    return {**told_of(study.questions, *worlds), "problem": ""}


PART = Part(NAME, "other forms of the model", next_tasks, live)
