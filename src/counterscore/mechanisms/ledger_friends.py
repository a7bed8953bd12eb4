"""What one does not collect in time, friends may take."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Param, rule


@rule(phase="acts", over="ties:friends", writes="taken_credits")
def taken_credits(enrolled: int, ties_sum_left_credits: float, ties_count: int, taken_p: float) -> float:
    """Credits the person takes of what friends left lying last month, if she has an account herself."""
    if enrolled == 0 or ties_count == 0:
        return 0.0
    return taken_p * ties_sum_left_credits / ties_count


@rule(phase="contagion", where="enrolled", writes="left_credits")
def left_credits(credits_step: float, lapse_p: float) -> float:
    """Credits of this step that the person did not collect in time."""
    return lapse_p * max(0.0, credits_step)


MECHANISM = Mechanism(
    name="ledger_friends",
    doc="Lets people take a share of the credits that friends did not collect in time, one step late.",
    source="per regime",
    limits="A person takes from the mean of her friends, so more friends bring no more credits. What is taken is a "
    "share of what lapsed on average over all people, not for each owner; less where friends have no account.",
    part="regime",
    sections=("ledger_friends", "ledger"),
    rules=(taken_credits, left_credits),
    columns=(Column("left_credits", "f8", "credits", "not collected in time, this step"),),
    params=(
        Param("taken_p", "share", "share of a friend's lapsed credits that is taken", off=0.0, path="ledger.taken_p"),
        Param("lapse_p", "share", "credits lost because they are not collected in time", path="ledger.lapse_p"),
    ),
)
