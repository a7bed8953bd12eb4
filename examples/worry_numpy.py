"""The mechanism of worry.py once more, in plain NumPy: whole columns at a time, no compiler, the same numbers.

Columns have shape (arms, people), parameters (arms, 1), draws (people,).
"""

import numpy as np

from counterscore.core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="adaptation", writes="worried_months", form="array")
def worried_months(
    worried_months: np.ndarray, listed: np.ndarray, worry_p: np.ndarray, u_worry: np.ndarray
) -> np.ndarray:
    """Months every person has worried."""
    return worried_months + ((listed != 0) & (u_worry < worry_p))


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
