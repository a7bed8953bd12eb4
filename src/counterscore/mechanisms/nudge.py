"""Doing more of what a ledger rewards."""

from __future__ import annotations

from ..core.declare import Mechanism, Observe, Param, rule


@rule(phase="acts", writes="stream_ratio")
def stream_ratio(more: float) -> float:
    """How much of what a ledger watches people do, against a world without credits."""
    return 1.0 + more


MECHANISM = Mechanism(
    name="nudge",
    doc="Lets people with an account do more of what the ledger rewards: rides, clean plates, purchases.",
    source="press only: a delivery service reported 22 % more orders without a bag",
    limits="Everybody does as much more of everything that is rewarded. Whether a deed is new or was only not written "
    "down before is not told apart, and what people leave undone instead is not simulated.",
    part="regime",
    sections=("nudge", "ledger"),
    rules=(stream_ratio,),
    params=(
        Param("more", "share", "more of what is rewarded", off=0.0, default=0.0,
              source="conduct does not answer to credits unless the regime says so", low=0.0, high=0.25,
              path="behaviour.nudge"),
    ),
    observes=(Observe("stream_ratio", "stream_ratio"),),
)  # fmt: skip
