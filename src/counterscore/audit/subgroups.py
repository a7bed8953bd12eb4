"""Any metric or index by groups and by intersections of up to three groupings, such as sex x age_band x residence.

Cells of fewer than MINIMUM_PEOPLE people say "too few people to tell"; nothing is ever shown about one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .frame import GROUPINGS, MINIMUM_PEOPLE, NOBODY, OF_FIRMS, TOO_FEW, GroupValue, checked_grouping, codes_of
from .index import Index, find_index
from .metric import Metric, people
from .paired import Effect, effect, is_nothing
from .resample import Estimate, bounded, index_effect, index_of, paired_index, parts_of, seen

CROSS = " x "
DEEPEST = 3


def crossed(by: str | Sequence[str]) -> tuple[str, ...]:
    """The groupings of an intersection: "sex", "sex x residence" or ("sex", "residence").

    Raises OutcomeError for an unknown name (with the nearest), one named twice, more than three, or people with firms.
    """
    named = tuple(part.strip() for part in by.split(CROSS)) if isinstance(by, str) else tuple(by)
    named = tuple(checked_grouping(one) for one in named)
    firms = {one in OF_FIRMS for one in named}
    if not named or len(set(named)) < len(named) or len(named) > DEEPEST or len(firms) > 1:
        raise OutcomeError(
            f"groups {by!r}: expected one to three different groupings of the same subjects, as in 'sex x residence'"
        )
    return named


def cells_of(cell: np.ndarray, by: str | Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """The code of every person's group or intersection, shape (P,), -1 for nobody's; and the names, "female, rural"."""
    groupings = crossed(by)
    return finest_codes(cell, groupings), [", ".join(words) for words in product(*(GROUPINGS[g][1] for g in groupings))]


def finest_codes(cell: np.ndarray, groupings: Sequence[str]) -> np.ndarray:
    """The finest cell of every person, all groupings crossed in this order, shape (P,); -1 for those outside."""
    codes = np.zeros(len(cell), np.int64)
    for one in groupings:
        own = codes_of(cell, one)
        codes = np.where((codes < 0) | (own < 0), -1, codes * len(GROUPINGS[one][1]) + own)
    return codes


def cells_in(outcome: Outcome, arm: str | int, by: str | Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """``cells_of`` for the people of one arm."""
    return cells_of(people(outcome, arm, "cell")["cell"], by)


def to_compare(codes: np.ndarray, groups: int) -> tuple[np.ndarray, int]:
    """Codes (P,) with -1 in groups too small to tell, and how many groups there are: what an ``across`` index takes."""
    enough = np.bincount(codes[codes >= 0], minlength=groups) >= MINIMUM_PEOPLE
    return np.where((codes >= 0) & enough[codes], codes, -1), groups


def metric_by(outcome: Outcome, metric: Metric, arm: str | int, by: str | Sequence[str]) -> list[GroupValue]:
    """A metric of one arm in every cell, in the metric's unit; cells too small are kept, without a value."""
    codes, names = cells_in(outcome, arm, by)
    found = metric(outcome, arm)
    here = codes[found.among & (codes >= 0)]
    counts = np.bincount(here, minlength=len(names)).tolist()
    sums = np.bincount(here, found.values[found.among & (codes >= 0)], len(names)).tolist()
    return [
        GroupValue(name, count, metric.per * total / count if count >= MINIMUM_PEOPLE else None, _note(count))
        for name, count, total in zip(names, counts, sums, strict=True)
    ]


def _note(count: int) -> str:
    """Why a cell of that many people has no value, or nothing."""
    return "" if count >= MINIMUM_PEOPLE else TOO_FEW if count else NOBODY


def effects_by(
    outcome: Outcome, metric: Metric, arm: str | int, reference: str | int, by: str | Sequence[str]
) -> dict[str, Effect | None]:
    """The paired effect on a metric in every cell, in the metric's unit; None for too few people."""
    codes, names = cells_in(outcome, arm, by)
    here, there = metric(outcome, arm), metric(outcome, reference)
    both = here.among & there.among
    nothing = is_nothing(outcome, metric, reference) and not there.values[both].any()
    found: dict[str, Effect | None] = {}
    for code, name in enumerate(names):
        mine = both & (codes == code)
        enough = int(np.count_nonzero(mine)) >= MINIMUM_PEOPLE
        x, y = here.values[mine], there.values[mine]
        one_sided = nothing and enough and float(x.min()) >= 0.0
        found[name] = effect(x, y, one_sided).times(metric.per) if enough else None
    return found


def index_in(
    outcome: Outcome, index: Index, arm: str | int, reference: str | int | None = None,
    by: str | Sequence[str] | None = None,
) -> Estimate:  # fmt: skip
    """An index of everybody in one arm or, with a ``reference``, its paired difference.

    ``by`` says which groups an index compares that goes across groups. Raises OutcomeError where that is missing.
    """
    groups = None
    if index.across and by is not None:
        codes, names = cells_in(outcome, arm, by)
        groups = to_compare(codes, len(names))
    if reference is None:
        return index_of(outcome, index, arm, groups)
    return index_effect(outcome, index, arm, reference, groups)


def index_by(
    outcome: Outcome, index: Index, arm: str | int, by: str | Sequence[str], reference: str | int | None = None
) -> dict[str, Estimate]:
    """An index, or its paired difference, in every cell; cells too small say so.

    Raises OutcomeError for an index that compares groups with each other: it has one value for all of them.
    """
    if index.across:
        raise OutcomeError(f"index {index.id!r} compares groups with each other; it has no value inside one of them")
    codes, names = cells_in(outcome, arm, by)
    here, scale = parts_of(outcome, index, arm, None), (index.low, index.high)
    there = None if reference is None else parts_of(outcome, index, reference, None)
    found = {}
    for code, name in enumerate(names):
        if there is not None:
            found[name] = paired_index(here, there, scale, codes == code)
            continue
        found[name] = bounded(seen(here, codes == code), scale)
    return found


def asked_index(
    outcome: Outcome, name: str, arm: str, by: str | Sequence[str] | None = None, reference: str | None = None
) -> Estimate | dict[str, Estimate]:
    """An index by its name: of everybody, or in every cell of ``by`` where it does not itself compare groups.

    Raises OutcomeError with the nearest name, or where the run lacks what the index needs.
    """
    index = find_index(name)
    if by is None or index.across:
        return index_in(outcome, index, arm, reference, by)
    return index_by(outcome, index, arm, by, reference)
