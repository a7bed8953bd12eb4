"""To how many agencies a wrong entry spreads."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..cascade import ever_held
from ..counting.grouped import share_of
from ..counting.spans import per_person
from ..index import Parts, index


@index(
    title="Agencies that ever held a wrong entry",
    unit="agencies per wrong entry",
    worse="higher",
    definition=(
        "Agencies that ever held a copy of a wrong entry, on average over all wrong entries of the run, those that "
        "nobody copied included. Wrong is an entry about somebody else or about nothing."
    ),
    source="size of the cascade: number of agencies holding a wrong copy",
    needs=("copies.holders", "listings.holders"),
    among="people with a wrong entry",
    high=float("inf"),
)
def holders_of_wrong_entries(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: agencies that ever held, wrong entries."""
    person, values = ever_held(outcome, arm)
    rows = per_person(outcome, arm, person, values)
    everybody = np.ones(len(rows), bool)
    return Parts(rows, lambda totals: share_of(totals[..., 0], totals[..., 1]), everybody, rows[:, 1] > 0)
