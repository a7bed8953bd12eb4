"""Holds what was obtained against what was expected: one verdict for every number, one for every check."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .targets_file import Check, Expected, Tolerance

Verdict = Literal["pass", "fail", "warn", "not run"]


@dataclass(frozen=True)
class Row:
    """One number, word or yes-no: ``off`` is its distance in tolerances, 0 where it is as expected, 1 at the edge.

    ``expected`` is text, as it stands in the file; ``wanted`` the value itself, None between bounds.
    """

    name: str
    expected: str
    obtained: Any
    tolerance: str
    off: float
    wanted: Any = None

    @property
    def passed(self) -> bool:
        """Whether it lies within the tolerance."""
        return self.off <= 1.0


@dataclass(frozen=True)
class Checked:
    """A check that was asked: its rows, how long it took in seconds, and why it could not be asked where it was not."""

    target: str
    check: Check
    rows: tuple[Row, ...]
    seconds: float
    problem: str = ""

    @property
    def verdict(self) -> Verdict:
        """A miss of the engine or of a published model fails; a case that is not met only warns."""
        if self.problem:
            return "not run"
        if all(row.passed for row in self.rows):
            return "pass"
        return "warn" if self.check.claim == "case" else "fail"

    @property
    def worst(self) -> Row | None:
        """The number that lies farthest off, in tolerances."""
        return max(self.rows, key=lambda row: row.off, default=None)


def rows_of(check: Check, found: Mapping[str, Any]) -> tuple[Row, ...]:
    """Every expected number beside what was obtained; what the call did not return is a row that fails."""
    return tuple(row for name, one in check.expected.items() for row in _rows(name, one, check, found))


def _rows(name: str, one: Expected, check: Check, found: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of one entry: one, or one for each element of a list."""
    if name not in found:
        yield Row(name, _told(one.value), f"not returned; there are {', '.join(found)}", "", math.inf)
        return
    got = _plain(found[name])
    if one.value is None:
        yield _bounded(name, one, got)
        return
    tolerance = one.tolerance or check.tolerance
    yield from _against(name, one.value, got, _plain(found.get(f"{name}_se")), tolerance)


def _against(name: str, wanted: Any, got: Any, se: Any, tolerance: Tolerance) -> Iterator[Row]:
    """One value, or the elements of a list of the same length."""
    if isinstance(wanted, list | tuple):
        if not isinstance(got, list | tuple) or len(got) != len(wanted):
            yield Row(name, _told(wanted), got, "", math.inf)
            return
        for place, (want, one) in enumerate(zip(wanted, got, strict=True)):
            error = se[place] if isinstance(se, list | tuple) else se
            yield from _against(f"{name}[{place}]", want, one, error, tolerance)
        return
    if isinstance(wanted, bool | str) or wanted is None or not _is_number(got):
        off = 0.0 if wanted == got and type(wanted) is type(got) else math.inf
        yield Row(name, _told(wanted), got, "exact", off, wanted)
        return
    within, words = _within(wanted, se, tolerance)
    distance = abs(got - wanted)
    off = 0.0 if distance == 0.0 else distance / within if within > 0.0 else math.inf
    yield Row(name, _told(wanted), got, words, off if off == off else math.inf, wanted)


def _is_number(value: Any) -> bool:
    """Whether it is a number; a yes-no, a word, a list and nothing are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _within(wanted: float, se: float | None, tolerance: Tolerance) -> tuple[float, str]:
    """How far off a number may be, and in words."""
    if tolerance.abs is not None:
        return tolerance.abs, f"± {tolerance.abs:g}"
    if tolerance.rel is not None:
        return tolerance.rel * abs(wanted), f"± {100 * tolerance.rel:g} %"
    if tolerance.se is not None:
        if se is None or not math.isfinite(se):
            return 0.0, f"{tolerance.se:g} SE, but no standard error was returned"
        width = tolerance.se * se
        return width, f"± {width:{',.0f' if width >= 1000 else '.3g'}} ({tolerance.se:g} SE)"
    return 0.0, "exact"


def _bounded(name: str, one: Expected, got: Any) -> Row:
    """A number between bounds: at the edge it is still within."""
    low, high = -math.inf if one.low is None else one.low, math.inf if one.high is None else one.high
    words = f"{low:g} to {high:g}" if one.low is not None and one.high is not None else ""
    words = words or (f"at least {low:g}" if one.low is not None else f"at most {high:g}")
    return Row(name, words, got, "bounds", 0.0 if _is_number(got) and low <= got <= high else math.inf)


def _plain(value: Any) -> Any:
    """Numbers of NumPy as numbers of Python, arrays as lists."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    return [_plain(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else value


def _told(value: Any) -> str:
    """An expected value as text, numbers as they stand in the file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(_told, value)) if isinstance(value, list | tuple) else f"{value}"
