"""A debt that is not performed grows: ordinary interest, and more for being late."""

from __future__ import annotations

from ..core.declare import Column, Field, Mechanism, Param, rule
from ..core.transforms import exp, log

UNPERFORMED = 4
DEFAULTERS, LIMIT, FULFILLED = 0, 1, 1
HALF_A_FEN = 0.005


@rule(phase="listing", over="due:cases", adds="owed_yuan")
def owing(stage: int, cause: int, person: int, subject: int, claim_yuan: float) -> float:
    """The claim of an own case that was not performed, on the page of the debtor."""
    return claim_yuan if stage == UNPERFORMED and cause == 0 and subject == person else 0.0


@rule(phase="expiry", over="rows:listings", adds="owed_yuan")
def performed(
    list: int, cause: int, end_reason: int, end_month: int, month: int, person: int, subject: int,
    subject_listings: int, claim_yuan: float,
) -> float:  # fmt: skip
    """Takes the claim away when its entry on the list is fulfilled, or its limit if no list holds the person."""
    if end_reason != FULFILLED or end_month != month or cause != 0 or subject != person:
        return 0.0
    return -claim_yuan if list == DEFAULTERS or (list == LIMIT and subject_listings <= 0) else 0.0


@rule(phase="observe", writes="in_debt")
def in_debt(in_debt: int, owed_yuan: float) -> int:
    """1 for people with a debt, and in the month in which it was performed."""
    return 1 if in_debt != 0 or owed_yuan != 0.0 else 0


@rule(phase="observe", where="in_debt", writes="owed_yuan")
def owed(owed_yuan: float) -> float:
    """What is owed never falls below zero, nor is half a fen of rounding a debt."""
    return owed_yuan if owed_yuan > HALF_A_FEN else 0.0


@rule(phase="observe", where="in_debt", writes="grown_yuan")
def grown(grown_yuan: float, owed_yuan: float, ordinary_rate: float, late_rate: float) -> float:
    """Interest on what is owed, simple and not compound; nothing is left of it when the debt is performed."""
    return grown_yuan + owed_yuan * (ordinary_rate + late_rate) if owed_yuan > 0.0 else 0.0


@rule(phase="observe", where="in_debt", writes="late_interest_yuan")
def late_interest(late_interest_yuan: float, owed_yuan: float, late_rate: float) -> float:
    """Interest for late performance so far, beyond the ordinary: it was paid, or is still owed."""
    return late_interest_yuan + owed_yuan * late_rate


@rule(phase="observe", where="in_debt", writes="in_debt")
def still_in_debt(owed_yuan: float) -> int:
    """1 while anything is owed."""
    return 1 if owed_yuan > 0.0 else 0


@rule(phase="reporting", over="due:listings", writes="debt_factor")
def debt_factor(owed_yuan: float, grown_yuan: float, burden_exponent: float) -> float:
    """How much slower a grown debt is fulfilled: what was owed at first against what is owed now, to a power."""
    if burden_exponent == 0.0 or owed_yuan <= 0.0 or grown_yuan <= 0.0:
        return 1.0
    return exp(burden_exponent * log(owed_yuan / (owed_yuan + grown_yuan)))


MECHANISM = Mechanism(
    name="interest",
    doc="Lets the debt of an unperformed case grow by ordinary interest and by the interest for late performance, "
    "month by month until it is performed. Where a study asks for it, a grown debt is fulfilled more slowly.",
    source="Civil Procedure Law art. 253 (2012; later 260, 264); Supreme People's Court, Fa Shi 2014 no. 8, art. 1: "
    "0.0175 % a day on the principal",
    limits="Only debts of the person's own. Interest is simple. A list entry or limit that is fulfilled performs its "
    "claim; with several claims at once a limit may perform another one. A case that is not listed stays unperformed "
    "to the end of the run. What instalments pay off is not followed.",
    part="regime",
    sections=("interest", "listing", "consequence"),
    rules=(owing, performed, in_debt, owed, grown, late_interest, still_in_debt, debt_factor),
    columns=(
        Column("in_debt", "u1", "flag", "has a debt that is not performed, or performed it this month"),
        Column("owed_yuan", "f8", "yuan", "claims against this person that are not performed", keep=True),
        Column("grown_yuan", "f8", "yuan", "interest that stands on them", keep=True),
    ),
    fields=(Field("listings", "claim_yuan", "f8", "claim of the case behind the entry"),),
    params=(
        Param("ordinary_rate", "share", "ordinary interest of a step on the principal", off=0.0),
        Param("late_rate", "share", "interest of a step for late performance on the principal", off=0.0),
        Param("burden_exponent", "ratio", "power with which a grown debt slows fulfilment", off=0.0, default=0.0,
              source="assumption: not at all", low=0.0, high=1.0),
    ),
)  # fmt: skip
