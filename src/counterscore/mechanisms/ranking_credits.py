"""What a ranking by credits compares: what enrolled people earned or took in about a year."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule


@rule(phase="listing", writes="ranked_among")
def ranked_among(enrolled: int, on: float) -> int:
    """1 for people with an account."""
    return 1 if on > 0.0 and enrolled != 0 else 0


@rule(phase="listing", writes="ranked_value")
def ranked_value(credits_year: float) -> float:
    """Credits of about a year, spent or not."""
    return credits_year


MECHANISM = Mechanism(
    name="ranking_credits",
    doc="Ranks people by the credits that they earned or took from friends in about a year.",
    source="per regime",
    limits="Credits fade instead of ending on a day; whoever came late ranks low for a while.",
    part="regime",
    sections=("ranking_credits", "ranking", "ledger"),
    rules=(ranked_among, ranked_value),
    params=(Param("on", "flag", "1: credits are ranked", off=0.0),),
)
