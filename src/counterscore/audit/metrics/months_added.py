"""How much longer people are held because being held costs what they would pay with."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Months added by the trap",
    unit="months per 1,000 adults",
    worse="higher",
    definition="Months in which an entry on the court's list or a consumption limit stood though it would have "
    "ended by then with the whole income and the first debt, on the same draws, per 1,000 adults.",
    source="the loop: kept from travel, less income, slower payment, longer on the list",
    needs=("trapped_months", "adult"),
    per=1000.0,
)
def months_added(outcome: Outcome, arm: str | int) -> Values:
    """The number of each subject."""
    return among_subjects(outcome, arm, "trapped_months")
