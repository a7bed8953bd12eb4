"""Curves over many powers of ten: both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from .figure import Series
from .lines import names_above
from .svg import Frame, drawing, line, tag, tip, width_of, words

Worded = Callable[[int], str]


def curves(
    key: str,
    size: tuple[float, float],
    title: str,
    text: str,
    xs: Sequence[float],
    series: Sequence[Series],
    worded: tuple[Worded, Worded],
    below: str,
) -> str:
    """Draw one curve per series over `xs`, both on logarithmic scales; values of 0 and gaps are left out.

    `worded` writes the powers of ten of the two axes in words, `below` says what the horizontal axis counts. Names
    stand above the plot, because such curves meet at their ends; a narrow drawing words every third power only.
    """
    width, height = size
    known = [v for one in series for v in one.values if math.isfinite(v) and v > 0.0]
    low, high = _decades(known)
    first, last = math.log10(xs[0]), math.log10(xs[-1])
    left = 14 + max(width_of(worded[1](power)) for power in range(low, high + 1))
    frame = Frame(left, 18.0 * len(series) + 16, width - 34, height - 40)
    body = _axes(frame, (low, high), (first, last), worded, below, 1 if width > 500 else 3)
    for one in reversed(series):
        shown = [(x, v) for x, v in zip(xs, one.values, strict=True) if math.isfinite(v) and v > 0.0]
        across = [frame.x((math.log10(x) - first) / (last - first)) for x, _ in shown]
        up = [frame.y((math.log10(v) - low) / (high - low)) for _, v in shown]
        points = [f"{x:.1f} {y:.1f}" for x, y in zip(across, up, strict=True)]
        body.append(tag("path", tip(one.name), d=f"M{'L'.join(points) or '0 0'}", class_=f"line {one.tone}"))
    return drawing(key, size, title, text, body + names_above(series))


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Whole powers of ten around the values, at least one apart."""
    if not values:
        return 0, 1
    low = math.floor(math.log10(min(values)) + 1e-9)
    return low, max(low + 1, math.ceil(math.log10(max(values)) - 1e-9))


def _axes(
    frame: Frame, tall: tuple[int, int], wide: tuple[float, float], worded: tuple[Worded, Worded], below: str, step: int
) -> list[str]:
    """A grid line for each power of ten, with its words; only every `step`-th below."""
    out = []
    for power in range(tall[0], tall[1] + 1):
        y = frame.y((power - tall[0]) / (tall[1] - tall[0]))
        out.append(line(frame.left, y, frame.right, y, "axis" if power == tall[0] else "grid"))
        out.append(words(frame.left - 6, y + 4, worded[1](power), "tick", "end"))
    powers = range(math.ceil(wide[0] - 1e-9), math.floor(wide[1] + 1e-9) + 1)
    for power in powers:
        x = frame.x((power - wide[0]) / (wide[1] - wide[0]))
        out.append(line(x, frame.top, x, frame.bottom + 4, "grid"))
        if (power - powers[0]) % step == 0:
            out.append(words(x, frame.bottom + 17, worded[0](power), "tick", "middle"))
    out.append(words(frame.right, frame.bottom + 33, below, "tick", "end"))
    return out
