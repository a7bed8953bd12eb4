"""How easily people change the band of their score within a year."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..counting.mobility import shorrocks
from ..counting.transitions import band_parts
from ..index import Parts, index


@index(
    title="Mobility between bands",
    unit="Shorrocks' index of a year",
    worse="lower",
    definition=(
        "(K - trace) / (K - 1) of the table of bands at the start and at the end of each year of the run, counted "
        "back from its end: 0 if nobody ever leaves a band, 1 if the band at the start says nothing about that at the "
        "end. Bands with fewer than 20 adults at the start are joined with the next better one."
    ),
    source="Shorrocks 1978",
    needs=("bands.band", "band"),
    among="adults with a score",
    high=2.0,
)
def band_mobility(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: adults by band a year before and now."""
    return band_parts(outcome, arm, shorrocks)
