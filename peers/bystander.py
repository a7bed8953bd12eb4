"""A mechanism for the comparison of couplings: draws numbers before anything else happens, and changes nothing."""

from counterscore.core.declare import Column, Mechanism, Param, rule


@rule(phase="acts", writes="heads")
def heads(heads: int, p: float, u_coin: float) -> int:
    """How often a coin has shown heads."""
    return heads + 1 if u_coin < p else heads


MECHANISM = Mechanism(
    name="bystander",
    doc="Tosses a coin for everybody every month.",
    source="an experiment",
    limits="It has to do with nothing.",
    part="life",
    rules=(heads,),
    columns=(Column("heads", "i2", "count", "heads so far"),),
    params=(Param("p", "probability", "of heads", off=0.0, default=0.5, source="an experiment", low=0.0, high=1.0),),
)
