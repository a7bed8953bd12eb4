"""Whether those who ought to be listed are listed equally often in every group."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ...published.confusion import true_positive_rate
from ..counting.grouped import gap
from ..counting.parity import POSITIVE, between_groups
from ..index import Parts, index


@index(
    title="Equal opportunity gap",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "Share of the adults listed with perfect records who are ever listed in this arm (true positive rate): "
        "highest minus lowest group. Groups with 20 or more such adults count; undefined below two of them."
    ),
    source="equal opportunity: Hardt, Price and Srebro 2016",
    needs=("ever_listed", "wrongly_listed_months"),
    across=True,
    null=0.0,
)
def equal_opportunity_gap(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: rightly listed, wrongly listed, missed, rightly not listed."""
    rates = [(true_positive_rate, POSITIVE)]
    return between_groups(outcome, arm, codes, groups, rates, lambda found: gap(found[0]))
