"""Statistics of a population, each with its sampling error: what ``fit`` lays next to the published figures.

A sampling error is a standard error times the clustering of what is counted: 2.5 for what a dorm room shares, 2 for
what a household shares (both more than the square root of a mean one), 1.5 for what its members have in part in common,
1 for what each draws alone. So a small population is not blamed for being small; of fewer than 30 values no error can
be told, it counts as unbounded.

Figures about people count persons only; those about firms say so. Axis letters: P persons, F firms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from counterscore.core.draws import uniforms

from .identity import GIVEN_LIMIT
from .population import People


@dataclass(frozen=True)
class Counted:
    """Whom a statistic counts: ``columns`` name -> (P,) of the persons, ``firms`` name -> (F,) of the firms."""

    people: People

    def _of(self, firm: int) -> dict[str, np.ndarray]:
        mine = self.people.columns["firm"] == firm
        return {name: column[mine] for name, column in self.people.columns.items()}

    @cached_property
    def columns(self) -> Mapping[str, np.ndarray]:
        """The columns of persons; the population's own where there are no firms."""
        return self._of(0) if self.people.columns["firm"].any() else self.people.columns

    @cached_property
    def firms(self) -> Mapping[str, np.ndarray]:
        """The columns of firms."""
        return self._of(1)


Statistic = Callable[[Counted], tuple[float, float]]
ROOM, HOME, MEMBER, ALONE = 2.5, 2.0, 1.5, 1.0
FEW = 30
SCHOOL_YEARS = np.array([0.0, 6.0, 9.0, 12.0, 15.5])


def share(mask: np.ndarray, clustering: float = MEMBER) -> tuple[float, float]:
    """Share of True and its standard error; one more and one fewer are added so that zero has an error too."""
    n, p = len(mask), float(mask.mean()) if len(mask) else 0.0
    q = (p * n + 1.0) / (n + 2.0)
    return p, clustering * math.sqrt(q * (1.0 - q) / max(n, 1))


def mean(values: np.ndarray, clustering: float = HOME) -> tuple[float, float]:
    """Mean and its standard error."""
    if len(values) < FEW:
        return float(np.mean(values)) if len(values) else math.nan, math.inf
    return float(values.mean()), clustering * float(values.std()) / math.sqrt(len(values))


def median(values: np.ndarray) -> tuple[float, float]:
    """Median and its standard error from the distance of the middle half."""
    if len(values) < FEW:
        return float(np.median(values)) if len(values) else math.nan, math.inf
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return float(middle), HOME * 1.253 * float(high - low) / 1.349 / math.sqrt(len(values))


def gini(values: np.ndarray) -> tuple[float, float]:
    """Gini coefficient of values >= 0 and a cautious standard error."""
    ranked = np.sort(values)
    n = len(ranked)
    weights = 2.0 * np.arange(1, n + 1) - n - 1.0
    return float((weights * ranked).sum() / (n * ranked.sum())), HOME * 0.5 / math.sqrt(n)


def _age(low: int, high: int) -> Statistic:
    return lambda p: share((p.columns["age_years"] >= low) & (p.columns["age_years"] <= high))


def _living(code: int) -> Statistic:
    return lambda p: share(p.columns["residence"] == code, HOME)


def _schooled(level: int) -> Statistic:
    return lambda p: share(p.columns["education"] == level)


def _among(name: str, code: int, group: str) -> Statistic:
    return lambda p: share(p.columns[name][p.columns[group] == 1] == code)


def _of_adults(name: str) -> Statistic:
    return lambda p: share(p.columns[name][p.columns["adult"] == 1] == 1)


def _mean_of(name: str) -> Statistic:
    return lambda p: mean(p.columns[name], ALONE)


def _towns(people: Counted) -> np.ndarray:
    """Who lives in towns, migrants among them: what the income survey calls urban."""
    return np.asarray(people.columns["residence"] != 1)


def _income(where: str, summary: Callable[[np.ndarray], tuple[float, float]]) -> Statistic:
    def statistic(people: Counted) -> tuple[float, float]:
        yearly = 12.0 * people.columns["income_yuan"]
        if where == "all":
            return summary(yearly)
        return summary(yearly[_towns(people) if where == "urban" else ~_towns(people)])

    return statistic


def _fifth(q: int) -> Statistic:
    return lambda p: mean(12.0 * p.columns["income_yuan"][p.columns["income_quintile"] == q])


def _men_per_woman(people: Counted) -> tuple[float, float]:
    p, error = share(people.columns["sex"] == 1)
    return (p / (1.0 - p), 4.0 * error) if p < 1.0 else (math.nan, math.inf)


def members(people: Counted, mask: np.ndarray) -> np.ndarray:
    """How many of the persons of a mask each family household holds.

    Dorm rooms are left out, and so is the last household, which may be cut, where there is more than one.
    """
    home, family = people.columns["household"], people.columns["student"] == 0
    sizes = np.bincount(home[family])
    held = np.bincount(home[family], weights=mask[family])[sizes > 0]
    return held[:-1] if len(held) > 1 else held


def household_sizes(people: Counted) -> np.ndarray:
    """Members of every family household but the last."""
    return members(people, np.ones(len(people.columns["adult"])))


def _with_children(people: Counted) -> tuple[float, float]:
    return share(members(people, people.columns["adult"] == 0) > 0, ALONE)


def _illiterate(people: Counted) -> tuple[float, float]:
    return share((people.columns["education"] == 0) & (people.columns["age_years"] >= 15))


def _school_years(people: Counted) -> tuple[float, float]:
    return mean(SCHOOL_YEARS[people.columns["education"][people.columns["age_years"] >= 15]])


