"""The 80 % rule: whether every group gets the favourable outcome, not being listed, equally often."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import ratio
from ..counting.listed_rates import rates_between
from ..index import Parts, index


@index(
    title="80 % ratio of not being listed",
    unit="ratio of two shares",
    worse="lower",
    definition=(
        "Share of adults never listed, which is the favourable outcome: lowest over highest group, over groups of 20 "
        "or more adults. Below 0.8 it is commonly read as disparate impact; a rare listing comes out close to 1 "
        "however unequally it falls, so read the demographic parity ratio beside it."
    ),
    source="the 80 % rule: Feldman and others 2015, after the US Uniform Guidelines of 1978",
    needs=("ever_listed",),
    across=True,
    null=1.0,
)
def spared_ratio(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: people, people ever listed."""
    return rates_between(outcome, arm, codes, groups, lambda rates: ratio(1.0 - rates))
