"""A published score table: for each group, how many people stand in each bin of a score, and for how many it went well.

It holds aggregates only. One row per person is refused (PROMISES.md, 1). A table counts as rows of persons where it

- comes as a file of data, a data frame, an array, raw bytes or an open file,
- has more than 1,000 bins or 100 groups,
- has a bin or group that is called like an identifier: an e-mail address, or nine digits and more in a row,
- has a group that is called like a field about a person (surname, id_number ...), or a column of words,
- has more than ten bins with people in a group, in at least nine of ten of which it went well for all or for nobody,
- has more than ten groups, at least nine of ten of which stand in one single bin,
- or, in a YAML file, has a field that is a word for single persons (persons, rows, id_number ...).

Limits: a guard reads shapes and words. No population is ever made from a score table, and no preset is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.errors import PromiseError, SpecError, nearest
from ..core.wrapping import IDENTITY_WORDS, WHY, refuse_wrapping
from .plain_numbers import plain_number

MOST_BINS = 1000
MOST_GROUPS = 100
FEW = 10  # so many bins or groups are never taken for persons, whatever is in them
NEARLY_ALL = 0.9
HEAVIEST = 1e15
ROUNDING = 0.01  # published shares are rounded; columns may add up to 0.99 or 1.01
IDENTIFIER = re.compile(r"@|\d{9,}")
Columns = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class ScoreTable:
    """Shares and rates per bin and group, bins from the lowest score to the highest.

    ``share`` (B, G) adds up to 1 in each group; ``rate`` (B, G) is the share of the bin's people for whom it goes well
    (who repay, turn up, do not offend); ``weight`` (G,) is each group's share of all people. Build one with
    ``score_table`` or read one with ``read_score_table``.
    """

    groups: tuple[str, ...]
    bins: tuple[str, ...]
    share: np.ndarray
    rate: np.ndarray
    weight: np.ndarray

    def __post_init__(self) -> None:
        """Raises PromiseError for a table of persons, however it was made."""
        _refuse_rows(self.share, self.rate, "score table")

    @property
    def base_rate(self) -> np.ndarray:
        """Share of each group for whom it goes well, (G,)."""
        found: np.ndarray = np.einsum("bg,bg->g", self.share, self.rate)
        return found

    def group(self, name: str) -> int:
        """The column of a group; SpecError with the nearest name otherwise."""
        if name not in self.groups:
            raise SpecError(f"no group {name!r}; groups: {', '.join(self.groups)}{nearest(name, self.groups)}")
        return self.groups.index(name)

    def among(self, weights: Mapping[str, float]) -> ScoreTable:
        """The same table of some of its groups only, with these weights (any scale)."""
        if not isinstance(weights, Mapping) or not weights:
            raise SpecError(f"score table: {weights!r}; expected a weight by name for one group or more")
        columns = [self.group(name) for name in weights]
        return ScoreTable(
            tuple(weights), self.bins, self.share[:, columns], self.rate[:, columns],
            _weights(tuple(weights), weights, "score table"),
        )  # fmt: skip


def score_table(
    share: Columns, rate: Columns, *, weight: Mapping[str, float] | None = None, bins: Sequence[str] = (),
    where: str = "score table",
) -> ScoreTable:  # fmt: skip
    """A score table from plain lists, one per group: shares of people by bin, and rates by bin, lowest score first.

    Shares and rates run from 0 to 1. Shares of a group add up to 1 up to rounding (0.01) and are divided by their sum.
    ``weight`` is how large each group is, in people or shares; it may be left out where there is only one group.

    Raises: PromiseError for what holds, or looks like, one row per person; SpecError with group and bin for a number
    outside 0 to 1, shares that do not add up, or columns of unequal length.
    """
    for thing in (share, rate, weight, bins):
        refuse_wrapping(thing, where)
    if not isinstance(share, Mapping) or not isinstance(rate, Mapping):
        raise PromiseError(f"{where}: got a {type(share).__name__} of rows; expected a list of shares by group; {WHY}")
    if not isinstance(bins, list | tuple) or len(set(bins)) < len(bins):
        raise SpecError(f"{where}: bins are {bins!r}; expected a list of names, each once")
    _refuse_many(share, bins, where)
    groups = tuple(share)
    if set(rate) != set(groups) or not groups:
        raise SpecError(f"{where}: shares are of {_listed(groups)}, rates of {_listed(rate)}; expected the same groups")
    length = len(share[groups[0]])
    named = tuple(str(one) for one in bins) or tuple(f"bin {i + 1}" for i in range(length))
    people = np.stack([_column(share[g], len(named), f"{where}: shares of {g}") for g in groups], axis=1)
    went_well = np.stack([_column(rate[g], len(named), f"{where}: rates of {g}") for g in groups], axis=1)
    _refuse_rows(people, went_well, where)
    for group, total in zip(groups, people.sum(axis=0), strict=True):
        if abs(total - 1.0) > ROUNDING:
            cure = "divide per cent by 100" if abs(total - 100.0) <= 100.0 * ROUNDING else "look for a bin left out"
            raise SpecError(f"{where}: shares of {group} add up to {total:g}; expected 1 ({cure})")
    return ScoreTable(groups, named, people / people.sum(axis=0), went_well, _weights(groups, weight, where))


def only_a_table(table: object) -> None:
    """PromiseError for anything but a score table: nobody's maximum is looked for in a regime, a run or people."""
    if not isinstance(table, ScoreTable):
        told = "a rule is judged on a published score table and on nothing else (PROMISES.md, 5)"
        raise PromiseError(f"score table: got a {type(table).__name__}; {told}; make one with score_table")


