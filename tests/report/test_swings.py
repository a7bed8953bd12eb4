"""Bars to both sides of a line: inside the picture, from the line, with words where nothing moves."""

from __future__ import annotations

import re

import pytest

from counterscore.report.draw.swings import Side, Swing, marks_between, span, swings

ROWS = (
    Swing("first", (Side(-3.0, "arm-3", "low", -4.0, -1.0), Side(8.0, "arm-4", "high"))),
    Swing("a label that is much too long for one line of a narrow drawing", (Side(1.0, "arm-3", "low"),)),
    Swing("nothing", (), "nobody differs"),
)


@pytest.mark.parametrize("width", [720.0, 350.0])
@pytest.mark.parametrize("centre", [0.0, 2.0, 8.0])
def test_every_bar_begins_at_the_line_and_stays_inside(width: float, centre: float) -> None:
    """Each bar has one end on the line of the centre; nothing is drawn outside the picture."""
    svg = swings("k", width, "title", "text", ROWS, centre)
    axis = float(re.search(r'<line x1="([\d.]+)"[^>]*class="axis"', svg)[1])  # type: ignore[index]
    bars = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)]
    assert len(bars) == 3
    for x, wide in bars:
        assert x == pytest.approx(axis, abs=1.0) or x + wide == pytest.approx(axis, abs=1.0)
        assert x >= 0 and x + wide <= width
    assert "nobody differs" in svg and "<desc" in svg


def test_the_axis_holds_all_numbers() -> None:
    """Round marks reach from below the lowest to above the highest number, intervals and the centre included."""
    low, high = span(ROWS, 10.0)
    assert (low, high) == (-4.0, 10.0)
    for a, b in ((-4.0, 10.0), (0.0, 0.0), (3.0, 3.0), (-0.002, -0.001), (703.0, 4000.0)):
        marks = marks_between(a, b)
        assert marks[0] <= a and marks[-1] >= b and 2 <= len(marks) <= 9
