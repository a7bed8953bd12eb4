"""Entries on lists: when they take effect, how long they stand, and what they count on the person they are about."""

from __future__ import annotations

from ..core.declare import Column, Field, Mechanism, Observe, Param, rule

DEFAULTERS, LIMIT = 0, 1
RED = 1
FULFILLED, TERM_OVER, HEARD = 1, 2, 9


@rule(phase="listing", over="born:listings", writes="start_month")
def start_month(month: int, notice_lead_months: float) -> int:
    """Month from which the entry has effect."""
    return month + int(notice_lead_months + 0.5)


@rule(phase="listing", over="born:listings", adds="entries")
def entries(list: int, form: int, end_reason: int) -> int:
    """Counts entries on lists that are not favours; a limit is an order, and a hearing may stop the rest."""
    return 0 if list == LIMIT or form == RED or end_reason == HEARD else 1


@rule(phase="listing", over="born:listings", adds="limit_orders")
def limit_orders(list: int, end_reason: int) -> int:
    """Counts consumption limits ordered against a person or firm."""
    return 1 if list == LIMIT and end_reason != HEARD else 0


@rule(phase="listing", over="due:listings", writes="end_reason")
def term_over(end_reason: int, start_month: int, term_months: int, month: int) -> int:
    """An entry with a term ends with it."""
    return TERM_OVER if end_reason == 0 and term_months > 0 and month >= start_month + term_months else end_reason


@rule(phase="listing", over="rows:listings", writes="end_month")
def end_month(end_month: int, end_reason: int, month: int) -> int:
    """Month in which the entry ended."""
    return month if end_reason != 0 and end_month < 0 else end_month


@rule(phase="listing", over="rows:listings", writes="standing")
def standing(start_month: int, end_reason: int, held: int, month: int) -> int:
    """1 while the entry has effect: begun, not ended, not suspended."""
    return 1 if start_month <= month and end_reason == 0 and held == 0 else 0


@rule(phase="listing", over="rows:listings", adds="listings")
def add_listing(list: int, form: int, standing: int, counted: int) -> int:
    """Change in the standing entries of the person who is listed."""
    return 0 if list == LIMIT or form == RED else standing - counted


@rule(phase="listing", over="rows:listings", adds="limits")
def add_limit(list: int, standing: int, counted: int) -> int:
    """Change in the standing consumption limits of the person who is limited."""
    return standing - counted if list == LIMIT else 0


@rule(phase="listing", over="rows:listings", adds="favours")
def add_favour(form: int, standing: int, counted: int) -> int:
    """Change in the standing entries on red lists."""
    return standing - counted if form == RED else 0


@rule(phase="listing", over="rows:listings", adds="holds")
def add_hold(shift: int, standing: int, counted: int) -> int:
    """Change in the entries on this one list, packed with those on the others."""
    return (standing - counted) * (1 << shift)


@rule(phase="listing", over="rows:listings", adds="exits")
def exits(list: int, form: int, end_month: int, end_reason: int, month: int) -> int:
    """Counts entries that ended, favours, limits and what a hearing stopped apart."""
    counted = list != LIMIT and form != RED and end_reason != HEARD
    return 1 if counted and end_month == month else 0


@rule(phase="listing", over="rows:listings", adds="fulfilments")
def fulfilments(list: int, form: int, end_month: int, end_reason: int, month: int) -> int:
    """Counts entries that ended because the duty was fulfilled."""
    ended = list != LIMIT and form != RED and end_month == month
    return 1 if ended and end_reason == FULFILLED else 0


@rule(phase="listing", over="rows:listings", writes="counted")
def counted(standing: int) -> int:
    """Remembers whether the entry is counted on its subject."""
    return standing


@rule(phase="expiry", over="rows:listings", writes="due")
def due(end_reason: int, copying: int, month: int) -> int:
    """A standing entry is looked at every month, and one that has ended while a copy of it can still change."""
    return month + 1 if end_reason == 0 or copying != 0 else -1


BY_LIST = ("list",)
MECHANISM = Mechanism(
    name="entries",
    doc="Keeps the book of every entry on a list: from when it has effect, until when it stands, why it ended, and on "
    "how many lists a person stands.",
    source="definition; terms per regime",
    limits="At most 511 standing entries of one person on one list.",
    part="life",
    sections=("lists",),
    rules=(
        start_month, entries, limit_orders, term_over, end_month, standing, add_listing, add_limit, add_favour,
        add_hold, exits, fulfilments, counted, due,
    ),
    columns=(
        Column("entries", "i2", "count", "entries on lists so far", keep=True),
        Column("limit_orders", "i2", "count", "consumption limits ordered so far", keep=True),
        Column("exits", "i2", "count", "entries that ended so far", keep=True),
        Column("fulfilments", "i2", "count", "entries ended by fulfilment so far", keep=True),
    ),
    fields=(
        Field("listings", "list", "i1", "0 defaulters, 1 consumption limit, from 3 the regime's own lists",
              shared=True),
        Field("listings", "cause", "i1", "0 own act or debt, 1 not one's own"),
        Field("listings", "start_month", "i2", "month from which the entry has effect"),
        Field("listings", "term_months", "i2", "months until it ends by itself, 0 = never", shared=True),
        Field("listings", "end_reason", "i1",
              "0 open, 1 fulfilled, 2 term, 3 consent, 4 no assets, 5 corrected, 6 appeal, 7 expired, 8 repaired, "
              "9 heard, 10 moved to a graver list", shared=True),
        Field("listings", "end_month", "i2", "month in which it ended", start=-1),
        Field("listings", "standing", "u1", "1 while it has effect", internal=True),
        Field("listings", "counted", "u1", "1 while it is counted on its subject", internal=True),
        Field("listings", "held", "u1", "1 while an objection suspends it", shared=True, internal=True),
        Field("listings", "copying", "u1", "1 while a copy of an entry that has ended can still change", shared=True,
              internal=True),
    ),
    params=(
        Param("form", "code", "0 black, 1 red, 2 watch, 3 file", BY_LIST, integer=True, path="lists.form"),
        Param("shift", "code", "place of the list in the packed counts", BY_LIST, integer=True, path="lists.shift"),
        Param("notice_lead_months", "months", "from decision to effect", path="redress.notice_lead", default=0.0,
              source="effective when made unless the regime says otherwise", low=0.0, high=3.0),
    ),
    observes=(
        Observe("limited", "limits"), Observe("new_listings", "entries", flow=True),
        Observe("ended_listings", "exits", flow=True), Observe("fulfilled", "fulfilments", flow=True),
        Observe("favoured", "favours"),
    ),
)  # fmt: skip
