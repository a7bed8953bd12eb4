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
    if not 1 <= arms <= ARMS_LIMIT:
        raise PlanError(f"{arms} arms: expected between 1 and {ARMS_LIMIT}; split the study")
    columns: dict[str, np.ndarray] = {}
    for name, column in plan.columns.items():
        made: np.ndarray[Any, Any] = np.empty((arms, people), column.dtype)
        made.fill(column.start)
        columns[name] = made
    tables = {name: [Table(fields, plan.starts[name]) for _ in world.arms] for name, fields in plan.tables.items()}
    published = {name: np.ascontiguousarray(columns[name].T) for name in plan.published}
    return State(columns, tables, published)


def check_params(plan: Plan, world: World) -> None:
    """Every parameter has a value (A, ...) at month 0, and the bounds of acts are the same in every arm."""
    first = world.params[0]
    for name, param in plan.params.items():
        if name not in first:
            raise PlanError(f"parameter {name!r} has no value: the regime does not give it and it has no default")
        if first[name].shape[0] != len(world.arms) or first[name].ndim != 1 + len(param.index):
            raise PlanError(
                f"parameter {name!r} has shape {first[name].shape}; expected arms first, then {param.index}"
            )
    for step in plan.steps:
        if step.rule.bound:
            name = f"{step.mechanism}.{step.rule.bound}"
            for values in world.params.values():
                if name in values and not np.array_equal(
                    values[name], np.broadcast_to(first[name][0], first[name].shape)
                ):
                    raise PlanError(
                        f"{name!r} must be equal in all arms and months: it is part of the draws, not of the regime"
                    )


def params_equal(values: Mapping[str, np.ndarray], names: Sequence[str], a: int, b: int) -> bool:
    """Whether two arms have the same values of these parameters."""
    return all(np.array_equal(values[name][a], values[name][b]) for name in names)
