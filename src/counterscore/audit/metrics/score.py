"""Where the score of adults ends."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric, people


@metric(
    title="Score at the end",
    unit="points per scored adult",
    worse="lower",
    among="adults who are scored",
    definition="Mean score, on the regime's own scale, in the last month, of adults who are scored.",
    source="our own definition",
    needs=("score", "adult"),
)
def score(outcome: Outcome, arm: str | int) -> Values:
    """Score per adult in the last month; whoever did not agree to be scored is left out."""
    found = among_subjects(outcome, arm, "score")
    if "consents" not in outcome.columns("people"):
        return found
    return Values(found.values, found.among & (people(outcome, arm, "consents")["consents"] != 0))
