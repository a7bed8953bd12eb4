"""The columns, rows and parameters of all arms at one moment; the only thing that changes during a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ..core.errors import PlanError
from .plan import Plan
from .rows import Table

ARMS_LIMIT = 62


class TiesLike(Protocol):
    """Ties as offsets (P + 1,) int64 into ends (T,) int32."""

    @property
    def offsets(self) -> np.ndarray:
        """Where each person's ties begin."""

    @property
    def ends(self) -> np.ndarray:
        """Whom the ties lead to."""


@dataclass(frozen=True)
class Redeal:
    """Another deal of the draws of some mechanisms, everybody's other draws as they were.

    It tells how much of a finding about single persons hangs on the coupling of the arms: with a replicate of its own
    an arm is independent of the others, mirrored (each u becomes 1 - u) it is their antithetic twin.
    """

    mechanisms: frozenset[str]
    replicate: int
    mirrored: bool = False


@dataclass(frozen=True)
class World:
    """Everything a run is given: people, parameters per arm and month, draws.

    ``params`` maps the month from which values hold to ``mechanism.param`` -> array (A, ...); ``act_codes`` holds
    the stable number of each act (K,) int64; ``cell`` (P,) says in which cell a person is counted.
    """

    people: Mapping[str, np.ndarray]
    cell: np.ndarray
    arms: tuple[str, ...]
    params: Mapping[int, Mapping[str, np.ndarray]]
    act_codes: np.ndarray
    table_numbers: Mapping[str, int]
    months: int
    seed: int
    replicate: int = 0
    warmup: int = 0
    ties: Callable[[str], TiesLike] | None = None
    redeal: Redeal | None = None

    @property
    def count(self) -> int:
        """Number of people P."""
        return len(self.cell)


@dataclass
class State:
    """What changes: columns (A, P), tables per arm, last month's published columns, parameters in force.

    Published columns are stored (P, A): whoever gathers over ties finds all arms of a tie in one place.
    """

    columns: dict[str, np.ndarray]
    tables: dict[str, list[Table]]
    published: dict[str, np.ndarray]
    params: dict[str, np.ndarray] = field(default_factory=dict)
    month: int = 0

    def memory_bytes(self) -> int:
        """Bytes held by columns, published copies and rows."""
        held = sum(c.nbytes for c in [*self.columns.values(), *self.published.values()])
        return held + sum(_bytes(t) for tables in self.tables.values() for t in tables)


def _bytes(table: Table) -> int:
    return table.count() * sum(np.dtype(d).itemsize for d in table.fields.values())


def new_state(plan: Plan, world: World) -> State:
    """Columns at their start values, empty tables."""
    arms, people = len(world.arms), world.count
    columns: dict[str, np.ndarray] = {}
    for name, column in plan.columns.items():
        made: np.ndarray[Any, Any] = np.empty((arms, people), column.dtype)
        made.fill(column.start)
        columns[name] = made
    tables = {name: [Table(fields, plan.starts[name]) for _ in world.arms] for name, fields in plan.tables.items()}
    published = {name: columns[name].T.copy(order="C") for name in plan.published}
    return State(columns, tables, published)


def people_read(plan: Plan) -> set[str]:
    """The columns of people that rules of a plan go by."""
    inputs = [one for step in plan.steps for item in step.inputs for one in (item, *item.index)]
    used = {one.name for one in inputs if one.kind.endswith("people")}
    used |= {one.name for one in inputs if one.kind == "subject" and one.name in plan.people}
    return used | {s.rule.where for s in plan.steps if s.rule.where and s.rule.where in plan.people}


def check_world(plan: Plan, world: World) -> None:
    """Every array fits the plan before machine code sees it; PlanError naming the one that does not.

    People's columns are (P,), parameters (A, ...) with one entry per act where they are indexed by act, all months
    alike; bounds of acts are the same in every arm and month; ties that the plan goes over are there.
    """
    arms = len(world.arms)
    if not 1 <= arms <= ARMS_LIMIT:
        raise PlanError(f"{arms} arms: expected between 1 and {ARMS_LIMIT}; split the study")
    for name in sorted(people_read(plan)):
        column = world.people.get(name)
        if column is None or column.shape != (world.count,) or column.dtype != np.dtype(plan.people[name]):
            found = "missing" if column is None else f"{column.dtype} of shape {column.shape}"
            raise PlanError(
                f"people's column {name!r} is {found}; expected {plan.people[name]} of shape ({world.count},)"
            )
    for name in plan.ties:
        _check_ties(world, name)
    for name in plan.params:
        if name not in world.params[0]:
            raise PlanError(f"parameter {name!r} has no value: the regime does not give it and it has no default")
        for values in world.params.values():
            if name in values:
                _check_param(plan, world, name, values[name])
    bounds = {f"{s.mechanism}.{s.rule.bound}" for s in plan.steps if s.rule.bound}
    for name in sorted(bounds):
        first = world.params[0][name][0]
        if not all(
            np.array_equal(v[name], np.broadcast_to(first, v[name].shape)) for v in world.params.values() if name in v
        ):
            raise PlanError(
                f"{name!r} must be equal in all arms and months: it is part of the draws, not of the regime"
            )


def _check_ties(world: World, name: str) -> None:
    if world.ties is None:
        raise PlanError(f"the plan goes over ties {name!r}, and this world has none")
    ties = world.ties(name)
    inside = not len(ties.ends) or (ties.ends.min() >= 0 and ties.ends.max() < world.count)
    if len(ties.offsets) != world.count + 1 or ties.offsets[-1] != len(ties.ends) or not inside:
        raise PlanError(f"ties {name!r} do not fit {world.count} people: offsets (P + 1,) into ends, all in 0..P-1")


def _check_param(plan: Plan, world: World, name: str, values: np.ndarray) -> None:
    index, expected = plan.params[name].index, world.params[0][name].shape
    fits = values.shape == expected and values.ndim == 1 + len(index) and values.shape[0] == len(world.arms)
    mechanism = name.partition(".")[0]
    for other, param in plan.params.items():
        if fits and index[:1] == param.index[:1] == ("act",) and other.partition(".")[0] == mechanism:
            fits = values.shape[1] == world.params[0][other].shape[1] <= len(world.act_codes)
    if not fits:
        raise PlanError(
            f"parameter {name!r} has shape {values.shape}; expected {len(world.arms)} arms first, then "
            f"{index or 'nothing'}, the same in all months and for all parameters of the mechanism"
        )


def params_equal(values: Mapping[str, np.ndarray], names: Sequence[str], a: int, b: int) -> bool:
    """Whether two arms have the same values of these parameters."""
    return all(np.array_equal(values[name][a], values[name][b]) for name in names)
