"""How many adults are copied to third parties though they do not agree."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="Copied without agreeing at the end",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults of whom a third party holds a copy in the last month though they do not use the platform "
    "or have left it, over all adults.",
    source="definition",
    needs=("copied_without_consent", "adult"),
    per=1000.0,
)
def copied_without_consent(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "copied_without_consent")
