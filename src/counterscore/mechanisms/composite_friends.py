"""Friends as a trait: the mean score of a person's friends last month counts in her own weighted score."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Param, rule

UNSCORED = 99
NO_FRIENDS = 0.5


@rule(phase="observe", writes="shown")
def shown(band: int, counts: float) -> int:
    """1 for people whose score their friends' scores take up next month."""
    return 1 if counts > 0.0 and band != UNSCORED else 0


@rule(phase="observe", writes="shown_score")
def shown_score(shown: int, score: float) -> float:
    """The score that friends take up, 0 for people who are not scored."""
    return score if shown != 0 else 0.0


@rule(phase="scoring", over="ties:friends", writes="friends_now")
def friends_now(
    ties_sum_shown_score: float, ties_sum_shown: int, lowest: float, highest: float, counts: float
) -> float:
    """Mean score of the friends who were scored last month, from the lower end of the scale (0) to the upper (1)."""
    if counts <= 0.0 or ties_sum_shown == 0:
        return NO_FRIENDS
    return min(1.0, max(0.0, (ties_sum_shown_score / ties_sum_shown - lowest) / (highest - lowest)))


@rule(phase="scoring", writes="unsettled")
def unsettled(unsettled: int, friends_level: float, friends_now: float) -> int:
    """1 also for people whose friends stand higher or lower than a month before."""
    return 1 if unsettled != 0 or friends_now != friends_level else 0


@rule(phase="scoring", writes="friends_level")
def friends_level(friends_now: float) -> float:
    """What the weighted score takes up."""
    return friends_now


MECHANISM = Mechanism(
    name="composite_friends",
    doc="Lets the mean score of a person's friends last month count as a trait of her own in a weighted score.",
    source="per regime; several commercial scores named the standing of friends as an input",
    limits="All friends weigh the same. Friends who are not scored do not count; for whoever has no scored friend the "
    "middle of the scale counts (assumption), as for everybody in the first step.",
    part="regime",
    sections=("composite_friends", "composite", "scoring"),
    rules=(shown, shown_score, friends_now, unsettled, friends_level),
    columns=(
        Column("shown", "u1", "flag", "has a score that friends take up"),
        Column("shown_score", "f8", "points", "score that friends take up"),
        Column("friends_now", "f8", "share", "mean score of friends last month, 0 to 1", start=NO_FRIENDS),
    ),
    params=(
        Param("counts", "flag", "1: friends count", off=0.0),
        Param("lowest", "points", "lower end of the scale", path="scoring.min"),
        Param("highest", "points", "upper end of the scale", path="scoring.max"),
    ),
)
