"""Debts, trips, payments and proneness: the rates at which a person meets lenders, carriers and shops.

Rates rise with income per head as (income / reference)**elasticity, cut at 20 times the reference, and differ between
persons of equal income by a lognormal factor of mean one. All are yearly rates of a person, not counts.

Axis letter: P people of a chunk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.transforms import exp, log, normal

MONEY_STREAMS = ("people.debt", "people.air", "people.high_speed_rail", "people.payments", "people.proneness")
LEAST_PRONE, MOST_PRONE = 0.1, 4.0


class MoneyTables(NamedTuple):
    """A recipe's numbers of money and trips.

    ``debt`` (2,) median in months of income, log spread; ``air``, ``rail``, ``payments`` (4,): yearly rate of an
    employed adult at the reference income, elasticity, log spread, reference income in yuan a month; ``factors``
    (3,) on trips of children, of people from 65, of owners; ``proneness`` (2,) median, log spread; ``quintiles``
    (4,) monthly yuan.
    """

    debt: np.ndarray
    air: np.ndarray
    rail: np.ndarray
    payments: np.ndarray
    factors: np.ndarray
    proneness: np.ndarray
    quintiles: np.ndarray


class MoneyColumns(NamedTuple):
    """What the kernel writes, shape (P,) each."""

    income_quintile: np.ndarray
    debt_yuan: np.ndarray
    air_trips_year: np.ndarray
    hsr_trips_year: np.ndarray
    payments_year: np.ndarray
    proneness: np.ndarray


class Circumstances(NamedTuple):
    """What the kernel reads, shape (P,) each."""

    age_years: np.ndarray
    income_yuan: np.ndarray
    borrower: np.ndarray
    owner: np.ndarray
    phone_pay: np.ndarray


def _rate(u: float, income: float, row: np.ndarray) -> float:
    """Yearly rate at an income: rate * (income / reference)**elasticity * lognormal of mean one."""
    ratio = min(max(income / row[3], 1e-3), 20.0)
    return float(row[0] * exp(row[1] * log(ratio) + row[2] * normal(u) - 0.5 * row[2] * row[2]))


rate = compiled(_rate)


def _trip_factor(age: int, owner: int, factors: np.ndarray) -> float:
    """How much more or less a person travels than an employed adult of the same income."""
    by_age = factors[0] if age < 18 else (factors[1] if age >= 65 else 1.0)
    return float(by_age * (factors[2] if owner == 1 else 1.0))


trip_factor = compiled(_trip_factor)


def _money(c: Circumstances, u: np.ndarray, t: MoneyTables, o: MoneyColumns) -> None:
    """Fill one chunk; ``u`` is (5, P), the rows of MONEY_STREAMS."""
    for i in range(u.shape[1]):
        income = c.income_yuan[i]
        quintile = 0
        for threshold in t.quintiles:
            if income >= threshold:
                quintile += 1
        o.income_quintile[i] = quintile
        o.debt_yuan[i] = 0.0
        if c.borrower[i] == 1:
            o.debt_yuan[i] = income * t.debt[0] * exp(t.debt[1] * normal(u[0, i]))
        trips = trip_factor(c.age_years[i], c.owner[i], t.factors)
        o.air_trips_year[i] = trips * rate(u[1, i], income, t.air)
        o.hsr_trips_year[i] = trips * rate(u[2, i], income, t.rail)
        o.payments_year[i] = rate(u[3, i], income, t.payments) if c.phone_pay[i] == 1 else 0.0
        p = t.proneness[0] * exp(t.proneness[1] * normal(u[4, i]))
        o.proneness[i] = min(max(p, LEAST_PRONE), MOST_PRONE)


money = compiled(_money)
