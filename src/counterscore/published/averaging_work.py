"""Made-up populations under income averaging: people in and out of work, and people who never leave benefit.

Nobody here owes anything: pay is reported as it is and benefit is paid as the rule says. What averaging asks for is
false to the cent.

Limits: six numbers make the population, all of them to be assumed; work is a chain of two states, pay is lognormal, and
whoever earns less than the cut-off in a period claims in it. Age, family, several jobs and years are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..core.compiling import compiled
from ..core.draws import checked_seed, stream_number, uniform_at, uniforms, when_word, which_word
from ..core.transforms import lognormal
from .averaging import CENTS, MeansTest, paid_for
from .plain_numbers import checked_amount, checked_count, checked_people, checked_share


@dataclass(frozen=True)
class CasualWork:
    """A population in and out of work: chances by period, and pay.

    ``in_work`` is the share in work at the start; ``finds`` and ``loses`` are the chances of finding and losing work
    from one period to the next; ``pay`` is the median pay of a period in work; the spreads are standard deviations of
    its logarithm, between people and between the periods of one person.
    """

    in_work: float
    finds: float
    loses: float
    pay: float
    spread_people: float
    spread_periods: float

    def __post_init__(self) -> None:
        """Raises SpecError for numbers that are no shares or amounts, PromiseError for rows of persons."""
        for name in ("in_work", "finds", "loses"):
            checked_share(f"casual work: {name}", getattr(self, name))
        for name in ("pay", "spread_people", "spread_periods"):
            checked_amount(f"casual work: {name}", getattr(self, name))


@dataclass(frozen=True)
class Wronged:
    """What averaging does to people who owe nothing: what it calls overpaid to each claimant (P,), in cents.

    Above 0 it is asked for; below 0 it is dropped. All of it is false.
    """

    differences: np.ndarray

    @property
    def claimants(self) -> int:
        """People who claimed in at least one period."""
        return len(self.differences)

    @property
    def charged(self) -> float:
        """Share of claimants who are sent a debt, 0 without claimants."""
        return float((self.differences > 0.0).mean()) if self.claimants else 0.0

    @property
    def mean_debt(self) -> float:
        """Mean debt among those who are sent one; 0 where nobody is."""
        debts = self.differences[self.differences > 0.0]
        return float(debts.mean()) if len(debts) else 0.0

    @property
    def mean_debt_se(self) -> float:
        """Standard error of the mean debt; 0 where nobody is sent one."""
        debts = self.differences[self.differences > 0.0]
        return float(debts.std() / math.sqrt(len(debts))) if len(debts) else 0.0

    @property
    def underpaid(self) -> float:
        """Share of claimants whom averaging shows as paid too little, 0 without claimants."""
        return float((self.differences < 0.0).mean()) if self.claimants else 0.0


def wronged(test: MeansTest, work: CasualWork, people: int, seed: int, replicate: int = 0) -> Wronged:
    """One year of a population under averaging, on the laboratory's draws; the same seed gives the same people.

    Raises: SpecError; PromiseError for rows of persons.
    """
    incomes = np.zeros((checked_people(people, "averaging"), test.periods))
    key = np.array([checked_seed(seed), stream_number("published.averaging.year"), replicate], np.int64)
    chances = np.array([work.in_work, work.finds, work.loses])
    earn(incomes, chances, np.array([work.pay, work.spread_people, work.spread_periods]), key)
    on = incomes < test.cut_off
    return Wronged(_differences(test, incomes, on)[on.any(axis=1)])


def always_on(test: MeansTest, highest: float, years: int, seed: int) -> tuple[float, float]:
    """Lowest and highest difference that averaging finds in made-up years on benefit throughout, in cents.

    Incomes of a period are 0 or uniform up to a level; how often they are 0 and the level, ``highest`` at most, differ
    by year. Raises: SpecError; PromiseError for rows of persons.
    """
    stream, most = "published.averaging.always_on", checked_amount("averaging: highest", highest)
    count = checked_count("averaging: years", years)
    often, level = (uniforms(seed, stream, count, slot=slot) for slot in (0, 1))
    incomes = np.zeros((count, test.periods))
    for period in range(test.periods):
        u, works = (uniforms(seed, stream, count, month=period + 1, slot=slot) for slot in (0, 1))
        incomes[:, period] = np.where(works < often, most * level * u, 0.0)
    found = _differences(test, incomes, np.ones(incomes.shape, np.bool_))
    return float(found.min()), float(found.max())


def _differences(test: MeansTest, incomes: np.ndarray, on: np.ndarray) -> np.ndarray:
    """Paid less recomputed for each person (P,), in cents, from incomes and claims by period (P, T)."""
    paid = np.where(on, paid_for(test, incomes), 0.0).sum(axis=1)
    found: np.ndarray = np.round(paid - on.sum(axis=1) * paid_for(test, incomes.mean(axis=1)), CENTS) + 0.0
    return found


def _earn(incomes: np.ndarray, chances: np.ndarray, pay: np.ndarray, key: np.ndarray) -> None:
    """Income by person and period (P, T): in work or not from period to period, and what work pays."""
    moves, pays = which_word(key[2], 0, 0), which_word(key[2], 0, 1)
    for person in range(incomes.shape[0]):
        own = lognormal(uniform_at(key[0], key[1], person, 0, pays, 0), pay[0], pay[1])
        working = uniform_at(key[0], key[1], person, 0, moves, 0) < chances[0]
        for period in range(incomes.shape[1]):
            when = when_word(period + 1, 0, 0)
            if period > 0:
                u = uniform_at(key[0], key[1], person, when, moves, 0)
                working = u >= chances[2] if working else u < chances[1]
            if working:
                incomes[person, period] = lognormal(uniform_at(key[0], key[1], person, when, pays, 0), own, pay[2])


earn = compiled(_earn)
