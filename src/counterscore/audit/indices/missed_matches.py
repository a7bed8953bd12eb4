"""How many of those whom the rules would list with perfect records are never listed, because records are wrong."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ...published.confusion import false_negative_rate
from ..counting.parity import confusion_rows
from ..counting.truth import judged
from ..index import Parts, index


@index(
    title="Missed by the list",
    unit="share of the people listed with perfect records",
    worse="neither",
    definition=(
        "Adults never listed in this arm and ever listed in the arm with the same rules and perfect records, over all "
        "adults ever listed there. What the errors of a list spare people is told beside what they do to them."
    ),
    source="false negative rate: Chouldechova 2017",
    needs=("ever_listed", "wrongly_listed_months"),
    among="adults ever listed with perfect records",
    null=0.0,
)
def missed_matches(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: rightly listed, wrongly listed, missed, rightly not listed."""
    found = judged(outcome, arm)
    rows = confusion_rows(found)
    return Parts(rows, lambda totals: false_negative_rate(*np.moveaxis(totals, -1, 0)), found.among, found.deserved)
