"""How far a list is from a steady state, in which as many leave as come."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import share_of
from ..counting.spans import listed_spans, per_person
from ..index import Parts, index
from ..metric import people
from ..subjects import subject_column


@index(
    title="Net inflow to the list",
    unit="share of the entries of the last year",
    worse="neither",
    definition=(
        "1 - exits / entries over the last year of the run, on lists and in low bands: 1 if nobody leaves and the "
        "list only fills up, 0 in a steady state, below 0 if it empties. Far from 0 the numbers of the run depend on "
        "how long it is. Undefined where nobody comes in."
    ),
    source="stock and flow: Little 1961",
    needs=("spells.kind",),
    among="adults listed during the run",
    low=-float("inf"),
    null=0.0,
)
def still_filling(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: exits, entries of the last year."""
    spans = listed_spans(outcome, arm)
    first = max(1, outcome.steps - outcome.steps_year)
    subject = people(outcome, arm, subject_column(outcome))[subject_column(outcome)] != 0
    ended = (spans["still"] == 0) & (spans["stop"] >= first)
    values = np.stack([ended, spans["start"] >= first], axis=1).astype(np.float64)
    rows = per_person(outcome, arm, spans["person"], values, subject)
    return Parts(rows, lambda totals: 1.0 - share_of(totals[..., 0], totals[..., 1]), subject, rows[:, 1] > 0)
