"""What happens when a yearly income is spread evenly over the year and a benefit is reckoned again: debts of nobody.

A benefit is paid period by period against the income of that period. Income averaging takes the income of the year,
divides it by the number of periods, reckons the benefit of every period on benefit again from that average, and asks
for the difference back. Reports are honest here and the benefit was paid as the rule says, so nothing is owed: every
debt is false. One-sided is the practice that was documented, in which a difference in the person's favour is dropped.

Between the free area and the cut-off, where rates rise, the rule bends downwards: spreading can then only show that too
little was paid. It bends upwards where the benefit ends. So false debts need periods off benefit, or income above the
cut-off, in the same year.

Source: Royal Commission into the Robodebt Scheme, Report, 2023; Prygodicz v Commonwealth (No 2) [2021] FCA 634.
Limits: one benefit, one person, no assets, no partner, no working credit; tests in force do not change within the year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.errors import PromiseError, SpecError
from ..core.wrapping import WHY, refuse_wrapping
from .plain_numbers import checked_amount, checked_count, checked_share

MOST_PERIODS = 366
CENTS = 2


@dataclass(frozen=True)
class MeansTest:
    """A benefit by period: the most that is paid, and what income takes off it, each a (from, rate) in rising order.

    From the first ``from``, the free area, each unit of income takes off the rate, until the next begins. ``periods``
    is how many there are in a year.
    """

    maximum: float
    tapers: tuple[tuple[float, float], ...]
    periods: int

    def __post_init__(self) -> None:
        """Raises SpecError for amounts and rates that make no means test, PromiseError for rows of persons."""
        checked_amount("means test: maximum", self.maximum, above=True)
        if not 1 <= checked_count("means test: periods", self.periods) <= MOST_PERIODS:
            raise SpecError(f"means test: {self.periods} periods in a year; expected 1 to {MOST_PERIODS}")
        refuse_wrapping(self.tapers, "means test: tapers")
        if not isinstance(self.tapers, tuple) or not 1 <= len(self.tapers) <= MOST_PERIODS:
            raise SpecError("means test: expected tapers, each the income from which it counts and its rate")
        for taper in self.tapers:
            if not isinstance(taper, tuple | list) or len(taper) != 2:
                raise SpecError(f"means test: taper {taper!r}; expected the income from which it counts and its rate")
            checked_amount("means test: taper from", taper[0])
            checked_amount("means test: taper rate", taper[1])
        froms = [start for start, _ in self.tapers]
        if froms != sorted(set(froms)):
            raise SpecError(f"means test: tapers from {froms}; expected rising incomes")

    @property
    def free_area(self) -> float:
        """Income of a period that takes nothing off."""
        return self.tapers[0][0]

    @property
    def cut_off(self) -> float:
        """Lowest income of a period at which nothing is paid; infinite where income never takes all of it."""
        left, end = self.maximum, math.inf
        for (start, rate), (stop, _) in zip(self.tapers, (*self.tapers[1:], (math.inf, 0.0)), strict=True):
            if rate > 0.0 and left <= rate * (stop - start):
                return start + left / rate
            left -= rate * (stop - start) if rate > 0.0 else 0.0
        return end

    def benefit(self, income: float) -> float:
        """What is paid for a period with such income. Raises: SpecError, PromiseError for rows of persons."""
        return float(paid_for(self, np.array([checked_amount("means test: income", income)]))[0])


def paid_for(test: MeansTest, incomes: np.ndarray) -> np.ndarray:
    """What is paid for each of the incomes of periods, any shape; incomes here are drawn, never read."""
    left = np.full(incomes.shape, float(test.maximum))
    for (start, rate), (stop, _) in zip(test.tapers, (*test.tapers[1:], (math.inf, 0.0)), strict=True):
        left -= rate * (np.clip(incomes, start, stop) - start)
    paid: np.ndarray = np.maximum(left, 0.0)
    return paid


@dataclass(frozen=True)
class Stretch:
    """Periods of a year that are alike: how many, the income of each, and whether benefit was claimed in them."""

    periods: int
    income: float
    on: bool

    def __post_init__(self) -> None:
        """Raises SpecError for what is no number of periods or no amount, PromiseError for rows of persons."""
        checked_count("stretch: periods", self.periods)
        checked_amount("stretch: income", self.income)


@dataclass(frozen=True)
class Averaged:
    """One year before and after averaging: mean income of a period, what was paid, what averaging says was due.

    ``difference`` is paid less recomputed, in cents; all of it is false. ``debt`` is what is asked for, below 0 where
    the authority pays up, and ``charged`` the debt with its fee.
    """

    mean: float
    paid: float
    recomputed: float
    debt: float
    charged: float

    @property
    def difference(self) -> float:
        """What averaging calls an overpayment; below 0 it says that too little was paid."""
        return round(self.paid - self.recomputed, CENTS)


def averaged(test: MeansTest, year: Sequence[Stretch], *, fee: float = 0.0, one_sided: bool = True) -> Averaged:
    """What averaging makes of a year of stretches, with a fee as a share of the debt.

    ``one_sided``: differences in the person's favour are dropped. Raises: SpecError where the periods are not those of
    a year; PromiseError for rows of persons.
    """
    refuse_wrapping(year, "averaging")
    if not isinstance(year, list | tuple) or len(year) > MOST_PERIODS or not all(isinstance(s, Stretch) for s in year):
        raise PromiseError(f"averaging: expected a short list of stretches of one made-up year; {WHY}")
    checked_share("averaging: fee", fee)
    if sum(stretch.periods for stretch in year) != test.periods:
        raise SpecError(
            f"averaging: stretches of {sum(s.periods for s in year)} periods; the means test has {test.periods} a year"
        )
    mean = math.fsum(stretch.periods * stretch.income for stretch in year) / test.periods
    paid = math.fsum(s.periods * test.benefit(s.income) for s in year if s.on)
    recomputed = sum(s.periods for s in year if s.on) * test.benefit(mean)
    difference = round(paid - recomputed, CENTS)
    debt = max(difference, 0.0) if one_sided else difference
    return Averaged(mean, paid, recomputed, debt, round(debt * (1.0 + fee), CENTS) if debt > 0.0 else debt)
