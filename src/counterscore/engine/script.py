"""What is given instead of drawn: rows and single values are written down, and what follows from them is lived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ..core.errors import PlanError, nearest
from .plan import Plan, Step
from .rows import Bundle
from .state import State, World

SET_BY_THE_MONTH = ("born", "due")
IDENTITY = ("person", "act", "repeat")


@dataclass(frozen=True)
class Given:
    """One row that comes about in a month: an act, a court case, anything that has a table.

    ``month`` counts all lived months, those before the regime included. ``values`` hold ``person`` and any other
    fields of the table; the rest start as declared. ``arms`` are numbers of arms, all of them when absent.
    """

    table: str
    month: int
    values: Mapping[str, float]
    arms: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Fixed:
    """One value of a column in a month that is given instead of worked out."""

    column: str
    month: int
    person: int
    value: float
    arms: tuple[int, ...] | None = None


class Script:
    """All that is given in a run. With a script no act is drawn in any arm; every other rule goes on as usual.

    Rows come about where the plan first makes rows of their table, in the order in which they were given. A fixed
    value takes the place of what any rule works out for its column in that month. Raises PlanError for a table, field,
    column, month, person or arm that this run does not have, and for two rows that are the same.

    Limits: the certificate explains arms by their parameters; what is given to some arms only is not part of it. Logs
    hold what was worked out, not the fixed value.
    """

    def __init__(self, given: Iterable[Given | Fixed], plan: Plan, world: World) -> None:
        self.makers: dict[str, str] = {}
        for step in plan.steps:
            if step.rule.emits:
                self.makers.setdefault(step.rule.emits, step.name)
        self.rows: dict[tuple[str, int, int], list[Mapping[str, float]]] = {}
        self.values: dict[tuple[str, int], list[tuple[int, int, float]]] = {}
        seen: set[tuple[object, ...]] = set()
        for row in given:
            _check_place(row, world)
            arms = range(len(world.arms)) if row.arms is None else row.arms
            if isinstance(row, Fixed):
                _check_fixed(row, plan, world)
                found = self.values.setdefault((row.column, row.month), [])
                found += [(arm, row.person, row.value) for arm in arms]
                continue
            self._check(row, plan, world)
            for arm in arms:
                identity = (*(row.values.get(name, 0) for name in IDENTITY), row.table, row.month, arm)
                if identity in seen:
                    raise PlanError(f"{_where(row)}: given twice; rows that differ in {', '.join(IDENTITY)} are two")
                seen.add(identity)
                self.rows.setdefault((row.table, row.month, arm), []).append(row.values)

    def join(self, step: Step, state: State) -> None:
        """Adds this month's given rows, if ``step`` is the first that makes rows of their table."""
        table = step.rule.emits
        if table is None or self.makers[table] != step.name:
            return
        for arm, rows in enumerate(state.tables[table]):
            given = self.rows.get((table, state.month, arm))
            if given:
                rows.add(_bundle(given, rows.starts), state.month, {})

    def settle(self, step: Step, state: State) -> None:
        """Puts this month's fixed values in the place of what ``step`` has worked out for a column of the people."""
        for arm, person, value in self.values.get((step.output(), state.month), ()):
            state.columns[step.output()][arm, person] = value

    def _check(self, row: Given, plan: Plan, world: World) -> None:
        if row.table not in self.makers:
            known = ", ".join(self.makers) or "none"
            raise PlanError(f"{_where(row)}: no such table; expected one of {known}{nearest(row.table, self.makers)}")
        fields = {name: kind for name, kind in plan.tables[row.table].items() if name not in SET_BY_THE_MONTH}
        if "person" not in row.values:
            raise PlanError(f"{_where(row)}: says nobody; expected a value for 'person'")
        for name, value in row.values.items():
            if name not in fields:
                raise PlanError(
                    f"{_where(row)}: rows have no field {name!r} to give; expected {', '.join(fields)}"
                    f"{nearest(name, fields)}"
                )
            if not _fits(value, fields[name]):
                raise PlanError(f"{_where(row)}: {name} is {value}; expected a value that fits {fields[name]}")
            nobody = name == "subject" and value == -1
            if name in ("person", "subject") and not nobody and not 0 <= value < world.count:
                raise PlanError(f"{_where(row)}: {name} is {value}; expected somebody from 0 to {world.count - 1}")
        acts = len(world.act_codes) - 1
        if not -1 <= row.values.get("act", 0) < acts:
            raise PlanError(
                f"{_where(row)}: act is {row.values['act']}; expected one from 0 to {acts - 1}, or -1 (none)"
            )


def _check_place(row: Given | Fixed, world: World) -> None:
    if not 0 <= row.month < world.months:
        raise PlanError(f"{_where(row)}: expected a month from 0 to {world.months - 1}")
    if row.arms is not None and not set(row.arms) <= set(range(len(world.arms))):
        raise PlanError(f"{_where(row)}: arms are {row.arms}; expected numbers from 0 to {len(world.arms) - 1}")


def _check_fixed(row: Fixed, plan: Plan, world: World) -> None:
    written = {step.output() for step in plan.steps} & set(plan.columns)
    if row.column not in written:
        raise PlanError(f"{_where(row)}: no rule of this plan writes that column{nearest(row.column, written)}")
    if not _fits(row.value, plan.columns[row.column].dtype):
        kind = plan.columns[row.column].dtype
        raise PlanError(f"{_where(row)}: the value is {row.value}; expected one that fits {kind}")
    if not 0 <= row.person < world.count:
        raise PlanError(f"{_where(row)}: person is {row.person}; expected somebody from 0 to {world.count - 1}")


def _where(row: Given | Fixed) -> str:
    what = f"row of {row.table!r}" if isinstance(row, Given) else f"value of {row.column!r}"
    return f"given {what} in month {row.month}"


def _fits(value: float, kind: str) -> bool:
    """Whether a field of this dtype can hold the value as it is."""
    try:
        return bool(np.dtype(kind).type(value) == value)
    except OverflowError:
        return False


def _bundle(given: list[Mapping[str, float]], starts: Mapping[str, float]) -> Bundle:
    """Rows as arrays (R,), one per field that any of them has; a row is written on its own person's page."""
    names = dict.fromkeys(name for row in given for name in ("person", "subject", *row))
    return {
        name: np.array([row.get(name, row["person"] if name == "subject" else starts.get(name, 0)) for row in given])
        for name in names
    }
