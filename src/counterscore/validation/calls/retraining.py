"""Retraining on a world that the last model has moved."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ...published.retraining import Coin, LinearShift, contracts


def path(mean: float, pull: float, start: float, rounds: Sequence[int], ridge: float = 0.0) -> dict[str, object]:
    """Models after some rounds, the stable and the best one, and whether steps get shorter."""
    world = LinearShift(mean, pull, ridge=ridge)
    models = world.path(start, max(rounds))
    moved = np.abs(np.diff(models))
    return {
        "path": [float(models[k]) for k in rounds], "stable": world.stable, "best": world.best,
        "sure": contracts(abs(pull), 1.0 + ridge, 1.0), "comes_closer": bool(moved[-1] < moved[0]),
    }  # fmt: skip


def steps(
    mean: float, pulls: Sequence[float], start: float, rounds: int, ridge: float = 0.0
) -> dict[str, list[object]]:
    """Whether steps of retraining get shorter, stay or grow, for each shift, and whether convergence was promised."""
    kinds: list[object] = []
    for pull in pulls:
        moved = np.abs(np.diff(LinearShift(mean, pull, ridge=ridge).path(start, rounds)))
        ratio = float(moved[-1] / moved[0])
        kinds.append("goes on" if abs(ratio - 1.0) < 1e-9 else "runs off" if ratio > 1.0 else "settles")
    return {"kinds": kinds, "sure": [contracts(abs(pull), 1.0 + ridge, 1.0) for pull in pulls]}


def coin(lean: float, pull: float, start: float, rounds: int) -> dict[str, float]:
    """The coin: where retraining ends, what is stable and what is best, and what each loses."""
    world = Coin(lean, pull)
    return {
        "end": float(world.path(start, rounds)[-1]), "stable": world.stable, "best": world.best,
        "loss_stable": world.loss(world.stable), "loss_best": world.loss(world.best),
    }  # fmt: skip


def sampled(
    mean: float, pull: float, noise: float, start: float, rounds: Sequence[int], people: int, runs: int, seed: int
) -> dict[str, list[float]]:
    """Retraining on samples: mean and spread of the models after some rounds, over runs, and the spread by formula."""
    world, chosen = LinearShift(mean, pull, noise), list(rounds)
    models = np.array([world.sampled(start, max(chosen), people, seed, run)[chosen] for run in range(runs)])
    spread = [world.spread(k, people) for k in chosen]
    return {
        "path": list(models.mean(axis=0)), "path_se": [one / math.sqrt(runs) for one in spread],
        "spread": list(models.std(axis=0, ddof=1)), "spread_by_formula": spread,
        "spread_se": [one / math.sqrt(2.0 * (runs - 1)) for one in spread],
    }  # fmt: skip


def coin_sampled(
    lean: float, pull: float, start: float, rounds: int, people: int, runs: int, seed: int
) -> dict[str, float]:
    """The coin retrained on samples: mean of the last models over runs, with its error."""
    world = Coin(lean, pull)
    ends = np.array([world.sampled(start, rounds, people, seed, run)[-1] for run in range(runs)])
    return {"end": float(ends.mean()), "end_se": float(ends.std(ddof=1)) / math.sqrt(runs)}
