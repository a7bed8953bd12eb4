"""Lists that an act leads to directly: railways, airlines, tax, screens, files ... one rule for all of them."""

from __future__ import annotations

from ..core.declare import Field, Mechanism, Param, rule
from ..core.transforms import whole_steps

FULFILLED = 1
OWN = 3


@rule(phase="listing", over="born:records", writes="list")
def list_of(act_list: int) -> int:
    """The list that this act leads to, -1 for none."""
    return act_list


@rule(phase="listing", over="born:records", writes="list_term_months")
def list_term_months(act_term: float) -> int:
    """The term that this act brings, -1 where it is the list's own."""
    return whole_steps(act_term) if act_term >= 0.0 else -1


@rule(phase="listing", over="born:records", emits="listings")
def enter(list: int, subject: int, end_reason: int, entry_p: float, u_entry: float) -> int:
    """1 when the record puts its subject on the list."""
    return 1 if list >= OWN and subject >= 0 and end_reason == 0 and u_entry < entry_p else 0


@rule(phase="listing", over="born:listings", writes="term_months")
def term_months(list: int, term_months: int, list_term_months: int, term: float, cap_months: float) -> int:
    """Months after which the entry ends by itself, 0 for never."""
    if list < OWN:
        return term_months
    found = float(list_term_months) if list_term_months >= 0 else term
    if cap_months > 0.0 and (found <= 0.0 or cap_months < found):
        found = cap_months
    return whole_steps(found)


@rule(phase="scoring", over="due:listings", writes="end_reason")
def cleared(
    end_reason: int, list: int, start_month: int, term_months: int, month: int, exit_hazard: float, u_exit: float
) -> int:
    """A person pays, performs or is cleared; the term, where it is over, comes first."""
    if end_reason != 0 or list < OWN or (term_months > 0 and month >= start_month + term_months):
        return end_reason
    return FULFILLED if u_exit < exit_hazard else 0


BY_LIST, BY_ACT = ("list",), ("act",)
MECHANISM = Mechanism(
    name="conduct_lists",
    doc="Puts whoever a record is about on the list that the act leads to, for the list's or the act's term or until "
    "the person has paid, performed or been cleared.",
    source="per regime",
    limits="One entry per record; nobody is listed again for the same record. Entries are looked at every month.",
    part="regime",
    sections=("conduct_lists",),
    rules=(list_of, list_term_months, enter, term_months, cleared),
    fields=(
        Field("records", "list", "i1", "list that the act leads to, -1 none", start=-1),
        Field("records", "list_term_months", "i2", "term that the act brings, -1 the list's", start=-1, internal=True),
        Field("listings", "list_term_months", "i2", "term that the act brings, -1 the list's", start=-1,
              internal=True),
    ),
    params=(
        Param("act_list", "code", "list of the act, -1 none", BY_ACT, integer=True, off=-1.0),
        Param("act_term", "months", "term of the entry that the act brings, -1 the list's", BY_ACT),
        Param("entry_p", "probability", "a record leads to an entry", BY_LIST, path="lists.entry_p"),
        Param("term", "months", "term of the list, 0 = none", BY_LIST, path="lists.term"),
        Param("exit_hazard", "per step", "the person pays, performs or is cleared", BY_LIST, path="lists.exit_hazard"),
        Param("cap_months", "months", "general limit of any entry, 0 = none", path="expiry.cap", default=0.0,
              source="no general limit unless the regime has one", low=0.0, high=120.0),
    ),
)  # fmt: skip
