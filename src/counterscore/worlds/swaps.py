"""Which numbers of a regime could be otherwise, what they are at the ends of their ranges, and joint draws of all.

Axis letters: K joint draws.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from ..core.documents import Dated, Value
from ..core.draws import uniforms
from ..core.errors import SpecError
from ..regimes import Regime
from ..regimes.telling.outline import numbers
from ..regimes.telling.words import Legend, said_over_time

Numbers = tuple[tuple[str, Dated], ...]
ENDS = ("low", "high")
WIDE = 10.0  # a range that spans more than this factor is drawn evenly on the scale of powers
WHOLE = ("count", "flag")
OF_PERSONS = ("male_ratio", "young_ratio", "young_share")  # of an act; they say nothing of what firms do
SPLIT = ("acts", "lists", "agencies", "measures")  # sections whose groups are their members


@dataclass(frozen=True, eq=False)
class Open:
    """One number with a range: where it stands, what it is called, and its value as written."""

    path: str
    label: str
    legend: Legend
    written: Dated

    @property
    def grade(self) -> str:
        """How sure it is; of a number that changes with time the first entry that is open."""
        return next(str(entry.grade) for entry in self.written.root if is_open(entry))

    @property
    def group(self) -> str:
        """The act, list, agency, sector or section it belongs to."""
        parts = self.path.split(".")
        return ".".join(parts[:2]) if parts[0] in SPLIT else parts[0]

    def at(self, place: float) -> Dated:
        """The number at a place between the low end (0) and the high end (1) of its range, at all times."""
        return Dated(tuple(_placed(entry, place) if is_open(entry) else entry for entry in self.written.root))

    def words(self, value: Dated) -> str:
        """A value in words."""
        return said_over_time(value, self.legend)


def is_open(entry: Value) -> bool:
    """Whether a number could be otherwise: it is no statute, and its range has two ends."""
    return entry.grade != "statute" and entry.range is not None and entry.range[0] < entry.range[1]


def open_numbers(regime: Regime) -> tuple[Open, ...]:
    """All numbers of a regime that could be otherwise, in the order of the file."""
    leaves = numbers(regime.spec)
    found = [
        (path, dated)
        for path, dated in regime.dated_values()
        if any(is_open(entry) for entry in dated.root) and not _about_nobody(regime, path)
    ]
    return tuple(
        Open(path, leaves[path].label, leaves[path].legend, dated)
        if path in leaves
        else Open(path, path.replace(".", ": ").replace("_", " "), Legend(path), dated)
        for path, dated in found
    )


def _about_nobody(regime: Regime, path: str) -> bool:
    """Whether a number is about sex or age in an act of firms, which have neither."""
    section, _, rest = path.partition(".")
    act, _, name = rest.rpartition(".")
    return section == "acts" and name in OF_PERSONS and regime.spec.catalogue[act].needs == "firm"


def _placed(entry: Value, place: float) -> Value:
    """An entry with its number moved; every element of a list goes to the same place."""
    assert entry.range is not None
    x = between(entry.range[0], entry.range[1], place)
    if entry.unit in WHOLE:
        low, high = entry.range
        x = min(high, low + math.floor(place * (high - low + 1)))
    number: int | float = int(x) if float(x).is_integer() else x
    value = (number,) * len(entry.value) if isinstance(entry.value, tuple) else number
    return entry.model_copy(update={"value": value})


def between(low: float, high: float, place: float) -> float:
    """The number at a place from 0 to 1: even, or in powers where a range on one side of 0 spans more than WIDE."""
    if place in (0.0, 1.0):
        return high if place else low
    if high < 0.0:
        return -between(-high, -low, 1.0 - place)
    if low > 0.0 and high / low > WIDE:
        return min(high, max(low, low * math.exp(place * math.log(high / low))))
    return low + (high - low) * place


def latin(paths: Sequence[str], draws: int, seed: int) -> np.ndarray:
    """Places of a Latin hypercube, shape (paths, K): each number visits each of K equal parts of its range once.

    Draws are keyed by the path, so that another number in the file does not deal the others anew.
    Source: McKay, Beckman and Conover, Technometrics 21 (1979).
    """
    keys = np.array([int.from_bytes(sha256(path.encode()).digest()[:4], "big") for path in paths], np.int64)
    order, inside = (
        np.stack([uniforms(seed, "ranges", keys, month=k, slot=slot) for k in range(draws)], axis=1) for slot in (0, 1)
    )
    part = np.argsort(np.argsort(order, axis=1, kind="stable"), axis=1, kind="stable")
    places: np.ndarray = (part + inside) / draws
    return places


def accepted(regime: Regime, wanted: Numbers, refused: Callable[[str, str], None], kept: Numbers = ()) -> Numbers:
    """As many of these numbers as the regime takes together; the others stay as written and are told to ``refused``."""
    try:
        regime.patched(dict((*kept, *wanted)))
    except SpecError as fault:
        if len(wanted) == 1:
            refused(wanted[0][0], reason(fault))
            return kept
        half = len(wanted) // 2
        return accepted(regime, wanted[half:], refused, accepted(regime, wanted[:half], refused, kept))
    return (*kept, *wanted)


def reason(fault: Exception) -> str:
    """What a fault says, in one line."""
    return str(fault).splitlines()[0].rpartition("Value error, ")[2]


def grouped(found: Sequence[Open]) -> Mapping[str, tuple[Open, ...]]:
    """The numbers by the part of the regime that they belong to."""
    groups: dict[str, list[Open]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one)
    return {name: tuple(members) for name, members in groups.items()}
