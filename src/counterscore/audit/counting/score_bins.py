"""In which bin of the score everybody stands at the end: the regime's bands, or fifths where it has no bands."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..frame import GROUPINGS, MINIMUM_PEOPLE, checked_grouping, codes_of
from ..metric import people
from .bands import UNSCORED, has_bands
from .calibration import calibration_errors
from .grouped import rows_by_group
from .truth import judged

FIFTHS = 5


def score_bins(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, int]:
    """Bin of every person (P,), 0 the lowest, -1 for those without a score, and how many bins there are."""
    if has_bands(outcome):
        bins = len(outcome.codebook["bands"])
        band = people(outcome, arm, "band")["band"].astype(np.int64)
        return np.where((band >= 0) & (band < min(bins, UNSCORED)), band, -1), bins
    if "score" not in outcome.columns("people"):
        return np.full(len(people(outcome, arm, "person")["person"]), -1), 0
    score = people(outcome, arm, "score")["score"].astype(np.float64)
    told = np.isfinite(score)
    ordered = np.sort(score[told])
    if not len(ordered):
        return np.full(len(score), -1), 0
    edges = ordered[np.arange(1, FIFTHS) * len(ordered) // FIFTHS]
    return np.where(told, np.searchsorted(edges, score, side="right"), -1), FIFTHS


def truth_by_bin(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows (P, 2 B): one-hot bin, and the same of those to whom the truth applies; among whom (P,); bins."""
    found = judged(outcome, arm)
    place, bins = score_bins(outcome, arm)
    among = found.among & (place >= 0)
    rows = np.zeros((len(place), 2, bins), bool)
    who = np.flatnonzero(among)
    rows[who, 0, place[who]] = True
    rows[who, 1, place[who]] = found.deserved[who]
    return rows.reshape(len(place), -1), among, bins


def errors_by_group(outcome: Outcome, arm: str | int, by: str) -> dict[str, float | None]:
    """The expected calibration error of every group, of which the index ``calibration_error`` is the largest.

    None for groups of fewer than MINIMUM_PEOPLE scored people. Raises OutcomeError for an unknown grouping or arm.
    """
    names = GROUPINGS[checked_grouping(by)][1]
    rows, _, bins = truth_by_bin(outcome, arm)
    codes = codes_of(people(outcome, arm, "cell")["cell"], by)
    cells = rows_by_group(rows, codes, len(names)).sum(0).reshape(len(names), 2, bins)
    errors = calibration_errors(cells[:, 0], cells[:, 1])
    enough = cells[:, 0].sum(-1) >= MINIMUM_PEOPLE
    return {
        name: float(one) if told else None
        for name, one, told in zip(names, errors.tolist(), enough.tolist(), strict=True)
    }
