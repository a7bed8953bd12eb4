"""How many adults ever come under a consumption limit."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="Ever under a consumption limit",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults against whom a consumption limit was ordered at least once in the run, over all adults; many of "
    "them stand on no list.",
    source="our own definition",
    needs=("limit_orders", "adult"),
    per=1000.0,
)
def ever_limited(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "limit_orders")
