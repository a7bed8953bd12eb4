"""How long adults stay at the bottom of a ranking."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Time at the bottom of a ranking",
    unit="steps per 1,000 adults",
    worse="higher",
    definition="Steps of the run (months or weeks) in which an adult was in the bottom share of a ranking, per "
    "1,000 adults.",
    source="definition",
    needs=("ranked_low_months", "adult"),
    per=1000.0,
)
def ranked_low_months(outcome: Outcome, arm: str | int) -> Values:
    """The number of each subject."""
    return among_subjects(outcome, arm, "ranked_low_months")
