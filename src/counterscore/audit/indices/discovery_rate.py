"""How much of what people do under patrol is found."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.discovery import acts_of, everybody
from ..counting.grouped import share_of
from ..index import Parts, index


@index(
    title="Discovery probability",
    unit="share of the acts under patrol",
    worse="neither",
    definition="Acts under patrol that became a record on their own grounds, over all acts under patrol in the run.",
    source="discovery probability: Elzayn and others 2019, D'Amour and others 2020",
    needs=("incidents.area", "records.cause"),
    among="people who do something under patrol",
)
def discovery_rate(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: acts found, acts done."""
    rows = np.stack(acts_of(outcome, arm), axis=1)
    among = everybody(outcome, arm)
    return Parts(rows, lambda totals: share_of(totals[..., 0], totals[..., 1]), among, rows[:, 1] > 0)
