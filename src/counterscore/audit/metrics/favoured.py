"""How many adults end on a list of favours."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="On a list of favours at the end",
    unit="per 1,000 adults",
    worse="lower",
    definition="Adults with a standing entry on a red list in the last month, over all adults.",
    source="definition",
    needs=("favours", "adult"),
    per=1000.0,
)
def favoured(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "favours")
