"""The part of the battery about the borders of blocks: candidates are drawn block by block, and nothing may show it."""

from __future__ import annotations

import battery_acts as acts
import battery_base as base
import battery_counts as counts
import numpy as np
from battery_acts import PEOPLE, gap_edges, months_for
from battery_base import Row, Test
from scipy import stats

from counterscore.core.draws import BLOCK

BORDERS = PEOPLE // BLOCK - 1
CLASSES = 12
REST = 100


def patterns(size: float) -> Row:
    """The last two of a block and the first two of the next act in 16 patterns as often as independence says."""
    p, months, found = 0.1, months_for(1e9 * size), np.zeros(16, np.int64)

    def take(_: int, person: np.ndarray) -> None:
        acted = np.zeros(PEOPLE, np.int64)
        acted[person] = 1
        block = acted.reshape(-1, BLOCK)
        code = block[:-1, -2] * 8 + block[:-1, -1] * 4 + block[1:, 0] * 2 + block[1:, 1]
        found[:] += np.bincount(code, minlength=16)

    acts.lived([p], [1.0], PEOPLE, months, seed=base.SEED + 11, take=take)
    ones = np.array([bin(k).count("1") for k in range(16)])
    chances = p**ones * (1 - p) ** (4 - ones)
    told, value = base.chi_square(found, chances * found.sum(), 15)
    return Row("two on either side of a border", PEOPLE * months, f"{told}, {found.sum():,} borders", value)


def ends(size: float) -> Row:
    """The first two and the last two people of a block act as often as anybody."""
    p, months, spots = 0.02, months_for(1e9 * size), np.array([0, 1, BLOCK - 2, BLOCK - 1])
    found = np.zeros(BLOCK, np.int64)

    def take(_: int, person: np.ndarray) -> None:
        found[:] += np.bincount(person % BLOCK, minlength=BLOCK)

    acts.lived([p], [1.0], PEOPLE, months, seed=base.SEED + 17, take=take)
    n = PEOPLE // BLOCK * months
    told = ", ".join(f"{k:,}" for k in found[spots]) + f" of {n:,}, expected {n * p:,.1f}"
    ps = [base.binomial_p(int(k), n, p) for k in found[spots]]
    return Row("the two ends of a block", PEOPLE * months, told, base.smallest_of(ps))


def across(size: float) -> Row:
    """From the last act before a border and to the first after it, both distances are geometric: 12 x 12 classes."""
    p, months, table = 0.01, months_for(1e9 * size), np.zeros((CLASSES, CLASSES), np.int64)
    edges, chances = gap_edges(p, CLASSES)

    def take(_: int, person: np.ndarray) -> None:
        counts.sides(table, person, edges.astype(np.int64), BLOCK, BORDERS)

    acts.lived([p], [1.0], PEOPLE, months, seed=base.SEED + 12, take=take)
    expected = np.outer(chances, chances) * table.sum()
    return Row("gaps across a border", PEOPLE * months, *base.chi_square(table, expected, CLASSES**2 - 1))


def in_a_block(size: float) -> Row:
    """A block has as many acts as the binomial distribution of its 4,096 people says."""
    p, months, found = 0.01, months_for(1e9 * size), np.zeros(BLOCK + 1, np.int64)

    def take(_: int, person: np.ndarray) -> None:
        found[:] += np.bincount(np.bincount(person // BLOCK, minlength=PEOPLE // BLOCK), minlength=BLOCK + 1)

    acts.lived([p], [1.0], PEOPLE, months, seed=base.SEED + 13, take=take)
    told, value = base.joined(found, stats.binom.pmf(np.arange(BLOCK + 1), BLOCK, p))
    return Row("acts in a block", PEOPLE * months, told, value)


def next_blocks(size: float) -> Row:
    """How much happens in a block says nothing about the next block, nor about the same block a month later."""
    p, months, blocks = 0.01, months_for(1e9 * size), PEOPLE // BLOCK
    sums, used, before = np.zeros(2), np.zeros(2), np.zeros(0)

    def take(_: int, person: np.ndarray) -> None:
        nonlocal before
        z = (np.bincount(person // BLOCK, minlength=blocks) - BLOCK * p) / np.sqrt(BLOCK * p * (1 - p))
        sums[0] += float(z[:-1] @ z[1:])
        used[0] += blocks - 1
        if len(before):
            sums[1] += float(z @ before)
            used[1] += blocks
        before = z

    acts.lived([p], [1.0], PEOPLE, months, seed=base.SEED + 14, take=take)
    z = sums / np.sqrt(used)
    ps = [base.normal_p(float(x)) for x in z]
    return Row("blocks and months side by side", PEOPLE * months, f"z = {z[0]:.2f}, {z[1]:.2f}", base.smallest_of(ps))


def last_of_all(size: float) -> Row:
    """The only person of the last block acts as often as anybody."""
    p, kinds, people = 0.02, 40, BLOCK + 1
    months, found = months_for(1e9 * size, people * kinds, 400), [0]

    def take(_: int, person: np.ndarray) -> None:
        found[0] += int((person == BLOCK).sum())

    acts.lived([p] * kinds, [1.0], people, months, seed=base.SEED + 15, take=take)
    n = months * kinds
    told = f"{found[0]:,} acts of {n:,}, expected {n * p:,.1f}"
    return Row("the last person of all", people * n, told, base.binomial_p(found[0], n, p))


def cut_block(size: float) -> Row:
    """No place of a block that the population's end cuts off after 100 people is favoured."""
    p, kinds, people = 0.02, 40, BLOCK + REST
    months, found = months_for(1e9 * size, people * kinds, 400), np.zeros(REST, np.int64)

    def take(_: int, person: np.ndarray) -> None:
        found[:] += np.bincount(person[person >= BLOCK] - BLOCK, minlength=REST)

    acts.lived([p] * kinds, [1.0], people, months, seed=base.SEED + 16, take=take)
    expected = months * kinds * p
    value = float(((found - expected) ** 2 / (expected * (1 - p))).sum())
    told = f"chi2({REST}) = {value:.1f}"
    return Row("a block cut off by the end", people * months * kinds, told, base.chi_square_p(value, REST))


BORDER_TESTS: dict[str, tuple[Test, ...]] = {
    "borders of blocks": (ends, patterns, across, in_a_block, next_blocks, last_of_all, cut_block)
}
