"""Suspicion through friends: each listed friend is a chance of being suspect."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule
from ..core.transforms import any_of


@rule(phase="listing", over="ties:friends", writes="reached_friends")
def reached(ties_sum_tainting: int, reach_p: float, u_reach: float) -> int:
    """0 where nobody of them was listed last month, 2 where suspicion passes through one of them now, else 1."""
    if ties_sum_tainting <= 0:
        return 0
    return 2 if u_reach < any_of(ties_sum_tainting, reach_p) else 1


MECHANISM = Mechanism(
    name="association_friends",
    doc="Makes people suspect through listed friends, each of them with the same probability every step.",
    source="per regime",
    limits="People are suspect for the friends they name, who need not name them. All friends weigh the same.",
    part="regime",
    sections=("association_friends", "association_on"),
    rules=(reached,),
    params=(Param("reach_p", "probability", "suspicion passes through one listed tie in a step", off=0.0),),
)
