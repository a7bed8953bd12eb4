"""Households: who lives with whom, of what age and sex, where, and on what income per head.

A household starts at a person number and takes the next ones (see ``pages``). Everything a household decides is keyed
by the number of its first person, everything a member decides by the member's own number.

Axis letters: P people of a chunk (a multiple of 4096), K kinds of household, B bands of age of the first person.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.transforms import exp, log, normal

KINDS = ("alone", "couple", "couple_children", "lone_parent", "three_generations", "grandparents_child", "sharers")
ALONE, COUPLE, COUPLE_CHILDREN, LONE_PARENT, THREE_GENERATIONS, GRANDPARENTS_CHILD, SHARERS = range(7)
SIZES = 7
ADULT_AGE = 18
OLDEST = 100
SCHOOL_FROM, SCHOOL_TO = 6, 17

HOUSEHOLD_STREAMS = (
    "people.household.residence",
    "people.household.size",
    "people.household.kind",
    "people.household.age",
    "people.household.income",
    "people.member.age",
    "people.member.sex",
)


class HouseholdTables(NamedTuple):
    """A recipe's tables of households, cumulated for inversion.

    ``residence`` (3,), ``size`` (3, 7), ``kind`` (3, 7, K), ``age`` (3, K, B) are cumulative shares; ``edges`` (B+1,)
    in years; ``male`` (K,) share of men among first persons; ``ages`` (7,) couple gap mean and spread, age at a first
    birth mean and scale, gap of generations mean and scale, oldest child at home; ``sexes`` (2,) share of boys at
    birth, share of women among lone elders; ``income`` (3, 5) yearly yuan: median, lower and upper log spread,
    quantile where the Pareto tail starts, its exponent; ``scale`` (7,) income per head by household size.
    """

    residence: np.ndarray
    size: np.ndarray
    kind: np.ndarray
    age: np.ndarray
    edges: np.ndarray
    male: np.ndarray
    ages: np.ndarray
    sexes: np.ndarray
    income: np.ndarray
    scale: np.ndarray


class HouseholdColumns(NamedTuple):
    """What the walk writes, shape (P,) each; ``rank`` is the quantile of the household's income where it lives,
    ``page`` what kind of run the number belongs to (``pages``)."""

    age_years: np.ndarray
    sex: np.ndarray
    first: np.ndarray
    residence: np.ndarray
    income_yuan: np.ndarray
    rank: np.ndarray
    parent: np.ndarray
    page: np.ndarray


def _pick(cumulative: np.ndarray, u: float) -> int:
    """Index of the option whose cumulative share first exceeds u."""
    for i in range(cumulative.shape[0] - 1):
        if u < cumulative[i]:
            return i
    return int(cumulative.shape[0] - 1)


pick = compiled(_pick)


def _between(u: float, low: float, high: float, mean: float, scale: float) -> float:
    """Logistic quantile of u, truncated to [low, high]."""
    a = 1.0 / (1.0 + exp(-(low - mean) / scale))
    b = 1.0 / (1.0 + exp(-(high - mean) / scale))
    v = min(max(a + u * (b - a), 1e-12), 1.0 - 1e-12)
    return min(max(mean + scale * log(v / (1.0 - v)), low), high)


between = compiled(_between)


def _income_at(u: float, row: np.ndarray) -> float:
    """Yearly income at quantile u: two half lognormals of different spread and a Pareto tail above ``row[3]``.

    Limits: the tail is cut at one in ten million, so that no single draw rules a mean.
    """
    body = min(max(u, 1e-7), row[3])
    z = normal(body)
    x = row[0] * exp((row[1] if z < 0.0 else row[2]) * z)
    if u > row[3]:
        x *= exp(log((1.0 - row[3]) / max(1.0 - u, 1e-7)) / row[4])
    return float(x)


income_at = compiled(_income_at)


def _banded(cumulative: np.ndarray, edges: np.ndarray, u: float) -> int:
    """Age in full years at quantile u of a banded distribution, even within a band."""
    i = pick(cumulative, u)
    low = cumulative[i - 1] if i > 0 else 0.0
    share = (u - low) / max(cumulative[i] - low, 1e-12)
    return int(edges[i] + min(share, 0.999999) * (edges[i + 1] - edges[i]))


banded = compiled(_banded)


def _partner_age(age: int, male: int, u: float, ages: np.ndarray) -> int:
    """Age of the other half of a couple: husbands are older by the recipe's mean gap."""
    gap = ages[0] + ages[1] * normal(min(max(u, 1e-6), 1.0 - 1e-6))
    other = age - gap if male == 1 else age + gap
    return int(min(max(math.floor(other + 0.5), 20), OLDEST))


