"""What groups live through at one lender: pools of people in credit cells, one of whom applies at a time.

The published experiment. At every step one person, drawn from all groups with replacement, applies; she is accepted or
not, repays or not, and moves a cell. The rule is a fixed share accepted in each cell (``lending.Lending``), or equal
opportunity, which is reckoned anew after every loan that moved somebody.

Source: D'Amour, Srinivasan, Atwood, Baljekar, Sculley and Halpern, Fairness is not static, FAT* 2020, section 3.
Limits: people of one cell are alike, so a group is a number of people in each cell; nobody applies more often than
others, and nobody comes or goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.compiling import compiled
from ..core.draws import checked_seed, stream_number, uniform_at, which_word
from ..core.errors import SpecError
from .equal_opportunity import EqualOpportunity, checked_pools, level
from .lending import CLOSE, Lending, shares_of
from .plain_numbers import checked_count, checked_people

MOST_RUNS = 65_536


@dataclass(frozen=True)
class Lives:
    """What became of the groups in each run: at marks from the start to the end (M,), R runs, G groups, K cells.

    ``loans`` (R, M, G) are loans so far, ``repay`` (R, M, G) the mean chance of repaying, ``cells`` (R, G, K) people.
    """

    groups: tuple[str, ...]
    marks: tuple[int, ...]
    loans: np.ndarray
    repay: np.ndarray
    cells: np.ndarray


def people_in_cells(start: Sequence[float], people: int) -> tuple[int, ...]:
    """Whole people in each cell from shares. Raises: SpecError where a share is no whole number of them."""
    wanted = shares_of(start, len(start)) * checked_people(people, "people in cells")
    if np.abs(wanted - wanted.round()).max() > CLOSE * max(people, 1):
        raise SpecError(
            f"people in cells: {list(start)} of {people} people are {wanted.tolist()}; expected whole people"
        )
    return tuple(int(n) for n in wanted.round())


def live_in_pools(
    pools: Mapping[str, Sequence[int]], rule: Lending | EqualOpportunity, repay: Sequence[float], *, steps: int,
    runs: int, seed: int, marks: int = 1,
) -> Lives:  # fmt: skip
    """Runs of the experiment: ``pools`` are people in each cell by group, lowest cell first.

    Run r of a seed has the same applicants and the same luck under every rule. ``marks`` are how often, besides at the
    start, what happened is written down. Raises: SpecError, PromiseError for rows of persons.
    """
    chances, begun = checked_pools(pools, repay)
    if isinstance(rule, Lending) and rule.repay != tuple(chances.tolist()):
        raise SpecError("pools: the rule is about other chances of repaying; expected the same")
    steps, runs, marks = (
        checked_count(f"pools: {n}", v) for n, v in (("steps", steps), ("runs", runs), ("marks", marks))
    )
    if not 1 <= runs <= MOST_RUNS or not 1 <= marks <= steps:
        raise SpecError(
            f"pools: {runs} runs of {steps} steps and {marks} marks; expected up to {MOST_RUNS} runs, a mark a step"
        )
    at = np.array([steps * mark // marks for mark in range(marks + 1)])
    loans, means = np.zeros((runs, marks + 1, len(pools))), np.zeros((runs, marks + 1, len(pools)))
    cells = np.repeat(begun[None], runs, axis=0)
    fixed = rule.accepted if isinstance(rule, Lending) else (0.0,) * len(chances)
    bar = rule.break_even if isinstance(rule, EqualOpportunity) else -1.0
    for run in range(runs):
        key = np.array([checked_seed(seed), stream_number("published.lending.pool"), run], np.int64)
        live_once(cells[run], loans[run], means[run], at, np.tile(fixed, (len(pools), 1)), chances, bar, key)
    return Lives(tuple(pools), tuple(at.tolist()), loans, means, cells)


def _live_once(
    cells: np.ndarray, loans: np.ndarray, means: np.ndarray, at: np.ndarray, accepted: np.ndarray, repay: np.ndarray,
    break_even: float, key: np.ndarray,
) -> None:  # fmt: skip
    """One run: people in cells (G, K) and loans so far move; a ``break_even`` below 0 leaves ``accepted`` as it is."""
    groups, size = cells.shape
    everybody, had = cells.sum(), np.zeros(groups)
    who, pays, lot = which_word(key[2], 0, 0), which_word(key[2], 0, 1), which_word(key[2], 0, 2)
    mark, stale = 0, break_even >= 0.0
    for step in range(at[-1] + 1):
        if step == at[mark]:
            for group in range(groups):
                loans[mark, group] = had[group]
                means[mark, group] = (cells[group] * repay).sum() / cells[group].sum()
            mark += 1
        if step == at[-1]:
            break
        if stale:
            level(accepted, cells, repay, break_even)
            stale = False
        left = int(uniform_at(key[0], key[1], step, 0, who, 0) * everybody)
        place = 0
        while left >= cells[place // size, place % size]:
            left -= cells[place // size, place % size]
            place += 1
        group, cell = place // size, place % size
        if uniform_at(key[0], key[1], step, 0, lot, 0) >= accepted[group, cell]:
            continue
        had[group] += 1.0
        up = uniform_at(key[0], key[1], step, 0, pays, 0) < repay[cell]
        to = min(cell + 1, size - 1) if up else max(cell - 1, 0)
        cells[group, cell] -= 1
        cells[group, to] += 1
        stale = break_even >= 0.0 and to != cell


live_once = compiled(_live_once)
