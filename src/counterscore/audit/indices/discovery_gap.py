"""Whether the same act is found equally often whoever does it."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..counting.discovery import acts_of, everybody
from ..counting.grouped import gap, known, of_groups, rows_by_group, share_of
from ..index import Parts, index


@index(
    title="Discovery gap between groups",
    unit="difference of two shares",
    worse="higher",
    definition=(
        "Acts under patrol that became a record, over all acts under patrol: highest minus lowest group of those who "
        "did them, over groups with 20 or more acts."
    ),
    source="discovery-probability gap: Elzayn and others 2019, D'Amour and others 2020",
    needs=("incidents.area", "records.cause"),
    among="people who do something under patrol",
    across=True,
    null=0.0,
)
def discovery_gap(outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int) -> Parts:
    """Totals by group: acts found, acts done."""
    acts = np.stack(acts_of(outcome, arm), axis=1)
    rows = rows_by_group(acts, codes, groups)
    whole = of_groups(rows.sum(0), groups)[:, 1]

    def of(totals: np.ndarray) -> np.ndarray:
        cells = of_groups(totals, groups)
        return gap(known(share_of(cells[..., 0], cells[..., 1]), whole))

    return Parts(rows, of, everybody(outcome, arm) & (codes >= 0))