partner_age = compiled(_partner_age)


def _child_age(mother: int, u: float, ages: np.ndarray) -> int:
    """Age of a first child at home of a mother of this age."""
    high = min(float(mother) + 0.999, 45.0)
    low = min(max(18.0, mother - ages[6]), high - 1.0)
    return int(max(math.floor(mother + 0.999 - between(u, low, high, ages[2], ages[3])), 0))


child_age = compiled(_child_age)


def _sibling_age(first: int, order: int, mother: int, u: float) -> int:
    """Age of the next child: younger by one to five years each, older where there is no room below."""
    gap = order * (1 + int(5.0 * u))
    if first - gap >= 0:
        return first - gap
    if mother - first - gap >= 17:
        return first + gap
    return first


sibling_age = compiled(_sibling_age)


def _adults_of(kind: int, size: int) -> int:
    """How many of the first members are the household's own generation: one, a couple, or everybody who shares."""
    if kind == SHARERS:
        return size
    if kind in (ALONE, LONE_PARENT) or (kind == GRANDPARENTS_CHILD and size == 2):
        return 1
    return 2


adults_of = compiled(_adults_of)


def _elders_of(kind: int, size: int) -> int:
    """How many of the last members are parents of the couple."""
    if kind != THREE_GENERATIONS:
        return 0
    return 1 if size <= 4 else 2


elders_of = compiled(_elders_of)


def _fill_children(
    i: int, stop: int, mother: int, kind: int, u: np.ndarray, t: HouseholdTables, o: HouseholdColumns
) -> int:
    """Write ages and sexes of the children i..stop-1; returns 1 where one of them is of school age."""
    at_school = 0
    first = 0
    for j in range(i, stop):
        if kind == GRANDPARENTS_CHILD:
            age = int(16.0 * u[5, j])
        elif j == i:
            first = child_age(mother, u[5, j], t.ages)
            age = first
        else:
            age = sibling_age(first, j - i, mother, u[5, j])
        o.age_years[j] = age
        o.sex[j] = 1 if u[6, j] < t.sexes[0] else 0
        if SCHOOL_FROM <= age <= SCHOOL_TO:
            at_school = 1
    return at_school


fill_children = compiled(_fill_children)


def _fill_elders(i: int, stop: int, age: int, u: np.ndarray, t: HouseholdTables, o: HouseholdColumns) -> None:
    """Write the parents of the couple: a generation older than its husband."""
    for j in range(i, stop):
        if j == i:
            gap = between(u[5, j], 18.0, 45.0, t.ages[4], t.ages[5])
            o.age_years[j] = min(int(age + gap), OLDEST)
            o.sex[j] = 0 if u[6, j] < (t.sexes[1] if stop - i == 1 else 0.5) else 1
        else:
            o.age_years[j] = partner_age(o.age_years[i], o.sex[i], u[5, j], t.ages)
            o.sex[j] = 1 - o.sex[i]


fill_elders = compiled(_fill_elders)


def _fill_household(i: int, size: int, kind: int, u: np.ndarray, t: HouseholdTables, o: HouseholdColumns) -> None:
    """Write ages, sexes and the parent mark of the household of persons i..i+size-1."""
    residence = o.residence[i]
    age = banded(t.age[residence, kind], t.edges, u[3, i])
    male = 1 if u[6, i] < t.male[kind] else 0
    o.age_years[i], o.sex[i] = age, male
    adults = min(adults_of(kind, size), size)
    for j in range(i + 1, i + adults):
        if kind == SHARERS:
            o.age_years[j] = banded(t.age[residence, kind], t.edges, u[5, j])
            o.sex[j] = 1 if u[6, j] < t.male[kind] else 0
        else:
            o.age_years[j] = partner_age(age, male, u[5, j], t.ages)
            o.sex[j] = 1 - male
    elders = i + size - elders_of(kind, size)
    mother = age if adults == 1 or male == 0 else o.age_years[i + 1]
    at_school = fill_children(i + adults, elders, mother, kind, u, t, o)
    fill_elders(elders, i + size, age, u, t, o)
    for j in range(i, i + adults):
        o.parent[j] = at_school


fill_household = compiled(_fill_household)
