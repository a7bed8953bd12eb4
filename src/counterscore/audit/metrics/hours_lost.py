"""How much time people lose on slower ways to where they are going."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Hours lost on slow trains",
    unit="hours per 1,000 adults",
    worse="higher",
    definition="Hours by which journeys took longer because a flight or fast train was refused, per 1,000 adults.",
    source="the case of Kong, press of 2019: 30 hours by slow train in place of 3 by air",
    needs=("hours_lost", "adult"),
    per=1000.0,
)
def hours_lost(outcome: Outcome, arm: str | int) -> Values:
    """The number of each subject."""
    return among_subjects(outcome, arm, "hours_lost")
