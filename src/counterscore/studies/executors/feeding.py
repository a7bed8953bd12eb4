"""Hands tasks to workers, a few at a time, and again where a worker went away before it was done.

A worker that vanishes costs a try, never a result. The last try of a task waits until nothing else is being lived: so
no task is blamed for what another one did to their worker, and one whose worker was killed because memory ran out gets
all of it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from functools import partial

from ..tasks import Task
from . import Done
from .work import told

TRIES = 5
PAUSE = 2.0  # seconds after which workers are looked after although no task was settled
WHY = (
    "Its worker went away {tries} times, the last time with nothing else running: {last}.\n"
    "Most often memory ran out: ask for fewer people, or give workers more memory. A mechanism of one's own that ends\n"
    "its process does it too.\n"
)


class Lost(Exception):
    """The worker that lived a task is gone; says how it went."""


@dataclass
class _Try:
    """A task under way: how often its worker went away, and since when it is being tried."""

    task: Task
    lost: int = 0
    begun: float = field(default_factory=time.monotonic)

    def settled(self, answer: Callable[[], str]) -> Done | None:
        """What came of it, or None where it is to be tried again. Raises: what is no fault of the task."""
        try:
            return told(self.task, answer())
        except Lost as gone:
            self.lost += 1
            if self.lost < TRIES:
                return None
            return Done(self.task, None, WHY.format(tries=TRIES, last=gone), time.monotonic() - self.begun)


def fed(
    submit: Callable[[Task], Future[str]], tasks: Iterable[Task], at_once: Callable[[bool], int],
    answer: Callable[[Future[str]], str] = Future.result,
) -> Iterator[Done]:  # fmt: skip
    """Live tasks, never more at once than ``at_once`` says.

    It is told whether one was settled already, and is asked every few seconds, so that it can look after the workers.

    ``submit`` hands a task over. ``answer`` takes the answer of ``work.answered`` from its future, or raises ``Lost``.
    Anything else that is raised is no fault of a task: it is raised here too, and the task stays unsettled.
    """
    fresh = (_Try(task) for task in tasks)
    again: deque[_Try] = deque()
    alone: deque[_Try] = deque()
    flying: dict[Future[str], _Try] = {}
    begun = False

    def fill() -> None:
        while len(flying) < at_once(begun) and (one := again.popleft() if again else next(fresh, None)):
            flying[submit(one.task)] = one
        if alone and not flying:
            one = alone.popleft()
            flying[submit(one.task)] = one

    try:
        fill()
        while flying:
            ready = []
            for future in wait(flying, PAUSE, FIRST_COMPLETED).done:
                one = flying.pop(future)
                if done := one.settled(partial(answer, future)):
                    ready.append(done)
                else:
                    (alone if one.lost == TRIES - 1 else again).append(one)
            begun = begun or bool(ready)
            fill()  # before whoever asks does something with these
            yield from ready
    finally:
        for future in flying:
            future.cancel()
