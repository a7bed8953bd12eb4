"""Horizontal bars to both sides of a line: how far an answer goes from where it stands, and in which direction."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from .rows import marks_between, rows_of
from .svg import drawing, line, tag

__all__ = ["Side", "Swing", "marks_between", "span", "swings"]


@dataclass(frozen=True)
class Side:
    """One bar from the line to ``value``, with its interval as a whisker; ``tip`` is what the pointer is told."""

    value: float
    tone: str
    tip: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Swing:
    """One row: what it is about, and bars that all start at the line; an empty row says ``nothing``."""

    label: str
    sides: tuple[Side, ...]
    nothing: str = ""


def swings(key: str, width: float, title: str, text: str, content: Sequence[Swing], centre: float = 0.0) -> str:
    """Draw the rows under each other on one axis; ``centre`` is the value where the bars start."""
    rows = rows_of([one.label for one in content], width, span(content, centre))
    at = rows.at
    body = rows.axis()
    for i, (one, middle) in enumerate(zip(content, rows.middles(), strict=True)):
        body += rows.label(i, middle)
        half = 8.0 / max(1.3, len(one.sides))
        for j, side in enumerate(one.sides):
            body += _side(side, at(centre), at, (middle + half * (2 * j + 1 - len(one.sides)), half))
        if one.nothing:
            body.append(rows.beside(centre, one.nothing, middle))
    body.append(line(at(centre), rows.frame.top, at(centre), rows.frame.bottom, "axis"))
    return drawing(key, rows.size, title, text, body)


def _side(side: Side, start: float, at: Callable[[float], float], place: tuple[float, float]) -> list[str]:
    """One bar and its whisker; ``place`` is the middle of the bar and half its height, so that two do not overlap."""
    (middle, half), end = place, at(side.value)
    x, wide = min(start, end), max(0.8, abs(end - start))
    bar = tag(
        "rect", tag("title", escape(side.tip)), x=x, y=middle - half, width=wide, height=2 * half - 0.6,
        class_=f"bar {side.tone}",
    )  # fmt: skip
    if side.low is None or side.high is None:
        return [bar]
    a, b = at(side.low), at(side.high)
    return [
        bar,
        line(a, middle, b, middle, "whisker"),
        *(line(x, middle - 3, x, middle + 3, "whisker") for x in (a, b)),
    ]


def span(content: Sequence[Swing], centre: float) -> tuple[float, float]:
    """The lowest and the highest number that is drawn."""
    known = [centre]
    for one in content:
        for side in one.sides:
            known += [v for v in (side.value, side.low, side.high) if v is not None and math.isfinite(v)]
    return min(known), max(known)
