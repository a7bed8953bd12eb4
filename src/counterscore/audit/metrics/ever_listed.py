"""How many adults were ever put on a list."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Ever listed",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults who spent at least one month of the run on a list, over all adults.",
    source="our own definition: the stock that ever passed through, as the courts' cumulative counter has it",
    needs=("ever_listed", "adult"),
    per=1000.0,
)
def ever_listed(outcome: Outcome, arm: str | int) -> Values:
    """1 for adults who were ever listed in this arm, else 0."""
    return among_subjects(outcome, arm, "ever_listed")
