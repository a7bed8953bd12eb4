"""Sharing a roof: members of a household, or of a dorm room, share in each other's points."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule


@rule(phase="scoring", over="ties:household", writes="unsettled")
def unsettled(
    unsettled: int, household_points: float, ties_sum_points: float, ties_sum_points_inside: float, share: float
) -> int:
    """1 also for people whose household gained or lost points last month."""
    return 1 if unsettled != 0 or share * (ties_sum_points + ties_sum_points_inside) != household_points else 0


@rule(phase="scoring", over="ties:household", writes="household_points")
def household_points(ties_sum_points: float, ties_sum_points_inside: float, share: float) -> float:
    """A share of the points that the others in the household had last month, inside dimensions and outside."""
    return share * (ties_sum_points + ties_sum_points_inside)


MECHANISM = Mechanism(
    name="household_term",
    doc="Adds to each score a share of the standing points of the others in the household or dorm room, one step late.",
    source="per regime",
    limits="All members weigh the same, good points and bad. The limits of a dimension do not hold for what is "
    "shared. Points that come from traits, from a ledger or again from the household are not shared.",
    part="regime",
    sections=("household_term", "scoring"),
    rules=(unsettled, household_points),
    params=(Param("share", "share", "share of the others' points that counts", off=0.0),),
)
