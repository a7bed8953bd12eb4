"""How many times more often one group is listed than another."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import ratio
from ..counting.listed_rates import rates_between
from ..index import Parts, index


@index(
    title="Demographic parity ratio",
    unit="ratio of two shares",
    worse="lower",
    definition=(
        "Share of adults ever listed: lowest over highest group, over groups of 20 or more adults; 1 if all are "
        "listed equally often. Undefined where nobody is listed."
    ),
    source="ratio of selection rates: Feldman, Friedler, Moeller, Scheidegger and Venkatasubramanian 2015",
    needs=("ever_listed",),
    across=True,
    null=1.0,
)
def parity_ratio(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: people, people ever listed."""
    return rates_between(outcome, arm, codes, groups, ratio)
