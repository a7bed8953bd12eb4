"""What an index is: one number of a whole arm that is no mean over people, such as a gap, a ratio or a mobility index.

Every index is a function of totals: each person contributes a row, the rows are added up, and the index follows from
the sums. So any group, any pair of arms and any resampling of people gives the index again, without a formula of its
own for each standard error.

Axis letters: P people, K totals.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from ..core.outcome import Outcome
from .declared import Declared


class Parts(NamedTuple):
    """What the people of one arm contribute to an index, and how it follows from the sums.

    ``rows`` (P, K) in person order, zero for those it is not about; ``of`` turns totals (..., K) into the index (...),
    NaN where it is undefined; ``among`` (P,) bool says whom it is about. ``counted`` (P,) bool are those in its
    denominator, of whom there must be enough to tell it; None where those are all it is about.
    """

    rows: np.ndarray
    of: Callable[[np.ndarray], np.ndarray]
    among: np.ndarray
    counted: np.ndarray | None = None


Count = Callable[..., Parts]


@dataclass(frozen=True)
class Index:
    """A declared index: what it says, among whom, and which direction is worse for people.

    ``across`` says that it compares groups with each other: ``count`` then takes their codes (P,), -1 for nobody's or
    for groups too small to tell, and how many there are, after outcome and arm; a group without totals is left out of
    the comparison. ``low`` and ``high`` are the ends of its scale (infinite where it has none); ``null`` is the value
    that means "no difference", None where there is none. Small dtypes of ``rows`` (bool, int16, float32) save memory.
    """

    id: str
    title: str
    unit: str
    worse: Literal["higher", "lower", "neither"]
    among: str
    definition: str
    source: str
    needs: tuple[str, ...]
    across: bool
    low: float
    high: float
    null: float | None
    count: Count

    def missing(self, outcome: Outcome) -> list[str]:
        """People columns (with a star: of that shape) or ``table.column`` that the run lacks."""
        lacking = []
        for need in self.needs:
            table, _, column = need.rpartition(".")
            known = outcome.columns(table or "people") if (table or "people") in outcome.tables else ()
            if not fnmatch.filter(known, column):
                lacking.append(need)
        return lacking

    def available(self, outcome: Outcome) -> bool:
        """Whether this run recorded what the index needs."""
        return not self.missing(outcome)


_DECLARED: Declared[Index] = Declared("index", "indices")


def index(
    *, title: str, unit: str, worse: Literal["higher", "lower", "neither"], definition: str, source: str,
    needs: tuple[str, ...], among: str = "adults", across: bool = False, low: float = 0.0, high: float = 1.0,
    null: float | None = None,
) -> Callable[[Count], Index]:  # fmt: skip
    """Declares the function below it as an index; its name is the id of the index."""

    def wrap(count: Count) -> Index:
        name = getattr(count, "__name__", "")
        return _DECLARED.add(
            Index(name, title, unit, worse, among, definition, source, needs, across, low, high, null, count)
        )

    return wrap


def indices() -> dict[str, Index]:
    """Every declared index by id, in the order of the files."""
    return _DECLARED.all()


def find_index(name: str) -> Index:
    """The index of that id; OutcomeError with the nearest name otherwise."""
    return _DECLARED.find(name)
