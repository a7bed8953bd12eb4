"""Runs the steps of a month: one way for each kind of rule, the work spread over threads."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from ..core.declare import Rule
from ..core.draws import BLOCK, MIRROR, log_miss, offspring, stream_number, which_word
from ..core.errors import PlanError
from .arrays import everybody, new_rows
from .groups import ROWS
from .kernels import load_kernel
from .plan import Plan, Step
from .script import Script
from .source import Group, Source
from .source_rows import group_source
from .state import Redeal, State, World

NONE_INT = np.zeros(0, np.int32)
FEW_ROWS = 8192


def _log(n: int) -> tuple[np.ndarray, ...]:
    """Room for n changes of a logged column: arm, person, code, change."""
    return np.empty(n, np.int16), np.empty(n, np.int32), np.empty(n, np.int8), np.empty(n, np.int16)


class _Upright(dict[str, Any]):
    """Bounds of acts as columns (A, 1) where they are one number each."""

    def __init__(self, params: Mapping[str, np.ndarray]) -> None:
        self.params = params

    def __missing__(self, name: str) -> np.ndarray:
        values = self.params[name]
        return values[:, None] if values.ndim == 1 else values


class Sink(Protocol):
    """Where finished rows go."""

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""


class Steps:
    """The loops of a plan and everything they are handed: state, world, keys of draws, threads.

    ``threads`` spread the work of a step; ``chunk`` is the number of persons one task takes (a multiple of BLOCK).
    """

    def __init__(self, plan: Plan, world: World, state: State, *, threads: int, chunk: int, interpreted: bool) -> None:
        self.plan, self.world, self.state, self.chunk, self.interpreted = plan, world, state, chunk, interpreted
        self.kernels: dict[int, tuple[Callable[..., int], Source]] = {}
        self.keys = {name: self._key(name) for step in plan.steps for name in step.draws()}
        self.log_misses: dict[str, np.ndarray] = {}
        self.of_ceilings: dict[str, tuple[str, ...]] = {}
        self.places: dict[int, list[tuple[Mapping[str, Any] | None, str]]] = {}
        self.pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self.script: Script | None = None

    def deal_anew(self, redeal: Redeal) -> None:
        """Deals the draws of some mechanisms anew from the next month on."""
        self.world = replace(self.world, redeal=redeal)
        self.keys = {name: self._key(name) for name in self.keys}
        self.places.clear()

    def close(self) -> None:
        """Stops the threads."""
        if self.pool is not None:
            self.pool.shutdown()

    def load(self, number: int, group: Group, known: Steps | None = None) -> None:
        """Loads or compiles the loop of a group of steps, or takes it over where it is ``known``.

        Loops over ties are written for a number of arms, all others for any.
        """
        if known is not None and number in known.kernels and group[0].rule.kind != "ties":
            self.kernels[number] = known.kernels[number]
            return
        source = group_source(self.plan, group, len(self.world.arms))
        self.kernels[number] = load_kernel(source, [s.rule.function for s in group], self.interpreted), source
        self._compile(number, group)

    def _compile(self, number: int, group: Group) -> None:
        """Calls a loop on nobody, so that compilation happens here and not in the first month."""
        kernel, source = self.kernels[number]
        rule, arms = group[0].rule, len(self.world.arms)
        arguments = self._arguments(source, group)
        if rule.kind == "acts":
            floats, out = (np.empty(0), np.empty(0)), (NONE_INT, np.empty(0, np.int16), np.empty(0, np.int64))
            kernel(0, 0, 0, arms, 0, *floats, *out, *arguments)
        elif rule.kind == "people":
            kernel(0, 0, arms, 0, *_log(0), *arguments)
        elif rule.kind == "ties":
            kernel(0, 0, arms, 0, *arguments)
        else:
            kernel(0, 0, 0, 0, np.empty(0, np.int64), *arguments)

    def _key(self, stream: str, table: int = 0) -> np.ndarray:
        replicate, mirror, anew = self.world.replicate, 0, self.world.redeal
        if anew is not None and stream.partition(".")[0] in anew.mechanisms:
            replicate, mirror = anew.replicate, MIRROR if anew.mirrored else 0
        return np.array([self.world.seed, stream_number(stream), which_word(replicate, table, 0) + mirror], np.int64)

    def run(self, number: int, group: Group, sink: Sink) -> None:
        """Runs one group of steps in every arm; changes of logged columns go to ``sink``."""
        if self.script is None:
            self._run(number, group, sink)
            return
        self.script.join(group[0], self.state)
        if group[0].rule.kind != "acts":
            self._run(number, group, sink)
            self.script.settle(group[0], self.state)

    def _run(self, number: int, group: Group, sink: Sink) -> None:
        rule = group[0].rule
        if rule.form == "array":
            everybody(self, group[0]) if rule.kind == "people" else new_rows(self, group[0])
        elif rule.kind == "acts":
            self._acts(number, group[0])
        elif rule.kind in ("people", "ties"):
            self._people(number, group, sink)
        else:
            self._over_rows(number, group, sink)

    def _map(self, function: Callable[..., Any], pieces: list[Any], rows: int = FEW_ROWS) -> list[Any]:
        """The results in the order of the pieces, whoever computes them; few rows are not worth a second thread."""
        if self.pool is None or len(pieces) < 2 or rows < FEW_ROWS:
            return [function(piece) for piece in pieces]
        return list(self.pool.map(function, pieces))

    def _arguments(self, source: Source, group: Group, arm: int = 0) -> list[Any]:
        """What a loop is handed, in its order: arrays as they are now, fields of this month's rows of one arm."""
        rule = group[0].rule
        if id(source) not in self.places:
            self.places[id(source)] = [self._place(kind, name, rule) for kind, name in source.arguments]
        rows = self.state.tables[rule.target][arm].active if rule.kind in ROWS else {}
        return [(rows if held is None else held)[name] for held, name in self.places[id(source)]]

    def _place(self, kind: str, name: str, rule: Rule) -> tuple[Mapping[str, Any] | None, str]:
        """Where an argument of a loop is looked up each time; None for the rows of the month."""
        state = self.state
        if kind == "field":
            return None, name
        if kind == "ties":
            assert self.world.ties is not None
            return {name: getattr(self.world.ties(name.split(".")[0]), name.split(".")[1])}, name
        if kind == "param" and name.endswith(f".{rule.bound}"):
            return _Upright(state.params), name
        held = {"column": state.columns, "people": self.world.people, "param": state.params,
                "published": state.published}  # fmt: skip
        return (held[kind], name) if kind in held else ({name: self._draw_key(name, rule)}, name)

    def _draw_key(self, name: str, rule: Rule) -> np.ndarray:
        if name == "act_codes":
            return self.world.act_codes
        if rule.kind in ROWS:
            return self._key(name, self.world.table_numbers[rule.target])
        return self.keys[name]

    def _people(self, number: int, group: Group, sink: Sink) -> None:
        kernel, source = self.kernels[number]
        arms, month = len(self.world.arms), self.state.month
        arguments = self._arguments(source, group)
        logging = [s.rule.log for s in group if s.rule.log]

        def piece(low: int) -> tuple[int, tuple[np.ndarray, ...]]:
            high = min(low + self.chunk, self.world.count)
            if group[0].rule.kind == "ties":
                return kernel(low, high, arms, month, *arguments), ()
            log = _log((high - low) * arms * len(logging))
            return kernel(low, high, arms, month, *log, *arguments), log

        for n, log in self._map(piece, list(range(0, self.world.count, self.chunk))):
            if n and logging and month >= self.world.warmup:
                arm, person, code, count = (part[:n].copy() for part in log)
                when = np.full(n, month - self.world.warmup, np.int16)
                rows = {"arm": arm, "person": person, "month": when, "code": code, "count": count}
                sink.append(str(logging[0]), rows)

    def _acts(self, number: int, step: Step) -> None:
        kernel, source = self.kernels[number]
        arguments = self._arguments(source, (step,))
        bounds = np.atleast_1d(self.state.params[f"{step.mechanism}.{step.rule.bound}"][0])
        misses = self.log_misses.setdefault(step.name, np.array([log_miss(p) if p > 0 else 0.0 for p in bounds]))
        ceilings = self._ceilings(step, bounds)
        blocks, per_task = -(-self.world.count // BLOCK), self.chunk // BLOCK

        def piece(low: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
            high = min(low + per_task, blocks)
            size = int(bounds.sum() * (high - low) * BLOCK * 1.2) + 256
            while True:
                out = np.empty(size, np.int32), np.empty(size, np.int16), np.empty(size, np.int64)
                fixed = (low, high, self.world.count, len(self.world.arms), self.state.month, misses, ceilings)
                n = kernel(*fixed, *out, *arguments)
                if n < 0:
                    raise self._over_bound(step, -1 - n, float(bounds[-1 - n]), float(ceilings[-1 - n]))
                if n <= size:
                    return out[0][:n], out[1][:n], out[2][:n]
                size = n

        found = self._map(piece, list(range(0, blocks, per_task)))
        person, act, bits = (np.concatenate([f[j] for f in found]) for j in range(3))

        def file(arm: int) -> None:
            mine = (bits >> arm) & 1 == 1
            table = self.state.tables[str(step.rule.emits)][arm]
            table.add({"person": person[mine], "act": act[mine]}, self.state.month, dict(step.rule.sets))

        self._map(file, list(range(len(self.world.arms))), len(person))

    def _ceilings(self, step: Step, bounds: np.ndarray) -> np.ndarray:
        """Highest probability of each act (K,) in any arm under the parameters in force, never above the bound."""
        function = step.rule.ceiling
        if function is None:
            return bounds
        if step.name not in self.of_ceilings:
            self.of_ceilings[step.name] = tuple(inspect.signature(function).parameters)
        names = self.of_ceilings[step.name]
        found = np.asarray(function(*[self.state.params[f"{step.mechanism}.{name}"] for name in names]), np.float64)
        highest = found.reshape(len(self.world.arms), -1).max(axis=0)
        over = np.flatnonzero(~(highest <= bounds))
        if len(over):
            raise self._over_bound(step, int(over[0]), float(bounds[over[0]]), np.inf)
        # below zero: nobody can do this act, so nobody is asked
        raised = np.nextafter(highest * (1 + 1e-12), 2.0)
        return np.where(highest > 0.0, np.minimum(bounds, raised), -1.0)

    def _over_bound(self, step: Step, act: int, bound: float, ceiling: float) -> PlanError:
        if ceiling < bound:
            return PlanError(
                f"{step.name}: act number {act} has a probability above {ceiling:.3g}, what its rule's ceiling says"
            )
        return PlanError(
            f"{step.name}: act number {act} has a monthly probability above its declared bound {bound:.3g}; "
            "raise the act's bound in the regime or catalogue (this deals that act anew)"
        )

    def _over_rows(self, number: int, group: Group, sink: Sink) -> None:
        kernel, source = self.kernels[number]
        last, month = group[-1].rule, self.state.month

        def arm(a: int) -> dict[str, np.ndarray] | None:
            table = self.state.tables[last.target][a]
            n = len(table)
            if not n:
                return None
            before = table.active[str(last.writes)].copy() if last.log else None
            out_row = np.empty(n if last.emits or last.drops else 0, np.int64)
            made = kernel(0, n, a, month, out_row, *self._arguments(source, group, a))
            if last.emits:
                rows = {name: values[out_row[:made]] for name, values in table.active.items()}
                # two rows of one person and act may each make a row this month: their ages tell those apart
                rows["repeat"] = offspring(rows["repeat"], month - rows["born"])
                self.state.tables[last.emits][a].add(rows, month, dict(last.sets))
            elif last.drops and made < n:
                table.active = {name: values[out_row[:made]] for name, values in table.active.items()}
            return None if before is None else self._changed(a, table.active, before != table.active[str(last.writes)])

        count = sum(map(len, self.state.tables[last.target]))
        for rows in self._map(arm, list(range(len(self.world.arms))), count):
            if rows is not None and month >= self.world.warmup and len(rows["person"]):
                sink.append(str(last.log), rows)

    def _changed(self, arm: int, rows: dict[str, np.ndarray], changed: np.ndarray) -> dict[str, np.ndarray]:
        """Rows whose logged field has changed, with arm and month; months of birth count like those of the outcome."""
        found = {name: values[changed] for name, values in rows.items()}
        found["born"] = (found["born"] - self.world.warmup).astype(np.int16)
        n, now = len(found["person"]), self.state.month - self.world.warmup
        return found | {"arm": np.full(n, arm, np.int16), "month": np.full(n, now, np.int16)}
