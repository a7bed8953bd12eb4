"""What a synthetic person lives under each month of an arm, gathered from the tables of the run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[str, np.ndarray]]
Span = tuple[str, int, int]  # state, first month, month after the last

NEVER = -1  # months of steps that never came; what ended before the start has -2
GRAVER = ("adverse", "limited", "low", "mislisted", "on-list")


def rows_of(columns: Mapping[str, np.ndarray], arm: int) -> list[Row]:
    """The rows of one arm as plain values."""
    if "arm" not in columns:
        return []
    places = np.flatnonzero(columns["arm"] == arm)
    return [{key: values[place].item() for key, values in columns.items()} for place in places]


def low_spell(tables: Tables, arm: int) -> Span | None:
    """Time in a low band, known from the people table alone; None where a list or nothing holds the person.

    Limits: the table keeps the first month and the number of months, so several spells are told as one.
    """
    rows = rows_of(tables.get("people", {}), arm)
    first = int(rows[0].get("first_listed_month", NEVER)) if rows else NEVER
    length = int(rows[0].get("months_listed", 0)) if rows else 0
    if length == 0 or first == NEVER or rows_of(tables.get("listings", {}), arm):
        return None
    wrong = int(rows[0].get("wrongly_listed_months", 0)) >= length
    return "mislisted" if wrong else "low", first, max(0, first) + length


def states_of(tables: Tables, person: int, arm: int, months: int, low: Span | None) -> tuple[str, ...]:
    """One word per month; the graver state wins: "calm", then those of GRAVER in order."""
    spans = [low] if low else []
    for row in rows_of(tables.get("records", {}), arm):
        if row.get("subject") == person and row.get("reported", 1) and row.get("points", 0) < 0:
            spans.append(("adverse", int(row["born"]), int(row.get("end_month", NEVER))))
    for row in rows_of(tables.get("listings", {}), arm):
        if row.get("subject", person) == person:
            own = row.get("person", person) == person and not row.get("cause", 0)
            kind = "limited" if int(row.get("list", 0)) else "on-list" if own else "mislisted"
            spans.append(
                (kind, max(int(row["born"]), int(row.get("start_month", NEVER))), int(row.get("end_month", NEVER)))
            )
    state = ["calm"] * months
    for kind, born, end in sorted(spans, key=lambda span: GRAVER.index(span[0])):
        first, last = max(0, born), months if end == NEVER else min(end, months)
        if last > first:
            state[first:last] = [kind] * (last - first)
    return tuple(state)
