"""What a table of right and wrong decisions says: rates of tp, fp, fn and tn, and the law that ties them together.

Positive is what the decision says of a person (flagged, listed, refused); true is that it was right. Every function
takes the four counts in one order (tp, fp, fn, tn), as numbers or arrays that broadcast over any leading axes (groups,
arms, resamplings), and gives NaN where nobody is in the denominator: "undefined", never 0. Only ``factors`` looks
whether its counts are counts.

Sources: Chouldechova, Fair prediction with disparate impact, Big Data 5(2), 2017 (the identity); Kleinberg,
Mullainathan and Raghavan, Inherent trade-offs in the fair determination of risk scores, ITCS 2017.
Limits: counts are taken as they are; what a table calls "true" is a decision of whoever made it, and can be wrong too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..core.errors import PromiseError, SpecError
from ..core.wrapping import WHY, refuse_wrapping
from .plain_numbers import plain_number
from .score_tables import MOST_GROUPS

Counts = float | np.ndarray
Rate = Callable[[Counts, Counts, Counts, Counts], np.ndarray]


def _sum(*counts: Counts) -> np.ndarray:
    """Counts added up as numbers, so that small integers do not run over and lists are not strung together."""
    first, *others = (np.asarray(one, np.float64) for one in counts)
    return sum(others, first)


def _share(part: Counts, whole: Counts) -> np.ndarray:
    """part / whole, NaN where the whole is 0; a plain number for plain numbers."""
    top, bottom = np.broadcast_arrays(_sum(part), _sum(whole))
    found: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0.0)[()]
    return found


def false_positive_rate(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of those whom it should not have hit that it hit: fp / (fp + tn)."""
    return _share(fp, _sum(fp, tn))


def false_negative_rate(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of those whom it should have found that it missed: fn / (tp + fn)."""
    return _share(fn, _sum(tp, fn))


def true_positive_rate(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of those whom it should have found that it found (sensitivity): tp / (tp + fn)."""
    return _share(tp, _sum(tp, fn))


def positive_predictive_value(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of its positives that are right: tp / (tp + fp)."""
    return _share(tp, _sum(tp, fp))


def false_discovery_rate(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of its positives that are wrong: fp / (tp + fp)."""
    return _share(fp, _sum(tp, fp))


def selection_rate(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of all that it calls positive: (tp + fp) / all."""
    return _share(_sum(tp, fp), _sum(tp, fp, fn, tn))


def prevalence(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of all that truly are positive (base rate): (tp + fn) / all."""
    return _share(_sum(tp, fn), _sum(tp, fp, fn, tn))


def accuracy(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """Share of all about whom it is right: (tp + tn) / all."""
    return _share(_sum(tp, tn), _sum(tp, fp, fn, tn))


RATES: Mapping[str, Rate] = {
    rate.__name__: rate
    for rate in (
        false_positive_rate, false_negative_rate, true_positive_rate, positive_predictive_value,
        false_discovery_rate, selection_rate, prevalence, accuracy,
    )
}  # fmt: skip


def implied_false_positive_rate(prevalence: Counts, predictive_value: Counts, miss_rate: Counts) -> np.ndarray:
    """The false positive rate that a group must have: p / (1 - p) * (1 - PPV) / PPV * (1 - FNR).

    So groups with unequal prevalence cannot have equal predictive values, equal misses and equal false positives all at
    once, unless the decision is perfect. NaN where p is 1 or the predictive value is 0.
    """
    base, right = _sum(prevalence), _sum(predictive_value)
    found: np.ndarray = _share(base, 1.0 - base) * _share(1.0 - right, right) * (1.0 - _sum(miss_rate))
    return found


def identity_residual(tp: Counts, fp: Counts, fn: Counts, tn: Counts) -> np.ndarray:
    """How far a table is from the identity of Chouldechova: 0 up to rounding for every table, NaN where undefined."""
    base = prevalence(tp, fp, fn, tn)
    right, missed = positive_predictive_value(tp, fp, fn, tn), false_negative_rate(tp, fp, fn, tn)
    found: np.ndarray = implied_false_positive_rate(base, right, missed) - false_positive_rate(tp, fp, fn, tn)
    return found


def factors(tables: Mapping[str, tuple[float, float, float, float]]) -> dict[str, float]:
    """By what factor each rate differs between groups: highest / lowest, and 1 where all are equal.

    ``tables`` holds (tp, fp, fn, tn) of each group. A factor is NaN (undefined) where a rate of a group is undefined,
    and where the lowest is 0 and the highest is not.

    Raises SpecError for fewer than two groups, a count below 0 and counts that are no four numbers, PromiseError for
    what holds one row per person.
    """
    refuse_wrapping(tables, "factors")
    if not isinstance(tables, Mapping) or len(tables) > MOST_GROUPS:
        got = f"{len(tables)} groups" if isinstance(tables, Mapping) else f"a {type(tables).__name__}"
        raise PromiseError(f"factors: got {got}; expected four counts by group, at most {MOST_GROUPS} groups; {WHY}")
    if len(tables) < 2:
        raise SpecError(f"factors: got {len(tables)} groups; expected two or more to compare")
    for name, counts in tables.items():
        four = isinstance(counts, tuple | list) and len(counts) == 4
        if not four or not all(0.0 <= plain_number(n) < np.inf for n in counts):
            raise SpecError(f"factors: group {name!r} has {counts!r}; expected four counts tp, fp, fn, tn from 0 on")
    columns = np.array([tables[name] for name in tables], np.float64).T
    found = {}
    for name, rate in RATES.items():
        values = rate(*columns)
        equal = values.max() == values.min()
        found[name] = 1.0 if equal else float(_share(values.max(), values.min()))
    return found
