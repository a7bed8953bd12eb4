"""What people pay for their grade who would never be listed if records were right."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import share_of
from ..counting.truth import judged
from ..index import Parts, index
from ..metric import people


@index(
    title="Social burden",
    unit="grades' worth per qualified adult",
    worse="higher",
    definition=(
        "Cost of the points that qualified adults bought just below a grade, 1 being what the better grade is worth "
        "to them, over all qualified adults: those never listed in the arm with the same rules and perfect records. "
        "What it would cost those who do not buy is not counted."
    ),
    source="social burden: Milli, Miller, Dragan and Hardt 2019",
    needs=("gaming_burden", "ever_listed", "wrongly_listed_months"),
    among="adults never listed with perfect records",
    high=float("inf"),
    null=0.0,
)
def social_burden(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: cost, qualified people."""
    found = judged(outcome, arm)
    qualified = found.among & ~found.deserved
    cost = people(outcome, arm, "gaming_burden")["gaming_burden"].astype(np.float64)
    rows = np.stack([cost, np.ones(len(cost))], axis=1) * qualified[:, None]
    return Parts(rows, lambda totals: share_of(totals[..., 0], totals[..., 1]), found.among, qualified)
