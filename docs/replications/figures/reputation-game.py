"""Reputation game: how many discriminators it takes, by how well people are known, and towns beside the dynamics."""

from __future__ import annotations

import numpy as np
from _shared import joined, picture, target

from counterscore.published.reputation import ReputationGame
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 380.0)
ROUNDS, PEOPLE, EVERY = 120, 1000, 8
STARTS = ((0.25, 0.9), (0.25, 0.8), (0.25, 0.7), (0.15, 0.9))
STYLE = """
.curve { fill: none; stroke: #1f5a99; stroke-width: 2.2 } .worse { stroke: #b5651d; stroke-dasharray: 9 4 }
.area { fill: #1f5a99; fill-opacity: 0.13 } .rule { stroke: #111; stroke-dasharray: 3 3 }
.dot { fill: #1f5a99 } .ring { fill: #fff; stroke: #b5651d; stroke-width: 1.5 }
"""


def settings() -> dict[str, float]:
    """Benefit and cost of the target."""
    return target("R5").inputs


def shares(box: Frame) -> list[str]:
    """Grid and per cents at the left."""
    out = []
    for step in range(0, 101, 20):
        y = box.y(step / 100)
        out += [line(box.left, y, box.right, y, "grid"), words(box.left - 6, y + 4, f"{step} %", "tick", "end")]
    return out


def thresholds(box: Frame, benefit: float, cost: float) -> list[str]:
    """The share of discriminators that is needed, over the chance to be known."""
    out = shares(box)
    out += [words(box.x(step / 10), box.bottom + 18, f"{10 * step} %", "tick", "middle") for step in range(0, 11, 2)]
    out.append(
        words(box.right, box.bottom + 35, "chance that a reputation is known; line: cost / benefit", "tick", "end")
    )
    games = [ReputationGame(benefit, cost, float(q)) for q in np.linspace(cost / benefit + 1e-9, 1, 161)]
    ends = [(box.x(game.known), box.y(game.threshold or 0.0)) for game in games]
    out.append(joined([*ends, (box.x(1), box.y(1))], "area", "Z"))
    out.append(joined(ends, "curve"))
    x = box.x(cost / benefit)
    out += [line(x, box.top, x, box.bottom, "rule"), words(x + 8, box.bottom - 10, "help dies out", "label")]
    return [*out, words(box.x(0.55), box.y(0.62), "help lasts", "label")]


def towns(box: Frame, benefit: float, cost: float) -> list[str]:
    """Discriminators over the rounds: the dynamics as curves, towns of people as dots."""
    out = shares(box)
    out += [words(box.x(k / ROUNDS), box.bottom + 18, f"{k}", "tick", "middle") for k in range(0, ROUNDS + 1, 40)]
    out.append(words(box.right, box.bottom + 35, "rounds of copying", "tick", "end"))
    for known, start in STARTS:
        game, worse = ReputationGame(benefit, cost, known), known <= cost / benefit
        step = 1.0 / (benefit + cost)  # one round of copying is so much time of the dynamics
        path = game.path((start, 1.0 - start, 0.0), ROUNDS * step, step / 10)[::10, 0]
        ends = [(box.x(k / ROUNDS), box.y(float(x))) for k, x in enumerate(path)]
        out.append(joined(ends, "curve worse" if worse else "curve"))
        town = game.lived((start, 1.0 - start, 0.0), PEOPLE, ROUNDS, 1)[::EVERY, 0]
        for k, x in enumerate(town):
            place = box.x(EVERY * k / ROUNDS), box.y(float(x))
            out.append(tag("circle", cx=place[0], cy=place[1], r=2.6, class_="ring" if worse else "dot"))
    return out


def figure() -> str:
    """The drawing, able to stand alone."""
    given = settings()
    benefit, cost = given["benefit"], given["cost"]
    known = sorted({one for one, _ in STARTS})
    body = [
        words(10, 24, "share of discriminators from which they spread", "label"),
        *thresholds(Frame(52, 48, 340, 312), benefit, cost),
        words(374, 24, f"discriminators: {100 * known[1]:g} % known, dashed {100 * known[0]:g} %", "label"),
        *towns(Frame(424, 48, 700, 312), benefit, cost),
        words(424, 372, f"dots: one town of {PEOPLE:,} people each", "tick"),
    ]
    needed = ReputationGame(benefit, cost, known[1]).threshold
    text = (
        f"With benefit {benefit:g} and cost {cost:g} help can last only where reputations are known with more than"
        f" {cost / benefit:g}; with {known[1]:g} from a share of {needed:g} of discriminators on, with {known[0]:g}"
        f" from no share. Towns from 90 and 80 % end with everybody helping, from 70 % and with {known[0]:g} with"
        " nobody."
    )
    return picture("reputation-game", SIZE, "Help for those who help", text, body, STYLE)
