"""Whether being listed means the same in every group."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ...published.confusion import positive_predictive_value
from ..counting.grouped import gap
from ..counting.parity import LISTED, between_groups
from ..index import Parts, index


@index(
    title="Predictive parity gap",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "Share of the adults ever listed who are listed with perfect records, too (positive predictive value): "
        "highest minus lowest group. The gap in its complement, the false discovery rate, is the same number. Groups "
        "with 20 or more listed adults count; undefined below two of them."
    ),
    source="predictive parity: Chouldechova 2017",
    needs=("ever_listed", "wrongly_listed_months"),
    across=True,
    null=0.0,
)
def predictive_parity_gap(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: rightly listed, wrongly listed, missed, rightly not listed."""
    rates = [(positive_predictive_value, LISTED)]
    return between_groups(outcome, arm, codes, groups, rates, lambda found: gap(found[0]))
