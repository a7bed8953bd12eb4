"""How many adults were listed though nothing of their own would have listed them."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Ever wrongly listed",
    unit="per 100,000 adults",
    worse="higher",
    definition=(
        "Adults who in at least one month were listed in this arm and not listed in the same month in the arm "
        "'perfect records', which lives through the same draws without any source of error, over all adults."
    ),
    source="wrongful-sanction rate: sanctioned and not eligible in the world without errors, among all adults",
    needs=("wrongly_listed_months", "adult"),
    per=100_000.0,
)
def wrongly_listed(outcome: Outcome, arm: str | int) -> Values:
    """1 for adults with a wrongly listed month in this arm, else 0."""
    found = among_subjects(outcome, arm, "wrongly_listed_months")
    return Values((found.values > 0).astype(np.float64), found.among)
