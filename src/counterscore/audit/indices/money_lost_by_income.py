"""Whether money lost because of the regime falls on the poor or on the rich."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.burdens import by_income_parts
from ..index import Parts, index


@index(
    title="Money lost by income",
    unit="concentration index",
    worse="lower",
    definition=(
        "Concentration of money lost because of the regime over adults ranked by income, in fifths: 0 if it falls "
        "evenly, below 0 if it falls on the poor, above 0 if on the rich; between -0.8 and 0.8 as it is counted in "
        "fifths of equal size. Undefined where there is none."
    ),
    source="Kakwani, Wagstaff and van Doorslaer 1997",
    needs=("money_lost_yuan", "income_quintile"),
    low=-1.0,
    null=0.0,
)
def money_lost_by_income(outcome: Outcome, arm: str | int) -> Parts:
    """Totals by fifth of income: people, burden."""
    return by_income_parts(outcome, arm, "money_lost_yuan")
