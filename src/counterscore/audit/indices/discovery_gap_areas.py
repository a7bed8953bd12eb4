"""Whether the same act is found equally often wherever it is done."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.discovery import acts_by_area, everybody
from ..counting.grouped import gap, of_groups, share_of
from ..index import Parts, index


@index(
    title="Discovery gap between areas",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "Acts under patrol that became a record, over all acts under patrol: highest minus lowest area, over areas "
        "with 20 or more acts."
    ),
    source="discovery-probability gap: Elzayn and others 2019, D'Amour and others 2020",
    needs=("incidents.area", "records.cause"),
    among="people who do something under patrol",
    null=0.0,
)
def discovery_gap_areas(outcome: Outcome, arm: str | int) -> Parts:
    """Totals by area: acts found, acts done."""
    rows, areas = acts_by_area(outcome, arm)

    def of(totals: np.ndarray) -> np.ndarray:
        cells = of_groups(totals, areas) if areas else np.zeros((*totals.shape[:-1], 0, 2))
        return gap(share_of(cells[..., 0], cells[..., 1]))

    return Parts(rows, of, everybody(outcome, arm))