def _listed(names: Sequence[str] | Mapping[str, object]) -> str:
    """Names for a message."""
    return ", ".join(names) or "no group"


def _refuse_many(share: Columns, bins: Sequence[str], where: str) -> None:
    """PromiseError for columns as long as a register, and for bins or groups called like identifiers."""
    for group, column in share.items():
        refuse_wrapping(column, f"{where}: group {group}")
        if isinstance(column, str) or not isinstance(column, Sequence):
            raise SpecError(f"{where}: group {group} is {column!r}; expected a list of numbers, one per bin")
        _refuse_size(len(column), len(share), where)
    for name in (*share, *bins):
        if IDENTIFIER.search(str(name)):
            raise PromiseError(f"{where}: {str(name)[:2]}... looks like an identifier of a person; {WHY}")
    for group in share:
        if not isinstance(group, str):
            raise SpecError(f"{where}: a group is called {group!r}; expected a word")
        if group.lower() in IDENTITY_WORDS:
            raise PromiseError(f"{where}: group {group!r} is a word for data about single persons; {WHY}")


def _column(numbers: Sequence[float], bins: int, where: str) -> np.ndarray:
    """The numbers of a column as an array (B,), each from 0 to 1. Raises: SpecError."""
    refuse_wrapping(numbers, where)
    if isinstance(numbers, str) or not isinstance(numbers, Sequence) or len(numbers) != bins or not bins:
        size = len(numbers) if isinstance(numbers, Sequence) else "no"
        raise SpecError(f"{where}: {size} numbers for {bins} bins; expected one per bin")
    if all(isinstance(one, str) for one in numbers):
        raise PromiseError(f"{where}: got {bins} words where shares are expected; {WHY}")
    for place, number in enumerate(numbers):
        if not 0.0 <= plain_number(number) <= 1.0:
            raise SpecError(f"{where}: bin {place + 1} has {number!r}; expected a number from 0 to 1, not per cent")
    return np.array(numbers, np.float64)


def _refuse_size(bins: int, groups: int, where: str) -> None:
    """PromiseError for a table that is as long or as wide as a register."""
    if bins > MOST_BINS:
        raise PromiseError(f"{where}: {bins} bins, more than {MOST_BINS}: this is one row per person; {WHY}")
    if groups > MOST_GROUPS:
        raise PromiseError(f"{where}: {groups} groups, more than {MOST_GROUPS}: these are persons; {WHY}")


def _refuse_rows(share: np.ndarray, rate: np.ndarray, where: str) -> None:
    """PromiseError for a table whose bins are persons, each all or nothing, or whose groups are, each in one bin."""
    _refuse_size(share.shape[0], share.shape[1], where)
    held = share > 0.0
    bins, settled = held.sum(axis=0), (held & np.isin(rate, (0.0, 1.0))).sum(axis=0)
    if ((settled > FEW) & (settled >= NEARLY_ALL * bins)).any():
        told = f"{settled.max()} bins in each of which it went well for all or for nobody"
        raise PromiseError(f"{where}: {told}: this is one row per person; {WHY}")
    if len(bins) > FEW and (bins == 1).mean() >= NEARLY_ALL:
        raise PromiseError(f"{where}: {(bins == 1).sum()} groups that stand in a single bin: these are persons; {WHY}")


def _weights(groups: tuple[str, ...], weight: Mapping[str, float] | None, where: str) -> np.ndarray:
    """Each group's share of all people, (G,). Raises: SpecError."""
    if weight is None:
        if len(groups) > 1:
            raise SpecError(f"{where}: no weights for {_listed(groups)}; expected how large each group is")
        return np.ones(1)
    if not isinstance(weight, Mapping) or set(weight) != set(groups):
        raise SpecError(f"{where}: weights are not of {_listed(groups)}; expected a number for each of these groups")
    for group, size in weight.items():
        if not 0.0 < plain_number(size) <= HEAVIEST:
            raise SpecError(f"{where}: group {group} weighs {size!r}; expected a number above 0, such as its people")
    sizes = np.array([weight[group] for group in groups], np.float64)
    found: np.ndarray = sizes / sizes.sum()
    return found
