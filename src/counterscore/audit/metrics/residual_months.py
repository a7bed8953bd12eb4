"""How long copies outlive the wish to have them deleted."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Months a copy outlived the withdrawal",
    unit="months per 1,000 adults",
    worse="higher",
    definition="Months in which a third party held a copy of an adult who had left and asked for deletion, per "
    "1,000 adults.",
    source="residual copies",
    needs=("residual_months", "adult"),
    per=1000.0,
)
def residual_months(outcome: Outcome, arm: str | int) -> Values:
    """The number of each subject."""
    return among_subjects(outcome, arm, "residual_months")
