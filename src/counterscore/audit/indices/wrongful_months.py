"""How many months of people's lives are spent wrongly on a list."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import share_of
from ..counting.truth import perfect_arm
from ..index import Parts, index
from ..metric import people
from ..subjects import subject_column


@index(
    title="Wrongful months",
    unit="per 1,000 person-months",
    worse="higher",
    definition=(
        "Months in which an adult is listed in this arm and not in the arm with the same rules and perfect records, "
        "per 1,000 months that adults live through in the run."
    ),
    source="wrongful-sanction rate per 1,000 person-months",
    needs=("wrongly_listed_months",),
    high=1000.0,
    null=0.0,
)
def wrongful_months(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: months wrongly listed, months lived."""
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, "wrongly_listed_months")
    among = (found[subject] != 0) & (perfect_arm(outcome, arm) is not None)
    lived = np.full(len(among), outcome.steps)
    rows = np.stack([found["wrongly_listed_months"], lived], axis=1)
    return Parts(rows * among[:, None], lambda totals: 1000.0 * share_of(totals[..., 0], totals[..., 1]), among)
