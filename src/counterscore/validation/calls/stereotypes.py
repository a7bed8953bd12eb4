"""Beliefs about a group that make themselves true."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...published.stereotypes import Stereotype


def fixed_points(benefit: float, lowest: float, highest: float) -> dict[str, object]:
    """Beliefs that make themselves true, the slope of the map at each, and whether they are stable."""
    found = Stereotype(benefit, lowest, highest).fixed_points()
    return {
        "beliefs": [one.belief for one in found], "slopes": [one.slope for one in found],
        "stable": [one.stable for one in found],
    }  # fmt: skip


def ends(benefit: float, lowest: float, highest: float, starts: Sequence[float], rounds: int) -> dict[str, list[float]]:
    """The belief after one round and after many, from each start."""
    world = Stereotype(benefit, lowest, highest)
    paths = [world.path(start, rounds) for start in starts]
    return {"first": [float(path[1]) for path in paths], "last": [float(path[-1]) for path in paths]}


def lived(
    benefit: float, lowest: float, highest: float, starts: Sequence[float], rounds: int, people: int, runs: int,
    seed: int,
) -> dict[str, list[float]]:  # fmt: skip
    """The belief in a town of people with costs of their own after many rounds, from each start, mean over runs."""
    world = Stereotype(benefit, lowest, highest)
    last = np.array([[world.lived(start, rounds, people, seed, run)[-1] for run in range(runs)] for start in starts])
    return {"last": list(last.mean(axis=1)), "last_se": list(last.std(axis=1, ddof=1) / math.sqrt(runs))}
