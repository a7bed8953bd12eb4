"""How many of those whom a regime lists ought never to have been listed."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ...published.confusion import false_discovery_rate
from ..counting.parity import confusion_rows
from ..counting.truth import judged
from ..index import Parts, index


@index(
    title="Wrongful sanctions among the listed",
    unit="share of the people ever listed",
    worse="higher",
    definition=(
        "Adults ever listed in this arm and never listed in the arm with the same rules and perfect records, over all "
        "adults ever listed in this arm. Undefined where nobody is listed."
    ),
    source="wrongful-sanction rate: sanctioned and not eligible in the world without errors, over sanctioned",
    needs=("ever_listed", "wrongly_listed_months"),
    among="adults ever listed",
    null=0.0,
)
def wrongful_sanctions(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: rightly listed, wrongly listed, missed, rightly not listed."""
    found = judged(outcome, arm)
    rows = confusion_rows(found)
    return Parts(rows, lambda totals: false_discovery_rate(*np.moveaxis(totals, -1, 0)), found.among, found.listed)
