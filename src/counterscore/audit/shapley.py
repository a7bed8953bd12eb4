"""Shapley values: who or what a total is due to, so that the parts add up to the whole.

Causes are numbered 0..K-1, a set of them is the number whose bit k says that cause k is there. ``worth[s]`` is what
happens with exactly the causes of set s. The same arithmetic holds for totals and person by person.

Axis letters: K causes, P people, pairs K x K.
Source: Shapley 1953; interaction index: Grabisch and Roubens 1999.
"""

from __future__ import annotations

from math import factorial

import numpy as np

from ..core.errors import SpecError

MOST = 6


def causes_of(worth: np.ndarray) -> int:
    """How many causes K the sets of ``worth`` (2**K, ...) are made of. Raises: SpecError for another first length."""
    sets = len(worth)
    count = sets.bit_length() - 1
    if sets < 2 or 2**count != sets:
        raise SpecError(f"worth has {sets} sets; expected 2, 4, 8 ... one for every set of causes")
    return count


def shapley(worth: np.ndarray) -> np.ndarray:
    """What each cause adds, averaged over all orders in which causes can come: (K, ...) from ``worth`` (2**K, ...).

    The values of all causes add up to ``worth`` of all causes less ``worth`` of none. Raises: SpecError.
    """
    count = causes_of(worth)
    found = np.zeros((count, *worth.shape[1:]))
    for s in range(len(worth)):
        size = s.bit_count()
        if size == count:
            continue
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for k in range(count):
            if not s >> k & 1:
                found[k] += weight * (worth[s | 1 << k] - worth[s])
    return found


def interactions(worth: np.ndarray) -> np.ndarray:
    """How much two causes do together beyond what each does alone: (K, K, ...), symmetric, zero on the diagonal.

    Above zero they make each other worse, below zero one does what the other would have done. Raises: SpecError.
    """
    count = causes_of(worth)
    found = np.zeros((count, count, *worth.shape[1:]))
    for s in range(len(worth)):
        size = s.bit_count()
        for a in range(count):
            for b in range(a):
                if s >> a & 1 or s >> b & 1:
                    continue
                weight = factorial(size) * factorial(count - size - 2) / factorial(count - 1)
                both = worth[s | 1 << a | 1 << b] - worth[s | 1 << a] - worth[s | 1 << b] + worth[s]
                found[a, b] += weight * both
                found[b, a] = found[a, b]
    return found


def residual(worth: np.ndarray, values: np.ndarray) -> float:
    """How far the values are from adding up, at worst over everybody: 0 but for rounding."""
    gap = np.abs(values.sum(axis=0) - (worth[-1] - worth[0]))
    return float(gap.max()) if gap.size else 0.0


def moved(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Share of a person-level attribution (K, P) that another one puts on other people: 0 the same, 1 all of it; (K,).

    It is nan for a cause that neither attributes anything to.
    """
    apart = np.abs(values - others).sum(axis=1)
    whole = np.abs(values).sum(axis=1) + np.abs(others).sum(axis=1)
    found: np.ndarray = np.divide(apart, whole, out=np.full(len(apart), np.nan), where=whole > 0)
    return found
