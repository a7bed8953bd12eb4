"""What a biography expects of one month: how it is compared, how it is said, how it could be otherwise."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

Value = float | str | frozenset[str]
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "is": lambda found, wanted: abs(found - wanted) < 1e-9, "above": operator.gt, "below": operator.lt,
    "at least": operator.ge, "at most": operator.le,
}  # fmt: skip
OPPOSITE = {"above": "at most", "at most": "above", "below": "at least", "at least": "below"}
OPPOSITE |= {"all": "none", "none": "all"}
SAID = {"all": "all of ", "none": "none of ", "only": "only "}
NUMBER = re.compile(r"(?:(above|below|at least|at most) )?(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Check:
    """One expectation. ``source`` is a column or a key of counted rows; ``names`` maps numbers to words.

    With ``shifts`` (name -> place of its lowest bit) the number is a set of those names whose ``bits`` are not zero.
    """

    word: str
    source: str
    how: str
    wanted: Value
    names: Mapping[int, str]
    shifts: Mapping[str, int]
    bits: int = 1

    def shown(self, found: float) -> Value:
        """What was found, in the words of the case."""
        if self.shifts:
            packed, mask = int(found), (1 << self.bits) - 1
            return frozenset(name for name, shift in self.shifts.items() if packed >> shift & mask)
        return self.names.get(int(found), float(found)) if self.names else float(found)

    def holds(self, found: float) -> bool:
        """Whether this is what was expected."""
        here = self.shown(found)
        if isinstance(self.wanted, frozenset):
            assert isinstance(here, frozenset)
            if self.how == "only":
                return here == self.wanted
            return self.wanted <= here if self.how == "all" else not self.wanted & here
        if isinstance(self.wanted, str) or isinstance(here, str):
            return here == self.wanted
        assert isinstance(here, float)
        return COMPARE[self.how](here, self.wanted)

    def said(self) -> str:
        """The expectation in words."""
        if self.wanted == frozenset():
            return worded(self.wanted)
        return SAID.get(self.how, "" if self.how == "is" else f"{self.how} ") + worded(self.wanted)

    def otherwise(self) -> list[Check]:
        """The same expectation, wrong: every one of these has to fail where this one holds."""
        if self.how in OPPOSITE:
            return [replace(self, how=OPPOSITE[self.how])]
        if isinstance(self.wanted, frozenset):
            return [replace(self, wanted=self.wanted ^ {name}) for name in self.shifts]
        if isinstance(self.wanted, str):
            return [replace(self, wanted=name) for name in self.names.values() if name != self.wanted]
        return [replace(self, wanted=self.wanted + step) for step in (-1.0, 1.0)]


def worded(value: Value) -> str:
    """A value as a person would write it."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "nothing"
    return value if isinstance(value, str) else f"{value:g}"


def number_of(value: Any) -> tuple[str, float] | None:
    """How and with what number a text such as ``at least 3`` compares; None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "is", float(value)
    found = NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    return (found[1] or "is", float(found[2])) if found else None
