"""Draws the published counts of refused flights beside what the regime gives: who was hit, and how often each.

Run by docs/make_replication_pages.py; lives half a million people.
"""

from __future__ import annotations

from _shared import picture

from counterscore.report.draw.svg import Frame, line, tag, words
from counterscore.validation.validate import validate

SIZE = (720.0, 270.0)
PANELS = (
    ("R7.share-hit", "listed people refused a flight in 34 days, %", 100.0, 12.0, 2.0),
    ("R7.refusals-each", "refusals of each of them", 1.0, 12.0, 2.0),
)
STYLE = """
.published { fill: #222 } .lived { fill: #9ab7d6; stroke: #1f5a99 } .band { stroke: #222; stroke-width: 1.5 }
"""


def numbers() -> dict[str, tuple[float, float, float]]:
    """Published value, its band and what the run gave, by check."""
    found = {}
    for one in validate("R7"):
        row = one.rows[0]
        tolerance = next(iter(one.check.expected.values())).tolerance
        assert tolerance is not None and tolerance.rel is not None
        found[one.check.id] = (float(row.expected), tolerance.rel, float(row.obtained))
    return found


def panel(
    box: Frame, title: str, given: tuple[float, float, float], scale: float, most: float, step: float
) -> list[str]:
    """Two bars with the band within which the run should fall."""
    published, band, lived = given
    out = [words(box.left, box.top - 14, title, "label")]
    tick = 0.0
    while tick <= most:
        x = box.x(tick / most)
        out += [line(x, box.top, x, box.bottom, "grid" if tick else "axis")]
        out += [words(x, box.bottom + 18, f"{tick:g}", "tick", "middle")]
        tick += step
    for place, (name, value) in enumerate((("published", published), ("lived", lived))):
        y, width = box.top + 18 + 58 * place, box.x(scale * value / most) - box.left
        out.append(tag("rect", x=box.left, y=y, width=width, height=30.0, class_=name))
        out += [words(box.left - 8, y + 19, name, "", "end")]
        out.append(words(box.left + width + 8, y + 19, f"{scale * value:.1f}", "label"))
    low, high = (box.x(scale * published * (1.0 + side * band) / most) for side in (-1, 1))
    out.append(line(low, box.top + 62, high, box.top + 62, "band"))
    out += [line(x, box.top + 57, x, box.top + 67, "band") for x in (low, high)]
    return out


def figure() -> str:
    """The whole drawing, able to stand alone."""
    found, body = numbers(), list[str]()
    parts = []
    for place, (check, title, scale, most, step) in enumerate(PANELS):
        box = Frame(76 + 350 * place, 48, 330 + 350 * place, 188)
        body += panel(box, title, found[check], scale, most, step)
        published, _, lived = found[check]
        parts.append(f"{title}: published {scale * published:.1f}, lived {scale * lived:.1f}.")
    body.append(words(12, SIZE[1] - 22, "the bar with two ends is 30 % either way of what was published", "tick"))
    return picture("contact-rate", SIZE, "Flights refused to listed people in July 2014", " ".join(parts), body, STYLE)
