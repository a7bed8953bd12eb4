"""How unequally the months listed fall on people."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.burdens import gini_parts
from ..index import Parts, index


@index(
    title="Gini of the months listed",
    unit="Gini coefficient",
    worse="neither",
    definition=(
        "Gini coefficient of months on a list or in a low band over all adults: 0 if everybody bears the same, close "
        "to 1 if few bear all of it. Undefined where nobody bears any. Exact up to 64 different values, beyond that "
        "sorted into 32 bins of equally many people."
    ),
    source="Gini 1912",
    needs=("months_listed",),
)
def gini_months_listed(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people and burden in bins of rising burden."""
    return gini_parts(outcome, arm, "months_listed")
