"""People of one name and a key: how many share it by chance, and how many innocents a list hits that uses it.

All bear one name. Beside the name they are compared by some fields, each dealt independently: a birth date, a district,
a telephone number. A list holds some of them rightly; whoever else has the same key as one of those is hit as well.

    innocents = (n - L) * sum over keys c of p_c * (1 - (1 - p_c)^L)

which is (n - L) (1 - (1 - 1/V)^L) where the key has V values, all as common as each other. A search of a list of L
faces with a false match in 1 of V comparisons is the same law, V being no count of values then.

Source: McDonald and Levitt, Seeing Double Voting: An Extension of the Birthday Problem, Election Law Journal 7
(2008) 111, for birth dates; the rest is arithmetic.
Limits: fields are independent of each other and right; spelling, swapped digits and twins of one household are not in
it. More people born in some years than in others make coincidences more frequent: give such a field by its shares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..core.draws import uniforms
from ..core.errors import SpecError
from .plain_numbers import checked_amount, checked_people, checked_share

STREAM = "published.name_keys"
MOST_KEYS, MOST_FIELDS, MOST_UNEVEN = 2.0**62, 200, 10_000_000
GROUP_BLOCK = 4_000_000


class Dealt(NamedTuple):
    """One deal of all fields, in whole people: innocents hit, pairs with one key, and people who share theirs."""

    innocents: int
    pairs: int
    sharing: int


@dataclass(frozen=True)
class NameKey:
    """So many bearers of one name, so many of them listed, and what is compared beside the name.

    A field is a number of values that are all as common as each other, or the shares of its values (they add up to 1).
    No field at all: the name alone. Raises: SpecError, or PromiseError for rows of persons.
    """

    bearers: int
    listed: int = 0
    fields: tuple[int | tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        """Raises SpecError for a list longer than its bearers, shares that do not add up, or too many keys."""
        bearers, listed = (checked_people(n, "name key") for n in (self.bearers, self.listed))
        if listed > bearers:
            raise SpecError(f"name key: {listed} listed of {bearers} bearers; expected at most as many")
        if len(self.fields) > MOST_FIELDS:
            raise SpecError(f"name key: {len(self.fields)} fields; expected at most {MOST_FIELDS}")
        uneven = math.prod(len(_shares(field)) for field in self.fields if not isinstance(field, int))
        for field in self.fields:
            if isinstance(field, int):
                checked_amount("name key: number of values", field, above=True)
        if self._even * uneven > MOST_KEYS or uneven > MOST_UNEVEN:
            raise SpecError("name key: too many keys; expected at most 2**62, 10 million of them of unequal shares")

    @property
    def _even(self) -> int:
        """Number of keys that the even fields make."""
        return math.prod(field for field in self.fields if isinstance(field, int))

    @cached_property
    def _uneven(self) -> np.ndarray:
        """Shares of the keys that the other fields make, (U,)."""
        found = np.ones(1)
        for field in self.fields:
            if not isinstance(field, int):
                found = np.outer(found, _shares(field)).ravel()
        return found

    @property
    def same_p(self) -> float:
        """Probability that two bearers have one key."""
        return float((self._uneven**2).sum() / self._even)

    @property
    def hit_p(self) -> float:
        """Probability that a bearer who is not listed has the key of somebody who is."""
        return self._beside(self.listed)

    def _beside(self, others: int) -> float:
        """Probability that a bearer has the key of one of some others."""
        p = self._uneven / self._even
        with np.errstate(divide="ignore"):  # a key that everybody has is shared for certain
            return float(-(self._uneven * np.expm1(others * np.log1p(-p))).sum()) if others else 0.0

    @property
    def innocents(self) -> float:
        """Expected bearers who are not listed and hit."""
        return (self.bearers - self.listed) * self.hit_p

    @property
    def value(self) -> float | None:
        """Share of those hit who are meant, at the expected number of innocents; None where nobody is hit."""
        hits = self.listed + self.innocents
        return self.listed / hits if hits else None

    @property
    def pairs(self) -> float:
        """Expected pairs of bearers with one key."""
        return self.bearers * (self.bearers - 1) / 2.0 * self.same_p

    @property
    def sharing(self) -> float:
        """Expected bearers who share their key with another."""
        return self.bearers * self._beside(max(self.bearers - 1, 0))

    @property
    def coincidence_p(self) -> float:
        """Probability that two or more bearers have one key. Raises: SpecError where a field is given by its shares."""
        if any(not isinstance(field, int) for field in self.fields):
            raise SpecError("coincidence_p: a field has unequal shares; ask `coincidences` for a simulated share")
        if self.bearers > self._even:
            return 1.0
        return float(-np.expm1(np.log1p(-np.arange(self.bearers) / self._even).sum()))

    def dealt(self, seed: int, replicate: int = 0) -> Dealt:
        """Deals everybody's fields once, on the laboratory's own draws; the first ``listed`` numbers are the listed."""
        codes = self._codes(np.arange(self.bearers), seed, replicate)
        wanted, rest = np.sort(codes[: self.listed]), codes[self.listed :]
        places = np.minimum(np.searchsorted(wanted, rest), max(self.listed - 1, 0))
        innocents = int((wanted[places] == rest).sum()) if self.listed else 0
        ordered = np.sort(codes)
        runs = np.diff(np.flatnonzero(np.diff(ordered, prepend=-1, append=-1) != 0))
        return Dealt(innocents, int((runs * (runs - 1) // 2).sum()), int(runs[runs > 1].sum()))

    def coincidences(self, groups: int, seed: int, replicate: int = 0) -> float:
        """Share of so many groups of all bearers in which at least two have one key, each group dealt anew."""
        count = checked_people(groups, "name key: groups")
        if not count:
            raise SpecError("name key: 0 groups; expected 1 or more to count coincidences in")
        at_once, found = max(1, GROUP_BLOCK // max(1, self.bearers)), 0
        for low in range(0, count, at_once):
            high = min(low + at_once, count)
            codes = self._codes(np.arange(low * self.bearers, high * self.bearers), seed, replicate)
            ordered = np.sort(codes.reshape(high - low, self.bearers), axis=1)
            found += int((np.diff(ordered, axis=1) == 0).any(axis=1).sum())
        return found / count

    def _codes(self, numbers: np.ndarray, seed: int, replicate: int) -> np.ndarray:
        """The key of each number (N,) as one whole number."""
        codes = np.zeros(len(numbers), np.int64)
        for slot, field in enumerate(self.fields):
            u = uniforms(seed, STREAM, numbers, replicate=replicate, slot=slot)
            if isinstance(field, int):
                codes = codes * field + (u * field).astype(np.int64)
            else:
                shares = _shares(field)
                value = np.searchsorted(np.cumsum(shares), u, side="right")
                codes = codes * len(shares) + np.minimum(value, len(shares) - 1)
        return codes


def _shares(field: Sequence[float]) -> np.ndarray:
    """Shares of the values of a field, (V,). Raises: SpecError unless they are shares that add up to 1."""
    found = np.array([checked_share("name key: share of a value", share) for share in field])
    if not len(found) or abs(float(found.sum()) - 1.0) > 1e-9:
        raise SpecError(f"name key: the shares of a field add up to {found.sum():g}; expected 1")
    return found
