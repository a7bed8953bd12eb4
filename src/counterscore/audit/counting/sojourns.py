"""How long people stay listed, as rows per person: the parts of every index about leaving a list or a low band.

Curves end after a year, so that arms and runs of different length are compared over the same months.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.outcome import Outcome
from ...core.parquet import Columns, joined
from ..index import Parts
from ..metric import people
from ..subjects import subject_column
from .bands import low_spans
from .exits import curves, span_rows
from .spans import OTHERWISE, list_spans, per_person

Curve = Callable[[np.ndarray, np.ndarray], np.ndarray]


def dated(outcome: Outcome, arm: str | int) -> Columns:
    """Times on a list or in a low band whose start was seen: person, months, left (1 if it was lived to see the end).

    Lists that people were on in month 0 are left out: nobody knows how long they had been there. Low bands begin with
    the regime.
    """
    lists, low = list_spans(outcome, arm), low_spans(outcome, arm)
    seen = lists["start"] > 0
    rows = joined([{name: lists[name][seen].astype(np.int64) for name in low}, low])
    months = rows["stop"].astype(np.int64) - rows["start"]
    return {"person": rows["person"], "months": months, "left": (rows["still"] == 0).astype(np.int64)}


def stay_parts(outcome: Outcome, arm: str | int, of: Curve) -> Parts:
    """Parts of an index of the first year after a listing, in lists and low bands alike.

    ``of`` takes the share still there (..., H + 1) after 0..H steps, and the share that left (..., 1, H).
    """
    spans = dated(outcome, arm)
    return _parts(outcome, arm, spans["person"], spans["months"], spans["left"], 1, of)


def way_parts(outcome: Outcome, arm: str | int, way: int) -> Parts:
    """Parts of the share that leaves a list within a year in one way, others not taken out (cumulative incidence)."""
    spans = list_spans(outcome, arm)
    seen = spans["start"] > 0
    months = (spans["stop"] - spans["start"]).astype(np.int64)[seen]

    def of(stays: np.ndarray, left: np.ndarray) -> np.ndarray:
        found: np.ndarray = left[..., way - 1, -1]
        return found

    return _parts(outcome, arm, spans["person"][seen], months, spans["way"][seen].astype(np.int64), OTHERWISE, of)


def _parts(
    outcome: Outcome, arm: str | int, person: np.ndarray, months: np.ndarray, ways: np.ndarray, most: int, of: Curve
) -> Parts:
    subject = people(outcome, arm, subject_column(outcome))[subject_column(outcome)] != 0
    horizon = outcome.steps_year
    rows = per_person(outcome, arm, person, span_rows(months, ways, horizon, most), subject)
    return Parts(rows, lambda totals: of(*curves(totals, horizon)), subject, np.count_nonzero(rows, axis=1) > 0)
