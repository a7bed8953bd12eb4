"""Friends one keeps away from no longer pull at one's own score."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Param, rule

UNSCORED = 99


@rule(phase="observe", writes="listed_pulls")
def listed_pulls(listed: int, band: int) -> int:
    """1 for people who are listed and have a score."""
    return 1 if listed != 0 and band != UNSCORED else 0


@rule(phase="observe", writes="listed_score")
def listed_score(listed_pulls: int, score: float) -> float:
    """The score of people who are listed, 0 for everybody else."""
    return score if listed_pulls != 0 else 0.0


@rule(phase="contagion", over="ties:friends", writes="unheard")
def unheard(cuts: int, ties_sum_listed_pulls: int, ties_sum_pulls: int, heeds: float) -> int:
    """Friends whose score does not count for this person: the listed ones, if she keeps away and has other scored."""
    return ties_sum_listed_pulls if heeds > 0.0 and cuts != 0 and ties_sum_listed_pulls < ties_sum_pulls else 0


@rule(phase="contagion", over="ties:friends", writes="unheard_score")
def unheard_score(unheard: int, ties_sum_listed_score: float) -> float:
    """Sum of the scores of those friends."""
    return ties_sum_listed_score if unheard != 0 else 0.0


MECHANISM = Mechanism(
    name="tie_cutting_score",
    doc="Takes listed friends out of the mean that moves the score of somebody who keeps away from them. It is why "
    "cutting ties can pay where friends count.",
    source="follows from the network term of the regime",
    limits="Whoever has only listed friends among the scored keeps all of them in the mean. A weighted score that "
    "counts friends as a trait goes on counting the silent ones.",
    part="regime",
    sections=("tie_cutting", "network_term", "scoring"),
    rules=(listed_pulls, listed_score, unheard, unheard_score),
    columns=(
        Column("listed_pulls", "u1", "flag", "is listed and has a score"),
        Column("listed_score", "f8", "points", "score while listed, else 0"),
    ),
    params=(
        Param("heeds", "flag", "1: friends one keeps away from do not count", off=0.0, default=1.0, source="assumption",
              low=0.0, high=1.0),
    ),
)  # fmt: skip
