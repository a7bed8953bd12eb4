"""From what points told to which points are believed: errors of what was published, the region to look at, the fit.

A published total is not known exactly, and a laboratory with few people does not tell it exactly. Both errors are
added to what each point told, several times over, before points are compared with what was asked, so that the accepted
ones are as uncertain as what they rest on (Wilkinson, Statistical Applications in Genetics and Molecular Biology 12
(2013)). A total is taken to lie anywhere in its published band alike. The chance of few people has the covariance that
fresh people and draws show at one point.

Axis letters: K points, C copies of each, R replicates, D numbers that are tuned, J totals that are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.draws import uniforms
from ..core.transforms import array_of, normal
from ..regimes.units import Target
from ..worlds.swaps import latin
from .acceptance import Accepted, accept, bounded, least, quantiles, unbounded

COPIES = 8
COARSEST = 0.05  # of the spread under the ranges; what is known to a hair must not decide alone
STEP = 0.01  # the region is rounded outward, so that the last bits of a machine do not decide where points lie


@dataclass(frozen=True)
class Fitted:
    """What is believed: ``places`` (N, D) between 0 and 1 with ``weights`` (N,), from ``chosen`` (N,) of K points."""

    places: np.ndarray
    weights: np.ndarray
    chosen: np.ndarray
    tolerance: float

    def quantiles(self, number: int, *at: float) -> list[float]:
        """Places of one number below which so much of the weight lies."""
        return quantiles(self.places[:, number], self.weights, at)

    @property
    def kept(self) -> int:
        """How many points' worth of copies are believed."""
        return len(self.chosen) // COPIES

    @property
    def middle(self) -> list[float]:
        """The median place of every number."""
        return [self.quantiles(number, 0.5)[0] for number in range(self.places.shape[1])]

    def drawn(self, count: int) -> np.ndarray:
        """Points (count, D) as often as they weigh, evenly through all that are believed."""
        passed = np.cumsum(self.weights)
        found = np.searchsorted(passed, (np.arange(count) + 0.5) / count * passed[-1])
        points: np.ndarray = np.round(self.places[np.minimum(found, len(self.places) - 1)], 6)
        return points


def design(paths: Sequence[str], points: int, seed: int, region: np.ndarray | None = None) -> np.ndarray:
    """Places (K, D) of a Latin hypercube over the ranges, or over a region (D, 2) of them, with draws of its own."""
    if region is None:
        return latin(paths, points, seed).T
    places = latin([f"{path}, narrowed" for path in paths], points, seed).T
    found: np.ndarray = region[:, 0] + places * (region[:, 1] - region[:, 0])
    return found


def errors(points: int, targets: Sequence[Target], chance: np.ndarray, seed: int) -> np.ndarray:
    """What may be wrong with a published total and with a world of few people, (K, C, J), in the totals' units.

    ``chance`` (R, J) holds what fresh replicates of one point told.
    """
    half = np.array([(one.high - one.low) / 2 for one in targets])
    band: np.ndarray = np.stack([2.0 * _even(f"{one.id}, band", points, seed) - 1.0 for one in targets], axis=-1) * half
    if len(chance) < 2:
        return band
    apart = (chance - chance.mean(axis=0)) / np.sqrt(len(chance) - 1)
    standard = np.stack(
        [array_of(normal, _even(f"replicate {r}, chance", points, seed)) for r in range(len(chance))], axis=-1
    )
    found: np.ndarray = band + standard @ apart
    return found


def _even(name: str, points: int, seed: int) -> np.ndarray:
    """Uniforms (K, C), keyed by name, point and copy."""
    return np.stack([uniforms(seed, f"calibration.{name}", points, slot=copy) for copy in range(COPIES)], axis=1)


def fit(
    places: np.ndarray, told: np.ndarray, targets: Sequence[Target], chance: np.ndarray, keep: int, spread: np.ndarray,
    seed: int,
) -> Fitted:  # fmt: skip
    """Believe the ``keep`` of K points (K, D) whose totals (K, J), errors added, come nearest; all were drawn evenly.

    ``spread`` (J,) is how far apart totals are under the whole ranges.
    """
    wrong = errors(len(places), targets, chance, seed)
    asked = np.array([(one.low + one.high) / 2 for one in targets])
    scale = np.maximum(wrong.reshape(-1, len(targets)).std(axis=0), COARSEST * spread)
    scale[scale <= 0.0] = 1.0
    many = np.repeat(unbounded(places), COPIES, axis=0)
    found: Accepted = accept(many, (told[:, None, :] + wrong).reshape(len(many), -1), asked, scale, keep * COPIES)
    return Fitted(bounded(found.values), found.weights, found.chosen // COPIES, found.tolerance)


def region_of(found: Fitted) -> np.ndarray:
    """Where what is believed lies, with room on both sides: (D, 2) within 0 and 1.

    From the central 99 % of each number and half as much again on either side, on the scale without ends. Points drawn
    evenly from it are points of the prior given that they lie in it, so they need no weights.
    Source: the two steps of Blum and Francois, Statistics and Computing 20 (2010).
    """
    ends = unbounded(np.array([found.quantiles(d, 0.005, 0.995) for d in range(found.places.shape[1])]))
    room = (ends[:, 1] - ends[:, 0]) / 2
    low, high = bounded(ends[:, 0] - room), bounded(ends[:, 1] + room)
    return np.column_stack([np.floor(low / STEP) * STEP, np.minimum(1.0, np.ceil(high / STEP) * STEP)])


def inside(places: np.ndarray, region: np.ndarray) -> np.ndarray:
    """Which of K points (K, D) lie in a region."""
    found = np.all((places >= region[:, 0]) & (places <= region[:, 1]), axis=1)
    return np.asarray(found)


def spread_of(told: np.ndarray) -> np.ndarray:
    """Half of the middle 68 % of what points told, for each total (J,)."""
    low, high = np.quantile(told, (0.16, 0.84), axis=0)
    found: np.ndarray = (high - low) / 2
    return found


def enough(told: np.ndarray) -> bool:
    """Whether there are points enough to believe some of them."""
    return len(told) >= least(told.shape[1])
