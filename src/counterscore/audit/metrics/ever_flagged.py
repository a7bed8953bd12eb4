"""How many adults a watchlist rule ever flags."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="Ever flagged by the watchlist",
    unit="per 1,000,000 adults",
    worse="higher",
    definition="Adults whom the rule flagged at least once in the run, per million adults.",
    source="definition",
    needs=("flags", "adult"),
    per=1_000_000.0,
)
def ever_flagged(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "flags")
