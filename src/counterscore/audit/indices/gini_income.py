"""How unequal incomes are, once the regime has taken its part."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.incomes import NEEDS, income_left
from ..counting.inequality import binned, gini_of_bins
from ..index import Parts, index


@index(
    title="Gini of the income left",
    unit="Gini coefficient",
    worse="higher",
    definition=(
        "Gini coefficient of yearly disposable income per head minus the money lost because of the regime: 0 if all "
        "have the same, 1 if one has everything. Without a regime it is that of the incomes themselves. Incomes are "
        "sorted into 32 bins of equally many people; what is unequal within a bin is not counted."
    ),
    source="Gini 1912",
    needs=NEEDS,
    among="everybody, children too",
)
def gini_income(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people and income in bins of rising income."""
    values, among = income_left(outcome, arm)

    def of(totals: np.ndarray) -> np.ndarray:
        cells = totals.reshape(*totals.shape[:-1], 2, -1)
        return gini_of_bins(cells[..., 0, :], cells[..., 1, :])

    return Parts(binned(values, among).rows, of, among)
