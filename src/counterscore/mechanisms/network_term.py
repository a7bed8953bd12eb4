"""Guilt and glory by association: the score drifts towards the scores of a person's ties."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Param, rule

UNSCORED = 99


@rule(phase="observe", writes="pulls")
def pulls(band: int) -> int:
    """1 for people whose score pulls at their friends: those who are scored."""
    return 1 if band != UNSCORED else 0


@rule(phase="observe", writes="pull_score")
def pull_score(pulls: int, score: float) -> float:
    """The score that pulls, 0 for people who are not scored."""
    return score if pulls != 0 else 0.0


@rule(phase="contagion", over="ties:friends", writes="points")
def drift(
    points: float, band: int, score: float, ties_sum_pull_score: float, ties_sum_pulls: int, unheard: int,
    unheard_score: float, month: int, regime_month: float, weight: float,
) -> float:  # fmt: skip
    """Points after moving the score by a share of its distance to the mean score of scored friends last month."""
    # in the first month of a regime nobody had a score the month before
    if band == UNSCORED or ties_sum_pulls == 0 or month <= regime_month:
        return points
    return points + weight * ((ties_sum_pull_score - unheard_score) / (ties_sum_pulls - unheard) - score)


@rule(phase="contagion", writes="unsettled")
def unsettled(unsettled: int, band: int, weight: float) -> int:
    """The score of everybody who is scored moves."""
    return 1 if unsettled != 0 or (weight > 0.0 and band != UNSCORED) else 0


MECHANISM = Mechanism(
    name="network_term",
    doc="Moves each score a little towards the mean score of the person's friends, one month late.",
    source="per regime; a network term of 5 % was published for one commercial score",
    limits="All friends weigh the same, but for those one keeps away from. Who is not scored neither moves nor pulls. "
    "Nothing moves in a regime's first step.",
    part="regime",
    sections=("network_term", "scoring"),
    rules=(pulls, pull_score, drift, unsettled),
    columns=(
        Column("pulls", "u1", "flag", "has a score that pulls at friends"),
        Column("pull_score", "f8", "points", "score that pulls at friends"),
    ),
    params=(
        Param("weight", "share", "share of the distance moved per step", off=0.0),
        Param("regime_month", "months", "month in which the regime begins", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
    ),
)  # fmt: skip
