"""From an unpaid debt to an enforcement case: default, suit, judgment, enforcement."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Field, Mechanism, Observe, Param, rule
from ..core.transforms import geometric

DEFAULTED, SUED, JUDGED, ENFORCED, UNPERFORMED, CLOSED = 0, 1, 2, 3, 4, 9


def ceiling(default_rate: np.ndarray, low_income_ratio: np.ndarray) -> np.ndarray:
    """Highest probability anybody can have under these parameters, (A,)."""
    highest: np.ndarray = default_rate * np.maximum(1.0, low_income_ratio)
    return highest


@rule(phase="acts", over="acts:debts", emits="cases", bound="pmax_month", ceiling=ceiling, sets={"act": -1})
def default(borrower: int, adult: int, income_quintile: int, default_rate: float, low_income_ratio: float) -> float:
    """Probability that a borrower stops paying this month."""
    if borrower == 0 or adult == 0:
        return 0.0
    p = default_rate
    return p * low_income_ratio if income_quintile <= 1 else p


@rule(phase="reporting", over="born:cases", writes="claim_yuan")
def claim(debt_yuan: float) -> float:
    """What the claim is about: all the person owes at that time."""
    return debt_yuan


@rule(phase="reporting", over="born:cases", writes="opened")
def opened(month: int) -> int:
    """Month of the default; entries on a list that follow from the case carry it too."""
    return month


@rule(phase="reporting", over="due:cases", writes="stage")
def stage(
    stage: int, cause: int, suit_p: float, win_p: float, obey_p: float, perform_p: float,
    u_suit: float, u_win: float, u_obey: float, u_perform: float,
) -> int:  # fmt: skip
    """The next step of the case; nobody obeys a judgment over a debt that is not theirs."""
    if stage == DEFAULTED:
        return SUED if u_suit < suit_p else CLOSED
    if stage == SUED:
        return JUDGED if u_win < win_p else CLOSED
    if stage == JUDGED:
        return CLOSED if cause == 0 and u_obey < obey_p else ENFORCED
    if stage == ENFORCED:
        return CLOSED if cause == 0 and u_perform < perform_p else UNPERFORMED
    return stage


@rule(phase="reporting", over="due:cases", adds="enforcements")
def enforcements(stage: int) -> int:
    """Counts enforcement cases on the page of the person they are about."""
    return 1 if stage == ENFORCED else 0


@rule(phase="expiry", over="rows:cases", writes="due")
def due(
    stage: int,
    month: int,
    suit_lag_months: float,
    judgment_lag_months: float,
    enforcement_lag_months: float,
    u_lag: float,
) -> int:
    """When the case moves next: a geometric waiting time with the stage's mean, at least one month."""
    if stage == DEFAULTED:
        lag = suit_lag_months
    elif stage == SUED:
        lag = judgment_lag_months
    elif stage == JUDGED:
        lag = enforcement_lag_months
    elif stage == ENFORCED:
        lag = 1.0
    else:
        return -1
    return month + 1 + min(geometric(u_lag, 1.0 / max(1.0, lag)), 120)


MECHANISM = Mechanism(
    name="courts",
    doc="Lets borrowers default and carries the dispute through the courts. This happens with and without a list.",
    source="rates per regime; enforcement cases: Supreme People's Court 2018",
    limits="One claim per person and month at most; the amount does not matter for the outcome; no bankruptcy.",
    part="life",
    rules=(default, claim, opened, stage, enforcements, due),
    columns=(Column("enforcements", "i2", "count", "enforcement cases against this person so far", keep=True),),
    fields=(
        Field("cases", "stage", "i1", "0 default, 1 sued, 2 judged, 3 enforced, 4 not performed, 9 closed"),
        Field("cases", "cause", "i1", "0 own debt, 1 a debt of somebody else"),
        Field("cases", "opened", "i2", "month of the default", start=-1),
        Field("cases", "claim_yuan", "f8", "what the case is about"),
    ),
    params=(
        Param("default_rate", "per step", "defaults of a borrower outside the two lowest quintiles", off=0.0),
        Param("low_income_ratio", "ratio", "multiplier in the two lowest income quintiles"),
        Param("pmax_month", "probability", "declared bound of the monthly probability"),
        Param("suit_p", "probability", "the creditor sues"),
        Param("suit_lag_months", "months", "from default to suit", path="courts.suit_lag"),
        Param("win_p", "probability", "the creditor wins"),
        Param("judgment_lag_months", "months", "from suit to judgment", path="courts.judgment_lag"),
        Param("obey_p", "probability", "the debtor obeys the judgment"),
        Param("enforcement_lag_months", "months", "from judgment to enforcement", path="courts.enforcement_lag"),
        Param("perform_p", "probability", "the debtor performs under the enforcement notice"),
    ),
    observes=(Observe("enforcements", "enforcements", flow=True),),
)
