"""The same parity taken over the whole run and step by step: the two can contradict each other, so both are told.

A rule that treats groups alike in every month need not do so over a year, and the other way round, because who is at
risk differs from month to month (Simpson). Counted in months that people spend listed, from the table ``months``.

Source: D'Amour, Srinivasan, Atwood, Baljekar, Sculley and Halpern, Fairness is not static (FAT* 2020), appendix A.4.
Limits: no interval; months of the same person are not independent of each other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ...core.outcome import Outcome
from ...core.parquet import rows_in
from ...published.confusion import false_positive_rate, positive_predictive_value, selection_rate, true_positive_rate
from ..frame import GROUPINGS, MINIMUM_PEOPLE, checked_grouping, codes_of
from ..subjects import subjects_of
from .grouped import gap
from .parity import EVERYBODY, LISTED, NEGATIVE, POSITIVE
from .truth import perfect_arm

RATES = {
    "listed": (selection_rate, EVERYBODY),
    "found": (true_positive_rate, POSITIVE),
    "wrongly": (false_positive_rate, NEGATIVE),
    "right": (positive_predictive_value, LISTED),
}
TITLES = {
    "listed": "share listed (demographic parity)",
    "found": "share of those listed with perfect records who are listed (equal opportunity)",
    "wrongly": "share of those not listed with perfect records who are listed (equalised odds)",
    "right": "share of the listed who are listed with perfect records (predictive parity)",
}
CHILDREN = 0


@dataclass(frozen=True)
class StepGap:
    """Highest minus lowest rate over groups: over all months together, and month by month.

    ``mean`` and ``most`` are over the ``months`` in which two groups or more could be told, ``worst`` is the month of
    ``most``. None where nothing could be told. ``groups`` are the rates over all months, None for groups too small.
    """

    rate: str
    title: str
    whole: float | None
    mean: float | None
    most: float | None
    worst: int | None
    months: int
    groups: dict[str, float | None]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def step_parity(outcome: Outcome, arm: str | int, by: str) -> list[StepGap]:
    """The four rates of parity among the run's subjects, whole and by step. Raises OutcomeError for a wrong name.

    Rates that need the truth are left out for an arm without a twin. A group counts with MINIMUM_PEOPLE of its people
    in the rate's denominator, in that month or, for the whole, in all months.
    """
    names = GROUPINGS[checked_grouping(by)][1]
    cells = _cells(outcome, arm, by)
    found = []
    for name, (rate, among) in RATES.items():
        if cells is None or (name != "listed" and np.isnan(cells).any()):
            continue
        told = np.nan_to_num(cells)
        months = told[..., list(among)].sum(-1)
        by_month = np.where(months >= MINIMUM_PEOPLE, rate(*np.moveaxis(told, -1, 0)), np.nan)
        together = np.where(months.sum(0) >= MINIMUM_PEOPLE, rate(*np.moveaxis(told.sum(0), -1, 0)), np.nan)
        gaps = gap(by_month)
        seen = np.flatnonzero(~np.isnan(gaps))
        worst = int(seen[np.argmax(gaps[seen])]) if len(seen) else None
        found.append(StepGap(
            name, TITLES[name], _told(gap(together)), _told(gaps[seen].mean()) if len(seen) else None,
            _told(gaps[worst]) if worst is not None else None, worst, len(seen),
            {group: _told(value) for group, value in zip(names, together.tolist(), strict=True)},
        ))  # fmt: skip
    return found


def _told(value: float | np.ndarray) -> float | None:
    return None if np.isnan(value) else float(value)


def _cells(outcome: Outcome, arm: str | int, by: str) -> np.ndarray | None:
    """tp, fp, fn, tn by month and group (M, G, 4); without a twin all listed stand as tp and the truth is NaN."""
    if not {"listed", "wrongly_listed"} <= set(outcome.columns("months")):
        return None
    number, twin = outcome.arm_number(arm), perfect_arm(outcome, arm)
    size = len(GROUPINGS[by][1])
    here = _sums(outcome, number, by, size)
    if twin is None:
        unknown = np.full(here["listed"].shape, np.nan)
        return np.stack([here["listed"], unknown, unknown, here["people"] - here["listed"]], axis=-1)
    deserved = _sums(outcome, twin, by, size)["listed"]
    wrong = here["wrongly_listed"]
    right = here["listed"] - wrong
    missed = deserved - right
    return np.stack([right, wrong, missed, here["people"] - right - wrong - missed], axis=-1)


def _sums(outcome: Outcome, number: int, by: str, size: int) -> dict[str, np.ndarray]:
    """People, listed and wrongly listed of an arm, twins included, by month and group (M, G)."""
    rows = outcome.sql(
        "SELECT CAST(month AS INTEGER) AS month, CAST(cell AS INTEGER) AS cell, people, listed, wrongly_listed FROM "
        f"{rows_in(outcome.path('months'))} WHERE arm = {number} AND month >= 0"
    )
    codes = codes_of(rows["cell"], by)
    adults = codes_of(rows["cell"], "age_band") != CHILDREN
    inside = np.flatnonzero((codes >= 0) & (adults | (subjects_of(outcome) == "firms")))
    place = rows["month"][inside].astype(np.int64) * size + codes[inside]
    return {
        name: np.bincount(place, rows[name][inside].astype(np.float64), outcome.steps * size).reshape(-1, size)
        for name in ("people", "listed", "wrongly_listed")
    }
