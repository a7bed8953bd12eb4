"""Ranges on one axis: from where to where something lies, with its middle and the single values behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .rows import Rows, rows_of
from .svg import drawing, line, tag, tip


@dataclass(frozen=True)
class Range:
    """One row: a bar from ``low`` to ``high``, a dot at ``middle``, a small stroke per value of ``behind``.

    What is not known is left out. ``tip`` is what the pointer is told.
    """

    label: str
    tone: str
    tip: str = ""
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    behind: tuple[float, ...] = ()

    @property
    def known(self) -> list[float]:
        """Every number of the row that can be drawn."""
        every = (self.low, self.high, self.middle, *self.behind)
        return [value for value in every if value is not None and math.isfinite(value)]


def ranges(key: str, width: float, title: str, text: str, content: Sequence[Range], line_at: float | None = 0.0) -> str:
    """Draw the ranges under each other on one axis, with a line at ``line_at``, which the axis then holds."""
    known = [value for one in content for value in one.known] + ([] if line_at is None else [line_at])
    rows = rows_of([one.label for one in content], width, (min(known, default=0.0), max(known, default=0.0)))
    body = rows.axis()
    if line_at is not None:
        body.append(line(rows.at(line_at), rows.frame.top, rows.at(line_at), rows.frame.bottom, "axis"))
    for i, (one, middle) in enumerate(zip(content, rows.middles(), strict=True)):
        body += rows.label(i, middle)
        body += _row(one, rows, middle)
    return drawing(key, rows.size, title, text, body)


def _row(one: Range, rows: Rows, middle: float) -> list[str]:
    """One range: its bar with an end at each side, the values behind it, its middle on top."""
    out = []
    if one.low is not None and one.high is not None and math.isfinite(one.low) and math.isfinite(one.high):
        a, b = rows.at(one.low), rows.at(one.high)
        told = (tip(one.tip),) if one.tip else ()
        out.append(tag("rect", *told, x=a, y=middle - 5, width=max(0.8, b - a), height=10.0, class_=f"area {one.tone}"))
        out += [line(x, middle - 6, x, middle + 6, "whisker") for x in (a, b)]
    behind = [value for value in one.behind if math.isfinite(value)]
    out += [line(rows.at(value), middle - 4, rows.at(value), middle + 4, "axis") for value in behind]
    if one.middle is not None and math.isfinite(one.middle):
        told = (tip(one.tip),) if one.tip else ()
        out.append(tag("circle", *told, cx=rows.at(one.middle), cy=middle, r=4.5, class_=f"stack {one.tone}"))
    return out
