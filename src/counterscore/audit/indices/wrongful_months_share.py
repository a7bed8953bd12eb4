"""How much of the time on a list is wrong."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import share_of
from ..counting.truth import perfect_arm
from ..index import Parts, index
from ..metric import people
from ..subjects import subject_column


@index(
    title="Wrongful months among the months listed",
    unit="share of the months listed",
    worse="higher",
    definition=(
        "Months in which an adult is listed in this arm and not in the arm with the same rules and perfect records, "
        "over all months in which adults are listed. Undefined where nobody is listed."
    ),
    source="wrongful-sanction rate by person-months",
    needs=("months_listed", "wrongly_listed_months"),
    among="adults ever listed",
    null=0.0,
)
def wrongful_months_share(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: months wrongly listed, months listed."""
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, "wrongly_listed_months", "months_listed")
    among = (found[subject] != 0) & (perfect_arm(outcome, arm) is not None)
    rows = np.stack([found["wrongly_listed_months"], found["months_listed"]], axis=1)
    return Parts(rows * among[:, None], lambda totals: share_of(totals[..., 0], totals[..., 1]), among, rows[:, 1] > 0)
