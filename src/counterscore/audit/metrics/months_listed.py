"""How long adults stay on a list."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Months on a list",
    unit="months per 1,000 adults",
    worse="higher",
    definition="Months of the run in which an adult was on a list, summed over all adults, per 1,000 of them.",
    source="our own definition: the person-time a list takes, stock times duration (Little's law)",
    needs=("months_listed", "adult"),
    per=1000.0,
)
def months_listed(outcome: Outcome, arm: str | int) -> Values:
    """Months on a list per adult."""
    return among_subjects(outcome, arm, "months_listed")
