"""How many adults end in a grade that carries favours."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="In a grade with favours at the end",
    unit="per 1,000 adults",
    worse="lower",
    definition="Adults in a grade that carries favours in the last month, over all adults.",
    source="definition",
    needs=("high_band", "adult"),
    per=1000.0,
)
def high_band(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "high_band")
