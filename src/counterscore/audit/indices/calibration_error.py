"""How far a score is from meaning the same in every group."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.calibration import calibration_errors
from ..counting.grouped import known, rows_by_group
from ..counting.score_bins import truth_by_bin
from ..index import Parts, index


@index(
    title="Calibration error within groups",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "A band (a fifth of the scores where there are no bands) is read as the share of everybody in it who is ever "
        "listed with perfect records. The error of a group is the mean distance of its own shares from that, over its "
        "people; told is that of the worst group of 20 or more scored adults."
    ),
    source="calibration within groups: Kleinberg, Mullainathan and Raghavan 2017",
    needs=("score", "ever_listed", "wrongly_listed_months"),
    among="adults with a score",
    across=True,
    null=0.0,
)
def calibration_error(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group and bin: people, people listed with perfect records."""
    rows, among, bins = truth_by_bin(outcome, arm)
    placed = rows_by_group(rows, codes, groups)
    whole = placed.sum(0).reshape(groups, 2, bins)[:, 0].sum(-1)

    def of(totals: np.ndarray) -> np.ndarray:
        cells = totals.reshape(*totals.shape[:-1], groups, 2, bins)
        errors = known(calibration_errors(cells[..., 0, :], cells[..., 1, :]), whole)
        told = ~np.isnan(errors)
        return np.where(told.any(-1), np.where(told, errors, 0.0).max(-1, initial=0.0), np.nan)

    return Parts(placed, of, among & (codes >= 0))
