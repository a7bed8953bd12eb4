"""What share of the lawful things they do people give up whom the regime never touched."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import share_of
from ..index import Parts, index
from ..metric import people
from ..never_sanctioned import never_sanctioned


@index(
    title="Chilling index",
    unit="share of the lawful acts",
    worse="higher",
    definition=(
        "1 - lawful acts done in this arm / those the same draws bring without the regime, among adults whom this arm "
        "never sanctioned."
    ),
    source="chilling effects: Penney 2016; how often such acts happen is an assumption",
    needs=("lawful_acts", "lawful_given_up"),
    among="adults never sanctioned",
    null=0.0,
)
def chilling(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: lawful acts given up, lawful acts done and given up."""
    found = people(outcome, arm, "lawful_acts", "lawful_given_up")
    given_up = found["lawful_given_up"].astype(np.float64)
    among = never_sanctioned(outcome, arm)
    rows = np.stack([given_up, given_up + found["lawful_acts"]], axis=1) * among[:, None]
    return Parts(rows, lambda totals: share_of(totals[..., 0], totals[..., 1]), among)
