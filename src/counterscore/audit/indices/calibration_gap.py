"""How differently people of two groups fare who stand in the same band."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.calibration import bin_gap
from ..counting.grouped import rows_by_group
from ..counting.score_bins import truth_by_bin
from ..frame import MINIMUM_PEOPLE
from ..index import Parts, index


@index(
    title="Largest calibration gap",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "Among adults in the same band (the same fifth of the scores where there are no bands), the share ever listed "
        "with perfect records: highest minus lowest group, in the band where they differ most. Cells of 20 or more "
        "adults count; undefined where no band has two."
    ),
    source="calibration within groups: Kleinberg, Mullainathan and Raghavan 2017",
    needs=("score", "ever_listed", "wrongly_listed_months"),
    among="adults with a score",
    across=True,
    null=0.0,
)
def calibration_gap(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group and bin: people, people listed with perfect records."""
    rows, among, bins = truth_by_bin(outcome, arm)
    placed = rows_by_group(rows, codes, groups)
    kept = placed.sum(0).reshape(groups, 2, bins)[:, 0] >= MINIMUM_PEOPLE

    def of(totals: np.ndarray) -> np.ndarray:
        cells = totals.reshape(*totals.shape[:-1], groups, 2, bins)
        return bin_gap(cells[..., 0, :], cells[..., 1, :], kept)

    return Parts(placed, of, among & (codes >= 0))
