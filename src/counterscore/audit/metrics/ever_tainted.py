"""How many adults become suspect because of somebody they know, live or work with."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="Ever suspect because of a tie",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults who were looked at more closely or kept out for at least one month because a friend, a member "
    "of the household or a colleague was listed, over all adults; no act of their own was needed.",
    source="contagion of punishment over ties: Lum et al. 2014 (arXiv 1312.1670)",
    needs=("ever_tainted", "adult"),
    per=1000.0,
)
def ever_tainted(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "ever_tainted")
