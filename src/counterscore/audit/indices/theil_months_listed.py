"""How unequally the months listed fall on people, with more weight on those who bear most."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.burdens import theil_parts
from ..index import Parts, index


@index(
    title="Theil T of the months listed",
    unit="Theil index",
    worse="neither",
    definition=(
        "Mean of x / mean * ln(x / mean) over all adults, x being months on a list or in a low band: 0 if everybody "
        "bears the same, the logarithm of the number of people if one bears all of it. Undefined where nobody bears "
        "any. Theil's L has no end where somebody bears nothing, so it is told among those hit only."
    ),
    source="Theil 1967",
    needs=("months_listed",),
    high=float("inf"),
)
def theil_months_listed(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people, burden, burden times its logarithm."""
    return theil_parts(outcome, arm, "months_listed")
