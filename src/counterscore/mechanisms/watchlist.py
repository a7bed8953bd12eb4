"""A rule that flags people: whoever has bought certain things within a window of time is watched."""

from __future__ import annotations

import math

from ..core.declare import Column, Field, Mechanism, Observe, Param, rule
from ..core.transforms import whole_steps

ITEM_BITS = 9
FULL = 2**ITEM_BITS - 1


@rule(phase="listing", over="rows:records", writes="in_window")
def in_window(item: int, end_reason: int, born: int, month: int, window_months: float) -> int:
    """1 while the record is of a thing on the list, stands, and is inside the window."""
    return 1 if item >= 0 and end_reason == 0 and month < born + window_months else 0


@rule(phase="listing", over="rows:records", adds="bought")
def add_item(item: int, in_window: int, counted_item: int) -> int:
    """What the record counts on its subject now, minus what it counted so far, in the place of its thing."""
    return (in_window - counted_item) * (1 << (ITEM_BITS * item)) if item >= 0 else 0


@rule(phase="listing", over="rows:records", writes="counted_item")
def counted_item(in_window: int) -> int:
    """Remembers whether the record counts."""
    return in_window


@rule(phase="listing", over="ties:household", writes="household_bought")
def household_bought(ties_sum_bought: int, pooled: float) -> int:
    """What the others of the household had bought by last month, where purchases count together."""
    return ties_sum_bought if pooled > 0.0 else 0


@rule(phase="listing", writes="matched")
def matched(adult: int, bought: int, household_bought: int, item_count: float, needed: float) -> int:
    """1 for adults for whom enough different things have come together."""
    together = bought + household_bought
    if adult == 0 or together == 0:
        return 0
    found = 0
    for place in range(int(item_count)):
        if (together >> (ITEM_BITS * place)) & FULL > 0:
            found += 1
    return 1 if found >= needed else 0


@rule(phase="listing", where="matched", writes="flags")
def flags(flags: int, watched: int) -> int:
    """Counts flags: a match of somebody who is not watched already."""
    return flags if watched != 0 else flags + 1


@rule(phase="listing", where="matched", writes="first_flag_month")
def first_flag(first_flag_month: int, month: int) -> int:
    """Month of the first flag."""
    return month if first_flag_month < 0 else first_flag_month


@rule(phase="listing", where="matched", writes="flag_until_month")
def flag_until(month: int, stay_months: float) -> int:
    """First month without the flag, counted from the last month of the match; a flag stays a month at least."""
    return month + max(1, whole_steps(stay_months))


@rule(phase="listing", writes="watched")
def watched(flag_until_month: int, month: int) -> int:
    """1 while the flag stays."""
    return 1 if month < flag_until_month else 0


@rule(phase="expiry", over="rows:records", writes="due")
def due(due: int, in_window: int, born: int, month: int, window_months: float) -> int:
    """A purchase is looked at again when the window closes behind it, unless something else is due before."""
    closes = born + max(1, math.ceil(window_months))
    if in_window == 0 or closes <= month:
        return due
    return closes if due <= month or closes < due else due


MECHANISM = Mechanism(
    name="watchlist",
    doc="Flags every adult for whom enough different things were bought within a window of time, alone or by all of "
    "the household. The rule sees records, not intentions; how many it flags for one who plans anything depends on "
    "how rare such plans are, and no rate is built in.",
    source="per regime",
    limits="What others of the household buy counts a month later, and flags every adult of it. At most 511 purchases "
    "of one thing by one household count in a window. The flag is never lifted before its time.",
    part="regime",
    rules=(
        in_window, add_item, counted_item, household_bought, matched, flags, first_flag, flag_until, watched, due,
    ),
    columns=(
        Column("bought", "i8", "count", "things bought inside the window, nine bits each"),
        Column("household_bought", "i8", "count", "the same, of the others in the household"),
        Column("matched", "u1", "flag", "enough different things have come together"),
        Column("flags", "i2", "count", "flags so far", keep=True),
        Column("first_flag_month", "i2", "months", "month of the first flag", start=-1, keep=True),
        Column("flag_until_month", "i2", "months", "first month without the flag", start=-1),
    ),
    fields=(
        Field("records", "in_window", "u1", "1 while the purchase is inside the window", internal=True),
        Field("records", "counted_item", "u1", "1 while it is counted on its subject", internal=True),
    ),
    params=(
        Param("item", "code", "which thing the act is, -1 none", ("act",), integer=True),
        Param("item_count", "count", "things on the list"),
        Param("needed", "count", "how many different things make a match", off=99.0),
        Param("window_months", "months", "time within which they come together", path="watchlist.window"),
        Param("pooled", "flag", "1: purchases of one household count together"),
        Param("stay_months", "months", "how long a flag stays", path="watchlist.flag_stays"),
    ),
    observes=(Observe("watched", "watched"), Observe("flags", "flags", flow=True)),
)  # fmt: skip
