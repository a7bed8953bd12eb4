"""Whether those who ought not to be listed are spared equally in every group."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ...published.confusion import false_positive_rate
from ..counting.grouped import gap
from ..counting.parity import NEGATIVE, between_groups
from ..index import Parts, index


@index(
    title="Gap in wrongful listing",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "Share of the adults never listed with perfect records who are ever listed in this arm (false positive rate): "
        "highest minus lowest group. Groups with 20 or more such adults count; undefined below two of them."
    ),
    source="the other half of equalised odds: Hardt, Price and Srebro 2016",
    needs=("ever_listed", "wrongly_listed_months"),
    across=True,
    null=0.0,
)
def false_positive_gap(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: rightly listed, wrongly listed, missed, rightly not listed."""
    rates = [(false_positive_rate, NEGATIVE)]
    return between_groups(outcome, arm, codes, groups, rates, lambda found: gap(found[0]))
