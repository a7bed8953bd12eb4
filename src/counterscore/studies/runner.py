"""Runs a study: part after part, task after task, each kept as soon as it is settled."""

from __future__ import annotations

from collections.abc import Callable

from ..worlds.sink import Told
from .executors import Executor
from .parts import PARTS
from .store import Folder

Tell = Callable[[Told], None]


def run(folder: Folder, executor: Executor, tell: Tell = lambda told: None) -> None:
    """Live every task of a study that is not settled yet."""
    for part in PARTS:
        while todo := [task for task in part.next_tasks(folder.study, folder) if not folder.settled(task)]:
            for task in todo:
                folder.begin(task)
            for number, done in enumerate(executor.live(folder.text, todo), 1):
                if done.found is None:
                    folder.fail(done.task, done.traceback, done.seconds)
                else:
                    folder.finish(done.task, done.found, done.seconds)
                tell(Told(part.title, number, len(todo)))
