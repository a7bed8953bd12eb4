"""Tasks one after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType

from ..tasks import Task
from . import Done
from .work import lived


class Serial:
    """Lives every task here and now."""

    def __enter__(self) -> Serial:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Nothing to stop."""

    def live(self, text: str, tasks: Iterable[Task]) -> Iterator[Done]:
        """Live tasks in their order."""
        for task in tasks:
            yield lived(text, task)
