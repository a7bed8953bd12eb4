"""How unequal incomes are, with more weight on the bottom."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.incomes import NEEDS, income_left
from ..counting.inequality import theil_l_of
from ..index import Parts, index


@index(
    title="Theil L of the income left",
    unit="mean log deviation",
    worse="higher",
    definition=(
        "Mean of ln(mean / x), x being yearly disposable income per head minus the money lost because of the regime: "
        "0 if all have the same. Without a regime it is that of the incomes themselves. Undefined where somebody is "
        "left with nothing, as it has no end then."
    ),
    source="Theil 1967",
    needs=NEEDS,
    among="everybody, children too",
    high=float("inf"),
)
def theil_l_income(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people, income, its logarithm, people who are left with nothing."""
    values, among = income_left(outcome, arm)
    nothing = among & (values <= 0.0)
    logs = np.log(np.where(values > 0.0, values, 1.0))
    rows = np.stack([among, values, logs, nothing], axis=1).astype(np.float64) * among[:, None]

    def of(totals: np.ndarray) -> np.ndarray:
        return np.where(totals[..., 3] > 0, np.nan, theil_l_of(totals[..., 0], totals[..., 1], totals[..., 2]))

    return Parts(rows, of, among)
