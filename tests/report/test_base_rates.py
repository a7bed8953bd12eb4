"""The report's part on what a flag would mean."""

from __future__ import annotations

import math
import re

from counterscore.published.base_rates import base_rates
from counterscore.regimes import load_regime
from counterscore.regimes.watching import watched_things
from counterscore.report.base_rates import base_rate_figure, base_rate_section, one_in
from counterscore.report.draw.curves import curves
from counterscore.report.draw.figure import Series


def things(regime: str) -> dict[str, object]:
    """A study as far as this part reads it."""
    spec = load_regime(regime).spec
    return {"watchlist": watched_things(spec, spec.start)}


def test_only_watchlists_have_base_rates() -> None:
    """A regime without a watchlist has no such section, nor has one whose things nobody buys."""
    assert base_rate_section({}) is None
    assert base_rate_section(things("rongcheng")) is None
    nothing = things("purchase-pattern")
    for item in nothing["watchlist"]["items"]:  # type: ignore[index]
        item.update(low=0.0, value=0.0, high=0.0)
    assert base_rate_section(nothing) is None


def test_the_section_shows_the_whole_curve() -> None:
    """Three curves over six powers of ten, a table of flags per million, and every rate over its whole range."""
    section = base_rate_section(things("purchase-pattern"))
    assert section is not None
    (figure,) = section.figures
    assert len(figure.columns) == 4 and len(figure.rows) == 25
    assert [drawing.shown for drawing in figure.drawings] == ["wide", "narrow"]
    flags, ranges = section.tables
    assert [round(float(row[1]), 2) for row in flags.rows] == [0.05, 0.71, 10.01]  # type: ignore[arg-type]
    assert len(ranges.rows) == 15
    assert "never one number" in section.lead[0]


def test_the_drawing_is_on_logarithmic_axes() -> None:
    """A curve that grows tenfold per power of ten is a straight line: its points lie on the line of its ends."""
    xs = [10.0**power for power in range(-6, 1)]
    for size in ((720.0, 320.0), (350.0, 340.0)):
        svg = curves("k", size, "t", "d", xs, [Series("a", xs, "written")], (one_in, str), "adults")
        path = re.search(r'<path d="M([^"]+)"', svg)
        assert path is not None
        points = [tuple(map(float, point.split())) for point in path[1].split("L")]
        (x0, y0), (x1, y1) = points[0], points[-1]
        assert len(points) == len(xs)
        assert all(math.isclose((y - y0) * (x1 - x0), (y1 - y0) * (x - x0), abs_tol=40) for x, y in points)


def test_what_is_undefined_is_not_drawn() -> None:
    """Zeros and gaps have no place on a logarithmic axis, and no drawing has a coordinate that is no number."""
    for values in ([0.0, 1.0], [math.nan, math.nan], [0.0, 0.0]):
        svg = curves("k", (720.0, 320.0), "t", "d", [0.1, 1.0], [Series("a", values, "written")], (one_in, str), "x")
        assert not re.search(r"\bnan|inf\b", svg)


def test_the_figure_repeats_its_numbers_in_words() -> None:
    """The text alternative tells both ends of every curve."""
    watch = things("purchase-pattern")["watchlist"]
    figure = base_rate_figure(watch)  # type: ignore[arg-type]
    for one in base_rates(watch):  # type: ignore[arg-type]
        assert one.name in figure.drawings[0].svg
    assert one_in(-9) == "1 in a billion" and one_in(-7) == "1 in 10 million" and one_in(-3) == "1 in 1,000"
