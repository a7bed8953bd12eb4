"""What the regime costs people in all: income, interest for being late, and detours."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Money lost",
    unit="yuan per adult",
    worse="higher",
    definition="Income lost, own and through the household, interest for late performance beyond the ordinary, and "
    "the cost of slower journeys, per adult, in yuan of the recipe.",
    source="social burden in money: what people pay for being judged",
    needs=("money_lost_yuan", "adult"),
)
def money_lost(outcome: Outcome, arm: str | int) -> Values:
    """Yuan lost per adult."""
    return among_subjects(outcome, arm, "money_lost_yuan")
