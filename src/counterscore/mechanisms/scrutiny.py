"""Looking finds: whoever is inspected more often has more of her acts seen, and sinks for it."""

from __future__ import annotations

from ..core.declare import Mechanism, Observe, Param, rule
from ..core.transforms import exp, log


@rule(phase="acts", where="inspectable", writes="scrutiny")
def scrutiny(inspection_ratio: float, detection_exponent: float) -> float:
    """How much likelier an act is seen: the inspection rate against the ordinary one, to a power."""
    if detection_exponent == 0.0 or inspection_ratio == 1.0:
        return 1.0
    return exp(detection_exponent * log(inspection_ratio))


MECHANISM = Mechanism(
    name="scrutiny",
    doc="Lets detection grow with inspections: more is found, the grade sinks, and more inspectors come. The arm "
    "without it has the same inspections and no such loop.",
    source="per regime",
    limits="All acts of a person are seen better, not only those that an inspection is about; nobody's act is seen "
    "with a probability above 1.",
    part="regime",
    sections=("inspection", "acts"),
    rules=(scrutiny,),
    params=(
        Param("detection_exponent", "ratio", "power of the inspection rate; 0 = looking finds nothing more", off=0.0,
              path="inspection.detection_exponent"),
    ),
    observes=(Observe("scrutiny", "scrutiny"),),
)  # fmt: skip
