"""How much of a difference in bands a year forgets."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.mobility import second_eigenvalue
from ..counting.transitions import band_parts
from ..index import Parts, index


@index(
    title="Mixing of bands",
    unit="1 - modulus of the second eigenvalue, of a year",
    worse="lower",
    definition=(
        "1 minus the modulus of the second eigenvalue of the table of bands at the start and at the end of each year "
        "of the run: the share of a difference between two people's starts that a year forgets. 0 means that some "
        "never come away from where they are. Bands are joined as for the mobility between bands."
    ),
    source="Shorrocks 1978",
    needs=("bands.band", "band"),
    among="adults with a score",
)
def band_mixing(outcome: Outcome, arm: str | int) -> Parts:
    """Totals: adults by band a year before and now."""

    def mixing(table: np.ndarray) -> np.ndarray:
        return 1.0 - second_eigenvalue(table)

    return band_parts(outcome, arm, mixing)
