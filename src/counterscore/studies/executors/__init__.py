"""Who lives the tasks of a study: this process, other processes, or a cluster, behind one small interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ..tasks import Json, Task


@dataclass(frozen=True)
class Done:
    """What came of a task: ``found``, or the ``traceback`` of what it raised; and how long it took."""

    task: Task
    found: Json | None
    traceback: str
    seconds: float


class Executor(AbstractContextManager["Executor"], Protocol):
    """Lives tasks; what it yields comes in any order, and holds for the same tasks the same bytes as any other."""

    def live(self, text: str, tasks: Iterable[Task]) -> Iterator[Done]:
        """Live tasks of the study in this text, each yielded as soon as it is settled."""
        ...
