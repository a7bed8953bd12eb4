"""What qualified people pay to be accepted, in closed form: a threshold, a price per point, uniform scores.

A benefit of being accepted is worth 1 and a unit of the score costs ``cost``, so whoever lacks less than 1 / cost buys
it. A threshold that wants to be as hard as before has to rise by 1 / cost, and then those who deserved to be accepted
pay, too.

Sources: Hardt, Megiddo, Papadimitriou and Wootters (ITCS 2016) on who games; Milli, Miller, Dragan and Hardt (FAT*
2019) on the burden, their definition: the cost at which a qualified person is accepted, whether or not she pays it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.errors import SpecError
from ...published.aggregates import short_list


def burden(score: np.ndarray | Sequence[float] | float, threshold: float, cost: float) -> np.ndarray:
    """Cost of being accepted from each score on: cost * max(0, threshold - score). Raises SpecError for cost <= 0."""
    _check(cost)
    return cost * np.maximum(0.0, threshold - np.asarray(score, np.float64))


def gaming_range(threshold: float, cost: float) -> tuple[float, float]:
    """From which score to which it is worth buying the rest: [threshold - 1 / cost, threshold)."""
    _check(cost)
    return threshold - 1.0 / cost, threshold


def robust_threshold(threshold: float, cost: float) -> float:
    """The threshold that lets in nobody who stood below the old one: threshold + 1 / cost."""
    _check(cost)
    return threshold + 1.0 / cost


def uniform_burden(threshold: float, qualified_from: float, cost: float, low: float = 0.0, high: float = 1.0) -> float:
    """Mean burden of qualified people where scores are uniform from ``low`` to ``high``.

    cost * (d^2 - rest^2) / (2 * (high - q)) with q the lowest qualified score, d = max(0, threshold - q) and rest what
    of d lies above ``high``. NaN where nobody is qualified. Raises SpecError for cost <= 0.
    """
    _check(cost)
    first = max(low, qualified_from)
    if not first < high:
        return float("nan")
    lacking = max(0.0, threshold - first)
    beyond = max(0.0, threshold - high)
    return cost * (lacking**2 - beyond**2) / (2.0 * (high - first))


def mean_burden(scores: Sequence[float], qualified: Sequence[float], threshold: float, cost: float) -> float:
    """Mean burden of qualified people from a table of scores: how many ``qualified`` stand at each of ``scores``.

    NaN where nobody is qualified. Raises: PromiseError for one line per person; SpecError for cost <= 0 and for tables
    of unequal length; OutcomeError for numbers below 0.
    """
    at, weight = short_list(scores, "scores"), short_list(qualified, "qualified people")
    if at.shape != weight.shape:
        raise SpecError(
            f"burden: {at.size} scores and {weight.size} counts of qualified people; expected one count for each score"
        )
    total = float(weight.sum())
    return float(weight @ burden(at, threshold, cost)) / total if total > 0 else float("nan")


def _check(cost: float) -> None:
    if not cost > 0:
        raise SpecError(f"burden: a cost of {cost} per unit of score; expected more than 0")
