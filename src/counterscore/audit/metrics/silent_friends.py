"""How long friends keep away from people because these are listed."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Silent friends",
    unit="months per 1,000 adults",
    worse="higher",
    definition="Friends who kept away from an adult while she was listed, summed over months, per 1,000 adults.",
    source="our own definition",
    needs=("silent_tie_months", "adult"),
    per=1000.0,
)
def silent_friends(outcome: Outcome, arm: str | int) -> Values:
    """Friends times months of silence per adult."""
    return among_subjects(outcome, arm, "silent_tie_months")
