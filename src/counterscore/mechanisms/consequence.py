"""What being barred does to income and work, and what it costs each person in yuan."""

from __future__ import annotations

import numpy as np

from ..core.compiling import inlined
from ..core.declare import Column, Mechanism, Observe, Param, rule

SERVICES = 3
AIR, FAST_RAIL, RAIL = 0, 1, 5  # sectors of `measures`
BY_SECTOR = ("sector",)
JOB = 64
CLOSE = 0.001  # income that is this near to the whole is whole again


@rule(phase="consequence", writes="touched")
def touched(
    touched: int, listed: int, limits: int, pierced: int, closed: int, lost_job: int, income_factor: float
) -> int:
    """1 for people who can lose income this month, or have not got it back."""
    if listed != 0 or limits > 0 or pierced != 0 or closed != 0 or lost_job != 0:
        return 1
    return 1 if touched != 0 and income_factor < 1.0 else 0


@rule(phase="consequence", where="touched", writes="lost_job")
def lost_job(
    lost_job: int, listed: int, employed: int, closed: int, stale_copies: int, job_loss_p: float, find_p: float,
    find_ratio: float, u_job: float, u_work: float,
) -> int:  # fmt: skip
    """1 while a dismissed person is out of work: a listed employee can be dismissed, and finds work again later.

    Work is found more slowly while the person is listed, while posts are closed to her, and while somebody still holds
    a copy of an entry that has ended.
    """
    if lost_job == 0:
        return 1 if listed != 0 and employed != 0 and u_job < job_loss_p else 0
    marked = listed != 0 or closed & JOB != 0 or stale_copies > 0
    return 0 if u_work < (find_p * find_ratio if marked else find_p) else 1


def _kept(closed: int, refusal_p: np.ndarray) -> float:
    """Share of the journeys that are refused on the worst of the ways to travel that are closed."""
    most = 0.0
    for sector in (AIR, FAST_RAIL, RAIL):
        if (closed >> sector) & 1 != 0:
            most = max(most, refusal_p[sector])
    return most


kept = inlined(_kept)


@rule(phase="consequence", where="touched", writes="income_factor")
def income_factor(
    income_factor: float, closed: int, owner: int, employed: int, industry: int, lost_job: int,
    income_loss_share: float, sales_share: float, wage_share: float, back_share: float, refusal_p: np.ndarray,
    v_sales: float,
) -> float:  # fmt: skip
    """Share of the ordinary income that is left this month: it falls at once and comes back at a share a month.

    What is lost follows from the doors of travel alone: no closed door, or every journey permitted, costs no business.
    """
    travels = owner != 0
    if lost_job == 0 and employed != 0 and industry == SERVICES and v_sales < sales_share:
        travels = True
    left = 1.0 - wage_share if lost_job != 0 else 1.0
    if travels:
        left = left * (1.0 - income_loss_share * kept(closed, refusal_p))
    if left <= income_factor or back_share >= 1.0:
        return left
    back = income_factor + back_share * (left - income_factor)
    return left if left - back < CLOSE else back


@rule(phase="consequence", where="touched", writes="income_lost_yuan")
def income_lost(
    income_lost_yuan: float, income_yuan: float, income_factor: float, refused_job: int, jobs_counted: int,
    wage_share: float, refused_wages: float, months_step: float,
) -> float:  # fmt: skip
    """Income lost so far: what is missing this month, and the wages of every post refused in it."""
    posts = refused_wages * (refused_job - jobs_counted)
    return income_lost_yuan + income_yuan * months_step * ((1.0 - income_factor) + wage_share * posts)


@rule(phase="consequence", where="touched", writes="jobs_counted")
def jobs_counted(refused_job: int) -> int:
    """Refused posts whose wages are counted already."""
    return refused_job


@rule(phase="observe", writes="money_lost_yuan")
def money_lost(
    income_lost_yuan: float, household_lost_yuan: float, late_interest_yuan: float, detour_yuan: float
) -> float:
    """Money lost so far: income, own and through the household, interest beyond the ordinary, and detours."""
    return income_lost_yuan + household_lost_yuan + late_interest_yuan + detour_yuan


@rule(phase="observe", writes="first_lost_month")
def first_lost(first_lost_month: int, money_lost_yuan: float, month: int) -> int:
    """Month in which the first yuan was lost."""
    return month if first_lost_month < 0 and money_lost_yuan > 0.0 else first_lost_month


MECHANISM = Mechanism(
    name="consequence",
    doc="Takes part of the income of people who live from travelling while flights or trains are closed to them, less "
    "where some journeys are permitted, and the job of some listed employees, who may find work again. Less income "
    "means slower fulfilment, which keeps people listed. Adds up what each person has lost in yuan.",
    source="ranges: assumption; share of wages in income: NBS 2019; a year of a visible default costs 3 percentage "
    "points of employment: Bos, Breza and Liberman 2018 (Sweden)",
    limits="Income per head of the household stands for a person's own. Whoever is dismissed loses a fixed share of "
    "it and finds work at the old pay. What comes back comes back at the same share a month, wages and business alike.",
    part="regime",
    sections=("consequence", "measures"),
    rules=(touched, lost_job, income_factor, income_lost, jobs_counted, money_lost, first_lost),
    columns=(
        Column("touched", "u1", "flag", "can lose income, or has not got it back"),
        Column("lost_job", "u1", "flag", "was dismissed because of a listing and is out of work", shared=True,
               keep=True),
        Column("income_factor", "f8", "share", "share of the ordinary income that is left", start=1.0),
        Column("jobs_counted", "i2", "count", "refused posts whose wages are counted"),
        Column("income_lost_yuan", "f8", "yuan", "income lost so far", keep=True),
        Column("household_lost_yuan", "f8", "yuan", "taken over from others in the household so far", shared=True),
        Column("late_interest_yuan", "f8", "yuan", "interest for late performance so far", shared=True),
        Column("detour_yuan", "f8", "yuan", "cost of slower journeys so far", shared=True),
        Column("money_lost_yuan", "f8", "yuan", "money lost so far because of the regime", keep=True),
        Column("first_lost_month", "i2", "months", "month of the first loss", start=-1, keep=True),
    ),
    params=(
        Param("income_loss_share", "share", "income lost by people who live from travelling and are kept from it",
              off=0.0),
        Param("sales_share", "share", "employees in services who live from travelling, owners apart", default=0.0,
              source="assumption: owners alone", low=0.0, high=0.3),
        Param("job_loss_p", "probability", "probability that a listed employee is dismissed in a step", off=0.0),
        Param("find_p", "probability", "probability that somebody dismissed finds work in a step", default=0.0,
              source="assumption: nobody does", low=0.0, high=0.5),
        Param("find_ratio", "ratio", "multiplies find_p while listed, kept from posts, or copied", default=1.0,
              source="assumption: no difference", low=0.2, high=1.0),
        Param("wage_share", "share", "share of income that is wages", off=0.0, default=0.559,
              source="NBS income survey 2019", low=0.5, high=0.6),
        Param("refused_wages", "months", "months of wages lost with a refused post", off=0.0, default=0.0,
              source="assumption: none", low=0.0, high=6.0),
        Param("back_share", "share", "share of the missing income that comes back in a step", default=1.0,
              source="assumption: all at once", low=0.1, high=1.0),
        Param("refusal_p", "probability", "a journey is refused and not permitted as necessary", BY_SECTOR,
              path="measures.refusal_p"),
        Param("months_step", "months", "length of a step", path="time.months_step"),
    ),
    observes=(Observe("money_lost", "money_lost_yuan", flow=True),),
)  # fmt: skip
