"""What a part of a study is: which tasks it has, how one is lived, and what all of them come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .file import StudyFile
from .store import Folder
from .tasks import Json, Task


@dataclass(frozen=True)
class Part:
    """One kind of task.

    ``next_tasks`` names tasks that could be lived now, given what the folder holds; it is asked again after they are
    settled, until every task it names is. It must name the same tasks for the same contents, in whatever order and by
    whomever they were lived, so that a study that was cut off ends like one that was not. ``live`` is pure: the study,
    the task, nothing else; it may raise. ``title`` is what a progress bar says.
    """

    name: str
    title: str
    next_tasks: Callable[[StudyFile, Folder], list[Task]]
    live: Callable[[StudyFile, Task], Json]
