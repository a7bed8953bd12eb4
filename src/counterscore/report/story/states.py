"""What a synthetic person lives under each month of an arm, gathered from the tables of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[str, np.ndarray]]
Span = tuple[str, int, int]  # state, first month, month after the last

OWN = 3  # lists from this code on are the regime's own
LIMIT = 1
NEVER = -1  # months of steps that never came; what ended before the start has -2
GRAVER = ("favoured", "adverse", "limited", "low", "flagged", "mislisted", "filed", "on-list")


class Spell(NamedTuple):
    """A time as listed that no list explains: `kind` is "low", "flagged" or "on-list"; `wrong` where only errors do."""

    kind: str
    first: int
    after: int
    wrong: bool

    @property
    def span(self) -> Span:
        """The spell as a stretch of one state."""
        return "mislisted" if self.wrong else self.kind, self.first, self.after


def rows_of(columns: Mapping[str, np.ndarray], arm: int) -> list[Row]:
    """The rows of one arm as plain values."""
    if "arm" not in columns:
        return []
    places = np.flatnonzero(columns["arm"] == arm)
    return [{key: values[place].item() for key, values in columns.items()} for place in places]


def low_spell(tables: Tables, arm: int, forms: Sequence[str] = ()) -> Spell | None:
    """Time in a low band, flagged or on a list entered by score; None where an entry or nothing holds the person.

    Limits: the table keeps the first month and the number of months, so several spells are told as one.
    """
    rows = rows_of(tables.get("people", {}), arm)
    first = int(rows[0].get("first_listed_month", NEVER)) if rows else NEVER
    length = int(rows[0].get("months_listed", 0)) if rows else 0
    held = [row for row in rows_of(tables.get("listings", {}), arm) if _holds(int(row.get("list", 0)), forms)]
    if length == 0 or first == NEVER or held:
        return None
    scored = "low_band_months" in rows[0] and not rows[0]["low_band_months"]
    kind = "flagged" if rows[0].get("flags", 0) else "on-list" if scored else "low"
    return Spell(kind, first, max(0, first) + length, int(rows[0].get("wrongly_listed_months", 0)) >= length)


def _holds(code: int, forms: Sequence[str]) -> bool:
    """Whether an entry on this list counts as being listed: limits and favours do not."""
    return code != LIMIT and (forms[code] if code < len(forms) else "black") != "red"


def states_of(
    tables: Tables, person: int, place: tuple[int, int], low: Spell | None, forms: Sequence[str] = ()
) -> tuple[str, ...]:
    """One word per month for a place (arm, months); the graver state wins: "calm", then those of GRAVER in order."""
    arm, months = place
    spans = [low.span] if low else []
    for row in rows_of(tables.get("records", {}), arm):
        if row.get("subject") == person and row.get("reported", 1) and row.get("points", 0) < 0:
            spans.append(("adverse", int(row["born"]), int(row.get("end_month", NEVER))))
    for row in rows_of(tables.get("listings", {}), arm):
        if row.get("subject", person) == person:
            own = row.get("person", person) == person and not row.get("cause", 0)
            code = int(row.get("list", 0))
            form = forms[code] if code < len(forms) else "black"
            listed = "mislisted" if not own else "filed" if form == "file" else "on-list"
            kind = "favoured" if form == "red" else "limited" if code == LIMIT else listed
            spans.append(
                (kind, max(int(row["born"]), int(row.get("start_month", NEVER))), int(row.get("end_month", NEVER)))
            )
    state = ["calm"] * months
    for kind, born, end in sorted(spans, key=lambda span: GRAVER.index(span[0])):
        first, last = max(0, born), months if end == NEVER else min(end, months)
        if last > first:
            state[first:last] = [kind] * (last - first)
    return tuple(state)
