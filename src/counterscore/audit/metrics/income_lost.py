"""What the regime costs people in income."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Income lost",
    unit="yuan per adult",
    worse="higher",
    definition="Disposable income lost in the run because of the regime's measures, per adult, in yuan of the recipe.",
    source="social burden in money: what people pay for being judged, here through lost earnings only",
    needs=("income_lost_yuan", "adult"),
)
def income_lost(outcome: Outcome, arm: str | int) -> Values:
    """Yuan lost per adult."""
    return among_subjects(outcome, arm, "income_lost_yuan")
