"""Whether money lost because of the regime falls on the poor or on the rich."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.burdens import burden_of
from ..counting.grouped import rows_by_group
from ..counting.inequality import concentration
from ..frame import GROUPINGS, codes_of
from ..index import Parts, index
from ..metric import people


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
    values, subject = burden_of(outcome, arm, "money_lost_yuan")
    codes = codes_of(people(outcome, arm, "cell")["cell"], "income_quintile")
    among, fifths = subject & (codes >= 0), len(GROUPINGS["income_quintile"][1])
    rows = rows_by_group(np.stack([among, values * among], axis=1).astype(np.float64), codes, fifths)

    def of(totals: np.ndarray) -> np.ndarray:
        cells = totals.reshape(*totals.shape[:-1], fifths, 2)
        return concentration(cells[..., 0], cells[..., 1])

    return Parts(rows, of, among, values > 0)
