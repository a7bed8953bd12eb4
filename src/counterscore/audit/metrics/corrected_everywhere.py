"""How many of the wrongly listed are put right everywhere by the end of the run."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..metric import Values, metric, people
from ..subjects import subject_column


@metric(
    title="Corrected everywhere by the end",
    unit="% of adults ever wrongly listed",
    worse="lower",
    definition=(
        "Adults who were ever wrongly listed and of whose wrong listing nothing is left at the end of the run (no "
        "wrong listing, no wrong or stale copy, no door closed that is open with perfect records), per hundred adults "
        "ever wrongly listed. Two arms are compared among those who were wrongly listed in both."
    ),
    source="definition: the fourth of the four counts of the wrong person",
    needs=("corrected_everywhere_month", "first_wrong_month", "adult"),
    per=100.0,
    among="adults ever wrongly listed",
)
def corrected_everywhere(outcome: Outcome, arm: str | int) -> Values:
    """1 where nothing is left at the end, else 0; among the wrongly listed."""
    subject = subject_column(outcome)
    found = people(outcome, arm, "corrected_everywhere_month", "first_wrong_month", subject)
    wronged = (found[subject] != 0) & (found["first_wrong_month"] != -1)
    return Values((found["corrected_everywhere_month"] != -1).astype(np.float64), wronged)
