"""Who lives the tasks of a study: this process, other processes, or a cluster, behind one small interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ...core.errors import SpecError, nearest
from ..tasks import Json, Task

NAMES = ("serial", "processes", "dask")


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


def executor(name: str = "serial", workers: int = 0, address: str = "") -> Executor:
    """Who lives the tasks of a study: ``serial``, ``processes`` (``workers``, 0 for all cores), or ``dask``.

    ``address`` is that of a Dask scheduler; without one, ``dask`` starts a local cluster of ``workers``.
    Raises: SpecError for another name, or for what that executor does not take.
    """
    from .cluster import Cluster
    from .processes import Processes
    from .serial import Serial

    if name not in NAMES:
        raise SpecError(f"no executor {name!r}{nearest(name, NAMES)}; executors are {', '.join(NAMES)}")
    if address and name != "dask":
        raise SpecError(f"executor {name} takes no address ({address}); a scheduler is asked by executor dask")
    if name == "dask":
        return Cluster(address, workers)
    if name == "processes":
        return Processes(workers)
    if workers > 1:
        raise SpecError(f"executor serial has no {workers} workers; expected executor processes or dask")
    return Serial()
