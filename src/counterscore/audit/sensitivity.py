"""How much of the swing of a result each uncertain number is behind: indices of Sobol, by a library of the field.

The *first* index of a number is the share of the variance of the result that goes when that number is known; the
*total* index the share that stays when all others are known. Their difference is what the number does together with
others. Numbers are taken as independent and even over their ranges.

Source: Sobol 2001; Saltelli and others 2010 (estimators); SALib (Herman and Usher 2017, doi 10.21105/joss.00097) does
the work. Needs the extra ``sensitivity``.
Limits: an index says how much a number matters inside its range, not in which direction and not whether the range is
right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..core.draws import checked_seed
from ..core.errors import SpecError

INSTALL = "pip install 'counterscore[sensitivity]'"
Model = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class SobolIndices:
    """First and total index of each number (D,) with half the width of a 95 % bootstrap interval, and what it took.

    ``sample`` base points were drawn with ``seed``; the model was asked ``evaluations`` times.
    """

    names: tuple[str, ...]
    first: np.ndarray
    total: np.ndarray
    first_half: np.ndarray
    total_half: np.ndarray
    sample: int
    seed: int
    evaluations: int


def sobol_indices(
    model: Model, ranges: Mapping[str, tuple[float, float]], *, sample: int = 1024, seed: int = 1
) -> SobolIndices:
    """Sobol indices of a model over ranges: name -> (low, high).

    ``model`` takes points (N, D), columns in the order of ``ranges``, and returns results (N,). It is asked
    sample * (D + 2) times, in one call; ``sample`` is a power of 2. The same seed gives the same indices.

    Raises: ModuleNotFoundError with the cure where SALib is missing; SpecError for ranges, a sample or results that
    cannot be used.
    """
    names, bounds = _checked(ranges)
    if sample < 2 or sample & (sample - 1):
        raise SpecError(f"sample of {sample}; expected a power of 2, such as 1024, or Sobol points lose their balance")
    checked_seed(seed)
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as points
    except ModuleNotFoundError as lacking:
        raise ModuleNotFoundError(f"Sobol indices need {lacking.name}; {INSTALL}", name=lacking.name) from None
    problem = {"num_vars": len(names), "names": list(names), "bounds": bounds}
    asked = points.sample(problem, sample, calc_second_order=False, seed=seed)
    results = _results(model, asked)
    # SALib takes a seed of 0 for none
    found = analysis.analyze(problem, results, calc_second_order=False, seed=seed + 1)
    first, total, first_half, total_half = (np.array(found[key]) for key in ("S1", "ST", "S1_conf", "ST_conf"))
    return SobolIndices(names, first, total, first_half, total_half, sample, seed, len(asked))


def _checked(ranges: Mapping[str, tuple[float, float]]) -> tuple[tuple[str, ...], list[list[float]]]:
    """Names and bounds. Raises: SpecError."""
    if not ranges:
        raise SpecError("no ranges; expected name -> (low, high) for one number or more")
    bounds = []
    for name, (low, high) in ranges.items():
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise SpecError(f"range of {name}: {low} to {high}; expected two finite numbers, the lower first")
        bounds.append([float(low), float(high)])
    return tuple(ranges), bounds


def _results(model: Model, points: np.ndarray) -> np.ndarray:
    """What the model says of every point (N,). Raises: SpecError."""
    results = np.asarray(model(points), np.float64)
    if results.shape != (len(points),):
        raise SpecError(f"the model returned shape {results.shape}; expected one result per point, ({len(points)},)")
    if not np.isfinite(results).all():
        raise SpecError("the model returned a result that is no finite number")
    if results.min() == results.max():
        raise SpecError("the model returned the same for every point; nothing swings, so there is nothing to share out")
    return results
