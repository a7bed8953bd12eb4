"""Copies of wrong entries that outlive their source."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...core.errors import SpecError
from ..lived import asked, lived


def left_over(regime: str, people: int, months: int, seed: int, after: Sequence[int]) -> dict[str, object]:
    """Copies per wrong entry some months after its end at the source, each with its standard error.

    Read from ``Result.cascade``, whose months count from the birth of an entry; so all entries must end at one age. The
    error takes the copies of an entry for independent, a Poisson binomial at most as wide as a binomial.
    """
    with lived(asked(regime, people, months, seed)) as out:
        ended = out.sql("SELECT DISTINCT end_month - born AS age FROM listings WHERE end_month >= 0")["age"]
        found, agencies = out.cascade(), len(out.codebook["agencies"])
    if found is None or len(ended) != 1:
        raise SpecError(
            f"{regime}: entries end at ages {ended.tolist()}; expected copies of entries that end at one age"
        )
    places = np.array(after) + int(ended[0])
    left, seen = np.array(found.left)[places], np.array(found.seen)[places]
    p = left / agencies
    return {
        "left": left, "left_se": [math.sqrt(agencies * q * (1.0 - q) / n) for q, n in zip(p, seen, strict=True)],
        "entries": int(seen.min()), "agencies": agencies,
    }  # fmt: skip
