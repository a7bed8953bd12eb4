"""How many synthetic people one key fits: pairs and people who share it, and innocents on a watch list.

Counted by the people's own columns; only people made by ``populate`` can be counted. What independent people with even
fields would come to is ``published.name_keys``.

Source: birth-date problem of one name and its watch-list version, McDonald and Levitt 2008.
Limits: the counts hold what the recipe has, heaped dates and common names included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counterscore.core.errors import SpecError

from .drawn import draw_rows
from .guard import refuse_persons
from .population import People

SCREENED_STREAMS = ("people.screened", "people.further_field")
DAY_BITS, FIELD_BITS = 17, 12


@dataclass(frozen=True)
class Screening:
    """What comes of comparing everybody with a list once: how many stand on it, and how many others the key hits."""

    listed: int
    innocents: int

    @property
    def ppv(self) -> float:
        """Share of the people hit who are meant; not a number where nobody is hit."""
        hits = self.listed + self.innocents
        return self.listed / hits if hits else float("nan")


@dataclass(frozen=True)
class Shared:
    """Pairs of people with one key, and people who share it with somebody."""

    pairs: int
    people: int


def wrong_file_p(others: float) -> float:
    """Probability that a file by name and birth date is laid on somebody else, at an expected number of others.

    Among k others the right person is found with probability 1 / (k + 1), and k is Poisson: 1 - (1 - exp(-m)) / m.
    """
    return 0.0 if others <= 0.0 else float(1.0 + np.expm1(-others) / others)


def sharing(people: People, birth_date: bool = True) -> Shared:
    """Pairs and people who share a name, or name and birth date, among synthetic people; firms do not count."""
    codes = np.sort(_codes(people, birth_date, 1)[1])
    edges = np.flatnonzero(np.diff(codes, prepend=-1, append=-1) != 0)
    runs = np.diff(edges)
    return Shared(int((runs * (runs - 1) // 2).sum()), int(runs[runs > 1].sum()))


def screening(people: People, listed: int, birth_date: bool = True, further_values: int = 1) -> Screening:
    """Compare all synthetic people with a list of some of them, by name, birth date or a further field.

    Who is listed is a keyed choice of ``listed`` persons; the further field is dealt evenly over its values.
    Raises: PromiseError for anything but people made by ``populate``; SpecError for more listed than there are.
    """
    numbers, codes = _codes(people, birth_date, further_values)
    if not 0 <= listed <= len(numbers):
        raise SpecError(f"listed {listed!r}: expected a whole number from 0 to {len(numbers)}")
    rank = draw_rows(SCREENED_STREAMS[:1], 0, people.count, people.seed)[0][numbers]
    order = np.argsort(rank, kind="stable")
    wanted = np.sort(codes[order[:listed]])
    rest = codes[order[listed:]]
    places = np.searchsorted(wanted, rest)
    hit = wanted[np.minimum(places, max(listed - 1, 0))] == rest if listed else np.zeros(len(rest), np.bool_)
    return Screening(listed, int(np.count_nonzero(hit)))


def _codes(people: People, birth_date: bool, further_values: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of persons and the key of each, int64 (persons,)."""
    refuse_persons(people, "screening")
    if not isinstance(people, People):
        raise SpecError(f"screening: people is {people!r}; expected populate(recipe, people, seed)")
    if not 1 <= further_values < 2**FIELD_BITS:
        raise SpecError(f"further_values {further_values!r}: expected a whole number from 1 to {2**FIELD_BITS - 1}")
    columns = people.columns
    numbers = np.flatnonzero(columns["firm"] == 0)
    codes = columns["name"][numbers].astype(np.int64) << (DAY_BITS + FIELD_BITS)
    if birth_date:
        codes |= columns["birth_day"][numbers].astype(np.int64) << FIELD_BITS
    if further_values > 1:
        u = draw_rows(SCREENED_STREAMS[1:], 0, people.count, people.seed)[0][numbers]
        codes |= (u * further_values).astype(np.int64)
    return numbers, codes
