"""A mean over replicates, or lots of people, with its interval: one number from each of them, and nothing finer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..audit.paired import student


def reach_of(freedom: float) -> float:
    """The 97.5 % point of Student's t, between whole degrees of freedom on the line between them."""
    below = math.floor(freedom)
    here = student(below)
    return here + (freedom - below) * (student(below + 1) - here)


def mean_of(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean of at least two numbers with its 95 % interval by Student's t; without width where all are the same."""
    known = np.asarray(values, np.float64)
    mean = float(known.mean())
    reach = reach_of(len(known) - 1) * math.sqrt(float(known.var(ddof=1)) / len(known))
    return mean, mean - reach, mean + reach


def difference_of(here: Sequence[float], there: Sequence[float]) -> tuple[float, float, float]:
    """Difference of two means of independent numbers with its 95 % interval.

    Source: Welch, Biometrika 34 (1947), with the degrees of freedom of Satterthwaite.
    """
    x, y = np.asarray(here, np.float64), np.asarray(there, np.float64)
    gap = float(x.mean() - y.mean())
    parts = [float(one.var(ddof=1)) / len(one) for one in (x, y)]
    whole = sum(parts)
    if whole == 0.0:
        return gap, gap, gap
    freedom = whole**2 / sum(part**2 / (len(one) - 1) for part, one in zip(parts, (x, y), strict=True))
    reach = reach_of(max(1.0, freedom)) * math.sqrt(whole)
    return gap, gap - reach, gap + reach
