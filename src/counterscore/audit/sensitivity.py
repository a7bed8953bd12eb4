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
from typing import Any

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
    names, bounds = checked(ranges)
    low, high = np.array(bounds).T
    asked = low + sobol_places(len(names), sample, seed) * (high - low)
    results = results_of(model, asked)
    if results.min() == results.max():
        raise SpecError("the model returned the same for every point; nothing swings, so there is nothing to share out")
    return shared_out(names, results, sample, seed)


def sobol_places(numbers: int, sample: int, seed: int) -> np.ndarray:
    """Places between 0 and 1 at which a model is to be asked, shape (sample * (numbers + 2), numbers).

    Each numbers + 2 of them in a row belong to one base point, and are of use only together. Raises: SpecError;
    ModuleNotFoundError with the cure where SALib is missing.
    """
    if sample < 2 or sample & (sample - 1):
        raise SpecError(f"sample of {sample}; expected a power of 2, such as 1024, or Sobol points lose their balance")
    checked_seed(seed)
    places: np.ndarray = _salib()[0].sample(_problem(numbers), sample, calc_second_order=False, seed=seed)
    return places


def shared_out(names: tuple[str, ...], results: np.ndarray, sample: int, seed: int) -> SobolIndices:
    """The indices from results (sample * (D + 2),) in the order of ``sobol_places``; base points may be left out whole.

    Raises: SpecError where results are too few, no finite numbers, or all the same.
    """
    size = len(names) + 2
    if len(results) < 2 * size or len(results) % size or not np.isfinite(results).all() or np.ptp(results) == 0.0:
        raise SpecError(
            f"{len(results)} results for {len(names)} numbers; expected {size} for each base point, two base points or "
            "more, finite numbers that are not all the same"
        )
    # SALib takes a seed of 0 for none
    found = _salib()[1].analyze(
        _problem(len(names)), np.asarray(results, np.float64), calc_second_order=False, seed=seed + 1
    )
    first, total, first_half, total_half = (np.array(found[key]) for key in ("S1", "ST", "S1_conf", "ST_conf"))
    return SobolIndices(names, first, total, first_half, total_half, sample, seed, len(results))


def _problem(numbers: int) -> dict[str, Any]:
    """What the library calls a problem: places between 0 and 1."""
    names = [f"x{n}" for n in range(numbers)]
    return {"num_vars": numbers, "names": names, "bounds": [[0.0, 1.0]] * numbers}


def _salib() -> tuple[Any, Any]:
    """The library's sampling and its analysis. Raises: ModuleNotFoundError with the cure."""
    try:
        from SALib.analyze import sobol as analysis
        from SALib.sample import sobol as points
    except ModuleNotFoundError as lacking:
        raise ModuleNotFoundError(f"Sobol indices need {lacking.name}; {INSTALL}", name=lacking.name) from None
    return points, analysis


def checked(ranges: Mapping[str, tuple[float, float]]) -> tuple[tuple[str, ...], list[list[float]]]:
    """Names and bounds. Raises: SpecError."""
    if not ranges:
        raise SpecError("no ranges; expected name -> (low, high) for one number or more")
    bounds = []
    for name, (low, high) in ranges.items():
        if not (np.isfinite(low) and np.isfinite(high) and low < high):
            raise SpecError(f"range of {name}: {low} to {high}; expected two finite numbers, the lower first")
        bounds.append([float(low), float(high)])
    return tuple(ranges), bounds


def results_of(model: Model, points: np.ndarray) -> np.ndarray:
    """What the model says of every point (N,). Raises: SpecError."""
    results = np.asarray(model(points), np.float64)
    if results.shape != (len(points),):
        raise SpecError(f"the model returned shape {results.shape}; expected one result per point, ({len(points)},)")
    if not np.isfinite(results).all():
        raise SpecError("the model returned a result that is no finite number")
    return results
