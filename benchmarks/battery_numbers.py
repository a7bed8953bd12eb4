"""The part of the battery about one stream: is it uniform, do its numbers know their neighbours, how rare is rare?"""

from __future__ import annotations

import battery_base as base
import battery_counts as counts
import numpy as np
from battery_base import PIECE, Row, Test

LAGS = range(16)
LEVELS = (1e-5, 1e-6, 1e-7, 1e-8)


def uniformity(size: float) -> Row:
    """A million equal bins are equally full."""
    bins, n = np.zeros(1 << 20 if size > 0.2 else 4096, np.int64), 0
    for u in base.pieces("uniformity", 1e9 * size):
        counts.bins(bins, u)
        n += len(u)
    return Row(f"{len(bins):,} equal bins", n, *base.chi_square(bins, n / len(bins), len(bins) - 1))


def low_bits(size: float) -> Row:
    """The last 12 of the 53 bits are as uniform as the first."""
    bins, n = np.zeros(4096, np.int64), 0
    for u in base.pieces("low_bits", 1e9 * size):
        counts.low_bins(bins, u)
        n += len(u)
    return Row("lowest 12 bits", n, *base.chi_square(bins, n / 4096, 4095))


def bits(size: float) -> Row:
    """Each of the 53 bits is set half of the time."""
    table, n = np.zeros((7, 256), np.int64), 0
    for u in base.pieces("bits", 1e9 * size):
        counts.byte_bins(table, u)
        n += len(u)
    value = np.arange(256)
    ones = [int(table[b // 8][(value >> b % 8) & 1 == 1].sum()) for b in range(53)]
    z = [(k - n / 2) / np.sqrt(n / 4) for k in ones]
    return Row("each of 53 bits", n, f"largest of 53 abs(z) = {max(map(abs, z)):.2f}", base.smallest_of(_ps(z)))


def _ps(z: list[float]) -> list[float]:
    return [base.normal_p(float(x)) for x in z]


def byte_values(size: float) -> Row:
    """Each of the six whole bytes of the 53 bits takes its 256 values equally often."""
    table, n = np.zeros((7, 256), np.int64), 0
    for u in base.pieces("bytes", 5e8 * size):
        counts.byte_bins(table, u)
        n += len(u)
    return Row("six bytes of a number", n, *base.chi_square(table[:6], n / 256, 6 * 255))


def lags(size: float) -> Row:
    """A person's number says nothing about that of a person 1, 2, 4 ... 32,768 places away: 16 squares of 64 x 64."""
    table, n = np.zeros((len(LAGS), 64, 64), np.int64), 0
    for k, u in enumerate(base.pieces("lags", 1e9 * size, len(LAGS))):
        lag = (k + k // len(LAGS)) % len(LAGS)
        counts.lagged(table[lag], u, LAGS[lag])
        n += len(u)
    ps = [base.chi_square(square, n / len(LAGS) / 2 / 4096, 4095)[1] for square in table]
    return Row("persons 1, 2, 4 ... 32,768 apart", n, f"smallest p of 16 = {min(ps):.3g}", base.smallest_of(ps))


def orders_of_five(size: float) -> Row:
    """Five neighbours stand in each of their 120 orders equally often."""
    table, n = np.zeros(120, np.int64), 0
    for u in base.pieces("orders", 1e9 * size):
        counts.orders(table, u)
        n += len(u) // 5
    return Row("orders of five neighbours", 5 * n, *base.chi_square(table, n / 120, 119))


def months_in_a_row(size: float) -> Row:
    """Triples of a person's successive months fill a cube of 16 x 16 x 16 evenly."""
    table, made, number = np.zeros((16, 16, 16), np.int64), np.empty((3, PIECE)), base.stream("months")
    parts = max(1, round(1e9 * size / PIECE / 3))
    for k in range(parts):
        for j in range(3):
            base.numbers(made[j], k // 1365 * PIECE, stream=number, month=k % 1365 * 3 + j)
        counts.triples(table, made[0], made[1], made[2])
    n = parts * PIECE
    return Row("three months in a row", 3 * n, *base.chi_square(table, n / 4096, 4095))


def birthdays(size: float) -> Row:
    """Coincidences among 32-bit prefixes of a million numbers are as many as chance makes."""
    people, found, expected = 1 << 20, 0, 0.0
    parts, u = max(4, round(1e8 * size / people)), np.empty(people)
    for month in range(parts):
        prefix = np.sort((base.numbers(u, 0, stream=base.stream("birthdays"), month=month) * 2.0**32).astype(np.int64))
        found += int((np.diff(prefix) == 0).sum())
        expected += people * (people - 1) / 2 / 2**32
    told = f"{found:,} coincidences, expected {expected:,.1f}"
    return Row("birthdays in 32 bits", people * parts, told, base.poisson_p(found, expected))


def rare_numbers(size: float) -> Row:
    """u < p happens with probability p at 1e-5, 1e-6, 1e-7 and 1e-8."""
    hits, _, n = _rare("rare", 1e10 * size)
    ps = [base.binomial_p(int(k), n, p) for k, p in zip(hits, LEVELS, strict=True)]
    told = ", ".join(f"{k:,} of {n * p:,.1f}" for k, p in zip(hits, LEVELS, strict=True))
    # the levels lie in one another, so this is an upper bound of the p-value
    return Row("u < 1e-5, 1e-6, 1e-7, 1e-8", n, told, min(1.0, len(ps) * min(ps)))


def rare_gaps(size: float) -> Row:
    """Between two u < 1e-5 lie as many numbers as the geometric distribution says: 20 classes."""
    _, gaps, n = _rare("rare_gaps", 2e9 * size, 1e-5 if size > 0.2 else 1e-4)
    edges, p = _edges(1e-5 if size > 0.2 else 1e-4)
    below = np.concatenate([[0.0], -np.expm1(edges * np.log1p(-p)), [1.0]])
    return Row("numbers between two rare ones", n, *base.chi_square(gaps, np.diff(below) * gaps.sum(), len(edges)))


def _edges(p: float) -> tuple[np.ndarray, float]:
    return np.ceil(np.log1p(-np.arange(1, 20) / 20) / np.log1p(-p)), p


def _rare(name: str, total: float, p: float = LEVELS[0]) -> tuple[np.ndarray, np.ndarray, int]:
    """Hits below each level, classes of the gaps between hits below p, and how many numbers were looked at."""
    levels = np.array(LEVELS) * (p / LEVELS[0])
    edges, hits, last, n = _edges(p)[0].astype(np.int64), np.zeros(len(levels), np.int64), 0, 0
    gaps = np.zeros(20, np.int64)
    for u in base.pieces(name, total):
        last = counts.rare(hits, gaps, edges, last, u, levels)
        n += len(u)
    return hits, gaps, n


NUMBER_TESTS: dict[str, tuple[Test, ...]] = {
    "uniformity": (uniformity, low_bits, bits, byte_values),
    "serial": (lags, orders_of_five, months_in_a_row, birthdays),
    "rare events": (rare_numbers, rare_gaps),
}
