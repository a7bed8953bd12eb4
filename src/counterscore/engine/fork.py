"""A past that arms share is lived once, and every arm goes on from where it parts from the others.

Arms whose parameters have been equal so far are one family. One arm of a family is lived until the first month in which
the family's parameters differ, and its state is then given to all. Life before a regime is such a past of all arms;
life before a policy date is one of all arms that part there.

Axis letters: A arms, F families, R rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import RunError
from . import checkpoint
from .certificate import digest
from .families import Stretch, lived_by, stretches
from .plan import Plan
from .run import Engine, Sink
from .state import Redeal, World


@dataclass(frozen=True)
class Fork:
    """Where families part: the month, the arms of each family until then, and a digest of what each had come to."""

    month: int
    families: tuple[tuple[str, ...], ...]
    sha256: tuple[str, ...]

    def to_json(self, without: Sequence[str] = ()) -> dict[str, Any]:
        """Plain data for a manifest, of families that hold more than the arms ``without``."""
        kept = [
            (tuple(n for n in names if n not in without), d)
            for names, d in zip(self.families, self.sha256, strict=True)
        ]
        told = [(list(names), found) for names, found in kept if names]
        return {"month": self.month, "families": [n for n, _ in told], "sha256": [found for _, found in told]}

    def of(self, arm: str) -> str:
        """The digest of the family of an arm."""
        return next(found for names, found in zip(self.families, self.sha256, strict=True) if arm in names)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Fork:
        """The inverse of ``to_json``."""
        return cls(int(row["month"]), tuple(map(tuple, row["families"])), tuple(row["sha256"]))


def go_on(engine: Engine, past: Engine, came_from: Sequence[int]) -> None:
    """Gives each arm of a fresh engine the state of an arm of ``past``, the one that it came from (A,)."""
    state, shared, places = engine.state, past.state, list(came_from)
    for name, column in state.columns.items():
        for a, place in enumerate(places):
            column[a] = shared.columns[name][place]
    for name, copy in state.published.items():
        copy[:] = shared.published[name][:, places]
    for name, tables in state.tables.items():
        waiting = [table.pack() for table in shared.tables[name]]
        for table, place in zip(tables, places, strict=True):
            table.unpack(waiting[place])
    state.month = shared.month
    for month in sorted(m for m in engine.world.params if m < state.month):
        state.params.update(engine.world.params[month])
    engine.observer.before = {name: values[places] for name, values in past.observer.before.items()}
    engine.certificate.take_over(past.certificate, places)


class _Spread:
    """Tells rows of a family as rows of each of its arms."""

    def __init__(self, sink: Sink, members: Sequence[Sequence[int]]) -> None:
        self.sink, self.members = sink, members

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows whose arm is the number of a family."""
        for arms, rows in self._parts(columns):
            for arm in arms:
                self.sink.append(table, rows | {"arm": np.full_like(rows["arm"], arm)})

    def _parts(self, columns: dict[str, np.ndarray]) -> Iterator[tuple[Sequence[int], dict[str, np.ndarray]]]:
        number = columns["arm"]
        if not len(number) or (number == number[0]).all():
            yield self.members[int(number[0]) if len(number) else 0], columns
            return
        for family, arms in enumerate(self.members):
            mine = number == family
            yield arms, {name: values[mine] for name, values in columns.items()}


class Forked:
    """Lives a world as an Engine does, bit for bit, and lives what arms share only once.

    ``engine`` is the one that lives now: that of one arm per family, and in the end that of all arms. ``forks`` are
    told where the run is watched. Rows of a past are told to the sink for every arm. With ``past``, an engine that
    lived the past of all arms, it goes on from there. ``options`` are those of Engine.
    """

    def __init__(self, plan: Plan, world: World, past: Engine | None = None, **options: Any) -> None:
        self.plan, self.world, self.options = plan, world, options
        self.stretches = stretches(world, bool(plan.ties))
        self.forks: list[Fork] = []
        self.redeal: Redeal | None = None
        self.tell: Callable[[int, int], None] = lambda done, total: None
        self.place = self._place(0 if past is None else past.state.month)
        self.engine = self._engine()
        if past is not None:
            go_on(self.engine, past, [0] * len(self.engine.world.arms))

    def _place(self, month: int) -> int:
        """The number of the stretch that a month belongs to."""
        return max(n for n, stretch in enumerate(self.stretches) if stretch.start <= month)

    def _engine(self) -> Engine:
        return Engine(self.plan, lived_by(self.world, self.stretches[self.place]), **self.options)

    @property
    def stretch(self) -> Stretch:
        """The stretch that is lived now."""
        return self.stretches[self.place]

    def close(self) -> None:
        """Stops the threads."""
        self.engine.close()

    def prepare(self, tell: Callable[[int, int], None] = lambda done, total: None) -> None:
        """Loads or compiles every loop; ``tell`` hears how far it is, at each fork too."""
        self.tell = tell
        self.engine.prepare(tell)

    def load(self, path: Path) -> dict[str, Any]:
        """Takes up a checkpoint of this run and returns what was kept with it. Raises: RunError."""
        self.engine.close()
        self.place = self._place(checkpoint.month_of(path))
        self.engine = self._engine()
        extra = checkpoint.load(self.engine, path)
        if "forks" not in extra:
            raise RunError(f"{path}: was kept by a version that knew no forks; start again with --force")
        self.engine.prepare(self.tell)
        self.forks = [Fork.from_json(row) for row in extra["forks"]]
        return extra

    def save(self, path: Path, extra: dict[str, Any]) -> None:
        """Keeps the whole state of the run in one file. Raises: RunError."""
        checkpoint.save(self.engine, path, extra | {"forks": [fork.to_json() for fork in self.forks]})

    def month(self, sink: Sink) -> None:
        """One month of every arm."""
        alone = len(self.engine.world.arms) == len(self.world.arms)
        self.engine.month(sink if alone else _Spread(sink, self.stretch.members))
        if self.engine.state.month == self.stretch.stop and self.place + 1 < len(self.stretches):
            self._part()

    def _part(self) -> None:
        """Gives each family of the next stretch what the one that it came from has come to."""
        past, until = self.engine, self.stretch
        if past.watched:
            names = tuple(tuple(self.world.arms[a] for a in arms) for arms in until.members)
            told = tuple(digest(past.state, number) for number in range(len(names)))
            self.forks.append(Fork(past.state.month - self.world.warmup, names, told))
        self.place += 1
        self.engine = self._engine()
        self.engine.prepare(self.tell, past)
        go_on(self.engine, past, [until.family[a] for a in self.stretch.first])
        for name, seconds in past.seconds.items():
            self.engine.seconds[name] += seconds
        if self.redeal is not None:
            self.engine.steps.deal_anew(self.redeal)
        past.close()

    def deal_anew(self, redeal: Redeal) -> None:
        """Deals the draws of some mechanisms anew from the next month on."""
        self.redeal = redeal
        self.engine.steps.deal_anew(redeal)

    def finish(self, sink: Sink) -> None:
        """Hands over the rows still open and the people's last and ever columns."""
        self.engine.finish(sink)
