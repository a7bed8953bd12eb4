"""Whether a score means the same in every group: calibration from counts of people in bins of the score.

Where a score is no probability it is first read as one: what a bin says is the share of everybody in it to whom the
truth applies. Then a group is calibrated if the same share of the group's people in the bin is so.

Source: Kleinberg, Mullainathan and Raghavan, Inherent trade-offs in the fair determination of risk scores (ITCS 2017);
the expected calibration error as in Naeini, Cooper and Hauskrecht (AAAI 2015).
Limits: the groups themselves are part of everybody, so a large group is compared mostly with itself.
"""

from __future__ import annotations

import numpy as np

from ..frame import MINIMUM_PEOPLE
from .grouped import gap, share_of


def calibration_errors(people: np.ndarray, true: np.ndarray, said: np.ndarray | None = None) -> np.ndarray:
    """Expected calibration error of every group (..., G): the mean distance over its people of what their bin says.

    ``people`` and ``true`` (..., G, B) count people, and those to whom the truth applies, by group and bin; ``said``
    (B,) is the probability each bin states, None to read it off everybody. NaN for a group of nobody.
    """
    stated = share_of(true.sum(-2), people.sum(-2)) if said is None else np.asarray(said, np.float64)
    far = np.abs(true - people * np.nan_to_num(stated)[..., None, :]).sum(-1)
    return share_of(far, people.sum(-1))


def bin_gap(people: np.ndarray, true: np.ndarray, least: np.ndarray | float = MINIMUM_PEOPLE) -> np.ndarray:
    """Largest gap between two groups in the share to whom the truth applies at the same bin (...).

    Cells of fewer than ``least`` people are left out (a number, or cells (G, B) that are kept if above 0); NaN where no
    bin has two groups left.
    """
    kept = people >= least if np.ndim(least) == 0 else np.broadcast_to(np.asarray(least) > 0, people.shape)
    rates = np.where(kept, share_of(true, people), np.nan)
    gaps = gap(np.swapaxes(rates, -1, -2))
    told = ~np.isnan(gaps)
    return np.where(told.any(-1), np.where(told, gaps, -np.inf).max(-1, initial=-np.inf), np.nan)
