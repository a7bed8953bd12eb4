"""Firms: numbers of the same axis as persons, with a size, a sector and the persons who are responsible for them.

A firm has one legal representative, an adult who stands before it in its block, and sometimes a second responsible
person (the actual controller, or staff directly responsible). Officers stand shortly before their firms, so nobody's
firms depend on how many people are asked for; only firms beyond the last number are missing from the ties of the last
persons.

Axis letters: P numbers, persons and firms alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.draws import BLOCK

from .drawn import draw_rows

SIZE_STREAM, SECTOR_STREAM = "people.firm.size", "people.firm.sector"
OFFICER_STREAMS = (
    "people.firm.representative",
    "people.firm.second_firm",
    "people.firm.second_officer",
    "people.firm.second_choice",
)
REPRESENTATIVE = "legal_representative"
FIRM_SIZES, SECTORS = 4, 3
OTHER, EMPLOYED, OWNER = range(3)
OWN_COLUMNS = frozenset(
    {"household", "lookalike", "others", "firm", "firm_size", "industry", "proneness", "name", "namesakes"}
)
STEP = 16 * BLOCK
NEAR = 32


class FirmTables(NamedTuple):
    """``size`` (4,) and ``sector`` (3,) are cumulative shares; ``again_p`` the share of firms whose representative has
    another firm already, ``second_p`` the share with a second responsible person; ``namesakes`` the expected number of
    other firms with the same name; ``profession`` the code of legal representatives, 0 where the recipe has none."""

    size: np.ndarray
    sector: np.ndarray
    again_p: float
    second_p: float
    namesakes: float
    profession: int


def settle_firms(c: dict[str, np.ndarray], first: int, seed: int, t: FirmTables) -> None:
    """Write what firms are and blank what only persons have; row 0 is number ``first``.

    A firm's name is an opaque number below zero that no person and no other firm here has; how many firms of a
    register bear the same name is ``namesakes``. Limits: all firms are equally prone to petty acts.
    """
    rows = np.flatnonzero(c["firm"] == 1)
    u = draw_rows((SIZE_STREAM, SECTOR_STREAM), first, len(c["firm"]), seed)[:, rows]
    for name, column in c.items():
        if name not in OWN_COLUMNS:
            column[rows] = 0
    c["firm_size"][rows] = 1 + np.searchsorted(t.size[:-1], u[0], side="right")
    c["industry"][rows] = 1 + np.searchsorted(t.sector[:-1], u[1], side="right")
    c["proneness"][rows], c["namesakes"][rows] = 1.0, t.namesakes
    c["name"][rows] = -1 - first - rows


def _take(pool: np.ndarray, counts: np.ndarray, tier: int, u: float) -> int:
    """Remove and return one of the NEAR free persons of a tier who were added last; there must be one."""
    last = counts[tier] - 1
    at = last - int(u * min(counts[tier], NEAR))
    person = pool[tier, at]
    pool[tier, at] = pool[tier, last]
    counts[tier] = last
    return int(person)


take = compiled(_take)


def _second_officer(pool: np.ndarray, counts: np.ndarray, u: float) -> int:
    """A second responsible person: employed without a firm of their own if possible; -1 where nobody is free."""
    for tier in (EMPLOYED, OWNER, OTHER):
        if counts[tier] > 0:
            return take(pool, counts, tier, u)
    return -1


second_officer = compiled(_second_officer)


def _name_officers(
    firm: np.ndarray, tiers: np.ndarray, u: np.ndarray, again_p: float, second_p: float, out: np.ndarray
) -> None:
    """Write the officers of every firm of whole or cut blocks into ``out`` (2, P), -1 where there is none.

    ``tiers`` (P,) sorts adults into OWNER, EMPLOYED and OTHER, -1 for everybody else; ``u`` is (4, P), the rows of
    OFFICER_STREAMS. Row 0 starts a block. Where everybody free is taken, somebody gets one firm more.
    """
    pool = np.empty((3, BLOCK), np.int32)
    once, all_of = np.empty((1, BLOCK), np.int32), np.empty(BLOCK, np.int32)
    free, ones = np.zeros(3, np.int64), np.zeros(1, np.int64)
    known = 0
    for i in range(firm.shape[0]):
        if i % BLOCK == 0:
            free[:], ones[0], known = 0, 0, 0
        out[0, i], out[1, i] = -1, -1
        if tiers[i] >= 0:
            pool[tiers[i], free[tiers[i]]] = i
            free[tiers[i]] += 1
        if firm[i] == 0:
            continue
        tier = OWNER
        while tier > OTHER and free[tier] == 0:
            tier -= 1
        if ones[0] > 0 and u[1, i] < again_p:
            out[0, i] = take(once, ones, 0, u[0, i])
        elif free[tier] > 0:
            out[0, i] = take(pool, free, tier, u[0, i])
            once[0, ones[0]] = out[0, i]
            ones[0] += 1
            all_of[known] = out[0, i]
            known += 1
        else:
            out[0, i] = all_of[known - 1 - int(u[0, i] * min(known, NEAR))]
        if u[2, i] < second_p:
            out[1, i] = second_officer(pool, free, u[3, i])


name_officers = compiled(_name_officers)


def officers_of(c: Mapping[str, np.ndarray], first: int, seed: int, t: FirmTables) -> np.ndarray:
    """Legal representative and second responsible person of each firm, int32 (2, P), -1 for none and for persons.

    Row 0 is number ``first``, which starts a block; what is returned are numbers, not rows. The officers of the firms
    of a block do not change when numbers behind them are cut off.
    """
    n = len(c["firm"])
    out = np.full((2, n), -1, np.int32)
    if not c["firm"].any():
        return out
    for begin in range(0, n, STEP):
        part = {name: c[name][begin : begin + STEP] for name in ("firm", "adult", "employed", "owner", "profession")}
        own = (part["owner"] == 1) | ((part["profession"] == t.profession) & (t.profession > 0))
        tiers = np.where(own, OWNER, np.where(part["employed"] == 1, EMPLOYED, OTHER)).astype(np.int8)
        tiers[part["adult"] == 0] = -1
        found = np.empty((2, len(tiers)), np.int32)
        u = draw_rows(OFFICER_STREAMS, first + begin, len(tiers), seed)
        name_officers(part["firm"], tiers, u, t.again_p, t.second_p, found)
        out[:, begin : begin + STEP] = np.where(found >= 0, found + first + begin, -1)
    return out
