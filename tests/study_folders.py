"""Study folders whose tasks are settled here: lived one after the other, or given, in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from counterscore.studies.executors.work import lived
from counterscore.studies.file import StudyFile
from counterscore.studies.part import Part
from counterscore.studies.store import Folder
from counterscore.studies.tasks import Json, Task

Given = Callable[[StudyFile, Task], Json | None]


def folder_of(path: Path, text: str) -> Folder:
    """A new folder of the study in this text."""
    return Folder.create(path, text, {"test": text})


def settle(folder: Folder, *parts: Part, given: Mapping[str, Given] | None = None, turn: int = 1) -> list[int]:
    """Settle every task that the parts ask for, round after round; how many there were in each round.

    ``given`` says what comes of tasks of a part instead of living them, None for one that fails; ``turn`` -1 settles
    each round from behind.
    """
    rounds = []
    for part in parts:
        while todo := [task for task in part.next_tasks(folder.study, folder) if not folder.settled(task)]:
            rounds.append(len(todo))
            for task in todo[::turn]:
                _settled(folder, task, (given or {}).get(part.name))
    return rounds


def _settled(folder: Folder, task: Task, given: Given | None) -> None:
    if given is None:
        done = lived(folder.text, task)
        assert done.found is not None, done.traceback
        folder.finish(task, done.found, 0.0)
    elif (found := given(folder.study, task)) is None:
        folder.fail(task, "ValueError: made to fail", 0.0)
    else:
        folder.finish(task, found, 0.0)


def effect_told(estimate: float, people: int = 1000) -> Json:
    """One question's answer in one replicate in which everybody differs, by nearly the same."""
    sizes = [abs(estimate) * people, estimate**2 * people]
    up, down = (sizes, [0.0, 0.0]) if estimate > 0 else ([0.0, 0.0], sizes)
    return {
        "estimate": estimate, "low": estimate, "high": estimate, "people": people, "arm": estimate + 1.0,
        "against": 1.0, "differing": people, "largest": abs(estimate) + 1.0, "widest": abs(estimate), "gains": up,
        "losses": down, "clustered": [1.0, 1.0], "nothing": False,
    }  # fmt: skip
