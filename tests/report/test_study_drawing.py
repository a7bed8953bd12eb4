"""Fans and ranges: what they draw lies where the numbers say, inside the picture."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterscore.report.draw.fan import Spread, fan
from counterscore.report.draw.figure import Look
from counterscore.report.draw.ranges import Range, ranges
from counterscore.report.draw.rows import rows_of

ENDS = st.floats(-1e6, 1e6, allow_nan=False)
PLACE = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


def spread(months: int, since: int | None = None) -> Spread:
    """A fan whose bands are one unit apart."""
    rows = [tuple(float(k + m) for m in range(months)) for k in range(5)]
    return Spread("a <b>", "written", (rows[0], rows[4]), (rows[1], rows[3]), rows[2], since)


def paths(svg: str, kind: str) -> list[list[tuple[float, float]]]:
    """The corners of every path of a class."""
    found = re.findall(rf'<path d="([^"]*)" class="{kind}', svg)
    return [[(float(x), float(y)) for x, y in PLACE.findall(path)] for path in found]


@pytest.mark.parametrize("months", [1, 2, 24])
def test_the_bands_lie_around_the_median(months: int) -> None:
    """The light band holds the dark one, the dark one the median, in every month; nothing leaves the frame."""
    svg = fan("k", (346, 200), "t", "d", spread(months))
    most, half = paths(svg, "area")
    line = paths(svg, "line")[0]
    steps = max(2, months)
    assert len(line) == steps and len(most) == len(half) == 2 * steps
    for i, (x, y) in enumerate(line):
        tops, bottoms = (most[i][1], half[i][1]), (half[-1 - i][1], most[-1 - i][1])
        assert tops[0] < tops[1] < y < bottoms[0] < bottoms[1]
        assert most[i][0] == half[i][0] == most[-1 - i][0] == x and 0 <= x <= 346 and 0 <= y <= 200
    assert "a &lt;b&gt;" in svg and "<b>" not in svg


def test_panels_share_a_scale_and_room() -> None:
    """With a common top and head a median of the same number has the same height with and without a policy date."""
    look = Look(top=100.0)
    plain = fan("a", (346, 200), "t", "d", spread(24), look, 26.0)
    dated = fan("b", (346, 200), "t", "d", spread(24, 12), look, 26.0)
    assert paths(plain, "line") == paths(dated, "line")
    assert plain.count("stroke-dasharray") == 0 and dated.count("stroke-dasharray") == 1
    mark = re.search(r'<line x1="([\d.]+)"[^>]*stroke-dasharray', dated)
    assert mark is not None and float(mark[1]) == pytest.approx(paths(dated, "line")[0][12][0], abs=0.11)
    beyond = fan("c", (346, 200), "t", "d", spread(6, 12), look, 26.0)
    assert "stroke-dasharray" not in beyond


@given(st.lists(st.tuples(ENDS, ENDS), min_size=1, max_size=6), st.sampled_from([720.0, 350.0]))
def test_ranges_lie_on_one_axis_in_their_order(ends: list[tuple[float, float]], width: float) -> None:
    """Bars keep the order of their numbers from left to right, and everything lies inside the picture."""
    rows = [Range("a label of some length", "arm-3", "", min(e), max(e), sum(e) / 2, e) for e in ends]
    svg = ranges("k", width, "t", "d", rows)
    bars = [(float(x), float(w)) for x, w in re.findall(r'<rect x="(-?[\d.]+)"[^>]*?width="([\d.]+)"', svg)]
    dots = [float(x) for x in re.findall(r'<circle cx="(-?[\d.]+)"', svg)]
    assert len(bars) == len(dots) == len(rows)
    for (x, wide), dot in zip(bars, dots, strict=True):
        assert x >= 0 and x + wide <= width + 0.9 and x - 0.2 <= dot <= x + wide + 0.2
    for (a, (x, _)), (b, (y, _)) in itertools.combinations(zip(rows, bars, strict=True), 2):
        assert a.low is not None and b.low is not None
        assert (a.low < b.low) <= (x <= y + 0.11)


def test_the_line_of_no_difference_stands_at_zero_and_can_be_left_out() -> None:
    """With a line the axis holds it; without one the axis fits the numbers alone."""
    row = Range("a", "arm-3", "tip", 40.0, 60.0, 50.0)
    with_line, without = ranges("k", 720, "t", "d", [row]), ranges("k", 720, "t", "d", [row], None)
    assert ">0</text>" in with_line and ">0</text>" not in without
    assert with_line.count('class="axis"') == 1 and without.count('class="axis"') == 0


def test_what_is_not_known_leaves_no_mark() -> None:
    """A row without ends has no bar, one without a middle no dot; numbers that are none are not drawn."""
    svg = ranges("k", 720, "t", "d", [Range("a", "arm-3"), Range("b", "arm-3", low=1.0, high=2.0)])
    assert svg.count("<rect") == 1 and "<circle" not in svg
    svg = ranges("k", 720, "t", "d", [Range("a", "arm-3", low=float("nan"), high=1.0, behind=(float("inf"), 1.0))])
    assert "<rect" not in svg and "nan" not in svg and "inf" not in svg


def test_long_labels_are_broken_and_rows_grow() -> None:
    """A label that needs several lines gets a higher row; rows do not overlap."""
    rows = rows_of(["short", "a label that is much too long for one line of a narrow drawing"], 350.0, (0.0, 1.0))
    assert len(rows.parts[0]) == 1 and len(rows.parts[1]) > 2 and rows.tall[1] > rows.tall[0]
    first, second = rows.middles()
    assert second - first >= (rows.tall[0] + rows.tall[1]) / 2
