"""Rows by group, and how far apart groups are: what every index that compares groups with each other is made of.

Axis letters: P people, G groups, K numbers of a person.
"""

from __future__ import annotations

import numpy as np

from ..frame import MINIMUM_PEOPLE


def rows_by_group(values: np.ndarray, codes: np.ndarray, groups: int) -> np.ndarray:
    """Values (P, K) in the places of each person's group, (P, G * K); zero for those of no group (code -1)."""
    people, width = values.shape
    found = np.zeros((people, groups, width), values.dtype)
    inside = np.flatnonzero(codes >= 0)
    found[inside, codes[inside]] = values[inside]
    return found.reshape(people, groups * width)


def of_groups(totals: np.ndarray, groups: int) -> np.ndarray:
    """Totals (..., G * K) as (..., G, K)."""
    return totals.reshape(*totals.shape[:-1], groups, -1)


def share_of(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole of any shape, NaN where the whole is 0."""
    top, bottom = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    found: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return found


def known(rates: np.ndarray, denominators: np.ndarray, least: int = MINIMUM_PEOPLE) -> np.ndarray:
    """Rates (..., G), NaN for groups whose rate rests on fewer than ``least`` people (denominators (G,))."""
    return np.where(denominators >= least, rates, np.nan)


def gap(rates: np.ndarray) -> np.ndarray:
    """Highest minus lowest rate over groups (..., G); groups with NaN are left out, NaN below two of them."""
    high, low, told = _ends(rates)
    return np.where(told, high - low, np.nan)


def ratio(rates: np.ndarray) -> np.ndarray:
    """Lowest over highest rate (..., G), 1 where all are equal; NaN below two groups, or where all rates are 0."""
    high, low, told = _ends(rates)
    return np.where(told, share_of(low, high), np.nan)


def _ends(rates: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Highest, lowest, and whether there are two to compare, (...) each; zeros where there are not."""
    there = ~np.isnan(rates)
    told = there.sum(-1) > 1
    high = np.where(there, rates, -np.inf).max(-1, initial=-np.inf)
    low = np.where(there, rates, np.inf).min(-1, initial=np.inf)
    return np.where(told, high, 0.0), np.where(told, low, 0.0), told
