"""How many copies of a wrong entry outlive its end at the source."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..cascade import leftovers
from ..counting.grouped import share_of
from ..counting.spans import per_person
from ..index import Parts, index


@index(
    title="Residual copies",
    unit="share of the copies that stood when the source ended",
    worse="higher",
    definition=(
        "Copies of wrong entries that agencies still hold at the end of the run, over those that stood when the entry "
        "ended at its source. Wrong is an entry about somebody else or about nothing. Undefined where no wrong entry "
        "that was copied has ended."
    ),
    source="residual-copy share; GDPR Art. 19 asks that every recipient be told of a correction",
    needs=("copies.holders", "listings.holders"),
    among="people with a wrong entry that ended at its source",
    null=0.0,
)
def residual_copies(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: copies left, copies that stood."""
    person, values = leftovers(outcome, arm)
    rows = per_person(outcome, arm, person, values)
    everybody = np.ones(len(rows), bool)
    return Parts(rows, lambda totals: share_of(totals[..., 0], totals[..., 1]), everybody, rows[:, 1] > 0)
