"""Loops that count uniforms as they come; each adds to the counts it is given."""

from __future__ import annotations

import numpy as np

from counterscore.core.compiling import compiled

GRID = 2.0**53


def _bins(counts: np.ndarray, u: np.ndarray) -> None:
    """Equal bins of [0, 1)."""
    k = counts.shape[0]
    for i in range(u.shape[0]):
        counts[int(u[i] * k)] += 1


def _low_bins(counts: np.ndarray, u: np.ndarray) -> None:
    """Bins by the last bits; a power of two of them."""
    mask = counts.shape[0] - 1
    for i in range(u.shape[0]):
        counts[int(u[i] * GRID) & mask] += 1


def _bytes(counts: np.ndarray, u: np.ndarray) -> None:
    """The seven bytes of the 53 bits (7, 256), the lowest first; the last has five bits."""
    for i in range(u.shape[0]):
        k = int(u[i] * GRID)
        for b in range(7):
            counts[b, (k >> (8 * b)) & 255] += 1


def _pairs(counts: np.ndarray, u: np.ndarray, v: np.ndarray) -> None:
    """A square of cells (K, K) for pairs of one place in two arrays."""
    k = counts.shape[0]
    for i in range(u.shape[0]):
        counts[int(u[i] * k), int(v[i] * k)] += 1


def _both(u: np.ndarray, v: np.ndarray, level: float) -> int:
    """Places where both lie below the level."""
    found = 0
    for i in range(u.shape[0]):
        found += int(u[i] < level) & int(v[i] < level)
    return found


def _lagged(counts: np.ndarray, u: np.ndarray, shift: int) -> None:
    """Pairs (i, i + 2**shift), no number twice: the square (K, K) of the one against the other."""
    k, lag = counts.shape[0], 1 << shift
    for start in range(0, u.shape[0], 2 * lag):
        for i in range(start, start + lag):
            counts[int(u[i] * k), int(u[i + lag] * k)] += 1


def _triples(counts: np.ndarray, u: np.ndarray, v: np.ndarray, w: np.ndarray) -> None:
    """A cube of cells (K, K, K)."""
    k = counts.shape[0]
    for i in range(u.shape[0]):
        counts[int(u[i] * k), int(v[i] * k), int(w[i] * k)] += 1


def _orders(counts: np.ndarray, u: np.ndarray) -> None:
    """Orders of five numbers in a row (120,), no number twice; what is left at the end is not used."""
    for start in range(0, u.shape[0] // 5 * 5, 5):
        code = 0
        for i in range(5):
            smaller = 0
            for j in range(i + 1, 5):
                smaller += int(u[start + j] < u[start + i])
            code = code * (5 - i) + smaller
        counts[code] += 1


def _rare(hits: np.ndarray, gaps: np.ndarray, edges: np.ndarray, last: int, u: np.ndarray, levels: np.ndarray) -> int:
    """Hits below each level (L,), and the classes of the gaps between hits of the first level.

    ``last`` numbers have passed since the latest hit; returns the same for the next call.
    """
    for i in range(u.shape[0]):
        last += 1
        if u[i] < levels[0]:
            for k in range(levels.shape[0]):
                hits[k] += int(u[i] < levels[k])
            gaps[np.searchsorted(edges, last)] += 1
            last = 0
    return last


def _flips(counts: np.ndarray, u: np.ndarray, v: np.ndarray) -> None:
    """How often each of the 53 bits differs between two arrays, and how many bits differ at once (2, 54)."""
    for i in range(u.shape[0]):
        k, n = int(u[i] * GRID) ^ int(v[i] * GRID), 0
        for b in range(53):
            set_bit = (k >> b) & 1
            counts[0, b] += set_bit
            n += set_bit
        counts[1, n] += 1


def _products(sums: np.ndarray, made: np.ndarray) -> None:
    """Sums of products of every two columns of ``made`` (N, R), added to the upper half of ``sums`` (R, R)."""
    for i in range(made.shape[0]):
        row = made[i]
        for a in range(row.shape[0]):
            x = row[a]
            for b in range(a, row.shape[0]):
                sums[a, b] += x * row[b]


def _even_with_next(person: np.ndarray) -> int:
    """How many even numbers stand in a sorted list together with the next number."""
    found = 0
    for i in range(person.shape[0] - 1):
        found += int(person[i] % 2 == 0 and person[i + 1] == person[i] + 1)
    return found


def _sides(table: np.ndarray, person: np.ndarray, edges: np.ndarray, block: int, borders: int) -> None:
    """Classes of the distances to the last number before and the first after each border of blocks (C, C).

    ``person`` is sorted; the last class takes what lies beyond the last edge, or beyond the block.
    """
    at = 0
    for border in range(1, borders + 1):
        first = border * block
        while at < person.shape[0] and person[at] < first:
            at += 1
        before = first - person[at - 1] if at > 0 else block
        after = person[at] - first + 1 if at < person.shape[0] else block
        table[np.searchsorted(edges, before), np.searchsorted(edges, after)] += 1


bins = compiled(_bins)
low_bins = compiled(_low_bins)
byte_bins = compiled(_bytes)
pairs = compiled(_pairs)
both = compiled(_both)
lagged = compiled(_lagged)
triples = compiled(_triples)
orders = compiled(_orders)
rare = compiled(_rare)
flips = compiled(_flips)
products = compiled(_products)
even_with_next = compiled(_even_with_next)
sides = compiled(_sides)
