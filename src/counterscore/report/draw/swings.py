"""Horizontal bars to both sides of a line: how far an answer goes from where it stands, and in which direction."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from ..wording import plain
from .svg import Frame, drawing, line, tag, ticks, width_of, words, wrapped

ROW, GAP, HEAD = 18.0, 12.0, 26.0


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
    letters = 44 if width > 500 else 20
    left = 16 + max((width_of(part) for one in content for part in wrapped(one.label, letters)), default=0.0)
    low, high = span(content, centre)
    marks = marks_between(low, high)
    tall = [max(ROW, 15.0 * len(wrapped(one.label, letters))) for one in content]
    frame = Frame(left, 4, width - 22, 4 + sum(tall) + GAP * len(tall))
    share = (marks[-1] - marks[0]) or 1.0

    def at(value: float) -> float:
        return frame.x((min(max(value, marks[0]), marks[-1]) - marks[0]) / share)

    body = []
    shown = marks if width > 500 else [marks[0], marks[len(marks) // 2], marks[-1]]
    for mark in marks:
        body.append(line(at(mark), frame.top, at(mark), frame.bottom, "grid"))
    body += [words(at(mark), frame.bottom + 17, plain(mark), "tick", "middle") for mark in shown]
    y = frame.top + GAP / 2
    for one, room in zip(content, tall, strict=True):
        parts = wrapped(one.label, letters)
        for i, part in enumerate(parts):
            body.append(words(left - 8, y + room / 2 + 15 * (i - (len(parts) - 1) / 2) + 4, part, "label", "end"))
        middle, half = y + room / 2, 8.0 / max(1.3, len(one.sides))
        for i, side in enumerate(one.sides):
            body += _side(side, at(centre), at, (middle + half * (2 * i + 1 - len(one.sides)), half))
        if one.nothing:
            fits = at(centre) + 6 + width_of(one.nothing) < width
            start, anchor = (at(centre) + 6, "start") if fits else (at(centre) - 6, "end")
            body.append(words(start, middle + 4, one.nothing, "few", anchor))
        y += room + GAP
    body.append(line(at(centre), frame.top, at(centre), frame.bottom, "axis"))
    return drawing(key, (width, frame.bottom + HEAD), title, text, body)


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


def marks_between(low: float, high: float) -> list[float]:
    """Round numbers from at most ``low`` to at least ``high``, a few of them."""
    steps = ticks(high - low if high > low else abs(high) or 1.0, 4)
    step = steps[1] - steps[0]
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * i, 12) for i in range(first, max(last, first + 1) + 1)]
