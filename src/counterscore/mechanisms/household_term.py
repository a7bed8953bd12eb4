"""Sharing a roof: members of a household, or of a dorm room, share in each other's points."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Param, rule

UNSCORED = 99


@rule(phase="observe", writes="shared_points")
def shared_points(band: int, points: float, points_inside: float) -> float:
    """Points that the others in the household share in next month; who is not scored has none to share."""
    return points + points_inside if band != UNSCORED else 0.0


@rule(phase="scoring", over="ties:household", writes="unsettled")
def unsettled(unsettled: int, household_points: float, ties_sum_shared_points: float, share: float) -> int:
    """1 also for people whose household gained or lost points last month."""
    return 1 if unsettled != 0 or share * ties_sum_shared_points != household_points else 0


@rule(phase="scoring", over="ties:household", writes="household_points")
def household_points(ties_sum_shared_points: float, share: float) -> float:
    """A share of the points that the others in the household had last month, inside dimensions and outside."""
    return share * ties_sum_shared_points


MECHANISM = Mechanism(
    name="household_term",
    doc="Adds to each score a share of the standing points of the others in the household or dorm room, one step late.",
    source="per regime",
    limits="All members weigh the same, good points and bad. The limits of a dimension do not hold for what is "
    "shared. Points that come from traits, from a ledger or again from the household are not shared, nor those of "
    "members who are not scored.",
    part="regime",
    sections=("household_term", "scoring"),
    rules=(shared_points, unsettled, household_points),
    columns=(Column("shared_points", "f8", "points", "points that the household shares in next month"),),
    params=(Param("share", "share", "share of the others' points that counts", off=0.0),),
)
