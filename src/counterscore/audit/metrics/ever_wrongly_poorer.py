"""How many adults lose money because of an error."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Ever lost money because of an error",
    unit="per 100,000 adults",
    worse="higher",
    definition=(
        "Adults who in at least one month had lost more money so far than in the arm with the same rules and perfect "
        "records, over all adults; also people who were never wrongly listed."
    ),
    source="definition: the third of the four counts of the wrong person",
    needs=("first_wrong_loss_month", "adult"),
    per=100_000.0,
)
def ever_wrongly_poorer(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    found = among_subjects(outcome, arm, "first_wrong_loss_month")
    return Values((found.values != -1).astype(np.float64), found.among)
