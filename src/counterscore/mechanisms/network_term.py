"""Guilt and glory by association: the score drifts towards the scores of a person's ties."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule

UNSCORED = 99


@rule(phase="contagion", over="ties:friends", writes="points")
def drift(
    points: float, score: float, ties_sum_score: float, ties_count: int, unheard: int, unheard_score: float,
    month: int, regime_month: float, weight: float,
) -> float:  # fmt: skip
    """Points after moving the score by a share of its distance to the mean of the ties' scores last month."""
    # in the first month of a regime nobody had a score the month before
    if ties_count == 0 or month <= regime_month:
        return points
    return points + weight * ((ties_sum_score - unheard_score) / (ties_count - unheard) - score)


@rule(phase="contagion", writes="unsettled")
def unsettled(unsettled: int, band: int, weight: float) -> int:
    """The score of everybody who is scored moves."""
    return 1 if unsettled != 0 or (weight > 0.0 and band != UNSCORED) else 0


MECHANISM = Mechanism(
    name="network_term",
    doc="Moves each score a little towards the mean score of the person's friends, one month late.",
    source="per regime; a network term of 5 % was published for one commercial score",
    limits="All friends weigh the same, but for those one keeps away from. Nothing moves in the first step of a regime.",
    part="regime",
    sections=("network_term", "scoring"),
    rules=(drift, unsettled),
    params=(
        Param("weight", "share", "share of the distance moved per step", off=0.0),
        Param("regime_month", "months", "month in which the regime begins", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
    ),
)  # fmt: skip
