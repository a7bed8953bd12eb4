"""Schooling, work and licences: what a person learned, does for a living and is allowed to do.

Every decision takes one keyed uniform. Where a share rises with income it is tilted by the rank r of the household's
income among the households of its residence: p * (1 + k * (2 r - 1)), which leaves the share itself unchanged as long
as nothing is cut at 0 or 1.

Axis letters: P people of a chunk, E levels of education (5), I industries (3), J sensitive professions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled

from .households import ADULT_AGE, pick

WORK_STREAMS = (
    "people.education",
    "people.employment",
    "people.industry",
    "people.profession",
    "people.owner",
    "people.borrower",
    "people.driver",
    "people.phone_pay",
)
NO_SCHOOL, PRIMARY, JUNIOR, SENIOR, TERTIARY = range(5)
SERVICES = 3


class WorkTables(NamedTuple):
    """A recipe's tables of schooling, work and licences.

    ``school`` (6,) ages of entry to primary, junior, senior and tertiary schools, share of 15-17 in senior school,
    weight of the household's rank in schooling; ``education`` (3, 6, 5) cumulative by residence and age band;
    ``employed`` (2, 3, 6) by sex, residence, age band; ``industry`` (3, 2, 3) cumulative by residence and schooling;
    ``profession`` (J,) cumulative among the eligible; ``owner`` (4,) by industry; ``borrower`` (5,) by age band;
    ``driver`` (2, 3, 5) by sex, residence, age band; ``phone`` (5,) by age band; ``tilts`` (3,) of employment,
    borrowing, driving.
    """

    school: np.ndarray
    education: np.ndarray
    employed: np.ndarray
    industry: np.ndarray
    profession: np.ndarray
    owner: np.ndarray
    borrower: np.ndarray
    driver: np.ndarray
    phone: np.ndarray
    tilts: np.ndarray


class WorkColumns(NamedTuple):
    """What the kernel writes, shape (P,) each."""

    adult: np.ndarray
    education: np.ndarray
    employed: np.ndarray
    industry: np.ndarray
    profession: np.ndarray
    owner: np.ndarray
    borrower: np.ndarray
    driver: np.ndarray
    phone_pay: np.ndarray


def _band(age: int, cuts: tuple[int, ...]) -> int:
    """How many of the cuts an age has reached."""
    n = 0
    for cut in cuts:
        if age >= cut:
            n += 1
    return n


band = compiled(_band)


def _tilted(p: float, k: float, rank: float) -> float:
    """A share that rises with the household's rank; its mean over ranks is p."""
    return min(max(p * (1.0 + k * (2.0 * rank - 1.0)), 0.0), 1.0)


tilted = compiled(_tilted)


def _schooling(age: int, residence: int, u: float, rank: float, t: WorkTables) -> int:
    """Level of education: by school age for children, by cohort, residence and household rank for adults."""
    if age < t.school[0]:
        return NO_SCHOOL
    if age < t.school[1]:
        return PRIMARY
    if age < t.school[2]:
        return JUNIOR
    if age < ADULT_AGE:
        return SENIOR if u < t.school[3] else JUNIOR
    # the same rank for the whole household with a fixed weight: schooling and income go together, shares stay exact
    v = rank if u < t.school[4] else (u - t.school[4]) / (1.0 - t.school[4])
    return pick(t.education[residence, band(age, (25, 35, 45, 55, 65))], v)


schooling = compiled(_schooling)


def _work_of(
    i: int, age: int, sex: int, residence: int, rank: float, u: np.ndarray, t: WorkTables, o: WorkColumns
) -> None:
    """Write employment, industry, sensitive profession and owner mark of one person."""
    o.employed[i], o.industry[i], o.profession[i], o.owner[i] = 0, 0, 0, 0
    if age < 16:
        return
    p = t.employed[sex, residence, band(age, (18, 25, 55, 60, 65))]
    if u[1, i] >= tilted(p, t.tilts[0], rank):
        return
    o.employed[i] = 1
    schooled = 1 if o.education[i] == TERTIARY else 0
    o.industry[i] = 1 + pick(t.industry[residence, schooled], u[2, i])
    if o.industry[i] == SERVICES and o.education[i] >= SENIOR and age >= ADULT_AGE:
        o.profession[i] = pick(t.profession, u[3, i])
    if o.profession[i] == 0 and age >= ADULT_AGE and u[4, i] < t.owner[o.industry[i]]:
        o.owner[i] = 1


work_of = compiled(_work_of)


def _work(
    age_years: np.ndarray, sex: np.ndarray, residence: np.ndarray, rank: np.ndarray,
    u: np.ndarray, t: WorkTables, o: WorkColumns,
) -> None:  # fmt: skip
    """Fill one chunk; ``u`` is (8, P), the rows of WORK_STREAMS."""
    for i in range(age_years.shape[0]):
        age, r = int(age_years[i]), rank[i]
        grown = 1 if age >= ADULT_AGE else 0
        o.adult[i] = grown
        o.education[i] = schooling(age, residence[i], u[0, i], r, t)
        work_of(i, age, sex[i], residence[i], r, u, t, o)
        p = grown * t.borrower[band(age, (25, 35, 50, 65))]
        o.borrower[i] = 1 if u[5, i] < tilted(p, t.tilts[1], r) else 0
        p = grown * t.driver[sex[i], residence[i], band(age, (30, 45, 60, 70))]
        o.driver[i] = 1 if u[6, i] < tilted(p, t.tilts[2], r) else 0
        o.phone_pay[i] = 1 if u[7, i] < t.phone[band(age, (12, 18, 40, 60))] else 0


work = compiled(_work)
