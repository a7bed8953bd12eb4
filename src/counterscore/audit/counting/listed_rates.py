"""How often every group is listed, as rows per person: parts of the indices of demographic parity."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.outcome import Outcome
from ..index import Parts
from ..metric import people
from ..subjects import subject_column
from .grouped import known, of_groups, rows_by_group, share_of


def rates_between(
    outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int, compare: Callable[[np.ndarray], np.ndarray]
) -> Parts:
    """Parts of an index that compares the shares of subjects ever listed, (..., G), NaN for groups too small to tell.

    Which groups are told is fixed by the run, so that resampling never adds or drops one.
    """
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, "ever_listed")
    among = (found[subject] != 0) & (codes >= 0)
    rows = rows_by_group(np.stack([among, among & (found["ever_listed"] != 0)], axis=1), codes, groups)
    whole = of_groups(rows.sum(0), groups)[:, 0]

    def of(totals: np.ndarray) -> np.ndarray:
        cells = of_groups(totals, groups)
        return compare(known(share_of(cells[..., 1], cells[..., 0]), whole))

    return Parts(rows, of, among)
