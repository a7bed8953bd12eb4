"""How unequally refusals fall on people."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.burdens import gini_parts
from ..index import Parts, index


@index(
    title="Gini of refusals",
    unit="Gini coefficient",
    worse="neither",
    definition=(
        "Gini coefficient of refusals over all adults: 0 if everybody bears the same, close to 1 if few bear all of "
        "it. Undefined where nobody bears any. Exact up to 64 different values, beyond that sorted into 32 bins of "
        "equally many people."
    ),
    source="Gini 1912",
    needs=("refusals",),
)
def gini_refusals(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people and burden in bins of rising burden."""
    return gini_parts(outcome, arm, "refusals")
