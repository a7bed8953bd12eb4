"""One life as strips of months, one strip per world: state as colour, events as marks of different shapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .svg import Frame, drawing, line, month_axis, tag, words

TALL, HEAD, BETWEEN, LOWER = 26.0, 20.0, 36.0, 11.0  # marks of one month stand under each other


@dataclass(frozen=True)
class Strip:
    """One world: `states` (M,) style-sheet classes per month, `marks` (month, kind) with kinds of `mark`."""

    name: str
    states: Sequence[str]
    marks: Sequence[tuple[int, str]]


def strips(key: str, width: float, title: str, text: str, content: Sequence[Strip], step: str = "month") -> str:
    """Draw the strips under each other on one axis of months or weeks."""
    months = max((len(strip.states) for strip in content), default=1)
    each = HEAD + TALL + BETWEEN
    height = each * len(content) + 44
    frame = Frame(10, 0, width - 10, height - 38)
    cell = (frame.right - frame.left) / max(1, months)
    body: list[str] = []
    for i, strip in enumerate(content):
        y = i * each + HEAD
        body.append(words(frame.left, y - 6, strip.name, "label"))
        for start, end, state in runs(strip.states):
            body.append(
                tag(
                    "rect",
                    x=frame.left + start * cell,
                    y=y,
                    width=(end - start) * cell,
                    height=TALL,
                    class_=f"state {state}",
                )
            )
        body.append(tag("rect", x=frame.left, y=y, width=months * cell, height=TALL, class_="outline"))
        taken: Counter[int] = Counter()
        for month, kind in strip.marks:
            body.append(mark(kind, frame.left + (month + 0.5) * cell, y + TALL + 9 + LOWER * min(taken[month], 2)))
            taken[month] += 1
    inner = Frame(frame.left + cell / 2, 0, frame.right - cell / 2, height - 38)
    body.append(line(frame.left, inner.bottom, frame.right, inner.bottom, "axis"))
    body += month_axis(inner, months, step)
    return drawing(key, (width, height), title, text, body)


def runs(states: Sequence[str]) -> list[tuple[int, int, str]]:
    """Join equal neighbouring months: (first month, month after the last, state)."""
    out: list[tuple[int, int, str]] = []
    for month, state in enumerate(states):
        if out and out[-1][2] == state:
            out[-1] = (out[-1][0], month + 1, state)
        else:
            out.append((month, month + 1, state))
    return out


def mark(kind: str, x: float, y: float) -> str:
    """A sign that differs in shape as well as in colour: record, wrong record, favour, listing, refusal, ending."""
    if kind == "refused":
        return tag("path", d=f"M{x - 3.5:.1f} {y - 3.5:.1f}l7 7m0 -7l-7 7", class_="mark refused")
    if kind == "wrong":
        return tag("path", d=f"M{x:.1f} {y - 5:.1f}l5 9h-10Z", class_="mark wrong")
    if kind in ("listed", "mislisted"):
        tone = "put-on-list" if kind == "listed" else "wrong"
        return tag("path", d=f"M{x:.1f} {y - 5:.1f}l4.5 4.5l-4.5 4.5l-4.5 -4.5Z", class_=f"mark {tone}")
    if kind == "favoured":
        return tag("path", d=f"M{x - 4.5:.1f} {y:.1f}h9m-4.5 -4.5v9", class_="mark favoured")
    if kind == "ended":
        return tag("circle", cx=x, cy=y, r=3.6, class_="mark ended")
    return tag("rect", x=x - 1.2, y=y - 4.5, width=2.4, height=9, class_="mark record")


def mark_sign(kind: str) -> str:
    """The same sign as a small picture for legends; readers of text skip it."""
    return tag("svg", mark(kind, 7, 7), viewBox="0 0 14 14", width="14", height="14", aria_hidden="true")
