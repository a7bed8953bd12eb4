"""What the figures of replications have in common: the targets they draw, a style sheet, and a picture by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counterscore.report.draw.svg import alone, drawing, tag
from counterscore.validation.targets_file import Check, Inputs, Target, read_targets

STYLE = """
text { font-family: system-ui, sans-serif; font-size: 12px; fill: #222 } .label { font-weight: 600 }
.tick { fill: #555 } .grid { stroke: #e3e3e3 } .axis { stroke: #555 } .page { fill: #fff }
"""


def target(name: str) -> Target:
    """A target by its id."""
    return next(one for one in read_targets().targets if one.id == name)


def check(name: str) -> Check:
    """A check by its id."""
    return next(one for one in target(name.split(".")[0]).checks if one.id == name)


def inputs(name: str) -> Inputs:
    """What a check gives its call: its own inputs with those that all checks of its target share."""
    return {**target(name.split(".")[0]).inputs, **check(name).inputs}


def joined(points: Iterable[tuple[float, float]], kind: str, close: str = "") -> str:
    """A path through points in pixels; ``close`` is what ends it, such as Z."""
    return tag("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + close, class_=kind)


def picture(key: str, size: tuple[float, float], title: str, text: str, body: Sequence[str], style: str) -> str:
    """The file of a drawing: on a white page, so that it is read on any, with the style sheet and its own classes."""
    page = tag("rect", class_="page", width=size[0], height=size[1])
    svg = drawing(key, size, title, text, [page, *body])
    return alone(svg, f"{STYLE}{style.lstrip()}")
