"""How unequal incomes are, with more weight on the top."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.incomes import NEEDS, income_left
from ..counting.inequality import theil_t_of, x_log_x
from ..index import Parts, index


@index(
    title="Theil T of the income left",
    unit="Theil index",
    worse="higher",
    definition=(
        "Mean of x / mean * ln(x / mean), x being yearly disposable income per head minus the money lost because of "
        "the regime: 0 if all have the same. Without a regime it is that of the incomes themselves."
    ),
    source="Theil 1967",
    needs=NEEDS,
    among="everybody, children too",
    high=float("inf"),
)
def theil_income(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people, income, income times its logarithm."""
    values, among = income_left(outcome, arm)
    rows = np.stack([among, values, x_log_x(values)], axis=1).astype(np.float64) * among[:, None]
    return Parts(rows, lambda totals: theil_t_of(totals[..., 0], totals[..., 1], totals[..., 2]), among)
