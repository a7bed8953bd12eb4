"""Whom a lender accepts under equal opportunity, from where the people of each group stand in credit cells.

The rule, as the published experiment has it:

- in each group it accepts from the highest cell down and splits one cell by lot;
- its rate for a group is the share of those who would repay who are accepted, in expectation: the sum over cells of
  people x share accepted x chance of repaying, over the same sum with everybody accepted;
- all groups have the same rate, the one at which the lender earns most in that step for a given break-even chance.
  What he earns is a broken line of the rate, so only its corners are looked at; of equally good ones the highest is
  taken.

It is the yardstick of a lender (docs/decisions/0019-a-lender-is-a-yardstick.md): it takes numbers of people in cells
and nothing about anybody, and what it is for is to tell what the rule does to each group.

Source: D'Amour and others, Fairness is not static, FAT* 2020, section 3.3. Their programme looks for the common rate
numerically and draws lots between corners of the convex hull, which leaves out corners on a straight line.
Limits: the lender knows everybody's chances and where all stand, and looks one loan ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.compiling import compiled
from ..core.errors import PromiseError, SpecError
from ..core.wrapping import WHY, refuse_wrapping
from .plain_numbers import checked_people, checked_share

MOST_GROUPS = 20
MOST_CELLS = 100
SAME = 1e-12


@dataclass(frozen=True)
class EqualOpportunity:
    """The same share of those who would repay is accepted in every group; ``break_even``: the chance that just pays."""

    break_even: float

    def __post_init__(self) -> None:
        """Raises SpecError for what is no share, PromiseError for rows of persons."""
        checked_share("equal opportunity: break_even", self.break_even)


def equal_opportunity(pools: Mapping[str, Sequence[int]], repay: Sequence[float], break_even: float) -> np.ndarray:
    """Share accepted by group and cell (G, K), from people in cells by group, lowest cell first.

    Raises: SpecError, PromiseError for rows of persons.
    """
    chances, people = checked_pools(pools, repay)
    accepted = np.zeros(people.shape)
    level(accepted, people, chances, EqualOpportunity(break_even).break_even)
    return accepted


def checked_pools(pools: Mapping[str, Sequence[int]], repay: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Chances of repaying (K,) and people (G, K). Raises: SpecError, PromiseError for rows of persons."""
    refuse_wrapping(pools, "pools")
    refuse_wrapping(repay, "pools: repay")
    if not isinstance(pools, Mapping) or len(pools) > MOST_GROUPS:
        raise PromiseError(f"pools: expected people in cells by group, at most {MOST_GROUPS} groups; {WHY}")
    for row in (*pools.values(), repay):
        refuse_wrapping(row, "pools: cells")
        if not isinstance(row, list | tuple) or len(row) > MOST_CELLS or any(isinstance(n, str) for n in row):
            raise PromiseError(f"pools: got {row!r}; expected a number for each cell, at most {MOST_CELLS}; {WHY}")
    chances = [checked_share("pools: chance of repaying", one) for one in repay]
    rows = [[checked_people(n, f"pools: {group}") for n in row] for group, row in pools.items()]
    if len(chances) < 2 or {len(row) for row in rows} != {len(chances)} or not all(map(sum, rows)):
        raise SpecError("pools: expected chances of repaying for two cells or more, and in each group people in them")
    return np.array(chances), np.array(rows, np.int64)


def _level(accepted: np.ndarray, people: np.ndarray, repay: np.ndarray, break_even: float) -> None:
    """Fill in the share accepted by group and cell (G, K): one rate for all groups."""
    groups, cells = people.shape
    best, at = 0.0, 0.0
    for turn in range(groups):
        whole = (people[turn] * repay).sum()
        so_far = 0.0
        for cell in range(cells - 1, -1, -1):
            so_far += people[turn, cell] * repay[cell]
            if whole == 0.0 or people[turn, cell] == 0:
                continue
            rate = min(1.0, so_far / whole)
            fill_down(accepted, people, repay, rate)
            paid = (accepted * people * (repay - break_even)).sum()
            if paid > best + SAME or (paid > best - SAME and rate > at):
                best, at = max(paid, best), rate
    fill_down(accepted, people, repay, at)


def _fill_down(accepted: np.ndarray, people: np.ndarray, repay: np.ndarray, rate: float) -> None:
    """Accept from the highest cell down until the rate is reached in every group."""
    for group in range(people.shape[0]):
        left = rate * (people[group] * repay).sum()
        for cell in range(people.shape[1] - 1, -1, -1):
            here = people[group, cell] * repay[cell]
            if left <= SAME:
                accepted[group, cell] = 0.0
            else:
                accepted[group, cell] = 1.0 if here <= left + SAME else left / here
            left -= here


fill_down = compiled(_fill_down)
level = compiled(_level)
