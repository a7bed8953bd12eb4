"""How unequally something falls on people: Gini, Theil T and L, and concentration by rank.

For values with weights (a published table of shares), and for totals of people sorted into bins, from which indices
of resampled people follow. x = (1, 2, 3, 4): Gini 0.25, Theil T 0.106440, Theil L 0.121777.

Sources: Gini 1912; Theil, Economics and Information Theory, 1967; Kakwani, Wagstaff and van Doorslaer (J Econometrics
77, 1997) on concentration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...core.errors import OutcomeError
from ...published.aggregates import short_list
from .grouped import share_of

DISTINCT = 64
BINS = 32


class Binned(NamedTuple):
    """People sorted into bins of a value, in rising order: rows (P, 2 B), counts before sums.

    ``exact`` says that all in a bin have the same value.
    """

    rows: np.ndarray
    exact: bool


def gini(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """Gini coefficient of values from 0 on; 0 if all have the same, NaN where nobody has anything.

    Raises: PromiseError for one value per person, OutcomeError for values or weights below 0.
    """
    x, w = _checked(values, weights)
    order = np.argsort(x, kind="stable")
    return float(gini_of_bins(w[order], (w * x)[order]))


def theil_t(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """Theil's T, the mean of x / mean * ln(x / mean), 0 counting as 0; NaN where nobody has anything.

    Raises: PromiseError for one value per person, OutcomeError for values or weights below 0.
    """
    x, w = _checked(values, weights)
    return float(theil_t_of(w.sum(), (w * x).sum(), (w * x_log_x(x)).sum()))


def theil_l(values: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """Theil's L (mean log deviation), the mean of ln(mean / x); NaN where somebody has nothing, as it has no end then.

    Raises: PromiseError for one value per person, OutcomeError for values or weights below 0.
    """
    x, w = _checked(values, weights)
    if not len(x) or bool((x[w > 0] <= 0).any()):
        return float("nan")
    return float(theil_l_of(w.sum(), (w * x).sum(), (w * np.log(np.where(x > 0, x, 1.0))).sum()))


def concentration(counts: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Concentration of something (sums) over people ranked by something else (counts), from the lowest rank on.

    Shapes (..., B), bins in the order of the rank: -1 if all falls on the lowest ranks, 1 on the highest, 0 if evenly.
    NaN where there is nothing to fall on anybody.
    """
    everybody = counts.sum(-1, keepdims=True)
    ends = np.cumsum(counts, axis=-1)
    rank = share_of(ends - counts / 2, np.broadcast_to(everybody, counts.shape))
    return 2.0 * share_of((sums * rank).sum(-1), sums.sum(-1)) - 1.0


def gini_of_bins(counts: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Gini of people in bins of rising value (..., B): exact if all in a bin have the same, else a little too low."""
    above = np.cumsum(sums, axis=-1)
    area = (counts * (2.0 * above - sums)).sum(-1)
    return 1.0 - share_of(area, counts.sum(-1) * above[..., -1])


def theil_t_of(people: np.ndarray, total: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Theil's T from the number of people, the sum of x and the sum of x ln x; NaN where the sum is 0."""
    mean = share_of(total, people)
    return share_of(logs, total) - np.log(np.where(mean > 0, mean, np.nan))


def theil_l_of(people: np.ndarray, total: np.ndarray, logs: np.ndarray) -> np.ndarray:
    """Theil's L from the number of people, the sum of x and the sum of ln x, all x above 0."""
    mean = share_of(total, people)
    found: np.ndarray = np.log(np.where(mean > 0, mean, np.nan)) - share_of(logs, people)
    return found


def x_log_x(x: np.ndarray) -> np.ndarray:
    """x ln x, 0 where x is 0."""
    return x * np.log(np.where(x > 0, x, 1.0))


def binned(values: np.ndarray, among: np.ndarray) -> Binned:
    """Values (P,) from 0 on as rows of bins; those not ``among`` (P,) are zero everywhere.

    Whole numbers of up to ``DISTINCT`` different values get a bin each. Other values get one for 0 and ``BINS`` of
    equally many people for the rest, so that what is unequal within a bin is not counted.
    """
    here = values[among].astype(np.float64)
    whole = here.astype(np.int64)
    exact = bool((whole == here).all()) and int(whole.max(initial=0)) < 100_000
    edges = np.flatnonzero(np.bincount(whole, minlength=1)).astype(np.float64) if exact else here[:0]
    if not exact or len(edges) > DISTINCT:
        hit = np.sort(here[here > 0])
        cuts = hit[np.arange(BINS) * len(hit) // BINS] if len(hit) else hit
        exact, edges = False, np.concatenate([[0.0], cuts])
    edges = edges if len(edges) else np.zeros(1)
    place = np.searchsorted(edges, here, side="right") - 1
    rows = np.zeros((len(values), 2, len(edges)), np.float32)
    who = np.flatnonzero(among)
    rows[who, 0, place] = 1.0
    rows[who, 1, place] = here
    return Binned(rows.reshape(len(values), -1), exact)


def _checked(values: Sequence[float], weights: Sequence[float] | None) -> tuple[np.ndarray, np.ndarray]:
    """Values and weights (N,) each; everybody weighs 1 where there are no weights."""
    x = short_list(values, "values")
    w = np.ones_like(x) if weights is None else short_list(weights, "weights")
    if w.shape != x.shape:
        raise OutcomeError(f"{len(x)} values with {len(w)} weights; expected one weight for each value")
    return x, w
