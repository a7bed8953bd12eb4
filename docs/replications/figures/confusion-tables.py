"""Confusion tables: each rate of two groups on one scale, and by what factor they differ."""

from __future__ import annotations

from _shared import picture, target

from counterscore.published.confusion import RATES, factors
from counterscore.report.draw.svg import Frame, line, tag, words
from counterscore.validation.calls.confusion import COUNTS

SIZE = (720.0, 340.0)
STEP = 32.0
STYLE = """
.between { stroke: #999; stroke-width: 3 } .first { fill: #222; stroke: #222 }
.second { fill: #fff; stroke: #222; stroke-width: 2 }
"""


def figure() -> str:
    """The drawing, able to stand alone."""
    given = target("F12").inputs["groups"]
    tables = {name: tuple(float(counts[cell]) for cell in COUNTS) for name, counts in given.items()}
    apart = factors(tables)  # type: ignore[arg-type]
    names = sorted(RATES, key=lambda name: -apart[name])
    box = Frame(200, 44, SIZE[0] - 110, 44 + STEP * len(names))
    body = []
    for percent in range(0, 101, 20):
        x = box.x(percent / 100)
        body += [line(x, box.top, x, box.bottom, "grid"), words(x, box.bottom + 17, f"{percent} %", "tick", "middle")]
    told = []
    for place, name in enumerate(names):
        y = box.top + STEP * (place + 0.5)
        values = [float(RATES[name](*table)) for table in tables.values()]
        first, second = (box.x(value) for value in values)
        body.append(words(box.left - 10, y + 4, name.replace("_", " "), "", "end"))
        body.append(line(first, y, second, y, "between"))
        body.append(tag("circle", cx=first, cy=y, r=5.0, class_="first"))
        body.append(tag("circle", cx=second, cy=y, r=5.0, class_="second"))
        body.append(words(box.right + 16, y + 4, f"{apart[name]:.2f} times", "label" if place == 0 else ""))
        told.append(f"{name.replace('_', ' ')} {values[0]:.3f} and {values[1]:.3f}, a factor of {apart[name]:.2f}")
    x = box.left
    for name, tone in zip(tables, ("first", "second"), strict=True):
        body += [tag("circle", cx=x + 5, cy=20.0, r=5.0, class_=tone), words(x + 16, 24, name, "label")]
        x += 90
    body.append(words(box.right + 16, 24, "differ by", "label"))
    return picture("confusion-tables", SIZE, "Rates of a risk score in two groups", "; ".join(told), body, STYLE)
