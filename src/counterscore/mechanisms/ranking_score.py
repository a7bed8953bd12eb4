"""What a ranking by score compares: the scores of those who are scored."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule

UNSCORED = 99


@rule(phase="listing", writes="ranked_among")
def ranked_among(band: int, on: float) -> int:
    """1 for people who are scored."""
    return 1 if on > 0.0 and band != UNSCORED else 0


@rule(phase="listing", writes="ranked_value")
def ranked_value(score: float) -> float:
    """The score of this month."""
    return score


MECHANISM = Mechanism(
    name="ranking_score",
    doc="Ranks people by their score against all others who are scored.",
    source="per regime",
    limits="The whole score counts, whatever it is made of.",
    part="regime",
    sections=("ranking_score", "ranking", "scoring"),
    rules=(ranked_among, ranked_value),
    params=(Param("on", "flag", "1: scores are ranked", off=0.0),),
)
