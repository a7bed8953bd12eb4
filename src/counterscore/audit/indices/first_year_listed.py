"""How long a listing lasts within its first year."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.sojourns import stay_parts
from ..index import Parts, index


@index(
    title="Months listed in the first year of a listing",
    unit="months",
    worse="higher",
    definition=(
        "Mean months that a stay on a list or in a low band lasts, counted up to a year (restricted mean of the curve "
        "of Kaplan and Meier; stays that the end of the run cuts off are censored). Lists that people were on in "
        "month 0 are left out. Undefined where no stay could be watched for a year."
    ),
    source="Kaplan and Meier 1958; restricted mean: Royston and Parmar 2013",
    needs=("spells.kind",),
    among="adults listed during the run",
    high=52.0,
)
def first_year_listed(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: stays by how many months they lasted and whether their end was seen."""

    def of(stays: np.ndarray, left: np.ndarray) -> np.ndarray:
        found: np.ndarray = stays[..., :-1].sum(-1)
        return found

    return stay_parts(outcome, arm, of)
