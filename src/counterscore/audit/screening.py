"""Which of many uncertain numbers move a result at all: the screening of Morris, by a library of the field.

A trajectory starts somewhere in the ranges and moves one number after the other by two thirds of its range; each step
gives one elementary effect of one number: the change of the result, per whole range. Over the trajectories, *mu* is
their mean, *mu star* the mean of their sizes, *sigma* their spread. A large mu star: the number matters. A mu nearer to
0: it works in both directions. A large sigma: what it does hangs on the other numbers, or bends.

Source: Morris 1991 (Technometrics 33); Campolongo, Cariboni and Saltelli 2007 (mu star); SALib (Herman and Usher 2017,
doi 10.21105/joss.00097) does the work. Needs the extra ``sensitivity``.
Limits: with few trajectories the order of numbers that are close to each other is chance; their half-widths tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.draws import checked_seed
from ..core.errors import SpecError
from .sensitivity import INSTALL, Model, checked, results_of

LEVELS = 4  # places in a range: 0, 1/3, 2/3 and 1; a step goes over two thirds
KEYS = ("mu", "mu_star", "mu_star_conf", "sigma")


@dataclass(frozen=True)
class Screening:
    """Mean, mean size with half of its 95 % bootstrap interval, and spread of the elementary effects of D numbers.

    ``effects`` says how many each number has; all else is NaN where it has fewer than two.
    """

    names: tuple[str, ...]
    mu: np.ndarray
    mu_star: np.ndarray
    mu_star_half: np.ndarray
    sigma: np.ndarray
    effects: np.ndarray


def trajectories(numbers: int, count: int, seed: int) -> np.ndarray:
    """Places of ``count`` trajectories, shape (count, numbers + 1, numbers), each from 0 to 1.

    The first trajectories do not depend on how many there are. Raises: ModuleNotFoundError with the cure where SALib is
    missing; SpecError for a seed or sizes that cannot be used.
    """
    checked_seed(seed)
    if numbers < 1 or count < 1:
        raise SpecError(f"{count} trajectories of {numbers} numbers; expected at least one of each")
    problem = _problem([f"x{n}" for n in range(numbers)])
    drawn = _salib()[0].sample(problem, count, num_levels=LEVELS, seed=seed)
    places: np.ndarray = np.asarray(drawn, np.float64).reshape(count, numbers + 1, numbers)
    return places


def screened(
    names: tuple[str, ...], places: np.ndarray, results: np.ndarray, seed: int, taken: np.ndarray | None = None
) -> Screening:
    """What trajectories say: ``places`` (T, D + 1, D), ``results`` (T, D + 1), NaN where a point has none.

    ``taken`` (T, D) says which steps were taken at all; a number that had to stay where it was has no effect in that
    trajectory, and none either where the result before or after its step is unknown. Numbers with fewer than two
    effects are NaN. Raises: as ``trajectories``; SpecError for shapes that do not fit.
    """
    count, steps, numbers = places.shape
    if numbers != len(names) or steps != numbers + 1 or results.shape != (count, steps):
        raise SpecError(
            f"{len(names)} numbers, places {places.shape}, results {results.shape}; expected whole trajectories, "
            "(T, D + 1, D) and (T, D + 1)"
        )
    known = np.isfinite(results)
    usable = known[:, 1:] & known[:, :-1] & (True if taken is None else taken)
    moved = np.argmax(places[:, 1:] != places[:, :-1], axis=2)
    effects = np.zeros((count, numbers), bool)
    np.put_along_axis(effects, moved, usable, axis=1)
    filled = np.where(known, results, 0.0)
    found = np.full((len(KEYS), numbers), np.nan)
    # the library wants whole trajectories: numbers that have their effects in the same ones are looked at together
    for pattern in dict.fromkeys(map(tuple, effects.T)):
        among = np.array(pattern, bool)
        mine = (effects == among[:, None]).all(axis=0)
        if among.sum() >= 2:
            found[:, mine] = _analysed(places[among], filled[among], seed)[:, mine]
    mu, mu_star, half, sigma = found
    return Screening(names, mu, mu_star, half, sigma, effects.sum(axis=0))


def _analysed(places: np.ndarray, results: np.ndarray, seed: int) -> np.ndarray:
    """What the library says of every number, (KEYS, D)."""
    numbers = places.shape[2]
    told = _salib()[1].analyze(
        _problem([f"x{n}" for n in range(numbers)]), np.ascontiguousarray(places.reshape(-1, numbers), np.float64),
        np.ascontiguousarray(results.ravel(), np.float64), num_levels=LEVELS, seed=checked_seed(seed),
    )  # fmt: skip
    return np.stack([np.asarray(told[key], np.float64) for key in KEYS])


def morris(model: Model, ranges: Mapping[str, tuple[float, float]], *, count: int = 16, seed: int = 1) -> Screening:
    """Screen a model over ranges, name -> (low, high); effects are in the unit of the result, per whole range.

    ``model`` takes points (N, D), columns in the order of ``ranges``, and returns results (N,); it is asked
    count * (D + 1) times, in one call. Raises: as ``screened``.
    """
    names, bounds = checked(ranges)
    places = trajectories(len(names), count, seed)
    low, high = np.array(bounds).T
    asked = (low + places * (high - low)).reshape(-1, len(names))
    return screened(names, places, results_of(model, asked).reshape(places.shape[:2]), seed)


def _problem(names: list[str]) -> dict[str, Any]:
    """What the library calls a problem: places between 0 and 1."""
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _salib() -> tuple[Any, Any]:
    """The library's sampling and its analysis. Raises: ModuleNotFoundError with the cure."""
    try:
        from SALib.analyze import morris as analysis
        from SALib.sample import morris as points
    except ModuleNotFoundError as lacking:
        raise ModuleNotFoundError(f"the screening needs {lacking.name}; {INSTALL}", name=lacking.name) from None
    return points, analysis
