"""How many of the listed are still listed after a year."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.sojourns import stay_parts
from ..index import Parts, index


@index(
    title="Still listed after a year",
    unit="share of the stays",
    worse="higher",
    definition=(
        "Share of the stays on a list or in a low band that last longer than a year (curve of Kaplan and Meier; stays "
        "that the end of the run cuts off are censored). Lists that people were on in month 0 are left out."
    ),
    source="Kaplan and Meier 1958; restricted mean: Royston and Parmar 2013",
    needs=("spells.kind",),
    among="adults listed during the run",
    high=1.0,
)
def listed_after_a_year(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: stays by how many months they lasted and whether their end was seen."""

    def of(stays: np.ndarray, left: np.ndarray) -> np.ndarray:
        found: np.ndarray = stays[..., -1]
        return found

    return stay_parts(outcome, arm, of)
