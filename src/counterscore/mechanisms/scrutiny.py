"""Looking finds: whoever is inspected more often has more of her acts seen, and sinks for it."""

from __future__ import annotations

from ..core.declare import Mechanism, Observe, Param, rule
from ..core.transforms import exp, log


@rule(phase="acts", where="inspectable", writes="scrutiny")
def scrutiny(inspection_ratio: float, detection_exponent: float, corrected: float, high_ratio: float) -> float:
    """How much likelier an act is seen: the inspection rate against the ordinary one, to a power.

    Corrected, everybody's acts count as if she were inspected as seldom as the light tier.
    """
    ratio = min(1.0, high_ratio) if corrected > 0.0 else inspection_ratio
    if detection_exponent == 0.0 or ratio == 1.0:
        return 1.0
    return exp(detection_exponent * log(ratio))


MECHANISM = Mechanism(
    name="scrutiny",
    doc="Lets detection grow with inspections: more is found, the grade sinks, and more inspectors come. The arm "
    "without it has the same inspections and no such loop. The correction keeps each finding with the lowest rate of "
    "inspection against the person's own, so that what is counted no longer depends on how often one looks.",
    source="per regime; correction by the rate of looking: Ensign et al. 2018 (arXiv 1706.09847)",
    limits="All acts of a person are seen better, not only those that an inspection is about; nobody's act is seen "
    "with a probability above 1. The correction takes the rates of inspection as known and the power as right; what it "
    "leaves out of account is not written down.",
    part="regime",
    sections=("inspection", "acts"),
    rules=(scrutiny,),
    params=(
        Param("detection_exponent", "ratio", "power of the inspection rate; 0 = looking finds nothing more", off=0.0,
              path="inspection.detection_exponent"),
        Param("corrected", "flag", "1: findings are corrected for the rate of looking", default=0.0,
              source="no correction unless the regime has one", low=0.0, high=1.0, path="inspection.corrected"),
        Param("high_ratio", "ratio", "inspections in a high band or on a red list", path="inspection.high_ratio"),
    ),
    observes=(Observe("scrutiny", "scrutiny"),),
)  # fmt: skip
