"""How long adults live in a punished band."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Months in a punished band",
    unit="months per 1,000 adults",
    worse="higher",
    definition="Months of the run in which an adult's band carried a restriction, per 1,000 adults.",
    source="our own definition",
    needs=("low_band_months", "adult"),
    per=1000.0,
)
def low_band_months(outcome: Outcome, arm: str | int) -> Values:
    """Months in a punished band per adult."""
    return among_subjects(outcome, arm, "low_band_months")
