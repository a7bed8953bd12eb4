"""Whether every group is listed equally often."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import gap
from ..counting.listed_rates import rates_between
from ..index import Parts, index


@index(
    title="Demographic parity gap",
    unit="difference of two shares",
    worse="higher",
    definition="Share of adults ever listed: highest minus lowest group, over groups of 20 or more adults.",
    source="demographic parity: Dwork, Hardt, Pitassi, Reingold and Zemel 2012",
    needs=("ever_listed",),
    across=True,
    null=0.0,
)
def parity_gap(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: people, people ever listed."""
    return rates_between(outcome, arm, codes, groups, gap)
