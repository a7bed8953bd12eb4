"""Dorm rooms: students who share a room of four to eight beds, all of one sex, and nothing else.

A room is a household of its own number, so that whatever is measured or punished by household reaches room-mates. They
share no purse: each student has the income per head of the family at home, and ``residence`` says where that family
lives. Size and sex of a room are keyed by its first number, everything about a student by the student's own.

Axis letter: P numbers of a chunk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled

from .households import ADULT_AGE, HouseholdColumns, HouseholdTables, income_at, pick
from .work import TERTIARY

SMALLEST_ROOM, ROOM_SIZES = 4, 5
STUDENT_AGES = 7


class DormTables(NamedTuple):
    """``size`` (5,) from four beds to eight, ``age`` (7,) from 18 to 24 years and ``residence`` (3,) are cumulative
    shares; ``women`` is the share of rooms of women."""

    size: np.ndarray
    age: np.ndarray
    residence: np.ndarray
    women: float


def _fill_room(i: int, size: int, u: np.ndarray, t: HouseholdTables, d: DormTables, o: HouseholdColumns) -> None:
    """Write the students i..i+size-1 of one room; ``u`` is (7, P), the rows of HOUSEHOLD_STREAMS."""
    sex = 0 if u[6, i] < d.women else 1
    for j in range(i, i + size):
        o.sex[j] = sex
        o.age_years[j] = ADULT_AGE + pick(d.age, u[5, j])
        o.residence[j] = pick(d.residence, u[0, j])
        o.income_yuan[j] = income_at(u[4, j], t.income[o.residence[j]]) / 12.0
        o.rank[j] = u[4, j]
        o.parent[j] = 0


fill_room = compiled(_fill_room)


def settle_students(c: dict[str, np.ndarray]) -> None:
    """Students are in tertiary schools and have no job, whatever the tables of their age say.

    Limits: jobs beside the studies are left out.
    """
    students = c["student"] == 1
    c["education"][students] = TERTIARY
    for name in ("employed", "industry", "profession", "owner"):
        c[name][students] = 0
