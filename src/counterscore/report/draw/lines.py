"""Lines and stacked areas over months."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..wording import plain
from .figure import PLAIN, Look, Series
from .svg import Frame, drawing, line, month_axis, spread, tag, ticks, tip, value_axis, width_of, words


def lines(
    key: str,
    size: tuple[float, float],
    title: str,
    text: str,
    series: Sequence[Series],
    look: Look = PLAIN,
) -> str:
    """Draw one line per series; a wide drawing names the lines at their ends, a narrow one above the plot."""
    width, height = size
    direct = width > 500
    known = max((v for s in series for v in s.values if math.isfinite(v)), default=0.0)
    marks = ticks(known if look.top is None else look.top)
    left = 14 + max(width_of(plain(mark)) for mark in marks)
    named = look.named and len(series) > 1
    legend = 0.0 if direct or not named else 18.0 * len(series) + 4
    right = width - (14 + max(width_of(s.name) for s in series) if direct and named else 14)
    frame = Frame(left, legend + 12, right, height - 40)
    months = max((len(s.values) for s in series), default=0)
    body = value_axis(frame, marks) + month_axis(frame, months, look.step, look.since)
    for one in reversed(series):  # the last arm is drawn solid and first, so that dashes show where lines coincide
        path = path_of(one.values, frame, marks[-1])
        if look.filled:
            body.append(tag("path", d=_closed(one.values, frame, marks[-1]), class_=f"area {one.tone}"))
        body.append(tag("path", tip(one.name), d=path, class_=f"line {one.tone}"))
    if named:
        body += _end_names(series, frame, marks[-1]) if direct else names_above(series)
    return drawing(key, size, title, text, body)


def stacked(
    key: str, size: tuple[float, float], title: str, text: str, series: Sequence[Series], look: Look = PLAIN
) -> str:
    """Draw areas on top of each other, the first series at the bottom."""
    months = max((len(s.values) for s in series), default=0)
    totals = [sum(s.values[m] for s in series) for m in range(months)]
    marks = ticks(max(totals, default=0.0) if look.top is None else look.top)
    left = 14 + max(width_of(plain(mark)) for mark in marks)
    frame = Frame(left, 12, size[0] - 14, size[1] - 40)
    body = value_axis(frame, marks) + month_axis(frame, months, look.step)
    below = [0.0] * months
    for one in series:
        above = [b + v for b, v in zip(below, one.values, strict=True)]
        forth = places(above, frame, marks[-1])
        back = list(reversed(places(below, frame, marks[-1])))
        body.append(tag("path", tip(one.name), d=f"M{'L'.join(forth + back)}Z", class_=f"stack {one.tone}"))
        below = above
    return drawing(key, size, title, text, body)


def places(values: Sequence[float], frame: Frame, top: float) -> list[str]:
    """Places of a series as "x y" texts; a single month is drawn across the whole width."""
    drawn = list(values) * 2 if len(values) == 1 else list(values)
    last = max(1, len(drawn) - 1)
    return [f"{frame.x(i / last):.1f} {frame.y(v / top):.1f}" for i, v in enumerate(drawn)]


def path_of(values: Sequence[float], frame: Frame, top: float) -> str:
    """A line through the known values; it is interrupted where nothing is known."""
    steps: list[str] = []
    pen = "M"
    for point, value in zip(places(values, frame, top), list(values) * (2 if len(values) == 1 else 1), strict=True):
        if math.isfinite(value):
            steps.append(pen + point)
            pen = "L"
        else:
            pen = "M"
    return "".join(steps) or "M0 0"


def _closed(values: Sequence[float], frame: Frame, top: float) -> str:
    """The area between a line and the axis; unknown months count as none."""
    points = places([v if math.isfinite(v) else 0.0 for v in values], frame, top)
    return f"M{frame.left:.1f} {frame.bottom:.1f}L{'L'.join(points)}L{frame.right:.1f} {frame.bottom:.1f}Z"


def _end_names(series: Sequence[Series], frame: Frame, top: float) -> list[str]:
    """Names at the right end of the lines, moved apart where lines end close together."""
    ends = [next((v for v in reversed(list(s.values)) if math.isfinite(v)), 0.0) for s in series]
    wanted = [frame.y(end / top) for end in ends]
    placed = spread(wanted, 16.0, frame.top, frame.bottom)
    out = []
    for one, y, at in zip(series, placed, wanted, strict=True):
        out.append(line(frame.right + 1, at, frame.right + 7, y, f"line thin {one.tone}"))
        out.append(words(frame.right + 10, y + 4, one.name, f"name {one.tone}"))
    return out


def names_above(series: Sequence[Series]) -> list[str]:
    """One row per line above the plot, for narrow drawings."""
    out = []
    for i, one in enumerate(series):
        y = 12 + 18.0 * i
        out.append(line(4, y - 4, 34, y - 4, f"line {one.tone}"))
        out.append(words(42, y, one.name, f"name {one.tone}"))
    return out
