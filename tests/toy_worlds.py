"""A small town for the toys, several arms of it, and a way to live and compare them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from toys import TOGETHER

from counterscore.core.declare import Mechanism
from counterscore.core.draws import uniforms
from counterscore.engine.plan import Plan, make_plan
from counterscore.engine.run import Engine
from counterscore.engine.state import World

ACTS = 5
PEOPLE = {"risk": "f8", "group": "i1", "exempt": "u1", "lookalike": "i4"}
INDICES = ("act", "floor")
TABLES = {"records": 1, "cases": 2}
Overrides = Mapping[str, Any]
BASE: dict[str, Any] = {
    "deeds.rate": np.array([0.001, 0.004, 0.01, 0.03, 0.06]),
    "deeds.group_ratio": np.array([[1, 0.8, 1.2], [1, 1, 1], [0.5, 1, 1.5], [1, 1.1, 0.9], [1.2, 1, 0.7]]),
    "deeds.caution": 0.5,
    "deeds.pmax": np.array([0.004, 0.01, 0.04, 0.1, 0.2]),
    "deeds.rumour_p": np.array([0.0, 0.002, 0.0, 0.001, 0.0]),
    "deeds.rumour_max": np.array([0.0, 0.003, 0.0, 0.002, 0.0]),
    "links.wrong_p": 0.05,
    "links.lost_p": 0.02,
    "links.unseen_p": 0.03,
    "counting.act_points": np.array([-100.0, -60.0, -40.0, -30.0, 10.0]),
    "counting.life_months": 3,
    "lists.case_below": -30.0,
    "lists.close_p": 0.4,
    "lists.list_below": -45.0,
    "denials.trips_month": 1.3,
    "ladder.floors": np.array([-90.0, -30.0, 0.0, 12.0]),
    "ladder.lift": 1.0,
    "ripple.pull": 0.25,
}
NONE: dict[str, Any] = {
    "counting.act_points": np.zeros(ACTS),
    "lists.case_below": -1e9,
    "lists.list_below": -1e9,
    "links.wrong_p": 0.0,
    "links.lost_p": 0.0,
    "links.unseen_p": 0.0,
}
CLEAN: dict[str, Any] = {"links.wrong_p": 0.0, "links.lost_p": 0.0, "links.unseen_p": 0.0}
ARMS: dict[str, dict[str, Any]] = {"none": NONE, "clean": CLEAN, "as written": {}}


@dataclass(frozen=True)
class Friends:
    """Ties as offsets into ends."""

    offsets: np.ndarray
    ends: np.ndarray


def friends(people: int, seed: int = 3) -> Friends:
    """0 to 5 friends each, anywhere."""
    degrees = (6 * uniforms(seed, "toy.degree", people)).astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(degrees)])
    ends = (people * uniforms(seed, "toy.friend", int(offsets[-1]))).astype(np.int32)
    return Friends(offsets, ends)


def town(people: int, seed: int = 3) -> dict[str, np.ndarray]:
    """The people's own columns; a look-alike is the neighbour in the other half of a pair."""
    number = np.arange(people)
    lookalike = np.minimum(number ^ 1, people - 1)
    return {
        "risk": 0.5 + uniforms(seed, "toy.risk", people),
        "group": (3 * uniforms(seed, "toy.group", people)).astype(np.int8),
        "exempt": np.zeros(people, np.uint8),
        "lookalike": lookalike.astype(np.int32),
    }


def stacked(plan: Plan, arms: Sequence[Overrides], base: Overrides) -> dict[str, np.ndarray]:
    """Parameters (A, ...) of the plan: the base, with what each arm changes."""
    values: dict[str, np.ndarray] = {}
    for name, param in plan.params.items():
        dtype = np.int64 if param.integer else np.float64
        values[name] = np.stack([np.asarray({**base, **arm}[name], dtype) for arm in arms])
    return values


def toy_plan(mechanisms: Iterable[Mechanism] = TOGETHER) -> Plan:
    """The plan of some toys."""
    return make_plan(tuple(mechanisms), PEOPLE, INDICES)


def toy_world(
    plan: Plan, arms: Mapping[str, Overrides] = ARMS, *, people: int = 9000, months: int = 8, base: Overrides = BASE,
    columns: Mapping[str, np.ndarray] | None = None, **options: Any,
) -> World:  # fmt: skip
    """A world of toys; ``options`` are fields of World (seed, replicate, warmup, params ...)."""
    given: dict[str, Any] = {
        "people": dict(town(people) if columns is None else columns),
        "cell": (7 * uniforms(3, "toy.cell", people)).astype(np.uint8),
        "arms": tuple(arms),
        "params": {0: stacked(plan, list(arms.values()), dict(base))},
        "act_codes": 1 + np.arange(ACTS + 1),
        "table_numbers": {name: TABLES.get(name, 9) for name in plan.tables},
        "months": months,
        "seed": 7,
        "ties": lambda name: friends(people),
    }
    return World(**(given | options))


@dataclass
class Lived:
    """What a run left: columns (A, P), finished rows per table, the engine."""

    engine: Engine
    parts: dict[str, list[dict[str, np.ndarray]]] = field(default_factory=dict)

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows, as a sink."""
        self.parts.setdefault(table, []).append({name: values.copy() for name, values in columns.items()})

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """State columns at the end."""
        return self.engine.state.columns

    def rows(self, table: str, arm: int | None = None) -> dict[str, np.ndarray]:
        """All rows of a table in the order in which they were finished."""
        parts = self.parts.get(table, [])
        if not parts:
            return {}
        joined = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
        return joined if arm is None else {name: values[joined["arm"] == arm] for name, values in joined.items()}


def live(plan: Plan, world: World, *, months: int | None = None, **options: Any) -> Lived:
    """Lives a world to its end (or for some months, then without the closing rows)."""
    options = {"threads": 1} | options
    lived = Lived(Engine(plan, world, **options))
    lived.engine.prepare()
    for _ in range(world.months if months is None else months):
        lived.engine.month(lived)
    if months is None:
        lived.engine.finish(lived)
    lived.engine.close()
    return lived


def assert_same(
    left: Lived, right: Lived, arms: Mapping[int, int] | None = None, tables: Sequence[str] | None = None
) -> None:
    """Every column and row bit for bit; ``arms`` maps arms of left to arms of right (default: the same)."""
    pairs = arms if arms is not None else {a: a for a in range(len(left.engine.world.arms))}
    assert set(left.columns) == set(right.columns)
    for name, values in left.columns.items():
        for a, b in pairs.items():
            assert values[a].tobytes() == right.columns[name][b].tobytes(), f"column {name}, arm {a}"
    for table in tables or sorted(left.parts):
        for a, b in pairs.items():
            mine, other = left.rows(table, a), right.rows(table, b)
            assert set(mine) == set(other), table
            for name in mine:
                if name != "arm":
                    assert mine[name].tobytes() == other[name].tobytes(), f"{table}.{name}, arm {a}"
