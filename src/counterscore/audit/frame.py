"""Groups of people for disparities: by sex, age band, residence or income quintile, and never for too few people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.errors import OutcomeError, nearest
from ..core.outcome import Outcome
from .metric import Metric, Values, people
from .subjects import subjects_of

MINIMUM_PEOPLE = 20
TOO_FEW = "too few people to tell"
NOBODY = "nobody here is counted"
FIRM_CELLS = 120

# what to divide a cell number by, how many codes, and the names where a codebook has none
GROUPINGS: dict[str, tuple[int, tuple[str, ...]]] = {
    "sex": (60, ("female", "male")),
    "age_band": (15, ("under 18", "18-39", "40-59", "60 and over")),
    "residence": (5, ("urban", "rural", "migrant")),
    "income_quintile": (1, ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")),
    "firm_size": (1, ("micro", "small", "medium", "large")),
}
OF_FIRMS = ("firm_size",)


@dataclass(frozen=True)
class GroupValue:
    """A metric in one group; ``value`` is None where the group is too small to tell."""

    group: str
    people: int
    value: float | None
    note: str = ""


def checked_grouping(by: str) -> str:
    """The name of a grouping; OutcomeError with the nearest name otherwise."""
    if by not in GROUPINGS:
        raise OutcomeError(f"no grouping {by!r}{nearest(by, GROUPINGS)}\n  groupings: {', '.join(GROUPINGS)}")
    return by


def codes_of(cell: np.ndarray, by: str) -> np.ndarray:
    """Group code of every person or firm from the cell number, shape (P,); -1 for those outside the grouping.

    cell = ((sex * 4 + age_band) * 3 + residence) * 5 + income_quintile; cells from FIRM_CELLS on are firms by size.
    """
    divisor, names = GROUPINGS[checked_grouping(by)]
    firm = cell >= FIRM_CELLS
    if by in OF_FIRMS:
        return np.where(firm, cell.astype(np.int64) - FIRM_CELLS, -1)
    return np.where(firm, -1, (cell.astype(np.int64) // divisor) % len(names))


def groupings_of(outcome: Outcome) -> tuple[str, ...]:
    """The groupings that divide the subjects of this run."""
    firms = subjects_of(outcome) == "firms"
    return tuple(by for by in GROUPINGS if (by in OF_FIRMS) == firms)


def means_by_group(found: Values, codes: np.ndarray, by: str, per: float = 1.0) -> list[GroupValue]:
    """Mean per group among those the metric means something for, scaled; small groups are kept, without a value."""
    names = GROUPINGS[checked_grouping(by)][1]
    among = found.among & (codes >= 0)
    here = codes[among]
    counts = np.bincount(here, minlength=len(names))
    sums = np.bincount(here, found.values[among], len(names))
    rows = []
    for name, count, total in zip(names, counts.tolist(), sums.tolist(), strict=True):
        if count < MINIMUM_PEOPLE:
            rows.append(GroupValue(name, count, None, TOO_FEW if count else NOBODY))
        else:
            rows.append(GroupValue(name, count, per * total / count))
    return rows


def by_group(outcome: Outcome, metric: Metric, arm: str | int, by: str) -> list[GroupValue]:
    """A metric of one arm group by group, in the metric's unit.

    Groups of fewer than ``MINIMUM_PEOPLE`` are shown without a value. Groups that cannot hold anyone the metric is
    about (children in a metric of adults) say that nobody is counted.
    """
    codes = codes_of(people(outcome, arm, "cell")["cell"], by)
    return means_by_group(metric(outcome, arm), codes, by, metric.per)


def mean(found: Values, per: float = 1.0) -> float | None:
    """Mean among those the metric means something for; None where there are too few of them."""
    count = int(np.count_nonzero(found.among))
    return per * float(found.values[found.among].mean()) if count >= MINIMUM_PEOPLE else None
