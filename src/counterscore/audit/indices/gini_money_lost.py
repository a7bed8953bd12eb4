"""How unequally the money lost falls on people."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.burdens import gini_parts
from ..index import Parts, index


@index(
    title="Gini of the money lost",
    unit="Gini coefficient",
    worse="neither",
    definition=(
        "Gini coefficient of money lost because of the regime over all adults: 0 if everybody bears the same, close "
        "to 1 if few bear all of it. Undefined where nobody bears any. Money is sorted into 32 bins of equally many "
        "people who lost any; what is unequal within a bin is not counted."
    ),
    source="Gini 1912",
    needs=("money_lost_yuan",),
)
def gini_money_lost(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people and burden in bins of rising burden."""
    return gini_parts(outcome, arm, "money_lost_yuan")
