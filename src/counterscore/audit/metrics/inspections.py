"""How often adults or firms are inspected."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Inspections",
    unit="per 1,000 adults",
    worse="higher",
    definition="Inspections in the run, per 1,000 adults.",
    source="definition",
    needs=("inspections", "adult"),
    per=1000.0,
)
def inspections(outcome: Outcome, arm: str | int) -> Values:
    """The number of each subject."""
    return among_subjects(outcome, arm, "inspections")
