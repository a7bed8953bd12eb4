"""What a fall in records of bad acts is made of, as rows per person: parts of three indices.

Not done (compliance), done out of sight (avoidance), and done where no platform wrote it down any more (exit), against
the world without a regime. ``responses`` tells the same as amounts with intervals.
"""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..index import Parts
from ..metric import people
from ..subjects import subject_column
from .grouped import share_of
from .truth import without_regime

COMPLIANCE, AVOIDANCE, EXIT = range(3)
COLUMNS = {AVOIDANCE: "acts_hidden", EXIT: "bad_records_missed"}


def response_parts(outcome: Outcome, arm: str | int, which: int) -> Parts:
    """Parts of the share that one of the three has in the fall; undefined where records did not fall.

    Limits: acts that nobody would have seen are among those not done, too.
    """
    known, reference = set(outcome.columns("people")), without_regime(outcome)
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, "bad_acts", *(name for name in COLUMNS.values() if name in known))
    among = (found[subject] != 0) & (reference is not None)
    rows = np.zeros((len(among), 3))
    if reference is not None:
        before = people(outcome, reference, "bad_acts")["bad_acts"].astype(np.float64)
        rows[:, COMPLIANCE] = before - found["bad_acts"]
        for place, name in COLUMNS.items():
            if name in found:
                rows[:, place] = found[name]

    def of(totals: np.ndarray) -> np.ndarray:
        fall = totals.sum(-1)
        return np.where(fall > 0, share_of(totals[..., which], fall), np.nan)

    return Parts(rows * among[:, None], of, among, np.count_nonzero(rows, axis=1) > 0)
