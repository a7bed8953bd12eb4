"""How unequally the money lost falls on people, with more weight on those who bear most."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.burdens import theil_parts
from ..index import Parts, index


@index(
    title="Theil T of the money lost",
    unit="Theil index",
    worse="neither",
    definition=(
        "Mean of x / mean * ln(x / mean) over all adults, x being money lost because of the regime: 0 if everybody "
        "bears the same, the logarithm of the number of people if one bears all of it. Undefined where nobody bears "
        "any. Theil's L has no end where somebody bears nothing, so it is told among those hit only."
    ),
    source="Theil 1967",
    needs=("money_lost_yuan",),
    high=float("inf"),
)
def theil_money_lost(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people, burden, burden times its logarithm."""
    return theil_parts(outcome, arm, "money_lost_yuan")
