"""Sections on what a bar costs: income, work, interest, detours, and what it does to household and firm."""

from __future__ import annotations

from pydantic import Field

from counterscore.core.documents import Strict
from counterscore.regimes.units import Flag, Hours, InterestRate, MonthlyProbability, Months, Probability, Ratio, Yuan


class Consequence(Strict):
    """What a ban costs people who live from what it bars; zero unless a study asks."""

    income_loss_share: Probability = Field(description="income lost while kept from travel, owners and sales jobs")
    sales_share: Probability | None = Field(
        default=None, description="employees in services who live from travelling as owners do; absent = none"
    )
    job_loss_p: MonthlyProbability = Field(description="a listed employee loses the job")
    find_p: MonthlyProbability | None = Field(
        default=None, description="somebody who lost the job finds work again; absent = nobody does"
    )
    find_ratio: Ratio | None = Field(
        default=None, description="multiplies find_p while listed, kept from posts or held in an old copy"
    )
    wage_share: Probability | None = Field(default=None, description="share of income that comes from the job")
    refused_wages: Months | None = Field(default=None, description="wages lost with a refused post; absent = none")
    back_share: MonthlyProbability | None = Field(
        default=None, description="missing income that comes back once the doors are open; absent = all at once"
    )


class Interest(Strict):
    """How a debt grows while the judgment is not performed."""

    ordinary_rate: InterestRate = Field(description="ordinary interest, as the judgment says it")
    late_rate: InterestRate = Field(description="interest for late performance on top of it")
    burden_exponent: Ratio | None = Field(
        default=None, description="power with which a grown debt slows fulfilment; absent or 0 = not at all"
    )


class Detours(Strict):
    """What a refused flight or fast train costs whoever travels all the same."""

    made_p: Probability = Field(description="a refused trip is made all the same, by slow train")
    air_hours: Hours = Field(description="hours longer than by air")
    rail_hours: Hours = Field(description="hours longer than by fast train")
    air_yuan: Yuan = Field(description="cost of the slow journey beyond the flight")
    rail_yuan: Yuan = Field(description="cost of the slow journey beyond the fast train")


class HouseholdEffects(Strict):
    """What a bar on one person does to those who live with her."""

    pooled_share: Probability = Field(description="part of lost income that the household carries together")
    joint_p: Probability = Field(description="a loan is refused because of somebody in the household")
    children: Flag = Field(description="1: refused school places are noted on the children")


class FirmEffects(Strict):
    """What a listing of the responsible person does to a firm and to those who work there."""

    slack_p: Probability = Field(description="a firm loses business while a responsible person is held")
    lay_off_p: MonthlyProbability = Field(description="a colleague of that person is laid off")
