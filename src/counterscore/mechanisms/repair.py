"""Right records and entries that end early: on application, after a minimum time."""

from __future__ import annotations

from ..core.compiling import compiled
from ..core.declare import Column, Field, Mechanism, Observe, Param, Rule, rule
from ..core.transforms import geometric, whole_steps

REPAIRED = 8
LAST_MONTH = 4095


def _granted(first: int, stops: int, repairable: int, apply_p: float, v_wait: float) -> int:
    """Month in which an application is granted: a geometric wait from the first month on, -1 for never.

    What ends by itself in ``stops`` (-1 never) is not repaired in that month or later.
    """
    if repairable == 0 or apply_p <= 0.0:
        return -1
    wait = geometric(v_wait, apply_p)
    if wait > LAST_MONTH - first or (stops >= 0 and first + wait >= stops):
        return -1
    return first + wait


granted = compiled(_granted)


def end_reason(end_reason: int, repair_month: int, month: int) -> int:
    """A record, or an entry on a list, ends when the application is granted."""
    return REPAIRED if end_reason == 0 and 0 <= repair_month <= month else end_reason


def repairs(end_reason: int, repair_month: int, month: int) -> int:
    """Counts the repair on the person the record or entry is about."""
    return 1 if end_reason == REPAIRED and repair_month == month else 0


def _ends(table: str) -> tuple[Rule, Rule]:
    """The same two rules for records and for entries on a list."""
    ended = rule(phase="linkage", over=f"due:{table}", writes="end_reason")(end_reason)
    return ended, rule(phase="linkage", over=f"due:{table}", adds="repairs")(repairs)


@rule(phase="expiry", over="born:records", writes="repair_month")
def record_month(
    end_reason: int, subject: int, month: int, lapse_month: int, act_after_months: float, apply_p: float,
    act_repairable: int, v_wait: float,
) -> int:  # fmt: skip
    """Month in which the repair of a new record is granted, -1 for never."""
    if end_reason != 0 or subject < 0:
        return -1
    return granted(month + max(1, whole_steps(act_after_months)), lapse_month, act_repairable, apply_p, v_wait)


@rule(phase="expiry", over="born:listings", writes="repair_month")
def entry_month(
    end_reason: int, start_month: int, term_months: int, list_after_months: float, apply_p: float,
    list_repairable: int, v_wait: float,
) -> int:  # fmt: skip
    """Month in which the repair of a new entry is granted, counted from when it has effect; -1 for never."""
    if end_reason != 0:
        return -1
    stops = start_month + term_months if term_months > 0 else -1
    return granted(start_month + max(1, whole_steps(list_after_months)), stops, list_repairable, apply_p, v_wait)


@rule(phase="expiry", over="rows:records", writes="due")
def due(due: int, end_reason: int, repair_month: int, month: int) -> int:
    """A record is looked at again when its repair is granted, unless something else is due before."""
    if end_reason != 0 or repair_month <= month:
        return due
    return repair_month if due <= month or repair_month < due else due


MECHANISM = Mechanism(
    name="repair",
    doc="Ends bad records that count and entries on black lists before their time, for people who apply once a minimum "
    "time has passed; whoever does not has to wait until the term, the lifetime or the general limit ends them. When "
    "somebody will apply is settled when the record is written.",
    source="minimum and longest times: national rules of 2025 and provincial laws; who applies: assumption",
    limits="A record and the entry it led to are repaired apart; where the record was repaired first, a later "
    "correction of the entry is not counted. Consumption limits and hidden files cannot be "
    "repaired. Rules that change later do not change the wait for what stands already.",
    part="regime",
    optional_tables=("records", "listings"),
    rules=(*_ends("records"), *_ends("listings"), record_month, entry_month, due),
    columns=(Column("repairs", "i2", "count", "records and entries of this person repaired so far", keep=True),),
    fields=(
        Field("records", "repair_month", "i2", "month in which it is repaired", start=-1, internal=True),
        Field("listings", "repair_month", "i2", "month in which it is repaired", start=-1, internal=True),
    ),
    params=(
        Param("act_after_months", "months", "minimum time a record of this act stays", ("act",),
              path="repair.act_after"),
        Param("list_after_months", "months", "minimum time an entry on this list stays", ("list",),
              path="repair.list_after"),
        Param("apply_p", "probability", "somebody who may apply does in a step, and is granted it", off=0.0),
        Param("act_repairable", "flag", "1: the record of this act can be repaired", ("act",), integer=True),
        Param("list_repairable", "flag", "1: an entry on this list can be repaired", ("list",), integer=True),
    ),
    observes=(Observe("repaired", "repairs", flow=True),),
)  # fmt: skip
