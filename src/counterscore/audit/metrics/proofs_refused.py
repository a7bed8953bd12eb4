"""How often an honest proof is refused."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Honest proofs refused",
    unit="per 1,000 adults",
    worse="higher",
    definition="Honest proofs of conduct (photographs) that were refused in the run, per 1,000 adults.",
    source="definition",
    needs=("proofs_refused", "adult"),
    per=1000.0,
)
def proofs_refused(outcome: Outcome, arm: str | int) -> Values:
    """The number of each subject."""
    return among_subjects(outcome, arm, "proofs_refused")
