"""Monthly sums per arm and cell: the only thing about all people that leaves the engine every month."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled
from ..core.declare import Observe
from .state import State, World


def _sum_by_cell(out: np.ndarray, column: np.ndarray, cell: np.ndarray, per_word: int) -> None:
    """Adds a column (A, P) into sums (A, C), skipping words of zeros, the rule for most columns.

    ``per_word`` is how many people share 8 bytes; 0 where rows do not start on a word, then nothing is skipped.
    """
    people = cell.shape[0]
    whole = people // per_word * per_word if per_word > 0 else 0
    for a in range(column.shape[0]):
        row = column[a]
        words = row[:whole].view(np.uint64)
        for w in range(words.shape[0]):
            if words[w] != 0:
                for i in range(w * per_word, (w + 1) * per_word):
                    out[a, cell[i]] += row[i]
        for i in range(whole, people):
            out[a, cell[i]] += row[i]


def _count_levels(out: np.ndarray, column: np.ndarray, cell: np.ndarray, levels: int) -> None:
    """Counts the people at each value 0..L-1 of a column (A, P) into (A, C * (L + 1)); the last place holds the others.

    The extra place spares a branch that would be mispredicted for every child.
    """
    for a in range(column.shape[0]):
        row, counts = column[a], out[a]
        for i in range(cell.shape[0]):
            level = np.uint64(min(np.uint8(row[i]), np.uint8(levels)))
            counts[np.uint64(cell[i]) * np.uint64(levels + 1) + level] += 1


def _publish(out: np.ndarray, column: np.ndarray) -> None:
    """Copies a column (A, P) into its published form (P, A), a few people at a time so that their rows stay at hand."""
    people = out.shape[0]
    for first in range(0, people, 64):
        last = min(first + 64, people)
        for a in range(out.shape[1]):
            for i in range(first, last):
                out[i, a] = column[a, i]


publish = compiled(_publish)
sum_by_cell = compiled(_sum_by_cell)
count_levels = compiled(_count_levels)


class Observer:
    """Keeps what flows need from last month and turns state into rows of the months table."""

    def __init__(self, observes: tuple[Observe, ...], world: World, interpreted: bool = False) -> None:
        self.observes = observes
        self.world = world
        self.cells = int(world.cell.max()) + 1 if world.count else 1
        self.people = np.bincount(world.cell, minlength=self.cells)
        self.used = np.flatnonzero(self.people)
        self.before: dict[str, np.ndarray] = {}
        self.interpreted = interpreted

    def _sums(self, observe: Observe, state: State) -> np.ndarray:
        """(A, C) or, with levels, (A, C, L)."""
        column = state.columns[observe.column]
        shape = (column.shape[0], self.cells)
        if observe.levels:
            counts = np.zeros((shape[0], self.cells * (observe.levels + 1)), np.int64)
            (_count_levels if self.interpreted else count_levels)(counts, column, self.world.cell, observe.levels)
            return counts.reshape(*shape, observe.levels + 1)[..., :-1].astype(np.float64)
        sums = np.zeros(shape)
        width = column.dtype.itemsize
        per_word = 8 // width if column.shape[1] * width % 8 == 0 else 0
        (_sum_by_cell if self.interpreted else sum_by_cell)(sums, column, self.world.cell, per_word)
        return sums

    def prepare(self, state: State) -> None:
        """Compiles the sums before the first month and notes where flows start."""
        if not self.interpreted:
            self._compile(state)
        for observe in self.observes:
            if observe.flow:
                self.before.setdefault(observe.name, self._sums(observe, state))

    def _compile(self, state: State) -> None:
        nobody = np.zeros(0, self.world.cell.dtype)
        for observe in self.observes:
            column = np.zeros((1, 0), state.columns[observe.column].dtype)
            if observe.levels:
                count_levels(np.zeros((1, 2), np.int64), column, nobody, 1)
            else:
                sum_by_cell(np.zeros((1, 1)), column, nobody, 1)

    def month(self, state: State) -> dict[str, np.ndarray]:
        """Columns of the months table, one row per arm and non-empty cell."""
        arms, used = len(self.world.arms), self.used
        rows: dict[str, np.ndarray] = {
            "arm": np.repeat(np.arange(arms, dtype=np.int16), len(used)),
            "month": np.full(arms * len(used), state.month - self.world.warmup, np.int16),
            "cell": np.tile(used.astype(np.uint8), arms),
            "people": np.tile(self.people[used].astype(np.int32), arms),
        }
        for observe in self.observes:
            sums = self._sums(observe, state)
            if observe.levels:
                for level in range(observe.levels):
                    rows[f"{observe.name}_{level}"] = sums[:, used, level].ravel()
                continue
            if observe.flow:
                sums, self.before[observe.name] = sums - self.before.get(observe.name, 0.0), sums
            rows[observe.name] = sums[:, used].ravel()
        return rows
