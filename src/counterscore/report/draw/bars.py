"""Horizontal bars with intervals: who is hit, and how often people are refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..language import say
from ..wording import interval, plain
from .svg import Frame, drawing, line, tag, ticks, width_of, words, wrapped

ROW, GAP, HEAD = 17.0, 11.0, 24.0


@dataclass(frozen=True)
class Bar:
    """One bar; `label` names its group (repeated labels are one group), `too_few` writes `few` instead of a bar."""

    label: str
    value: float
    tone: str
    low: float | None = None
    high: float | None = None
    too_few: bool = False
    name: str = ""  # what this bar of the group stands for, for the pointer's tool tip
    few: str = "too few people to tell"


def bars(key: str, width: float, title: str, text: str, content: Sequence[Bar], *, top: float | None = None) -> str:
    """Draw groups of bars from zero, intervals as whiskers, values written at the bar's end."""
    groups = list(dict.fromkeys(bar.label for bar in content))
    letters = 16
    left = 16 + max((width_of(part) for g in groups for part in wrapped(g, letters)), default=0.0)
    marks = ticks(reach(content) if top is None else top, 3)
    ends = [b.high if b.high is not None and math.isfinite(b.high) else b.value for b in content]
    room = max(
        (
            width_of(_value(b))
            for b, end in zip(content, ends, strict=True)
            if not b.too_few and math.isfinite(end) and end > 0.45 * marks[-1]
        ),
        default=0.0,
    )
    height = HEAD + sum(ROW * max(_members(content, g), len(wrapped(g, letters))) + GAP for g in groups)
    frame = Frame(left, 4, width - 12 - room, height - HEAD)
    body: list[str] = []
    for mark in marks:
        x = frame.x(mark / marks[-1])
        body.append(line(x, frame.top, x, frame.bottom, "axis" if mark == 0 else "grid"))
        body.append(words(x, frame.bottom + 16, plain(mark), "tick", "middle"))
    y = frame.top + GAP / 2
    for group in groups:
        mine = [bar for bar in content if bar.label == group]
        parts = wrapped(group, letters)
        tall = ROW * max(len(mine), len(parts))
        for i, part in enumerate(parts):
            at = y + tall / 2 + 15 * (i - (len(parts) - 1) / 2) + 4
            body.append(words(left - 8, at, part, "label", "end"))
        for i, bar in enumerate(mine):
            body += _one(bar, frame, y + (tall - ROW * len(mine)) / 2 + ROW * i, marks[-1])
        y += tall + GAP
    return drawing(key, (width, height), title, text, body)


def reach(content: Sequence[Bar]) -> float:
    """The largest number drawn, intervals included, so that panels can share a scale."""
    ends = [v for b in content if not b.too_few for v in (b.value, b.high) if v is not None and math.isfinite(v)]
    return max(ends, default=0.0)


def _members(content: Sequence[Bar], group: str) -> int:
    """How many bars stand under one label."""
    return sum(bar.label == group for bar in content)


def _value(bar: Bar) -> str:
    """The number at the end of a bar."""
    return plain(bar.value)


def _one(bar: Bar, frame: Frame, y: float, top: float) -> list[str]:
    """One bar, its whisker and its number."""
    if bar.too_few or not math.isfinite(bar.value):
        return [words(frame.left + 6, y + 12, say(bar.few), "few")]
    tip = f"{bar.label}{', ' + bar.name if bar.name else ''}: {plain(bar.value)}"
    end = frame.x(min(bar.value, top) / top)
    out = []
    reaches = end
    known = bar.low is not None and bar.high is not None and math.isfinite(bar.low) and math.isfinite(bar.high)
    if known and bar.low is not None and bar.high is not None:
        tip += f" ({interval(bar.low, bar.high)})"
    out.append(
        tag(
            "rect",
            tag("title", tip),
            x=frame.left,
            y=y + 2,
            width=max(0.8, end - frame.left),
            height=ROW - 4,
            class_=f"bar {bar.tone}",
        )
    )
    if known and bar.low is not None and bar.high is not None:
        x1, x2 = frame.x(max(0.0, bar.low) / top), frame.x(min(bar.high, top) / top)
        middle = y + ROW / 2
        out += [
            line(x1, middle, x2, middle, "whisker"),
            line(x1, middle - 3, x1, middle + 3, "whisker"),
            line(x2, middle - 3, x2, middle + 3, "whisker"),
        ]
        reaches = max(end, x2)
    out.append(words(reaches + 5, y + 12.5, _value(bar), "value"))
    return out
