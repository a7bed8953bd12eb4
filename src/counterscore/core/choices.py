"""Choices made by keyed draws: one of several options, and quotas that favour nobody's position."""

from __future__ import annotations

import numpy as np

from .compiling import compiled
from .draws import (
    check_words,
    checked_persons,
    checked_seed,
    stream_number,
    uniform_at,
    uniforms,
    when_word,
    which_word,
)
from .errors import SpecError
from .transforms import log


def _gumbel_max(out: np.ndarray, persons: np.ndarray, weights: np.ndarray, key: np.ndarray) -> None:
    """Index of the largest log weight + Gumbel noise, the noise keyed by (person, option)."""
    for i in range(out.shape[0]):
        best = -np.inf
        for j in range(weights.shape[1]):
            u = uniform_at(key[0], key[1], persons[i], key[2], key[3] + j * 16777216, 0)
            value = weights[i % weights.shape[0], j] - log(-log(u + 2.0**-54))
            if value > best:
                best = value
                out[i] = j


gumbel_max = compiled(_gumbel_max)


def choose(
    seed: int, stream: str, persons: np.ndarray | int, log_weights: np.ndarray, *, month: int = 0, replicate: int = 0
) -> np.ndarray:
    """One of K options per person by Gumbel-max: nobody moves to an option whose weight did not improve.

    ``log_weights`` has shape (K,) for all or (P, K); K <= 256. Returns int64 (P,).
    """
    check_words(stream, month, replicate, 0)
    numbers = checked_persons(stream, np.arange(persons) if isinstance(persons, (int, np.integer)) else persons)
    weights = np.atleast_2d(np.asarray(log_weights, np.float64))
    if weights.shape[1] > 256 or weights.shape[0] not in (1, len(numbers)):
        raise SpecError(f"choice {stream!r}: log_weights have shape {weights.shape}, expected (K,) or (P, K), K <= 256")
    key = np.array(
        [checked_seed(seed), stream_number(stream), when_word(month, 0, 0), which_word(replicate, 0, 0)], np.int64
    )
    out = np.zeros(len(numbers), np.int64)
    gumbel_max(out, numbers, weights, key)
    return out


def smallest_n(
    seed: int, stream: str, persons: np.ndarray, n: int, *, month: int = 0, replicate: int = 0
) -> np.ndarray:
    """The n person numbers with the smallest keyed uniforms, in order: a quota that favours nobody's position."""
    numbers = np.asarray(persons)
    u = uniforms(seed, stream, numbers, month=month, replicate=replicate)
    return numbers[np.lexsort((numbers, u))[: max(0, n)]]
