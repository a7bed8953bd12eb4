"""Whether errors of both kinds fall equally on every group."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ...published.confusion import false_positive_rate, true_positive_rate
from ..counting.grouped import gap
from ..counting.parity import NEGATIVE, POSITIVE, between_groups
from ..index import Parts, index


@index(
    title="Equalised odds gap",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "The larger of the gaps between groups in the true positive rate (equal opportunity) and in the false "
        "positive rate (wrongful listing). Undefined where one of the two is."
    ),
    source="equalised odds: Hardt, Price and Srebro 2016",
    needs=("ever_listed", "wrongly_listed_months"),
    across=True,
    null=0.0,
)
def equalised_odds_gap(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: rightly listed, wrongly listed, missed, rightly not listed."""
    rates = [(true_positive_rate, POSITIVE), (false_positive_rate, NEGATIVE)]
    return between_groups(outcome, arm, codes, groups, rates, lambda found: np.maximum(gap(found[0]), gap(found[1])))
