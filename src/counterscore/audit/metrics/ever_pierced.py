"""How many adults are reached because of a firm, or firms because of an officer."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, metric, share_ever


@metric(
    title="Ever reached through a firm or an officer",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults to whom something was closed for at least one month because a firm they answer for was "
    "listed (or firms, because of a responsible person), over all adults.",
    source="piercing of listings to responsible persons: Supreme People's Court 2010/2015, market regulation 2014",
    needs=("ever_pierced", "adult"),
    per=1000.0,
)
def ever_pierced(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    return share_ever(outcome, arm, "ever_pierced")
