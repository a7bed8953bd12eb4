"""Labelled rows under each other on one axis of numbers: what bars to both sides and ranges have in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..wording import plain
from .svg import Frame, line, ticks, width_of, words, wrapped

ROW, GAP, HEAD = 18.0, 12.0, 26.0
TINY = 1e-9


@dataclass(frozen=True)
class Rows:
    """The places of the rows: labels broken into ``parts``, their heights ``tall``, round ``marks`` on the axis."""

    frame: Frame
    width: float
    parts: tuple[tuple[str, ...], ...]
    tall: tuple[float, ...]
    marks: tuple[float, ...]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole drawing."""
        return self.width, self.frame.bottom + HEAD

    def at(self, value: float) -> float:
        """Where a number lies from left to right; numbers beyond the axis lie at its end."""
        first, last = self.marks[0], self.marks[-1]
        share = (last - first) or 1.0
        return self.frame.x((min(max(value, first), last) - first) / share)

    def axis(self) -> list[str]:
        """Grid lines, and the numbers below them; a narrow drawing words three of them."""
        marks = self.marks
        shown = marks if self.width > 500 else (marks[0], marks[len(marks) // 2], marks[-1])
        top, bottom = self.frame.top, self.frame.bottom
        out = [line(self.at(mark), top, self.at(mark), bottom, "grid") for mark in marks]
        return out + [words(self.at(mark), bottom + 17, plain(mark), "tick", "middle") for mark in shown]

    def middles(self) -> list[float]:
        """The middle of each row, from above."""
        out, y = [], self.frame.top + GAP / 2
        for room in self.tall:
            out.append(y + room / 2)
            y += room + GAP
        return out

    def label(self, row: int, middle: float) -> list[str]:
        """The label of a row, in as many lines as it needs."""
        parts = self.parts[row]
        return [
            words(self.frame.left - 8, middle + 15 * (i - (len(parts) - 1) / 2) + 4, part, "label", "end")
            for i, part in enumerate(parts)
        ]

    def beside(self, value: float, text: str, middle: float) -> str:
        """Words in a row, right of a number where they fit, else left of it."""
        fits = self.at(value) + 6 + width_of(text) < self.width
        start, anchor = (self.at(value) + 6, "start") if fits else (self.at(value) - 6, "end")
        return words(start, middle + 4, text, "few", anchor)


def rows_of(labels: Sequence[str], width: float, ends: tuple[float, float]) -> Rows:
    """Lay rows out for their labels and for numbers between two ends."""
    letters = 44 if width > 500 else 20
    parts = tuple(tuple(wrapped(label, letters)) for label in labels)
    left = 16 + max((width_of(part) for each in parts for part in each), default=0.0)
    tall = tuple(max(ROW, 15.0 * len(each)) for each in parts)
    frame = Frame(left, 4, width - 22, 4 + sum(tall) + GAP * len(tall))
    return Rows(frame, width, parts, tall, tuple(marks_between(*ends)))


def marks_between(low: float, high: float) -> list[float]:
    """A few round numbers from at most ``low`` to at least ``high``; what differs by less than TINY is equal."""
    wide = next((size for size in (high - low, abs(high)) if size > TINY), 1.0)
    steps = ticks(wide, 4)
    step = steps[1] - steps[0]
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * i, 12) for i in range(first, max(last, first + 1) + 1)]
