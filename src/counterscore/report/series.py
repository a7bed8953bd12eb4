"""Monthly counts of a run as rates per 1,000 adults, one series per arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..audit.frame import FIRM_CELLS
from ..audit.subjects import subjects_of
from ..core.outcome import Outcome

PER = 1000.0


@dataclass(frozen=True)
class Monthly:
    """The months table summed over the cells of adults: {column: (A, M)}."""

    sums: Mapping[str, np.ndarray]

    def rate(self, column: str) -> np.ndarray:
        """Per 1,000 adults of the month, shape (A, M); not-a-number where there are no adults."""
        adults = self.sums["people"]
        out: np.ndarray = np.full(adults.shape, np.nan)
        np.divide(PER * self.sums[column], adults, out=out, where=adults > 0)
        return out

    def has(self, column: str) -> bool:
        """Whether the run counted this, and ever counted anyone."""
        return column in self.sums and bool(self.sums[column].any())

    @cached_property
    def bands(self) -> tuple[str, ...]:
        """Columns of bands, lowest first."""
        found = [c for c in self.sums if c.startswith("band_") and c[5:].isdigit()]
        return tuple(sorted(found, key=lambda column: int(column[5:])))


def monthly(outcome: Outcome) -> Monthly:
    """Sum the months table over adults; the counts of an arm without a regime are zeros, not gaps.

    Limits: an adult is somebody whose cell is not in the youngest age band (under 18 at the start). In a regime of
    firms, firms are counted and nobody else.
    """
    firms = subjects_of(outcome) == "firms"
    where = f"cell >= {FIRM_CELLS}" if firms else f"cell < {FIRM_CELLS} and (cell // 15) % 4 >= 1"
    rows = outcome.table("months", where=where)
    shape = (len(outcome.arms), outcome.steps)
    place = rows["arm"].astype(np.int64) * shape[1] + rows["month"].astype(np.int64)
    inside = (rows["month"] >= 0) & (rows["month"] < shape[1])
    size = shape[0] * shape[1]
    sums = {
        name: np.bincount(place[inside], values[inside].astype(np.float64), size).reshape(shape)
        for name, values in rows.items()
        if name not in ("arm", "month", "cell")
    }
    return Monthly(sums)
