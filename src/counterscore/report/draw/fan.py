"""Fans: how a number goes month by month in many replicates, as a median with a band for half and for most of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..language import say
from ..wording import plain
from .figure import PLAIN, Look
from .lines import path_of, places
from .svg import Frame, drawing, month_axis, tag, ticks, tip, value_axis, width_of, words

MARKED = 26.0  # room above the plot for the name of a policy date


@dataclass(frozen=True)
class Spread:
    """Quantiles over the replicates by month, (M,) each: ``most`` from 5 to 95 %, ``half`` from 25 to 75 %.

    ``since`` is the month of a policy date, where there is one.
    """

    name: str
    tone: str
    most: tuple[Sequence[float], Sequence[float]]
    half: tuple[Sequence[float], Sequence[float]]
    median: Sequence[float]
    since: int | None = None

    @property
    def top(self) -> float:
        """The largest number that is drawn."""
        return max((v for row in (*self.most, *self.half, self.median) for v in row if math.isfinite(v)), default=0.0)


def fan(
    key: str, size: tuple[float, float], title: str, text: str, one: Spread, look: Look = PLAIN, head: float = 12.0
) -> str:
    """Draw one arm: the light band, the dark band, the median; a dashed line stands at its policy date.

    ``head`` is the room above the plot; panels beside each other need the same.
    """
    width, height = size
    marks = ticks(one.top if look.top is None else look.top)
    left = 14 + max(width_of(plain(value)) for value in marks)
    frame = Frame(left, head, width - 14, height - 40)
    months = len(one.median)
    body = value_axis(frame, marks) + month_axis(frame, months, look.step, look.since)
    for low, high in (one.most, one.half):
        there, back = places(high, frame, marks[-1]), places(low, frame, marks[-1])[::-1]
        body.append(tag("path", d=f"M{'L'.join(there + back)}Z", class_=f"area {one.tone}"))
    path = path_of(one.median, frame, marks[-1])
    body.append(tag("path", tip(one.name), d=path, class_=f"line {one.tone}"))
    if one.since is not None and 0 <= one.since < months:
        body += _policy(frame, one.since / max(1, months - 1))
    return drawing(key, size, title, text, body)


def _policy(frame: Frame, share: float) -> list[str]:
    """The dashed line at the policy date, with its name above the plot, inside the drawing."""
    x, name = frame.x(share), say("policy date")
    half = width_of(name) / 2
    middle = min(max(x, frame.left + half - 8), frame.right - half + 8)
    stroke = tag(
        "line", x1=x, y1=frame.top - 6, x2=x, y2=frame.bottom, class_="whisker", stroke_dasharray="4 3"
    )  # fmt: skip
    return [stroke, words(middle, frame.top - 11, name, "tick", "middle")]
