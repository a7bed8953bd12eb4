"""Listing as a decision that can be right or wrong, group by group: parts of the parity indices.

Positive is ever listed in an arm, true is ever listed under the same rules with perfect records (``truth``). A group
counts in a gap if its rate rests on MINIMUM_PEOPLE or more; the groups that count are fixed by the run itself, so that
resampling never adds or drops one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...core.outcome import Outcome
from ...published.confusion import Rate
from ..index import Parts
from .grouped import known, of_groups, rows_by_group
from .truth import Judged, judged

TP, FP, FN, TN = range(4)
POSITIVE, NEGATIVE, LISTED, EVERYBODY = (TP, FN), (FP, TN), (TP, FP), (TP, FP, FN, TN)

Among = tuple[int, ...]
Compare = Callable[[Sequence[np.ndarray]], np.ndarray]


def confusion_rows(found: Judged) -> np.ndarray:
    """One-hot tp, fp, fn, tn of every subject, (P, 4); zeros for the others."""
    listed, deserved = found.listed, found.deserved
    cells = (listed & deserved, listed & ~deserved, ~listed & deserved, ~listed & ~deserved)
    return np.stack([cell & found.among for cell in cells], axis=1)


def between_groups(
    outcome: Outcome, arm: str | int, codes: np.ndarray, groups: int,
    rates: Sequence[tuple[Rate, Among]], compare: Compare,
) -> Parts:  # fmt: skip
    """Parts of an index that compares rates between groups.

    ``rates`` gives each rate with the cells of its denominator; ``compare`` turns them, (..., G) each with NaN for
    groups too small to tell, into one number (...).
    """
    found = judged(outcome, arm)
    rows = confusion_rows(found)
    placed = rows_by_group(rows, codes, groups)
    whole = of_groups(placed.sum(0), groups)

    def of(totals: np.ndarray) -> np.ndarray:
        cells = np.moveaxis(of_groups(totals, groups), -1, 0)
        return compare([known(rate(*cells), whole[:, list(among)].sum(-1)) for rate, among in rates])

    return Parts(placed, of, found.among & (codes >= 0))
