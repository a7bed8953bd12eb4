"""Proof that a shared past is the past of each arm: one future lived whole, with nobody to share with, and compared.

Compared are digests over every column and every waiting row at each fork, and over all that the arm left at the end:
columns, rows of every table, monthly sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from ..core.errors import SpecError, nearest
from ..engine.certificate import digest
from ..engine.families import alone
from ..engine.fork import Forked
from ..engine.plan import Plan
from ..engine.run import Engine
from ..engine.state import World
from ..people import People, populate
from .bind import plan_of, world_of
from .study import Study


@dataclass(frozen=True)
class Compared:
    """One moment of an arm: the month of the regime, and the digests of a past that is shared and of one that is not.

    ``month`` is None at the end of the run.
    """

    month: int | None
    shared: str
    whole: str


@dataclass(frozen=True)
class Proof:
    """What became of one arm with a shared past and without: equal at every fork and in the end."""

    arm: str
    moments: tuple[Compared, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return all(moment.shared == moment.whole for moment in self.moments)


class _Digests:
    """Digests of the rows of one arm, as they come: what is told is hashed and forgotten."""

    def __init__(self, arm: int) -> None:
        self.arm = arm
        self.found: dict[str, list[str]] = {}

    def append(self, table: str, columns: Mapping[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""
        mine = columns["arm"] == self.arm
        if mine.any():
            told = sha256(b"".join(name.encode() + v[mine].tobytes() for name, v in columns.items() if name != "arm"))
            self.found.setdefault(table, []).append(told.hexdigest())


def prove(study: Study, arm: str, people: People | None = None, threads: int = 1) -> Proof:
    """Live an arm once with a shared past and once whole, and compare. Raises: SpecError for an unknown arm.

    Whole, it is lived with the arms that it is compared with (its world of perfect records) and no other.
    """
    names = [one.name for one in study.lived]
    if arm not in names:
        raise SpecError(f"no arm {arm!r} in this study{nearest(arm, names)}; arms are {', '.join(names)}")
    people = people or populate(study.people_recipe, study.people, study.seed)
    plan = plan_of(study)
    world, _ = world_of(study, plan, people)
    run, kept = Forked(plan, world, threads=threads), _Digests(names.index(arm))
    run.prepare()
    while run.engine.state.month < world.months:
        run.month(kept)
    run.finish(kept)
    run.close()
    mine = {fork.month: fork.of(arm) for fork in run.forks}
    pasts, end = _whole(plan, alone(world, names.index(arm)), arm, list(mine), threads)
    moments = [Compared(month, mine[month], pasts[month]) for month in mine]
    return Proof(arm, (*moments, Compared(None, _end(run.engine, arm, kept), end)))


def _whole(plan: Plan, world: World, arm: str, months: list[int], threads: int) -> tuple[dict[int, str], str]:
    """Digests of an arm at some months of the regime, and of all it left at the end, lived without any fork."""
    place = world.arms.index(arm)
    engine, kept, found = Engine(plan, world, threads=threads), _Digests(place), {}
    engine.prepare()
    while engine.state.month < world.months:
        if engine.state.month - world.warmup in months:
            found[engine.state.month - world.warmup] = digest(engine.state, place)
        engine.month(kept)
    engine.finish(kept)
    engine.close()
    return found, _end(engine, arm, kept)


def _end(engine: Engine, arm: str, kept: _Digests) -> str:
    """One digest of columns, waiting rows and everything that was told."""
    told = sorted((table, *parts) for table, parts in kept.found.items())
    return sha256(repr((digest(engine.state, engine.world.arms.index(arm)), told)).encode()).hexdigest()
