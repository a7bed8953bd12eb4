"""Draws how many times more people a comparison needs whose two arms do not share their draws.

Run by docs/make_replication_pages.py.
"""

from __future__ import annotations

import math

from _shared import inputs, joined, picture

from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 360.0)
BOX = Frame(62, 44, 670, 286)
DIFFERENCES = (0.09, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
POWERS = (0, 1, 2)
STYLE = """
.curve { fill: none; stroke-width: 2.5; stroke: #1f5a99 } .dot { fill: #222 } .lead { stroke: #777 }
"""


def gain(p: float, q: float) -> float:
    """Variance of the difference of two yes-or-no outcomes on separate draws over that on common draws."""
    return (p * (1.0 - p) + q * (1.0 - q)) / ((p - q) * (1.0 - p + q))


def place(difference: float, times: float) -> tuple[float, float]:
    """Pixels on two scales of tens."""
    first, last = (math.log10(d) for d in (DIFFERENCES[0], DIFFERENCES[-1]))
    across = (math.log10(difference) - first) / (last - first)
    return BOX.x(across), BOX.y(math.log10(times) / (POWERS[-1] + 0.35))


def axes() -> list[str]:
    """Grid and numbers."""
    out = []
    for power in POWERS:
        y = place(DIFFERENCES[0], 10.0**power)[1]
        out += [line(BOX.left, y, BOX.right, y, "grid" if power else "axis")]
        out += [words(BOX.left - 8, y + 4, f"{10**power} x", "tick", "end")]
    for difference in DIFFERENCES:
        x = place(difference, 1.0)[0]
        out += [line(x, BOX.bottom, x, BOX.bottom + 4, "axis")]
        out += [words(x, BOX.bottom + 18, f"{100 * difference:g}", "tick", "middle")]
    out.append(words(BOX.left - 50, 22, "people needed without common draws, against with them", "label"))
    out.append(words(BOX.right, BOX.bottom + 38, "difference that the regime makes, percentage points", "tick", "end"))
    return out


def figure() -> str:
    """The whole drawing, able to stand alone."""
    asked = inputs("F1.variance")
    p, reference = asked["p"], asked["p_reference"]
    steps = [DIFFERENCES[0] * (DIFFERENCES[-1] / DIFFERENCES[0]) ** (step / 100) for step in range(101)]
    ends = [place(d, gain(p, p - d)) for d in steps]
    curve = joined(ends, "curve")
    x, y = place(p - reference, gain(p, reference))
    told = f"{100 * p:g} % against {100 * reference:g} %: {gain(p, reference):.1f} times"
    dot = [line(x, y, x + 30, y + 40, "lead"), tag("circle", cx=x, cy=y, r=4.5, class_="dot")]
    label = words(x + 34, y + 52, told, "label")
    least, most = gain(p, p - DIFFERENCES[0]), gain(p, p - DIFFERENCES[-1])
    said = (
        f"For an outcome of {100 * p:g} % of the people: {least:.1f} times as many people where the difference is"
        f" {100 * DIFFERENCES[0]:g} points, {gain(p, reference):.1f} times at {100 * (p - reference):g} point and"
        f" {most:.0f} times at {100 * DIFFERENCES[-1]:g} points."
    )
    body = [*axes(), curve, *dot, label]
    return picture("paired-worlds", SIZE, "What common draws are worth", said, body, STYLE)
