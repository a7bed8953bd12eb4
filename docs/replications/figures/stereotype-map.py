"""Stereotype map: the next belief against the last, with steps from a high start, and three starts over the rounds."""

from __future__ import annotations

import numpy as np
from _shared import inputs, joined, picture

from counterscore.published.stereotypes import Stereotype
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 390.0)
ROUNDS = 16
STYLE = """
.curve { fill: none; stroke: #1f5a99; stroke-width: 2.2 } .same { stroke: #777 }
.steps { fill: none; stroke: #b5651d; stroke-width: 1.6 } .d0 { stroke-dasharray: 2 3 } .d2 { stroke-dasharray: 9 4 }
.dot { fill: #111 } .ring { fill: #fff; stroke: #111; stroke-width: 2 } .level { stroke: #999; stroke-dasharray: 3 3 }
"""


def settings() -> tuple[Stereotype, list[float]]:
    """The world and the starts of the target."""
    given = inputs("R2.starts")
    return Stereotype(given["benefit"], given["lowest"], given["highest"]), given["starts"]


def shares(box: Frame) -> list[str]:
    """Grid and numbers from 0 to 1 at the left."""
    out = []
    for step in range(0, 11, 2):
        y = box.y(step / 10)
        out += [line(box.left, y, box.right, y, "grid"), words(box.left - 6, y + 4, f"{step / 10:g}", "tick", "end")]
    return out


def cobweb(box: Frame, world: Stereotype, starts: list[float]) -> list[str]:
    """The map, the diagonal, where they meet, and the steps from the highest start and the one in the middle."""
    out = shares(box)
    out += [words(box.x(step / 10), box.bottom + 18, f"{step / 10:g}", "tick", "middle") for step in range(0, 11, 2)]
    out += [
        words(box.right, box.bottom + 35, "belief", "tick", "end"),
        line(box.x(0), box.y(0), box.x(1), box.y(1), "same"),
    ]
    ends = [(box.x(x), box.y(world.map(float(x)))) for x in np.linspace(0, 1, 201)]
    out.append(joined(ends, "curve"))
    for start, tone in zip(sorted(starts)[1:], ("d0", ""), strict=True):
        here, corners = start, [(start, 0.0)]
        for belief in world.path(start, ROUNDS)[1:]:
            corners += [(here, float(belief)), (float(belief), float(belief))]
            here = float(belief)
        out.append(joined([(box.x(x), box.y(y)) for x, y in corners], f"steps {tone}"))
    for one in world.fixed_points():
        x, y = box.x(one.belief), box.y(one.belief)
        out.append(tag("circle", cx=x, cy=y, r=5.0, class_="dot" if one.stable else "ring"))
    return out


def rounds(box: Frame, world: Stereotype, starts: list[float]) -> list[str]:
    """Beliefs over the rounds from each start."""
    out = shares(box)
    out += [words(box.x(k / ROUNDS), box.bottom + 18, f"{k}", "tick", "middle") for k in range(0, ROUNDS + 1, 4)]
    out.append(words(box.right, box.bottom + 35, "rounds", "tick", "end"))
    for one in world.fixed_points()[1:]:
        out.append(line(box.left, box.y(one.belief), box.right, box.y(one.belief), "level"))
        out.append(
            words(
                box.right, box.y(one.belief) - 6, f"{one.belief:.3f} {'stable' if one.stable else 'tipping'}", "", "end"
            )
        )
    for kind, start in enumerate(starts):
        ends = [(box.x(k / ROUNDS), box.y(float(x))) for k, x in enumerate(world.path(start, ROUNDS))]
        out.append(joined(ends, f"curve d{2 * kind % 3}"))
    x, y = box.x(0), box.y(max(starts))
    return [*out, words(x + 10, y, f"from {max(starts):g}", "label")]


def figure() -> str:
    """The drawing, able to stand alone."""
    world, starts = settings()
    body = [
        words(10, 24, "share that invests, which is the next belief", "label"),
        *cobweb(Frame(44, 48, 340, 318), world, starts),
        words(382, 24, f"belief, from {', '.join(f'{start:g}' for start in starts)}", "label"),
        *rounds(Frame(414, 48, 700, 318), world, starts),
        tag("circle", cx=50.0, cy=372.0, r=5.0, class_="dot"), words(60, 376, "stable"),
        tag("circle", cx=120.0, cy=372.0, r=5.0, class_="ring"), words(130, 376, "unstable: the tipping point"),
        words(300, 376, "stairs: from the start in the middle (dotted) and from the highest", "tick"),
    ]  # fmt: skip
    points = ", ".join(f"{one.belief:.3f} ({'stable' if one.stable else 'unstable'})" for one in world.fixed_points())
    last = ", ".join(f"{start:g} to {world.path(start, 300)[-1]:.3f}" for start in starts)
    text = f"Beliefs that make themselves true: {points}. Starts and where they end: {last}."
    return picture("stereotype-map", SIZE, "A belief that makes itself true", text, body, STYLE)
