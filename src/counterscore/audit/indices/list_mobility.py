"""How easily people come off a list, and on it, within a year."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.mobility import shorrocks
from ..counting.transitions import listed_parts
from ..index import Parts, index


@index(
    title="Mobility on and off the list",
    unit="Shorrocks' index of a year",
    worse="lower",
    definition=(
        "Share of the listed who are not listed a year later plus share of the others who are, over each year of the "
        "run, counted back from its end: Shorrocks' index of two states. Listed is on a list or in a low band; flags "
        "of watchlists leave no date and do not count. Undefined where nobody is listed at a start."
    ),
    source="Shorrocks 1978",
    needs=("spells.kind",),
    high=2.0,
)
def list_mobility(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: adults by whether they were listed a year before and are now."""
    return listed_parts(outcome, arm, shorrocks)
