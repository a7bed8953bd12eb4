"""What being barred does to income and work: nothing unless a study asks for it."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Param, rule


@rule(phase="consequence", where="listed", writes="lost_job")
def lost_job(lost_job: int, employed: int, job_loss_p: float, u_job: float) -> int:
    """1 from the month in which a listed employee is dismissed."""
    return 1 if lost_job != 0 or (employed != 0 and u_job < job_loss_p) else 0


@rule(phase="consequence", writes="income_factor")
def income_factor(
    listed: int, limits: int, pierced: int, owner: int, lost_job: int, income_loss_share: float, wage_share: float
) -> float:
    """Share of the ordinary income that is left this month."""
    left = 1.0
    if lost_job != 0:
        left = left - wage_share
    if (listed != 0 or limits > 0 or pierced != 0) and owner != 0:
        left = left * (1.0 - income_loss_share)
    return left


@rule(phase="consequence", writes="income_lost_yuan")
def income_lost(income_lost_yuan: float, income_yuan: float, income_factor: float, months_step: float) -> float:
    """Income lost so far."""
    return income_lost_yuan + income_yuan * (1.0 - income_factor) * months_step


MECHANISM = Mechanism(
    name="consequence",
    doc="Takes part of the income of people who live from travelling and are listed, limited or reached through a "
    "firm, and the job of some listed employees. "
    "Less income means slower fulfilment, which keeps people listed.",
    source="ranges: assumption; share of wages in income: NBS 2019",
    limits="No new job is found within the study; no effect on the household.",
    part="regime",
    rules=(lost_job, income_factor, income_lost),
    columns=(
        Column("lost_job", "u1", "flag", "was dismissed because of a listing", keep=True),
        Column("income_factor", "f8", "share", "share of the ordinary income that is left", start=1.0),
        Column("income_lost_yuan", "f8", "yuan", "income lost so far", keep=True),
    ),
    params=(
        Param("income_loss_share", "share", "income lost by listed people who live from travelling", off=0.0),
        Param("job_loss_p", "probability", "probability that a listed employee is dismissed in a step", off=0.0),
        Param("wage_share", "share", "share of income that is wages", default=0.559, source="NBS income survey 2019",
              low=0.5, high=0.6),
        Param("months_step", "months", "length of a step", path="time.months_step"),
    ),
)  # fmt: skip
