"""A mechanism of one's own, as a scalar rule: who lies awake over being listed.

Try it:  counterscore run judgment-defaulters --people 20k --with-file examples/worry.py
"""

from counterscore.core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="adaptation", writes="worried_months")
def worried_months(worried_months: int, listed: int, worry_p: float, u_worry: float) -> int:
    """Months this person has worried: one more if she is listed and this month's draw says so."""
    return worried_months + 1 if listed != 0 and u_worry < worry_p else worried_months


MECHANISM = Mechanism(
    name="worry",
    doc="Lets listed people worry in some months.",
    source="an example; no study was read for it",
    limits="Worry has no consequence, and only one's own listing counts.",
    part="regime",
    rules=(worried_months,),
    columns=(Column("worried_months", "i2", "months", "months with worry so far", keep=True),),
    params=(
        Param("worry_p", "probability", "a listed person worries this month", off=0.0, default=0.3,
              source="assumption", low=0.0, high=1.0),
    ),
    observes=(Observe("worried", "worried_months", flow=True),),
)  # fmt: skip
