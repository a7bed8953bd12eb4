"""How many of those who are turned away would not have been, with perfect records."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import share_of
from ..counting.truth import perfect_arm
from ..index import Parts, index
from ..metric import people
from ..subjects import subject_column


@index(
    title="Wrongful refusals among the refused",
    unit="share of the people ever refused",
    worse="higher",
    definition=(
        "Adults to whom something was refused in a month in which nothing is refused to them in the arm with the same "
        "rules and perfect records, over all adults to whom something was refused. Undefined where nobody is refused."
    ),
    source="wrongful-sanction rate for the effect that people meet, not the entry that causes it",
    needs=("refusals", "first_wrong_refusal_month"),
    among="adults ever refused",
    null=0.0,
)
def wrongful_refusals(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: people wrongly refused, people refused."""
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, "refusals", "first_wrong_refusal_month")
    among = (found[subject] != 0) & (perfect_arm(outcome, arm) is not None)
    refused = among & (found["refusals"] > 0)
    rows = np.stack([refused & (found["first_wrong_refusal_month"] != -1), refused], axis=1)
    return Parts(rows, lambda totals: share_of(totals[..., 0], totals[..., 1]), among, refused)
