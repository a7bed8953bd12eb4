"""Small laws of drawings and of written numbers."""

from __future__ import annotations

import itertools
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterscore.report.draw.bars import Bar, bars
from counterscore.report.draw.figure import Figure, Series
from counterscore.report.draw.lines import lines, stacked
from counterscore.report.draw.strip import runs
from counterscore.report.draw.svg import spread, ticks
from counterscore.report.wording import interval, plain, signed

SIZES = st.floats(min_value=1e-6, max_value=1e9)


@given(SIZES, st.integers(2, 8))
def test_ticks_cover_what_is_drawn(high: float, wanted: int) -> None:
    """Axis marks start at zero, rise evenly, and the last reaches the largest value but not far beyond."""
    marks = ticks(high, wanted)
    steps = [b - a for a, b in itertools.pairwise(marks)]
    assert marks[0] == 0 and marks[-1] >= high * (1 - 1e-9) and marks[-2] < high
    assert max(steps) - min(steps) <= 1e-9 * max(marks[-1], 1) and len(marks) <= wanted + 2


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8))
def test_labels_do_not_overlap(wanted: list[float]) -> None:
    """Labels keep their order and their distance, and stay within the drawing."""
    placed = spread(wanted, 16.0, 0.0, 200.0)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    gaps = [placed[b] - placed[a] for a, b in itertools.pairwise(order)]
    assert all(gap >= 16.0 - 1e-9 for gap in gaps)
    assert min(placed) >= -1e-9 and max(placed) <= 200.0 + 1e-9


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9), st.integers(2, 6))
def test_written_numbers_are_close(value: float, digits: int) -> None:
    """A written number, read again, is the number to the digits that were asked for, with its sign."""
    read = float(plain(value, digits).replace(",", ""))
    assert math.isclose(read, value, rel_tol=0.5001 * 10.0 ** (1 - digits), abs_tol=0.51e-8)
    assert float(signed(value, digits).replace(",", "")) == read


def test_what_is_not_known_is_not_a_number() -> None:
    """Missing numbers are written in words, and intervals never use a dash between numbers."""
    assert plain(None) == plain(math.nan) == "n/a"
    assert interval(None, 1.0) == "no interval" and interval(-2.0, -1.0) == "-2 to -1"


@given(st.lists(st.sampled_from("abc"), max_size=40))
def test_runs_rebuild_the_months(states: list[str]) -> None:
    """Joined stretches give back the months, and neighbours differ."""
    found = runs(states)
    assert [state for first, after, state in found for _ in range(after - first)] == states
    assert all(a[2] != b[2] for a, b in itertools.pairwise(found))


def test_odd_series_can_be_drawn() -> None:
    """One month, gaps and zeros give drawings without missing coordinates."""
    cases: tuple[list[float], ...] = ([5.0], [0.0, 0.0], [math.nan, 1.0, math.nan], [])
    for values in cases:
        for size in ((720.0, 300.0), (350.0, 300.0)):
            shown = lines("k", size, "t", "d", [Series("a", values, "written"), Series("b", values, "perfect")])
            assert not re.search(r"\bnan|inf\b", shown), values
    assert "nan" not in stacked("k", (346, 200), "t", "d", [Series("a", [1.0], "b0"), Series("b", [0.0], "b1")])


def test_small_groups_have_no_bar() -> None:
    """A group too small to tell gets words and no bar, and does not stretch the axis."""
    shown = bars("k", 346, "t", "d", [Bar("a", math.nan, "written", too_few=True), Bar("b", 2.0, "written", 1.0, 3.0)])
    assert shown.count("<rect") == 1 and "too few people to tell" in shown


def test_figures_refuse_ragged_tables() -> None:
    """A table row that does not match its heads cannot be made."""
    with pytest.raises(ValueError, match="1 cells under 2 heads"):
        Figure("f", "t", (), ("a", "b"), ((1,),))
