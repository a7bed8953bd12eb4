"""How much that is lawful people give up, and how an interrupted series shows such a break.

Source: Penney (BTLJ 31, 2016) for the question; Bernal, Cummins and Gasparrini (Int J Epidemiol 46, 2017) for the
segmented regression; Newey and West (Econometrica 55, 1987) for its standard errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .metric import people
from .never_sanctioned import never_sanctioned
from .paired import Z, design_effect

SMALLEST_PIECE = 3


@dataclass(frozen=True)
class Chilling:
    """Share of lawful acts that people never sanctioned give up: estimate, standard error, 95 % interval, people."""

    index: float
    se: float
    low: float
    high: float
    n: int


def chilling_index(outcome: Outcome, arm: str | int = "as written", reference: str | int = "none") -> Chilling:
    """1 - (lawful acts in the arm) / (lawful acts of the same people in the reference), among those never sanctioned.

    The same draws stand behind both, so the standard error is that of a ratio of paired means, widened by the design
    effect of neighbours who share a household.
    Raises OutcomeError where the run has no lawful acts, or fewer than two people were never sanctioned.
    """
    if "lawful_acts" not in outcome.columns("people"):
        raise OutcomeError(
            f"{outcome.folder}: this run counts no lawful acts; live a regime that asks for chilling, "
            "for example rongcheng-responding"
        )
    among = never_sanctioned(outcome, arm) & never_sanctioned(outcome, reference)
    here, there = (people(outcome, side, "lawful_acts")["lawful_acts"][among] for side in (arm, reference))
    x, y = here.astype(np.float64), there.astype(np.float64)
    if len(x) < 2 or y.sum() <= 0:
        raise OutcomeError(
            f"{outcome.folder}: the index needs at least two people who were never sanctioned and did something "
            f"lawful; found {len(x)}"
        )
    ratio = float(x.sum() / y.sum())
    apart = x - ratio * y
    se = float(apart.std(ddof=1) * math.sqrt(design_effect(apart) / len(x)) / y.mean())
    return Chilling(1 - ratio, se, 1 - ratio - Z * se, 1 - ratio + Z * se, len(x))


@dataclass(frozen=True)
class Break:
    """What happened to a series at a break: jump of the level, change of the slope per step, standard errors.

    `before` and `trend` are the level and the slope per step without the break, the level at the first step.
    """

    level: float
    slope: float
    level_se: float
    slope_se: float
    before: float
    trend: float


def interrupted_series(values: Sequence[float] | np.ndarray, at: int, lags: int = 0) -> Break:
    """Level and slope change of a series (M,) from step `at` on, by segmented least squares.

    y = before + trend * t + level * [t >= at] + slope * (t - at) * [t >= at]; with `lags` above 0 the standard errors
    allow for errors that go together over so many steps (Newey and West). Raises OutcomeError for too short a piece.
    Limits: no seasons; anything else that happens at the same time is taken for the break.
    """
    y = np.asarray(values, np.float64)
    if y.ndim != 1 or at < SMALLEST_PIECE or len(y) - at < SMALLEST_PIECE or not 0 <= lags < len(y):
        raise OutcomeError(
            f"a series of {y.size} steps with a break at {at}; expected at least {SMALLEST_PIECE} steps on either side"
        )
    t = np.arange(len(y), dtype=np.float64)
    after = (t >= at).astype(np.float64)
    x = np.column_stack([np.ones(len(y)), t, after, (t - at) * after])
    inverse = np.linalg.inv(x.T @ x)
    found = inverse @ (x.T @ y)
    scores = x * (y - x @ found)[:, None]
    if lags == 0:
        spread = inverse * float(((y - x @ found) ** 2).sum() / max(1, len(y) - 4))
    else:
        middle = scores.T @ scores
        for lag in range(1, lags + 1):
            cross = scores[lag:].T @ scores[:-lag]
            middle = middle + (1 - lag / (lags + 1)) * (cross + cross.T)
        spread = inverse @ middle @ inverse * len(y) / max(1, len(y) - 4)
    se = np.sqrt(np.maximum(0.0, np.diag(spread)))
    return Break(float(found[2]), float(found[3]), float(se[2]), float(se[3]), float(found[0]), float(found[1]))
