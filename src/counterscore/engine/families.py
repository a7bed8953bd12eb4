"""Which arms live the same life until when: families of arms whose parameters have been equal so far.

Equal parameters and equal draws give equal bytes. What an arm is compared with counts too: members of a family are
compared with members of one family; a comparison within a family finds nothing, so it is none.

Axis letters: A arms, F families.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from .state import World

Params = Mapping[int, Mapping[str, np.ndarray]]
POINTER = ".reference"  # parameters that name another arm by its number


@dataclass(frozen=True)
class Stretch:
    """Months from ``start`` to before ``stop`` in which arms of one family live one life; ``family`` (A,) numbers."""

    start: int
    stop: int
    family: tuple[int, ...]

    @property
    def first(self) -> list[int]:
        """The first arm of each family (F,)."""
        return [self.family.index(number) for number in range(max(self.family) + 1)]

    @property
    def members(self) -> list[list[int]]:
        """The arms of each family."""
        return [[a for a, f in enumerate(self.family) if f == number] for number in range(max(self.family) + 1)]


def stretches(world: World, ties: bool = False) -> list[Stretch]:
    """The run cut at every month in which a family parts; in the last stretch each arm lives for itself.

    With ``ties`` a stretch has 1, 2, 3, 4, 6, 8, 12 ... families: loops over ties are compiled for a number of arms.
    """
    return cut(world.params, len(world.arms), world.months, ties)


def cut(params: Params, arms: int, months: int, ties: bool = False) -> list[Stretch]:
    """The stretches of a world of which only parameters, number of arms and months are known."""
    marks: list[Hashable] = [()] * arms
    pointers: list[np.ndarray] = []
    found: list[Stretch] = []
    for start, stop in pairwise([*sorted(m for m in params if m < months), months]):
        for name, values in params[start].items():
            if name.endswith(POINTER):
                pointers.append(values)
            elif arms > 1 and len({row.tobytes() for row in values}) > 1:
                marks = [(mark, start, name, row.tobytes()) for mark, row in zip(marks, values, strict=True)]
        marks = list(_numbered(marks))
        family = _families(marks, pointers)
        while ties and not _round(max(family) + 1) and max(family) + 1 < arms:
            family = _one_more(family)
        same = found and found[-1].family == family
        found.append(Stretch(found.pop().start if same else start, stop, family))
    return [*found[:-1], replace(found[-1], family=tuple(range(arms)))]


def held_at_once(found: Sequence[Stretch]) -> int:
    """The most arms in memory at a time: where families part, those before and those after are both there."""
    sizes = [len(stretch.first) for stretch in found]
    return max([sizes[-1], *(before + after for before, after in pairwise(sizes))])


def past_of(world: World) -> World | None:
    """The world of one arm up to the start of the regime; None where arms differ before, or nothing is before."""
    before = stretches(world)[0]
    if not world.warmup or len(world.arms) < 2 or max(before.family) or before.stop < world.warmup:
        return None
    return lived_by(world, replace(before, stop=world.warmup))


def _round(number: int) -> bool:
    """Whether a number is a power of two or three times one."""
    while number % 2 == 0:
        number //= 2
    return number in (1, 3)


def _numbered(things: Sequence[Hashable]) -> tuple[int, ...]:
    """The same number for equal things, in the order in which they first come."""
    places = {thing: number for number, thing in enumerate(dict.fromkeys(things))}
    return tuple(places[thing] for thing in things)


def _families(marks: Sequence[Hashable], pointers: Sequence[np.ndarray]) -> tuple[int, ...]:
    """The widest families (A,) of equal marks whose members are compared with members of one family."""
    family = _numbered(marks)
    while True:
        finer = _numbered([(own, *(_named(family, a, p[a]) for p in pointers)) for a, own in enumerate(family)])
        if finer == family:
            return family
        family = finer


def _named(family: Sequence[int], arm: int, number: float) -> int:
    """The family that an arm is compared with; -1 where that is its own, which is no comparison."""
    other = family[int(number)] if number >= 0 else -1
    return -1 if other == family[arm] else other


def _one_more(family: tuple[int, ...]) -> tuple[int, ...]:
    """The families with one arm, of those that share one, in a family of its own."""
    last = max(a for a, number in enumerate(family) if family.count(number) > 1)
    return _numbered([-1 if a == last else number for a, number in enumerate(family)])


def lived_by(world: World, stretch: Stretch) -> World:
    """The world of one arm per family in the months of a stretch and before."""
    first, family = stretch.first, stretch.family
    if len(first) == len(world.arms):
        return world

    def taken(name: str, values: np.ndarray) -> np.ndarray:
        if not name.endswith(POINTER):
            return values[first]
        return np.array([_named(family, a, values[a]) for a in first], values.dtype)

    params = {
        month: {name: taken(name, values) for name, values in given.items()}
        for month, given in world.params.items()
        if month < stretch.stop
    }
    return replace(world, arms=tuple(world.arms[a] for a in first), params=params)


def alone(world: World, arm: int) -> World:
    """The world of one arm and of those that it is compared with, at any time and in turn."""
    kept = [arm]
    for one in kept:
        for given in world.params.values():
            numbers = [int(values[one]) for name, values in given.items() if name.endswith(POINTER)]
            kept += [number for number in dict.fromkeys(numbers) if number >= 0 and number not in kept]
    family = tuple(kept.index(a) if a in kept else -1 for a in range(len(world.arms)))
    return lived_by(world, Stretch(0, world.months, family))
