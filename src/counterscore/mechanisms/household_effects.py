"""What a bar on one person does to those who live with her: shared losses, refused loans, closed schools."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import poisson

LOAN = 2
BY_SECTOR = ("sector",)


@rule(phase="contagion", writes="loan_closed")
def loan_closed(closed: int) -> int:
    """1 while loans are closed to this person."""
    return (closed >> LOAN) & 1


@rule(phase="measures", over="ties:household", writes="household_lost_yuan")
def household_lost(
    household_lost_yuan: float, income_yuan: float, income_factor: float, ties_sum_income_factor: float,
    ties_count: int, pooled_share: float, months_step: float,
) -> float:  # fmt: skip
    """Losses taken over from the others so far, less what they took over: of one roof, all together come to zero."""
    own = 1.0 - income_factor
    mean = (own + (ties_count - ties_sum_income_factor)) / (ties_count + 1)
    return household_lost_yuan + pooled_share * income_yuan * months_step * (mean - own)


@rule(phase="measures", over="ties:household", writes="beside_closed")
def beside_closed(adult: int, loan_closed: int, ties_sum_loan_closed: int) -> int:
    """1 for an adult to whom loans are open, and closed to somebody in the household, as of last month."""
    return 1 if adult != 0 and loan_closed == 0 and ties_sum_loan_closed > 0 else 0


@rule(phase="measures", where="beside_closed", writes="joint_loans_refused")
def joint_loans_refused(joint_loans_refused: int, attempt_rate: np.ndarray, joint_p: float, u_loan: float) -> int:
    """Loans refused so far because of somebody in the household."""
    return joint_loans_refused + poisson(u_loan, attempt_rate[LOAN] * joint_p)


@rule(phase="measures", over="ties:household", writes="school_denied")
def school_denied(adult: int, firm: int, ties_sum_refused_school: int, children: float) -> int:
    """School places refused so far to the parents of this child."""
    return ties_sum_refused_school if children > 0.0 and adult == 0 and firm == 0 else 0


MECHANISM = Mechanism(
    name="household_effects",
    doc="Spreads a part of lost income over the household, refuses some loans to adults who live with somebody to whom "
    "loans are closed, and notes on each child the school places that were refused to the parents.",
    source="income per head of the household: NBS; shares: assumption",
    limits="Everything reaches the others a month late. Any adult of the household counts as a joint borrower. "
    "Wages of refused posts, interest and detours are not shared. A refused place is counted on every child of the "
    "household. What the others take over does not slow their own fulfilment.",
    part="regime",
    sections=("household_effects", "measures", "consequence"),
    rules=(loan_closed, household_lost, beside_closed, joint_loans_refused, school_denied),
    columns=(
        Column("loan_closed", "u1", "flag", "loans are closed to this person"),
        Column("beside_closed", "u1", "flag", "an adult who lives with somebody to whom loans are closed"),
        Column("joint_loans_refused", "i2", "count", "loans refused so far because of the household", keep=True),
        Column("school_denied", "i2", "count", "school places refused so far to this child's parents", keep=True),
    ),
    params=(
        Param("pooled_share", "share", "part of lost income that the household carries together", off=0.0),
        Param("joint_p", "probability", "a loan is refused because of somebody in the household", off=0.0),
        Param("children", "flag", "1: refused school places are noted on the children", off=0.0),
        Param("attempt_rate", "per step", "attempts by sector", BY_SECTOR, path="measures.attempt_rate"),
        Param("months_step", "months", "length of a step", path="time.months_step"),
    ),
    observes=(Observe("joint_loans_refused", "joint_loans_refused", flow=True),),
)  # fmt: skip
