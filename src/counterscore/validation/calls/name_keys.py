"""Coincidences of names with birth dates and other fields, and the innocents that a list hits."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...published.name_keys import NameKey


def birth_dates(groups: Sequence[Sequence[int]], simulated: int, seed: int) -> dict[str, list[float]]:
    """Probability of a coincidence in groups of (people, days), by formula and in so many groups dealt at random."""
    keys = [NameKey(people, 0, (days,)) for people, days in groups]
    return {
        "coincidence_p": [key.coincidence_p for key in keys],
        "simulated": [key.coincidences(simulated, seed) for key in keys],
    }


def pairs(groups: Sequence[Sequence[int]], deals: int, seed: int) -> dict[str, list[float]]:
    """Pairs of one key and people who share theirs, for (people, days): expected, and the mean of some deals."""
    keys = [NameKey(people, 0, (days,)) for people, days in groups]
    dealt = [[key.dealt(seed, deal) for deal in range(deals)] for key in keys]
    found: dict[str, list[float]] = {"pairs": [key.pairs for key in keys], "sharing": [key.sharing for key in keys]}
    for name in ("pairs", "sharing"):
        columns = [[float(getattr(one, name)) for one in row] for row in dealt]
        found[f"simulated_{name}"] = [_mean(column) for column in columns]
        found[f"simulated_{name}_se"] = [_error(column) for column in columns]
    return found


def watch_list(
    bearers: int, listed: int, keys: Sequence[Sequence[int]], deals: int, seed: int
) -> dict[str, list[float]]:
    """Innocents hit and the share of hits that are meant, for keys given by the values of their fields.

    Simulated is the mean of some deals; its error is the larger of what they show and the binomial one.
    """
    asked = [NameKey(bearers, listed, tuple(key)) for key in keys]
    dealt = [[float(key.dealt(seed, deal).innocents) for deal in range(deals)] for key in asked]
    least = [math.sqrt(key.innocents * (1.0 - key.hit_p) / deals) for key in asked]
    return {
        "innocents": [key.innocents for key in asked], "value": [key.value or 0.0 for key in asked],
        "simulated": [_mean(row) for row in dealt],
        "simulated_se": [max(_error(row), error) for row, error in zip(dealt, least, strict=True)],
    }  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _error(values: Sequence[float]) -> float:
    """Standard error of a mean."""
    middle = _mean(values)
    return math.sqrt(sum((value - middle) ** 2 for value in values) / (len(values) - 1) / len(values))
