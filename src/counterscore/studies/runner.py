"""Runs a study: part after part, task after task, each kept as soon as it is settled.

What is settled is never lived again, unless its file was damaged; what failed stays failed, unless asked otherwise, and
stops nothing else. Whoever stops a study, by Ctrl-C or by force, can go on with it.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..core.documents import shown
from ..core.errors import OutcomeError
from ..people.guard import refuse_persons
from ..worlds.live import Stopped
from ..worlds.sink import Told
from .check import check_study
from .differing import told_differences
from .executors import Executor
from .file import StudyFile, load_study
from .finish import begin, finish
from .identity import hash_of, resolved
from .own import found_beside
from .parts import PARTS
from .store import Folder
from .tasks import Json, Task

Tell = Callable[[Told], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Asked:
    """A study that was looked at and hashed, before anything is lived: its text as given, its paths made whole."""

    text: str
    study: StudyFile
    resolved: Json

    @property
    def sha256(self) -> str:
        """Its identity."""
        return hash_of(self.resolved)

    @property
    def folder(self) -> Path:
        """Where it goes when nobody says."""
        return Path("studies") / f"{self.study.study}-{self.sha256[:8]}"


@dataclass(frozen=True)
class Lived:
    """What one go at a study came to: tasks lived now, those that failed, why others were lived again, seconds."""

    tasks: int = 0
    failed: int = 0
    again: tuple[str, ...] = ()
    seconds: float = 0.0


def ask(path: Path | str) -> Asked:
    """Read a study file and look at all of it. Raises: PromiseError for persons, SpecError for every fault by line."""
    given = load_study(path)
    file = Path(path)
    text = file.read_text(encoding="utf-8")
    study = found_beside(given, file, text)
    check_study(study, text, shown(file))
    return Asked(text, study, resolved(study))


def opened(asked: Asked, folder: Path | str | None = None) -> Folder:
    """The folder of a study, new or begun before. Raises: OutcomeError where another study lies there."""
    if folder is not None:
        refuse_persons(folder, "study, argument 'folder'")
    return Folder.create(folder or asked.folder, asked.text, asked.resolved, asked.study)


def unchanged(folder: Folder) -> None:
    """Raises: OutcomeError where this program or its data would live a begun study otherwise than before."""
    now = resolved(folder.study)
    if hash_of(now) != folder.sha256:
        differing = told_differences(folder.resolved, now)
        raise OutcomeError(
            f"{folder.path}: what the study stands on has changed since it was begun\n  different: {differing}\n"
            "  go on with the version that began it, or run its study file into another folder"
        )


def live(
    folder: Folder, executor: Executor, tell: Tell = lambda told: None, stop: Stop = lambda: False,
    retry_failed: bool = False,
) -> Lived:  # fmt: skip
    """Live every task of a study that is not settled yet.

    Raises: OutcomeError where another process lives it, or on a full disk; Stopped where ``stop`` says so between two
    tasks, with all that was settled kept; RunError, PlanError for what no task can do.
    """
    started = time.monotonic()
    with _room(folder), folder.locked():
        unchanged(folder)
        begin(folder)
        again = folder.sweep()
        if retry_failed:
            folder.retry()
        lived = run(folder, executor, tell, stop)
        folder.clear_aside()
        tell(Told("answers", 0, 1))
        lived = replace(lived, again=tuple(again), seconds=time.monotonic() - started)
        finish(folder, lived.seconds)
    return lived


@contextmanager
def _room(folder: Folder) -> Iterator[None]:
    """Says how to go on where the disk is full."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise OutcomeError(
            f"{folder.path}: the disk is full; what was settled is kept. Free some space, then go on with: "
            f"counterscore study resume {folder.path}"
        ) from None


def run(folder: Folder, executor: Executor, tell: Tell = lambda told: None, stop: Stop = lambda: False) -> Lived:
    """Live every task of a study that is not settled yet. Raises: Stopped where ``stop`` says so between two tasks."""
    lived = Lived()
    for part in PARTS:
        while todo := [task for task in part.next_tasks(folder.study, folder) if not _settled(folder, task)]:
            for number, done in enumerate(_each(folder, executor, todo, stop), 1):
                lived = replace(lived, tasks=lived.tasks + 1, failed=lived.failed + (not done))
                tell(Told(part.title, number, len(todo)))
    return lived


def _settled(folder: Folder, task: Task) -> bool:
    return folder.settled(task) or folder.recall(task)


def _each(folder: Folder, executor: Executor, todo: list[Task], stop: Stop) -> Iterator[bool]:
    """Lives tasks that do not wait for each other, keeps each as soon as it is settled, says whether it came out."""
    settled = executor.live(folder.text, _marked(folder, todo))
    while True:
        if stop():
            raise Stopped(f"stopped; what was settled is kept. Go on with: counterscore study resume {folder.path}")
        done = next(settled, None)
        if done is None:
            return
        yield _kept(folder, done.task, done.found, done.traceback, done.seconds)


def _marked(folder: Folder, todo: list[Task]) -> Iterator[Task]:
    """Tasks, each marked when somebody takes it."""
    for task in todo:
        folder.begin(task)
        yield task


def _kept(folder: Folder, task: Task, found: Json | None, traceback: str, seconds: float) -> bool:
    """Keeps what came of a task; whether it is a result."""
    if found is not None:
        try:
            folder.finish(task, found, seconds)
            return True
        except OutcomeError as fault:
            traceback = f"OutcomeError: {fault}"
    folder.fail(task, traceback, seconds)
    return False
