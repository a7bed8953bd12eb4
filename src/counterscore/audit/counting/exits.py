"""How fast people leave a state, and in which way: Nelson-Aalen, Aalen-Johansen, and curves from totals.

Whoever is still there when the run ends is censored then. Something that happens and an end of the run after the same
number of months: it happened first. Months count from 0 on, entry t of every curve is after t months.

Sources: Nelson (Technometrics 14, 1972); Aalen and Johansen (Scand J Stat 5, 1978); ``survival`` for the share that
stays (Kaplan and Meier).
Limits: censoring is by the end of the run alone, so that it tells nothing about the people.
"""

from __future__ import annotations

import numpy as np

from ...core.errors import OutcomeError
from .grouped import share_of


def nelson_aalen(times: np.ndarray, events: np.ndarray) -> np.ndarray:
    """Cumulative hazard of leaving after each month, (M,): the sum of d(u) / n(u).

    ``times`` (N,) are whole months, ``events`` (N,) says who left. Raises OutcomeError for nobody or unequal shapes.
    """
    died, risk = _counted(times, np.asarray(events) != 0)
    return np.cumsum(died[0] / risk)


def aalen_johansen(times: np.ndarray, ways: np.ndarray) -> np.ndarray:
    """Share that has left by way w within so many months, (W, M) for ways 1 to W; way 0 is censored.

    ``times`` (N,) are whole months, ``ways`` (N,) codes. The shares of all ways and the share still there add up to 1.
    Raises OutcomeError for nobody or unequal shapes.
    """
    codes = np.asarray(ways, np.int64)
    died, risk = _counted(times, *(codes == way for way in range(1, max(2, int(codes.max(initial=0)) + 1))))
    stays = np.cumprod(1.0 - died.sum(0) / risk)
    before = np.concatenate([[1.0], stays[:-1]])
    return np.cumsum(before * died / risk, axis=-1)


def _counted(times: np.ndarray, *left: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Who left after each month in each way (W, M) and who was still there before (M,)."""
    months = np.asarray(times, np.int64)
    if months.ndim != 1 or not len(months) or int(months.min()) < 0 or any(one.shape != months.shape for one in left):
        raise OutcomeError(f"times of shape {months.shape}; expected months from 0 on of one person or more")
    size = int(months.max()) + 1
    died = np.stack([np.bincount(months[one], minlength=size) for one in left]).astype(np.float64)
    gone = np.bincount(months, minlength=size)
    return died, len(months) - np.concatenate([[0], np.cumsum(gone)[:-1]])


def span_rows(months: np.ndarray, ways: np.ndarray, horizon: int, most: int) -> np.ndarray:
    """Spans (N,) as rows (N, (W + 1) * H + 1) that add up to curves over ``horizon`` H months.

    First those that ended after 1..H months by way 0 (open) to ``most`` (W), then those that lasted longer.
    """
    found = np.zeros((len(months), (most + 1) * horizon + 1), np.float32)
    within = months <= horizon
    place = np.where(within, ways * horizon + months - 1, (most + 1) * horizon)
    found[np.arange(len(months)), place] = 1.0
    return found


def curves(totals: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Share still there after 0..H months (..., H + 1), and share that left by each way (..., W, H), from totals.

    NaN from the month on in which nobody is left to be seen though not everybody has gone.
    """
    cells = totals[..., :-1].reshape(*totals.shape[:-1], -1, horizon)
    ended = np.concatenate([cells.sum(-2), totals[..., -1:]], axis=-1)
    risk = np.cumsum(ended[..., ::-1], axis=-1)[..., ::-1][..., :-1]
    died = cells[..., 1:, :]
    hazard = share_of(died.sum(-2), risk)
    stays = np.concatenate([np.ones((*totals.shape[:-1], 1)), np.cumprod(1.0 - hazard, axis=-1)], axis=-1)
    # where everybody has gone before, an empty month changes nothing
    gone = np.cumsum(np.nan_to_num(stays, nan=1.0) == 0.0, axis=-1) > 0
    stays = np.where(gone, 0.0, stays)
    step = np.where(gone[..., None, :-1], 0.0, stays[..., None, :-1] * share_of(died, risk[..., None, :]))
    return stays, np.cumsum(step, axis=-1)