def _sensitive(people: Counted) -> tuple[float, float]:
    return share(people.columns["profession"][people.columns["employed"] == 1] > 0)


def _debt_months(people: Counted) -> tuple[float, float]:
    borrowers = people.columns["borrower"] == 1
    return mean(people.columns["debt_yuan"][borrowers] / people.columns["income_yuan"][borrowers], ALONE)


def _top_surnames(n: int) -> Statistic:
    def statistic(people: Counted) -> tuple[float, float]:
        return share(people.columns["name"] < n * GIVEN_LIMIT, ALONE)

    return statistic


def _with_namesake(people: Counted) -> tuple[float, float]:
    return mean(1.0 - np.exp(-people.columns["namesakes"]), ALONE)


def _birth_date_sharers(people: Counted) -> tuple[float, float]:
    n = len(people.columns["adult"])
    days = np.bincount(people.columns["birth_day"]).astype(np.float64)
    pairs = float((days * (days - 1.0)).sum())
    scale = 1e6 / max(n * (n - 1.0), 1.0)
    return scale * pairs, MEMBER * scale * (pairs / math.sqrt(n) + 2.0 * math.sqrt(pairs + 1.0))


def _twins(era: str) -> Statistic:
    def statistic(people: Counted) -> tuple[float, float]:
        made = people.people
        limit = made.recipe.number(f"identity.twins.{era}")
        u = uniforms(made.seed, "people.id_twin", made.count)[made.columns["firm"] == 0]
        return share(u < limit, ALONE)

    return statistic


def _friends(people: Counted) -> tuple[float, float]:
    friends = np.diff(people.people.ties("friends").offsets)
    return mean(friends[people.people.columns["firm"] == 0], ALONE)


def _of_firms(name: str, code: int) -> Statistic:
    return lambda p: share(p.firms[name] == code, ALONE)


def _firms_with(officers: int) -> Statistic:
    def statistic(people: Counted) -> tuple[float, float]:
        made = people.people
        return share(np.diff(made.ties("officers").offsets)[made.columns["firm"] == 1] == officers, ALONE)

    return statistic


def _women_students(people: Counted) -> tuple[float, float]:
    return share(people.columns["sex"][people.columns["student"] == 1] == 0, ROOM)


def _room_size(people: Counted) -> tuple[float, float]:
    c = people.columns
    beds = np.bincount(c["household"][c["student"] == 1])
    beds = beds[beds > 0]
    return mean(beds[:-1] if len(beds) > 1 else beds, ALONE)


STATISTICS: dict[str, Statistic] = {
    "age_0_14": _age(0, 14), "age_15_59": _age(15, 59), "age_60_up": _age(60, 200), "age_65_up": _age(65, 200),
    "men_per_woman": _men_per_woman, "household_size": lambda p: mean(household_sizes(p), ALONE),
    "households_with_children": _with_children, "living_in_towns": lambda p: share(_towns(p), HOME),
    "residence_urban": _living(0), "residence_rural": _living(1),
    "residence_migrant": _living(2), "education_tertiary": _schooled(4), "education_senior": _schooled(3),
    "education_junior": _schooled(2), "education_primary": _schooled(1), "illiterate": _illiterate,
    "school_years": _school_years, "employed": lambda p: share(p.columns["employed"] == 1),
    "industry_primary": _among("industry", 1, "employed"), "industry_secondary": _among("industry", 2, "employed"),
    "industry_tertiary": _among("industry", 3, "employed"), "sensitive_professions": _sensitive,
    "owners": _among("owner", 1, "employed"), "parents": _of_adults("parent"), "income_mean": _income("all", mean),
    "income_median": _income("all", median), "income_urban_mean": _income("urban", mean),
    "income_urban_median": _income("urban", median), "income_rural_mean": _income("rural", mean),
    "income_rural_median": _income("rural", median), "income_fifth_1": _fifth(0), "income_fifth_2": _fifth(1),
    "income_fifth_3": _fifth(2), "income_fifth_4": _fifth(3), "income_fifth_5": _fifth(4),
    "income_gini": _income("all", gini), "borrowers": _of_adults("borrower"), "debt_months": _debt_months,
    "drivers": lambda p: share(p.columns["driver"] == 1), "air_trips": _mean_of("air_trips_year"),
    "hsr_trips": _mean_of("hsr_trips_year"), "phone_payers": _of_adults("phone_pay"),
    "payments": _mean_of("payments_year"), "proneness": _mean_of("proneness"),
    "commonest_name": lambda p: share(p.columns["name"] == 0, ALONE), "top_5_surnames": _top_surnames(5),
    "top_100_surnames": _top_surnames(100), "with_namesake": _with_namesake,
    "birth_date_sharers": _birth_date_sharers, "id_twins_2009": _twins("2009"), "id_twins_2015": _twins("2015"),
    "id_twins_2017": _twins("2017"), "friends": _friends, "firms": lambda p: share(p.people.columns["firm"] == 1),
    "firms_micro": _of_firms("firm_size", 1), "firms_small": _of_firms("firm_size", 2),
    "firms_medium": _of_firms("firm_size", 3), "firms_large": _of_firms("firm_size", 4),
    "firms_primary": _of_firms("industry", 1), "firms_secondary": _of_firms("industry", 2),
    "firms_tertiary": _of_firms("industry", 3), "firms_with_two_officers": _firms_with(2),
    "officers": _of_adults("officer"), "students": lambda p: share(p.columns["student"] == 1, ROOM),
    "women_students": _women_students, "room_size": _room_size,
}  # fmt: skip
