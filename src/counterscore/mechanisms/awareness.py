"""How close the regime has come: the share of one's friends who are listed."""

from __future__ import annotations

from ..core.declare import Mechanism, Observe, rule


@rule(phase="contagion", over="ties:friends", writes="aware")
def aware(ties_sum_listed: int, ties_count: int) -> float:
    """Share of this person's friends who were listed last month; 0 for people without friends."""
    return ties_sum_listed / ties_count if ties_count > 0 else 0.0


MECHANISM = Mechanism(
    name="awareness",
    doc="Tells each person which share of her friends was listed, in a low band or flagged last month. What people "
    "give up can grow with it.",
    source="definition",
    limits="Friends tell each other everything, relatives and colleagues nothing; strangers who are named in public "
    "are not seen one by one.",
    part="life",
    sections=("awareness",),
    rules=(aware,),
    observes=(Observe("aware", "aware"),),
)
