"""What a credit score does that moves with every loan: who is lent to, for how long, and who is shut out for good.

People stand in credit cells. Whoever applies is accepted or not by the cell alone; an accepted person repays with the
chance of the cell and moves one cell up, or defaults and moves one down; at either end there is nothing further. A
person who is refused learns nothing and shows nothing, so a cell in which nobody is accepted is a trap. Everything here
holds for any table of cells and any share accepted in each. It is a Markov chain, so what is expected is exact.

Source: D'Amour, Srinivasan, Atwood, Baljekar, Sculley and Halpern, Fairness is not static, FAT* 2020, section 3 and
appendix A. The chain: Kemeny and Snell, Finite Markov chains, 1960, chapter 3.
Limits: a cell says all there is to know of a person; everybody applies alike, whatever the answer was; the chance of
repaying moves with the score as if the score were its cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.compiling import compiled
from ..core.draws import checked_seed, stream_number, uniform_at, which_word
from ..core.errors import PromiseError, SpecError
from ..core.wrapping import WHY, refuse_wrapping
from .plain_numbers import checked_count, checked_people, checked_share

MOST_CELLS = 100
CLOSE = 1e-9


@dataclass(frozen=True)
class Lived:
    """People who were simulated: where they stand in the end (K,), loans each had, with standard errors.

    ``cells`` are shares of all people, ``eligible`` the share who would be accepted if they applied once more.
    """

    people: int
    cells: np.ndarray
    loans: float
    loans_se: float
    eligible: float


@dataclass(frozen=True)
class Lending:
    """Credit cells, lowest first: the chance that a loan is repaid in each (K,), and the share accepted there (K,)."""

    repay: tuple[float, ...]
    accepted: tuple[float, ...]

    def __post_init__(self) -> None:
        """Raises SpecError for numbers that are no shares or do not fit each other, PromiseError for rows."""
        if len(self.repay) < 2 or len(self.repay) != len(self.accepted):
            raise SpecError(
                f"lending: {len(self.repay)} chances of repaying and {len(self.accepted)} shares accepted; "
                "expected as many of both, two cells or more"
            )
        _short("lending: chance of repaying", self.repay)
        _short("lending: share accepted", self.accepted)

    def moves(self, asks: float = 1.0) -> np.ndarray:
        """Chance of going from one cell to another in a step (K, K), where a person applies with chance ``asks``."""
        top = len(self.repay) - 1
        out = np.zeros((top + 1, top + 1))
        for cell, (repays, accepts) in enumerate(zip(self.repay, self.accepted, strict=True)):
            lent = checked_share("lending: asks", asks) * accepts
            out[cell, cell] += 1.0 - lent
            out[cell, min(cell + 1, top)] += lent * repays
            out[cell, max(cell - 1, 0)] += lent * (1.0 - repays)
        return out

    def after(self, start: Sequence[float], steps: int, asks: float = 1.0) -> np.ndarray:
        """Shares in the cells (K,) after some steps, from shares ``start``. Raises: SpecError, PromiseError."""
        begun = shares_of(start, len(self.repay))
        found: np.ndarray = begun @ np.linalg.matrix_power(self.moves(asks), checked_count("lending: steps", steps))
        return found

    def eligible(self, start: Sequence[float], steps: int, asks: float = 1.0) -> float:
        """Share of people who would be accepted if they applied after so many steps."""
        return float(self.after(start, steps, asks) @ self.accepted)

    def loans_within(self, start: Sequence[float], steps: int, asks: float = 1.0) -> float:
        """Loans a person is expected to have had after so many steps: the sum of the chances of each step."""
        size = len(self.repay)
        more = np.eye(size + 1)
        more[:size, :size], more[:size, size] = self.moves(asks), asks * np.array(self.accepted)
        summed = np.linalg.matrix_power(more, checked_count("lending: steps", steps))[:size, size]
        return float(shares_of(start, size) @ summed)

    def repaid(self, cells: np.ndarray) -> float:
        """Chance that a person drawn from such shares (K,) would repay, were she lent to."""
        return float(np.asarray(cells) @ self.repay)

    def settled(self, start: Sequence[float]) -> np.ndarray:
        """Shares of time spent in the cells (K,) in the long run: the steady state, or where people are shut out."""
        moves, reach = self.moves(), self._reach()
        stays = (reach <= reach.T).all(axis=1)
        begun = shares_of(start, len(self.repay))
        ends = np.where(stays, begun, 0.0)
        if not stays.all():
            left = np.eye(int((~stays).sum())) - moves[np.ix_(~stays, ~stays)]
            ends[stays] += begun[~stays] @ np.linalg.solve(left, moves[np.ix_(~stays, stays)])
        out = np.zeros(len(begun))
        for cell in np.flatnonzero(stays):
            together = reach[cell]
            if together[:cell].any():
                continue
            out[together] = ends[together].sum() * _steady(moves[np.ix_(together, together)])
        return out

    @property
    def expected_loans(self) -> np.ndarray:
        """Loans a person in each cell can still expect before she is shut out (K,); infinite where she never is."""
        reach, lent = self._reach(), np.array(self.accepted) > 0.0
        for_ever = (reach <= reach.T).all(axis=1) & (reach & lent).any(axis=1)
        endless = (reach & for_ever).any(axis=1)
        out = np.where(endless, np.inf, 0.0)
        passing = lent & ~endless
        left = np.eye(int(passing.sum())) - self.moves()[np.ix_(passing, passing)]
        out[passing] = np.linalg.solve(left, np.array(self.accepted)[passing])
        return out

    def loans(self, start: Sequence[float]) -> float:
        """Loans a person can expect before she is shut out, from shares ``start``; infinite where some never are."""
        begun = shares_of(start, len(self.repay))
        return float(begun[begun > 0.0] @ self.expected_loans[begun > 0.0])

    def _reach(self) -> np.ndarray:
        """Which cells can be come to from which, in any number of steps (K, K) bool."""
        size = len(self.repay)
        found: np.ndarray = np.linalg.matrix_power((self.moves() > 0.0).astype(np.float64) + np.eye(size), size) > 0.0
        return found

    def simulated(self, start: Sequence[float], people: int, steps: int, seed: int, replicate: int = 0) -> Lived:
        """So many synthetic people who all apply in every step, on the laboratory's draws.

        A person keeps her draws where others are added or the table changes. Raises: SpecError, PromiseError.
        """
        size, n = len(self.repay), checked_people(people, "lending")
        cells, loans = np.zeros(n, np.int64), np.zeros(n, np.int64)
        key = np.array([checked_seed(seed), stream_number("published.lending.person"), replicate], np.int64)
        first = np.cumsum(shares_of(start, size))
        table = np.array([self.repay, self.accepted])
        live(cells, loans, first, table, key, checked_count("lending: steps", steps))
        ends = np.bincount(cells, minlength=size) / max(n, 1)
        spread = float(loans.std()) / np.sqrt(n) if n else 0.0
        return Lived(n, ends, float(loans.mean()) if n else 0.0, float(spread), float(ends @ self.accepted))


def lending(
    repay: Sequence[float], *, accepted_from: int | None = None, accepted: Sequence[float] | None = None
) -> Lending:
    """Cells by their chances of repaying, and a rule: everybody from a cell on, or the share accepted in each cell.

    Raises: SpecError for what is no share or both rules or none; PromiseError for rows of persons.
    """
    chances = _short("lending: chance of repaying", repay)
    if (accepted_from is None) == (accepted is None):
        raise SpecError(
            "lending: give either accepted_from (a cell, counted from 0) or accepted (a share for each cell)"
        )
    if accepted is not None:
        return Lending(chances, _short("lending: share accepted", accepted))
    lowest = checked_count("lending: accepted_from", accepted_from)
    return Lending(chances, tuple(float(cell >= lowest) for cell in range(len(chances))))


def shares_of(start: Sequence[float], cells: int) -> np.ndarray:
    """Shares of people in the cells (K,), which add up to one. Raises: SpecError, PromiseError for rows of persons."""
    shares = np.array(_short("lending: share of people", start))
    if len(shares) != cells or abs(shares.sum() - 1.0) > CLOSE:
        raise SpecError(f"lending: shares {list(start)} of {cells} cells; expected one for each, adding up to 1")
    return shares


def _short(where: str, numbers: object) -> tuple[float, ...]:
    """A short list of shares. Raises: SpecError, PromiseError for anything that can hold one row per person."""
    refuse_wrapping(numbers, where)
    if not isinstance(numbers, list | tuple) or len(numbers) > MOST_CELLS:
        raise PromiseError(f"{where}: expected a list of at most {MOST_CELLS} shares, one for each cell; {WHY}")
    if any(isinstance(one, str) for one in numbers):
        raise PromiseError(f"{where}: text in the list, which can name persons; {WHY}")
    return tuple(checked_share(where, one) for one in numbers)


def _steady(moves: np.ndarray) -> np.ndarray:
    """Shares of time (C,) in cells that lead to each other and nowhere else."""
    size = len(moves)
    balance = np.vstack([moves.T - np.eye(size), np.ones(size)])
    found: np.ndarray = np.linalg.lstsq(balance, np.append(np.zeros(size), 1.0), rcond=None)[0]
    return found


def _live(
    cells: np.ndarray, loans: np.ndarray, first: np.ndarray, table: np.ndarray, key: np.ndarray, steps: int
) -> None:
    """Cells and loans of people after some steps; ``first`` are summed shares of the start, ``table`` both chances."""
    seed, stream = key[0], key[1]
    start, repaying, asking = which_word(key[2], 0, 0), which_word(key[2], 0, 1), which_word(key[2], 0, 2)
    top = table.shape[1] - 1
    for person in range(cells.shape[0]):
        u, cell, had = uniform_at(seed, stream, person, 0, start, 0), 0, 0
        while cell < top and u >= first[cell]:
            cell += 1
        for step in range(steps):
            accepts = table[1, cell]
            if accepts == 0.0:
                break
            if accepts < 1.0 and uniform_at(seed, stream, person, step, asking, 0) >= accepts:
                continue
            had += 1
            if uniform_at(seed, stream, person, step, repaying, 0) < table[0, cell]:
                cell = min(cell + 1, top)
            else:
                cell = max(cell - 1, 0)
        cells[person], loans[person] = cell, had


live = compiled(_live)
