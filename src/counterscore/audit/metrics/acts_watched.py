"""How much of everyday life a ledger watches."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Acts of everyday life watched",
    unit="acts per adult",
    worse="higher",
    definition="Rides, meals, purchases and other acts of everyday life that a ledger saw in the run, per adult.",
    source="definition",
    needs=("seen", "adult"),
    per=1.0,
)
def acts_watched(outcome: Outcome, arm: str | int) -> Values:
    """The number of each subject."""
    return among_subjects(outcome, arm, "seen")
