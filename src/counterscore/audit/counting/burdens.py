"""A burden of people as rows from which inequality follows: parts of the Gini and Theil indices."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..frame import GROUPINGS, codes_of
from ..index import Parts
from ..metric import people
from ..subjects import subject_column
from .grouped import rows_by_group
from .inequality import binned, concentration, gini_of_bins, theil_t_of, x_log_x


def burden_of(outcome: Outcome, arm: str | int, column: str) -> tuple[np.ndarray, np.ndarray]:
    """A burden (P,), from 0 on, and the subjects (P,) bool; gains count as no burden."""
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, column)
    return np.maximum(found[column].astype(np.float64), 0.0), found[subject] != 0


def gini_parts(outcome: Outcome, arm: str | int, column: str) -> Parts:
    """Parts of the Gini of a burden: counts and sums in bins of rising burden."""
    values, among = burden_of(outcome, arm, column)

    def of(totals: np.ndarray) -> np.ndarray:
        cells = totals.reshape(*totals.shape[:-1], 2, -1)
        return gini_of_bins(cells[..., 0, :], cells[..., 1, :])

    return Parts(binned(values, among).rows, of, among)


def theil_parts(outcome: Outcome, arm: str | int, column: str) -> Parts:
    """Parts of Theil's T of a burden: people, the sum of x and the sum of x ln x."""
    values, among = burden_of(outcome, arm, column)
    rows = np.stack([among, values, x_log_x(values)], axis=1).astype(np.float64) * among[:, None]
    return Parts(rows, lambda totals: theil_t_of(totals[..., 0], totals[..., 1], totals[..., 2]), among)


def by_income_parts(outcome: Outcome, arm: str | int, column: str) -> Parts:
    """Parts of the concentration of a burden over incomes: people and burden in each fifth of income."""
    values, subject = burden_of(outcome, arm, column)
    codes = codes_of(people(outcome, arm, "cell")["cell"], "income_quintile")
    among, fifths = subject & (codes >= 0), len(GROUPINGS["income_quintile"][1])
    rows = rows_by_group(np.stack([among, values * among], axis=1).astype(np.float64), codes, fifths)

    def of(totals: np.ndarray) -> np.ndarray:
        cells = totals.reshape(*totals.shape[:-1], fifths, 2)
        return concentration(cells[..., 0], cells[..., 1])

    return Parts(rows, of, among, values > 0)
