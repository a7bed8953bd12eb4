"""Which points are believed once it is known what was published: those that come nearest, moved to where it lies.

Approximate Bayesian computation by acceptance with a local-linear adjustment, as pure numbers: points of a prior, what
each of them told, what was asked. Nothing here knows of regimes or people.

Axis letters: K points, N accepted, D numbers that are tuned, J quantities that are asked.

Source: Beaumont, Zhang and Balding, Genetics 162 (2002): acceptance of a share, Epanechnikov weights, weighted local
linear regression; Marin, Pudlo, Robert and Ryder, Statistics and Computing 22 (2012), for the family; Frazier, Robert
and Rousseau, Journal of the Royal Statistical Society B 82 (2020), for why an adjustment must not reach for what no
point told.
Limits: exact only where numbers are linear in quantities near what is asked and points are many. What lies outside of
all accepted points is not reached for, so where a quantity cannot be met the rest is what the nearest points say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..core.errors import SpecError


@dataclass(frozen=True)
class Accepted:
    """The nearest points: ``chosen`` (N,) of the K, ``values`` (N, D) adjusted, ``weights`` (N,) that sum to 1.

    ``tolerance`` is the distance of the first point that was not accepted any more; ``aimed`` (J,) is what the
    adjustment aimed at: what was asked, or the nearest that an accepted point told.
    """

    chosen: np.ndarray
    values: np.ndarray
    weights: np.ndarray
    tolerance: float
    aimed: np.ndarray


def distances(told: np.ndarray, asked: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """How far each of K points is from what is asked: Euclid over quantities (K, J), each in units of ``scale``."""
    found: np.ndarray = np.sqrt((((told - asked) / scale) ** 2).sum(axis=1))
    return found


def least(quantities: int) -> int:
    """How many points must be accepted, so that the adjustment has twice as many as it has numbers to find."""
    return max(10, 2 * (quantities + 1))


def accept(points: np.ndarray, told: np.ndarray, asked: np.ndarray, scale: np.ndarray, keep: int) -> Accepted:
    """Accept the ``keep`` nearest of K points (K, D) by what they told (K, J), and adjust them to what was asked (J,).

    Points are on a scale without ends (see ``unbounded``), ``scale`` is the unit of distance of each quantity.
    Raises: SpecError where fewer are accepted than an adjustment needs.
    """
    if not least(len(asked)) <= keep <= len(points):
        needed = least(len(asked))
        raise SpecError(f"keeps {keep} of {len(points)} points; expected {needed} or more, and no more than all")
    away = distances(told, asked, scale)
    order = np.argsort(away, kind="stable")
    chosen = order[:keep]
    tolerance = float(away[order[min(keep, len(points) - 1)]])
    # where all are equally far none is nearer than another
    weights = 1.0 - (away[chosen] / tolerance) ** 2 if tolerance > 0.0 else np.ones(keep)
    weights = np.ones(keep) if weights.sum() <= 0.0 else weights
    near = told[chosen]
    aimed = np.clip(asked, near.min(axis=0), near.max(axis=0))
    return Accepted(chosen, _adjusted(points[chosen], (near - aimed) / scale, weights), weights / weights.sum(),
                    tolerance, aimed)  # fmt: skip


def _adjusted(points: np.ndarray, off: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Points (N, D) moved to where ``off`` (N, J) is 0, by a weighted linear regression on it.

    What the regression leaves over is widened by what fitting took out of it, or few points would look sure.
    """
    design = np.column_stack([np.ones(len(off)), off])
    root = np.sqrt(weights)[:, None]
    found, _, rank, _ = np.linalg.lstsq(design * root, points * root, rcond=1e-9)
    left = points - design @ found
    effective = weights.sum() ** 2 / (weights**2).sum()
    widened = math.sqrt(effective / (effective - rank)) if effective > rank else 1.0
    adjusted: np.ndarray = found[0] + widened * left
    return adjusted


def quantiles(values: np.ndarray, weights: np.ndarray, places: tuple[float, ...]) -> list[float]:
    """Weighted quantiles of N values: where the weight below, with half of a value's own, passes each place."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) - weights[order] / 2
    return [float(x) for x in np.interp(places, below, values[order])]


def unbounded(places: np.ndarray) -> np.ndarray:
    """Places between 0 and 1 on a scale without ends (logit), so that no adjustment leaves a range."""
    kept = np.clip(places, 1e-9, 1.0 - 1e-9)
    found: np.ndarray = np.log(kept / (1.0 - kept))
    return found


def bounded(values: np.ndarray) -> np.ndarray:
    """The inverse of ``unbounded``."""
    found: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(values, -700.0, 700.0)))
    return found
