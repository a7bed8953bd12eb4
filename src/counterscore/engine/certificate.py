"""Where two worlds first part: the month, step, person and parameter at which two arms stop being equal.

Two arms that are equal so far can only part in a step whose parameters differ between them, so only those steps are
compared, and only until the first difference. Equal to here means equal in every column and row, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from itertools import combinations
from typing import Any

import numpy as np

from .plan import Plan, Step
from .state import State, World, params_equal

IDENTITY = ("person", "act", "born", "repeat")


@dataclass(frozen=True)
class Divergence:
    """The first difference between two arms."""

    arms: tuple[str, str]
    month: int
    step: str
    output: str
    person: int
    values: tuple[float, float]
    streams: tuple[str, ...]
    parameters: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data for the manifest."""
        return asdict(self)


class Certificate:
    """Watches pairs of arms until they part."""

    def __init__(self, plan: Plan, world: World) -> None:
        self.plan, self.world = plan, world
        self.pairs = list(combinations(range(len(world.arms)), 2))
        self.found: dict[tuple[int, int], Divergence] = {}
        self.unlike: dict[int, list[tuple[int, int]]] = {}

    def watch(self, step: Step, state: State) -> None:
        """Compares the output of a step that has just run."""
        if len(self.found) == len(self.pairs):
            return
        for pair in self._unlike(step, state):
            if pair not in self.found:
                place = _first_difference(step, state, *pair)
                if place is not None:
                    self.found[pair] = self._describe(step, state, pair, *place)

    def _unlike(self, step: Step, state: State) -> list[tuple[int, int]]:
        """The pairs whose parameters differ in a step, asked once for each change of the parameters."""
        if id(step) not in self.unlike:
            names = step.params()
            left = [pair for pair in self.pairs if pair not in self.found]
            self.unlike[id(step)] = [pair for pair in left if not params_equal(state.params, names, *pair)]
        return self.unlike[id(step)]

    def _describe(
        self, step: Step, state: State, pair: tuple[int, int], person: int, values: tuple[float, float]
    ) -> Divergence:
        a, b = pair
        differing = tuple(n for n in step.params() if not params_equal(state.params, [n], a, b))
        return Divergence(
            arms=(self.world.arms[a], self.world.arms[b]),
            month=state.month - self.world.warmup,
            step=step.name,
            output=step.output(),
            person=person,
            values=values,
            streams=tuple(step.draws()),
            parameters=differing,
        )

    def to_json(self) -> list[dict[str, Any]]:
        """One entry per pair of arms; ``month`` is null where the pair never parted."""
        rows = []
        for a, b in self.pairs:
            found = self.found.get((a, b))
            rows.append(found.to_json() if found else {"arms": (self.world.arms[a], self.world.arms[b]), "month": None})
        return rows

    def restore(self, rows: list[dict[str, Any]]) -> None:
        """Takes up what a checkpoint had found."""
        for pair, row in zip(self.pairs, rows, strict=True):
            if row["month"] is not None:
                listed: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
                self.found[pair] = Divergence(**listed)

    def take_over(self, past: Certificate, came_from: Sequence[int]) -> None:
        """Takes up what was found in a past of fewer arms; ``came_from`` (A,) says which of them each arm was."""
        for pair in self.pairs:
            a, b = (came_from[arm] for arm in pair)
            found = past.found.get((min(a, b), max(a, b)))
            if found is not None:
                values = found.values if a < b else (found.values[1], found.values[0])
                arms = (self.world.arms[pair[0]], self.world.arms[pair[1]])
                self.found[pair] = replace(found, arms=arms, values=values)


def digest(state: State, arm: int) -> str:
    """SHA-256 over every column and every waiting row of one arm: equal for equal pasts."""
    found = sha256()
    for name in sorted(state.columns):
        found.update(f"{name}\0".encode())
        found.update(state.columns[name][arm].tobytes())
    for table in sorted(state.tables):
        for name, values in sorted(state.tables[table][arm].pack().items()):
            found.update(f"{table}.{name} {len(values)}\0".encode())
            found.update(values.tobytes())
    return found.hexdigest()


def _first_difference(step: Step, state: State, a: int, b: int) -> tuple[int, tuple[float, float]] | None:
    rule = step.rule
    if rule.emits or rule.drops:
        tables = state.tables[rule.emits or rule.target]
        return _rows_difference(tables[a].active, tables[b].active, IDENTITY)
    if rule.writes and rule.kind in ("rows", "born", "due"):
        tables = state.tables[rule.target]
        return _rows_difference(tables[a].active, tables[b].active, (*IDENTITY, rule.writes))
    column = state.columns[str(rule.writes or rule.adds)]
    where = np.flatnonzero(column[a] != column[b])
    if not len(where):
        return None
    person = int(where[0])
    return person, (float(column[a, person]), float(column[b, person]))


def _rows_difference(
    left: dict[str, np.ndarray], right: dict[str, np.ndarray], names: tuple[str, ...]
) -> tuple[int, tuple[float, float]] | None:
    """The person of the first row that differs in any of these fields, and the two values of the first such field."""
    n = min(len(left["person"]), len(right["person"]))
    differs = np.zeros(n, bool)
    for name in names:
        differs |= left[name][:n] != right[name][:n]
    where = np.flatnonzero(differs)
    if len(where):
        r = int(where[0])
        name = next(name for name in reversed(names) if left[name][r] != right[name][r])
        return int(min(left["person"][r], right["person"][r])), (float(left[name][r]), float(right[name][r]))
    if len(left["person"]) == len(right["person"]):
        return None
    longer = left if len(left["person"]) > n else right
    return int(longer["person"][n]), (float(len(left["person"])), float(len(right["person"])))
