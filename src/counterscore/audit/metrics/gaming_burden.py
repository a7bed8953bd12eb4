"""What people spend on points that they buy for the sake of a grade."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Burden of gaming",
    unit="grades' worth per 1,000 adults",
    worse="higher",
    definition=(
        "Cost of the points that an adult bought just below a grade, where 1 is what the better grade is worth to her; "
        "per 1,000 adults."
    ),
    source="social burden: Milli, Miller, Dragan and Hardt 2019",
    needs=("gaming_burden", "adult"),
    per=1000.0,
)
def gaming_burden(outcome: Outcome, arm: str | int) -> Values:
    """Cost of bought points per adult."""
    return among_subjects(outcome, arm, "gaming_burden")
