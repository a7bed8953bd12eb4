"""Pages: each block of 4096 numbers is a book of runs, and a run is a household, a dorm room or one firm.

One walk over each block. A run starts at a number and takes the next ones; the last run of a block is cut to the room
left, so that no run crosses a block and no draw depends on how many people are asked for. What kind of run starts at a
number is one keyed uniform. A firm takes one number, the one on which it stands: a firm lives on a page of its own.

Axis letter: P numbers of a chunk (a multiple of 4096).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.draws import BLOCK

from .dorms import SMALLEST_ROOM, DormTables, fill_room
from .drawn import draw_rows
from .households import HouseholdColumns, HouseholdTables, fill_household, income_at, pick

HOUSEHOLD, FIRM, DORM = range(3)
PAGE_STREAM = "people.page"


class PageTables(NamedTuple):
    """``firm_p`` and ``dorm_p``: probabilities that a run is a firm, and that it is a dorm room."""

    firm_p: float
    dorm_p: float


def starts(first: int, n: int, seed: int, t: PageTables) -> np.ndarray:
    """The kind of run that starts at each of the numbers first..first+n-1, should one start there; int8 (P,).

    The first number of a block is never a firm: every firm finds an adult before itself in its block.
    """
    out = np.zeros(n, np.int8)
    if t.firm_p + t.dorm_p > 0.0:
        u = draw_rows((PAGE_STREAM,), first, n, seed)[0]
        out[u < t.firm_p + t.dorm_p] = DORM
        out[u < t.firm_p] = FIRM
        heads = out[::BLOCK]
        heads[heads == FIRM] = HOUSEHOLD
    return out


def _fill_firm(i: int, number: int, o: HouseholdColumns) -> None:
    """Write the page of a firm: nobody lives on it."""
    o.first[i], o.page[i] = number, FIRM
    o.age_years[i], o.sex[i], o.residence[i], o.parent[i] = 0, 0, 0, 0
    o.income_yuan[i], o.rank[i] = 0.0, 0.0


fill_firm = compiled(_fill_firm)


def _open_household(i: int, room: int, first: int, u: np.ndarray, t: HouseholdTables, o: HouseholdColumns) -> int:
    """Write the household that starts in row i and has at most ``room`` numbers; returns how many it takes."""
    residence = pick(t.residence, u[0, i])
    size = min(pick(t.size[residence], u[1, i]) + 1, room)
    kind = pick(t.kind[residence, size - 1], u[2, i])
    income = income_at(u[4, i], t.income[residence]) * t.scale[size - 1] / 12.0
    for j in range(i, i + size):
        o.first[j], o.page[j] = first + i, HOUSEHOLD
        o.residence[j] = residence
        o.income_yuan[j] = income
        o.rank[j] = u[4, i]
        o.parent[j] = 0
    fill_household(i, size, kind, u, t, o)
    return size


open_household = compiled(_open_household)


def _walk(first: int, kinds: np.ndarray, u: np.ndarray, t: HouseholdTables, d: DormTables, o: HouseholdColumns) -> None:
    """Fill whole blocks: row 0 is number ``first``; ``kinds`` (P,) from ``starts``; ``u`` (7, P), HOUSEHOLD_STREAMS.

    A dorm room that would have fewer beds than the smallest is a household instead.
    """
    i = 0
    while i < u.shape[1]:
        room = BLOCK - (first + i) % BLOCK
        if kinds[i] == FIRM:
            fill_firm(i, first + i, o)
            i += 1
        elif kinds[i] == DORM and room >= SMALLEST_ROOM:
            size = min(pick(d.size, u[1, i]) + SMALLEST_ROOM, room)
            for j in range(i, i + size):
                o.first[j], o.page[j] = first + i, DORM
            fill_room(i, size, u, t, d, o)
            i += size
        else:
            i += open_household(i, room, first, u, t, o)


walk = compiled(_walk)
