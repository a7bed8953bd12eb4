"""A mechanism for the comparison of couplings: nothing is written down about one person from the second month on."""

from counterscore.core.declare import Mechanism, Param, rule

WHO = 1_074  # of the town of seed 7: on the list of the wardens from the second month


@rule(phase="reporting", over="born:records", drops=True)
def forgotten(person: int, month: int, on: float) -> int:
    """1 for records of the person who is gone."""
    return 1 if on > 0.0 and person == WHO and month >= 1 else 0


MECHANISM = Mechanism(
    name="gone",
    doc="Takes one person out of the regime.",
    source="an experiment",
    limits="She lives on, but nothing is written down about her.",
    part="regime",
    rules=(forgotten,),
    params=(Param("on", "flag", "1: she is gone", off=0.0, default=1.0, source="an experiment", low=0.0, high=1.0),),
)
