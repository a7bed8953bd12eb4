"""One trajectory of the screening: from somewhere in the ranges, one number after the other, as far as a regime allows.

Most regimes refuse most points of their ranges, because numbers have to fit each other: chances below a bound, weights
that add up. A trajectory is therefore walked: numbers that are refused where it starts stay as written, and a step that
is refused is not taken. Every step that is taken is an elementary effect like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..audit.paired import Effect
from ..core.documents import Dated
from ..worlds.relive import MOST_ARMS
from ..worlds.swaps import Numbers
from .influence_points import Points

AT_ONCE = MOST_ARMS - 4  # points; some more worlds are lived with them, such as one without a regime


@dataclass
class Walked:
    """What a trajectory came to: results (D + 1), None where the engine refused a point; which steps were taken (D)."""

    answers: list[float | None]
    taken: list[bool]
    refused: dict[str, str]


def walked(points: Points, paths: Sequence[str], places: np.ndarray, turn: int) -> Walked:
    """The paired effect along a trajectory, places (D + 1, D) in the order of ``paths``.

    ``turn`` says which number is the first to be asked about at the start, so that not always the last ones stay.
    """
    refused: dict[str, str] = {}
    steps = _steps(points, paths, places, turn, refused)
    answers: list[float | None] = []
    taken: list[bool] = []
    # as many as are lived together, so that patched regimes are still remembered
    while batch := [step for _, step in zip(range(AT_ONCE), steps, strict=False)]:
        found = iter(points.effects([numbers for numbers, moved in batch if moved]))
        for _, moved in batch:
            taken.append(moved)
            one = next(found) if moved else answers[-1]
            if isinstance(one, str):
                refused.setdefault("some point of a trajectory", one)
            answers.append(one.estimate if isinstance(one, Effect) else None if isinstance(one, str) else one)
    return Walked(answers, taken[1:], refused)


def _steps(
    points: Points, paths: Sequence[str], places: np.ndarray, turn: int, refused: dict[str, str]
) -> Iterator[tuple[Numbers, bool]]:
    """The numbers at each point, and whether they are others than before: always at the first."""
    wanted = points.at(paths, places[0])
    first = turn % max(1, len(wanted))

    def told(path: str, why: str) -> None:
        refused.setdefault(path, why)

    here = dict(points.allowed((*wanted[first:], *wanted[:first]), told))
    if why := points.refusal(_ordered(paths, here)):
        refused.setdefault("the start of a trajectory", why)
        here = {}
    yield _ordered(paths, here), True
    for before, after in pairwise(places):
        column = int(np.argmax(before != after))
        path = paths[column]
        moved = False
        if path in here:
            there = here | dict(points.at([path], [after[column]]))
            why = points.refusal(_ordered(paths, there))
            moved = not why
            if why:
                refused.setdefault(path, why)
            else:
                here = there
        yield _ordered(paths, here), moved


def _ordered(paths: Sequence[str], numbers: dict[str, Dated]) -> Numbers:
    return tuple((path, numbers[path]) for path in paths if path in numbers)
