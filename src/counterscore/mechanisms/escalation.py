"""From list to list: an entry that stands too long becomes an entry on a graver list."""

from __future__ import annotations

from ..core.declare import Field, Mechanism, Param, rule
from ..core.transforms import whole_steps

ESCALATED = 10


@rule(phase="scoring", over="due:listings", writes="escalates")
def escalates(
    end_reason: int, held: int, start_month: int, term_months: int, month: int, to: int, after_months: float
) -> int:
    """1 when the entry has stood long enough; one that is over or suspended does not move."""
    over = term_months > 0 and month >= start_month + term_months
    if to < 0 or end_reason != 0 or held != 0 or over:
        return 0
    return 1 if month >= start_month + max(1, whole_steps(after_months)) else 0


@rule(
    phase="listing", over="due:listings", emits="listings", sets={"standing": 0, "counted": 0, "list_term_months": -1}
)
def escalate(escalates: int) -> int:
    """A second entry takes over from the first, with what the person knows of it and has objected to."""
    return escalates


@rule(phase="listing", over="due:listings", writes="end_reason")
def ended(end_reason: int, escalates: int) -> int:
    """The first entry ends."""
    return ESCALATED if end_reason == 0 and escalates != 0 else end_reason


@rule(phase="listing", over="born:listings", writes="list")
def graver(list: int, escalates: int, to: int) -> int:
    """The second entry is on the graver list, with that list's own term."""
    return to if escalates != 0 else list


@rule(phase="listing", over="born:listings", writes="escalates")
def settled() -> int:
    """The second entry begins anew."""
    return 0


MECHANISM = Mechanism(
    name="escalation",
    doc="Moves an entry that has stood for a certain time to a graver list: the first ends, the second begins in the "
    "same month.",
    source="per regime",
    limits="Only time counts; what the person does meanwhile matters as far as it ends the first entry. Where notice "
    "comes before effect, it does so again.",
    part="regime",
    sections=("escalation", "conduct_lists"),
    rules=(escalates, escalate, ended, graver, settled),
    fields=(Field("listings", "escalates", "u1", "1 in the month in which it moves to a graver list", internal=True),),
    params=(
        Param("to", "code", "list to which an entry on this one moves, -1 none", ("list",), integer=True, off=-1.0),
        Param("after_months", "months", "time after which it moves", ("list",), path="escalation.after"),
    ),
)
