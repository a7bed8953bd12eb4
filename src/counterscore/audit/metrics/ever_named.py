"""How many adults are ever named in public."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="Ever named in public",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults whose name was shown to everybody for at least one month of the run, over all adults.",
    source="definition",
    needs=("ever_named", "adult"),
    per=1000.0,
)
def ever_named(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "ever_named")
