"""How many come off a list because the term ran out or the entry expired."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.sojourns import way_parts
from ..counting.spans import LAPSED
from ..index import Parts, index


@index(
    title="Off the list by lapse of time",
    unit="share of the stays within a year",
    worse="neither",
    definition=(
        "Share of the stays on a list that end within a year because the term ran out or the entry expired, while "
        "other ways of leaving compete (cumulative incidence of Aalen and Johansen). Lists that people were on in "
        "month 0 are left out, and low bands, which people leave by their score."
    ),
    source="Aalen and Johansen 1978",
    needs=("spells.end_reason",),
    among="adults listed during the run",
)
def left_by_lapse(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: stays by how many months they lasted and how they ended."""
    return way_parts(outcome, arm, LAPSED)
