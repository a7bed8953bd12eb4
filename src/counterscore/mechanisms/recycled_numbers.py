"""Telephone numbers that get a new holder: what the old one does or owes arrives at somebody who never met her."""

from __future__ import annotations

from ..core.compiling import compiled
from ..core.declare import Column, Mechanism, Param, rule
from ..core.neighbours import STRANGER, neighbour

ACCOUNT = 3
ENFORCED = 3


def _holder(
    subject: int, person: int, others: int, number_left_month: int, month: int, quarantine: float, memory: float,
    stale_p: float, u_stale: float,
) -> int:  # fmt: skip
    """Whoever has the number by which the account of this person can still be reached."""
    if subject != person or number_left_month < 0:
        return subject
    gone = month - number_left_month
    if gone < quarantine or gone >= quarantine + memory or u_stale >= stale_p:
        return subject
    return neighbour(person, others, STRANGER)


holder = compiled(_holder)


@rule(phase="acts", where="phone_pay", writes="number_left_month")
def number_left_month(number_left_month: int, month: int, change_rate: float, u_change: float) -> int:
    """Month in which this person last gave up a telephone number."""
    return month if u_change < change_rate else number_left_month


@rule(phase="linkage", over="born:records", writes="subject")
def record_to_holder(
    subject: int, person: int, act_key: int, others: int, number_left_month: int, month: int, quarantine: float,
    memory: float, stale_p: float, u_stale: float,
) -> int:  # fmt: skip
    """A record by account goes to the new holder of the number; other records stay where they are."""
    if act_key != ACCOUNT:
        return subject
    return holder(subject, person, others, number_left_month, month, quarantine, memory, stale_p, u_stale)


@rule(phase="linkage", over="due:cases", writes="subject")
def case_to_holder(
    subject: int, person: int, stage: int, case_key: int, others: int, number_left_month: int, month: int,
    quarantine: float, memory: float, stale_p: float, u_stale: float,
) -> int:  # fmt: skip
    """A claim against an account goes to the new holder of the number when enforcement opens."""
    if case_key != ACCOUNT or stage != ENFORCED:
        return subject
    return holder(subject, person, others, number_left_month, month, quarantine, memory, stale_p, u_stale)


MECHANISM = Mechanism(
    name="recycled_numbers",
    doc="Lets people who pay by phone change their number. After a quarantine it has a new holder, and for a time "
    "records whose key is the account arrive there.",
    source="assumption: neither the rate of changes nor the share of accounts left behind was found",
    limits="Only the last number that a person gave up counts, and only changes since life in the run began. The new "
    "holder is the stranger of the person: one fixed other, whatever the number. What reaches a new holder by calls "
    "and messages alone, reminders for instance, is not counted.",
    part="error",
    optional_tables=("records", "cases"),
    rules=(number_left_month, record_to_holder, case_to_holder),
    columns=(
        Column("number_left_month", "i2", "months", "month in which the last telephone number was given up", start=-1),
    ),
    params=(
        Param("change_rate", "per step", "somebody who pays by phone gives up the number"),
        Param("quarantine", "months", "before the number has a new holder"),
        Param("memory", "months", "for so long after that accounts may lead to the old number"),
        Param("stale_p", "probability", "a record of the old holder then arrives at the new one", off=0.0),
        Param("act_key", "code", "key of the act's records", ("act",), integer=True, path="linkage_error.act_key"),
        Param("case_key", "code", "key of court files", integer=True, path="linkage_error.case_key"),
    ),
)
