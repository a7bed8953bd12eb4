"""What the tests of the battery share: rows of the table, p-values, and numbers drawn at an address.

Numbers are drawn in pieces small enough for the processor's cache and counted at once, so that a test of 1e9 numbers
needs no memory to speak of. Every test draws through ``numbers``, ``rows_at``, ``gaps_at`` or ``lived`` of this folder;
replace one of them by something broken and the tests that should notice it have to fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from counterscore.core.draws import fill, fill_rows, jumps, log_miss, stream_number, when_word, which_word

SEED = 20_240_601
PIECE = 1 << 16
MOST = {
    "seed": 2**32, "stream": 2**31, "month": 4096, "replicate": 65536, "slot": 256, "born": 4096, "repeat": 128,
    "table": 256, "act": 2**31 - 1,
}  # fmt: skip
Test = Callable[[float], "Row"]


@dataclass(frozen=True)
class Row:
    """One line of the table: what was tested, on how many numbers, and how surprising the outcome is."""

    name: str
    numbers: float
    statistic: str
    p: float


def smallest_of(ps: list[float]) -> float:
    """The p-value of the smallest of several independent p-values (Sidak)."""
    return float(-np.expm1(len(ps) * np.log1p(-min(*ps, 1 - 1e-16)))) if len(ps) > 1 else ps[0]


def chi_square(counts: np.ndarray, expected: np.ndarray | float, freedom: int) -> tuple[str, float]:
    """Text and two-sided p-value of Pearson's statistic."""
    value = float(((counts - expected) ** 2 / expected).sum())
    return f"chi2({freedom:,}) = {value:,.1f}", chi_square_p(value, freedom)


def joined(found: np.ndarray, chances: np.ndarray) -> tuple[str, float]:
    """Pearson's statistic as above; classes of fewer than 20 expected cases at both ends are joined."""
    n = found.sum()
    keep = np.flatnonzero(chances * n >= 20)
    low, high = int(keep[0]), int(keep[-1])
    grouped = np.concatenate([[found[: low + 1].sum()], found[low + 1 : high], [found[high:].sum()]])
    expected = np.concatenate([[chances[: low + 1].sum()], chances[low + 1 : high], [chances[high:].sum()]]) * n
    return chi_square(grouped, expected, len(grouped) - 1)


def chi_square_p(value: float, freedom: int) -> float:
    """Two-sided p-value; the smaller tail is computed as it is, so that tiny values keep their digits."""
    return min(1.0, 2 * min(float(stats.chi2.sf(value, freedom)), float(stats.chi2.cdf(value, freedom))))


def poisson_p(found: int, expected: float) -> float:
    """Two-sided p-value of a count."""
    return min(1.0, 2 * min(float(stats.poisson.cdf(found, expected)), float(stats.poisson.sf(found - 1, expected))))


def binomial_p(found: int, n: int, p: float) -> float:
    """Two-sided p-value of a number of hits."""
    return min(1.0, 2 * min(float(stats.binom.cdf(found, n, p)), float(stats.binom.sf(found - 1, n, p))))


def normal_p(z: float) -> float:
    """Two-sided p-value of a standard normal value."""
    return min(1.0, 2 * float(stats.norm.sf(abs(z))))


def numbers(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Uniforms of the persons ``first`` and on at one address, written into ``out`` (P,).

    ``place`` may name seed, stream, month, born, repeat, replicate, table and slot; the rest is 0, the seed ours.
    """
    when = int(when_word(place.get("month", 0), place.get("born", 0), place.get("repeat", 0)))
    which = int(which_word(place.get("replicate", 0), place.get("table", 0), place.get("slot", 0)))
    fill(out, first, place.get("seed", SEED), place.get("stream", 1), when, which)
    return out


def rows_at(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Uniforms of rows of a table, one for each of the persons ``first`` and on, as the engine draws them."""
    n = len(out)
    person = np.arange(first, first + n)
    born, repeat = np.full(n, place.get("born", 0), np.int16), np.full(n, place.get("repeat", 0), np.int8)
    which = int(which_word(place.get("replicate", 0), place.get("table", 0), place.get("slot", 0)))
    key = np.array([place.get("seed", SEED), place.get("stream", 1), which], np.int64)
    codes = np.array([place.get("act", 0)], np.int64)
    fill_rows(out, 0, n, place.get("month", 0), person, born, repeat, np.zeros(n, np.int16), codes, key)
    return out


def gaps_at(n: int, p: float, first: int = 0, **place: int) -> tuple[np.ndarray, np.ndarray]:
    """Gaps (n,) between the candidates of an act, and the uniforms (n,) that accept them.

    ``place`` may name seed, stream, month, replicate, act and block; ``first`` is the number of the first gap.
    """
    gaps, accepts, work = np.empty(n, np.int64), np.empty(n), np.empty((2, n), np.int64)
    which = int(which_word(place.get("replicate", 0), 0, 0))
    key = np.array([place.get("seed", SEED), place.get("stream", 1), which], np.int64)
    where = np.array([place.get("block", 0), place.get("month", 0), place.get("act", 0), first], np.int64)
    jumps(gaps, accepts, work, key, where, log_miss(p))
    return gaps, accepts


def stream(name: str) -> int:
    """The number of a stream of the battery."""
    return stream_number(f"battery.{name}")


def pieces(name: str, total: float, multiple: int = 1) -> Iterator[np.ndarray]:
    """Pieces of 65,536 uniforms: a million people, month after month, until there are ``total`` numbers.

    The piece is overwritten by the next one. ``multiple`` rounds the number of pieces up.
    """
    out, number = np.empty(PIECE), stream(name)
    count = -(-max(1, round(total / PIECE)) // multiple) * multiple
    for k in range(count):
        yield numbers(out, k % 16 * PIECE, stream=number, month=k // 16 % 4096, replicate=k // 65536)
