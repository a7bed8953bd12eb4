"""Where people stand and where they stood a year before, as rows per person: parts of the mobility indices.

Starts are taken a year apart, from the end of the run backwards, and added up; a run of a year or less has none.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...core.outcome import Outcome
from ..frame import MINIMUM_PEOPLE
from ..index import Parts
from ..metric import people
from ..subjects import subject_column
from .bands import bands_at, has_bands
from .spans import listed_at

Of = Callable[[np.ndarray], np.ndarray]


def starts(outcome: Outcome) -> list[int]:
    """Months in which a year begins whose end the run still sees, the last first."""
    year = outcome.steps_year
    return list(range(outcome.steps - 1 - year, -1, -year))


def joined_bands(outcome: Outcome) -> np.ndarray:
    """State of every band (B,): thin bands are joined with the next better one, the best with the next worse.

    A state holds on average MINIMUM_PEOPLE or more scored subjects at the starts, over all arms that have a score; so
    all arms of a run have the same states.
    """
    bands = len(outcome.codebook["bands"])
    counted, scored = np.zeros(bands), 0
    subject = subject_column(outcome)
    for number in range(len(outcome.arms)):
        among = people(outcome, number, subject)[subject] != 0
        found = bands_at(outcome, number, starts(outcome))[:, among]
        here = sum((np.bincount(one[one < bands], minlength=bands) for one in found), np.zeros(bands))
        counted, scored = counted + here, scored + bool(here.any())
    mean = counted / max(1, scored)
    state, places, held = 0, np.zeros(bands, np.int64), 0.0
    for band in range(bands):
        places[band] = state
        held += mean[band]
        if held >= MINIMUM_PEOPLE:
            state, held = state + 1, 0.0
    return np.minimum(places, max(0, state - 1))


def band_parts(outcome: Outcome, arm: str | int, of: Of) -> Parts:
    """Parts of an index of bands over a year: ``of`` takes the table of transitions (..., K, K)."""
    subject = subject_column(outcome)
    among = people(outcome, arm, subject)[subject] != 0
    if not has_bands(outcome) or not starts(outcome):
        return _nothing(among)
    state = joined_bands(outcome)
    pairs = []
    firsts = bands_at(outcome, arm, starts(outcome))
    lasts = bands_at(outcome, arm, [month + outcome.steps_year for month in starts(outcome)])
    for first, last in zip(firsts, lasts, strict=True):
        both = among & (first < len(state)) & (last < len(state))
        pairs.append((np.where(both, state[np.where(both, first, 0)], -1), state[np.where(both, last, 0)]))
    return _parts(pairs, among, int(state.max()) + 1, of)


def listed_parts(outcome: Outcome, arm: str | int, of: Of) -> Parts:
    """Parts of an index of listed (state 1) and not listed (state 0) over a year."""
    subject = subject_column(outcome)
    among = people(outcome, arm, subject)[subject] != 0
    months = [*starts(outcome), *(month + outcome.steps_year for month in starts(outcome))]
    if not months:
        return _nothing(among)
    firsts, lasts = np.split(listed_at(outcome, arm, *months).astype(np.int64), 2)
    found = _parts(list(zip(np.where(among, firsts, -1), lasts, strict=True)), among, 2, of)
    # one of the two shares is of those listed at a start, who may be few
    return found._replace(counted=(firsts == 1).any(axis=0))


def _parts(pairs: list[tuple[np.ndarray, np.ndarray]], among: np.ndarray, states: int, of: Of) -> Parts:
    """Transitions of everybody from one place to the other (P,), -1 for those who do not count, added up."""
    rows = np.zeros((len(among), states * states), np.int16)
    for first, last in pairs:
        who = np.flatnonzero(first >= 0)
        rows[who, first[who] * states + last[who]] += 1

    def told(totals: np.ndarray) -> np.ndarray:
        if states < 2:
            return np.full(totals.shape[:-1], np.nan)
        return of(totals.reshape(*totals.shape[:-1], states, states))

    return Parts(rows, told, among)


def _nothing(among: np.ndarray) -> Parts:
    return Parts(np.zeros((len(among), 1)), lambda totals: np.full(totals.shape[:-1], np.nan), among)
