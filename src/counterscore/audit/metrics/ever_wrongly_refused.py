"""How many adults are refused something because of an error."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Ever refused because of an error",
    unit="per 100,000 adults",
    worse="higher",
    definition=(
        "Adults to whom something was refused in at least one month in which nothing was refused to them in the arm "
        "with the same rules and perfect records, over all adults; also people who were never wrongly listed."
    ),
    source="definition: the second of the four counts of the wrong person",
    needs=("first_wrong_refusal_month", "adult"),
    per=100_000.0,
)
def ever_wrongly_refused(outcome: Outcome, arm: str | int) -> Values:
    """1 where it ever happened, else 0."""
    found = among_subjects(outcome, arm, "first_wrong_refusal_month")
    return Values((found.values != -1).astype(np.float64), found.among)
