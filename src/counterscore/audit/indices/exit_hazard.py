"""How fast people come off lists and out of low bands."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.grouped import share_of
from ..counting.spans import listed_spans, per_person
from ..index import Parts, index
from ..metric import people
from ..subjects import subject_column


@index(
    title="Exit hazard",
    unit="exits per month listed",
    worse="lower",
    definition=(
        "Stays on a list or in a low band that end in the run, over all months of such stays, those included that "
        "stood at the start. Somebody on two lists counts on each."
    ),
    source="occurrence over exposure; Nelson 1972 for the hazard by duration",
    needs=("spells.kind",),
    among="adults listed during the run",
)
def exit_hazard(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: exits, months at risk."""
    spans = listed_spans(outcome, arm)
    subject = people(outcome, arm, subject_column(outcome))[subject_column(outcome)] != 0
    values = np.stack([spans["still"] == 0, spans["stop"] - spans["start"]], axis=1).astype(np.float64)
    rows = per_person(outcome, arm, spans["person"], values, subject)
    return Parts(rows, lambda totals: share_of(totals[..., 0], totals[..., 1]), subject, rows[:, 1] > 0)
