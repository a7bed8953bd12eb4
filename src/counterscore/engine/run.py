"""Lives through the months: opens rows, runs the steps, watches, observes, files rows away."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from ..core.draws import BLOCK, MONTHS_LIMIT, PEOPLE_LIMIT
from ..core.errors import PlanError, SpecError
from .certificate import Certificate
from .groups import grouped
from .observe import Observer, publish
from .plan import Plan
from .script import Fixed, Given, Script
from .source import Group
from .state import World, check_world, new_state
from .steps import Sink, Steps

__all__ = ["Engine", "Fixed", "Given", "Sink"]


class Engine:
    """One run of a plan over a world.

    ``threads`` spread the work of a step; ``chunk`` is the number of persons one task takes (a multiple of BLOCK).
    Neither changes a single bit of the result. With a ``script`` its rows and values are given and no act is drawn;
    without one (None) everything is. Not ``watched``, it keeps no certificate and no monthly sums.
    """

    def __init__(
        self, plan: Plan, world: World, *, threads: int = 0, chunk: int = 16 * BLOCK, interpreted: bool = False,
        script: Iterable[Given | Fixed] | None = None, watched: bool = True,
    ) -> None:  # fmt: skip
        if world.months > MONTHS_LIMIT or world.count > PEOPLE_LIMIT or not 0 <= world.replicate < 65536:
            raise SpecError(
                f"{world.months} months, {world.count} people, replicate {world.replicate}: too many for the draws"
            )
        if chunk % BLOCK or chunk <= 0:
            raise PlanError(f"chunk {chunk}: expected a multiple of {BLOCK}")
        check_world(plan, world)
        self.plan, self.world = plan, world
        self.watched = watched
        self.threads = threads or min(2, os.cpu_count() or 1)
        self.state = new_state(plan, world)
        self.state.params.update(world.params[0])
        self.certificate = Certificate(plan, world)
        self.observer = Observer(plan.observes, world, interpreted)
        self.seconds: dict[str, float] = defaultdict(float)
        given = None if script is None else Script(script, plan, world)
        # a fixed value has to be in place before the next rule of its group reads it
        self.groups = [(step,) for step in plan.steps] if given and given.values else grouped(plan.steps)
        self.labels = [" + ".join(step.name for step in group) for group in self.groups]
        self.steps = Steps(plan, world, self.state, threads=self.threads, chunk=chunk, interpreted=interpreted)
        self.steps.script = given

    def close(self) -> None:
        """Stops the threads."""
        self.steps.close()

    def prepare(self, tell: Callable[[int, int], None] = lambda done, total: None, known: Engine | None = None) -> None:
        """Loads or compiles every loop; ``tell`` hears how far it is. ``known`` runs the same plan and has its own."""
        todo = [(n, g) for n, g in enumerate(self.groups) if g[0].rule.form == "scalar"]
        for done, (number, group) in enumerate(todo):
            tell(done, len(todo))
            self.steps.load(number, group, None if known is None else known.steps)
        if self.watched:
            self.observer.prepare(self.state)
        tell(len(todo), len(todo))

    def month(self, sink: Sink) -> None:
        """One month of every arm."""
        state, world = self.state, self.world
        if state.month in world.params:
            state.params.update(world.params[state.month])
            self.certificate.unlike.clear()
        for tables in state.tables.values():
            for table in tables:
                table.open_month(state.month)
        for number, (label, group) in enumerate(zip(self.labels, self.groups, strict=True)):
            started = time.perf_counter()
            self._group(number, group, sink)
            for step in group if self.watched else ():
                self.certificate.watch(step, state)
            self.seconds[label] += time.perf_counter() - started
        started = time.perf_counter()
        self._close_month(sink)
        self.seconds["engine.observe"] += time.perf_counter() - started
        state.month += 1

    def _close_month(self, sink: Sink) -> None:
        state = self.state
        for name, tables in state.tables.items():
            for a, table in enumerate(tables):
                sink.append(name, self._rows(a, table.close_month(state.month)))
        for name, copy in state.published.items():
            publish(copy, state.columns[name])
        if self.watched and state.month >= self.world.warmup - 1:
            observed = self.observer.month(state)
            if state.month >= self.world.warmup:
                sink.append("months", observed)

    def finish(self, sink: Sink) -> None:
        """Hands over the rows still open and the people's last and ever columns."""
        for name, tables in self.state.tables.items():
            for a, table in enumerate(tables):
                sink.append(name, self._rows(a, table.waiting()))
        kept = [c for c in self.plan.columns.values() if c.keep]
        for a in range(len(self.world.arms)):
            rows: dict[str, np.ndarray] = {
                "arm": np.full(self.world.count, a, np.int16),
                "person": np.arange(self.world.count, dtype=np.int32),
            }
            rows |= {c.name: self.shifted(c.name, self.state.columns[c.name][a]) for c in kept}
            sink.append("people", rows)

    def shifted(self, name: str, values: np.ndarray) -> np.ndarray:
        """Months counted from the start of the regime; -1 stays never, -2 is before the regime."""
        if not (name.endswith("_month") or name in ("born", "due", "opened")) or not self.world.warmup:
            return values
        moved = values - self.world.warmup
        if name in ("born", "due", "opened"):
            return moved.astype(values.dtype)
        return np.where(values < 0, -1, np.where(moved < 0, -2, moved)).astype(values.dtype)

    def _rows(self, arm: int, rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        n = len(rows["person"])
        return {"arm": np.full(n, arm, np.int16)} | {name: self.shifted(name, values) for name, values in rows.items()}

    def _group(self, number: int, group: Group, sink: Sink) -> None:
        self.steps.run(number, group, sink)
