"""Performative retraining: models round by round for several shifts, and a coin whose best model is not stable."""

from __future__ import annotations

import numpy as np
from _shared import inputs, joined, picture

from counterscore.published.retraining import Coin, LinearShift
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 380.0)
ROUNDS, TOP = 40, 160.0
MORE = (0.5, 1.0, 1.05)  # shifts beside the published one
STYLE = """
.curve { fill: none; stroke: #1f5a99; stroke-width: 2.2 } .d0 { stroke-dasharray: 2 3 } .d2 { stroke-dasharray: 9 4 }
.d3 { stroke-dasharray: 10 3 2 3 } .level { stroke: #111; stroke-dasharray: 3 3 } .dot { fill: #111 }
.ring { fill: #fff; stroke: #111; stroke-width: 2 }
"""


def paths(box: Frame) -> list[str]:
    """Models over the rounds, one curve for each shift."""
    given, out = inputs("R1.path"), []
    for step in range(0, int(TOP) + 1, 40):
        y = box.y(step / TOP)
        out += [line(box.left, y, box.right, y, "grid"), words(box.left - 6, y + 4, f"{step}", "tick", "end")]
    for k in range(0, ROUNDS + 1, 10):
        out.append(words(box.x(k / ROUNDS), box.bottom + 18, f"{k}", "tick", "middle"))
    out.append(words(box.right, box.bottom + 35, "rounds of retraining", "tick", "end"))
    for kind, pull in enumerate(sorted({given["pull"], *MORE})):
        world = LinearShift(given["mean"], pull)
        models = world.path(given["start"], ROUNDS)
        shown = [(k, m) for k, m in enumerate(models) if m <= TOP]
        ends = [(box.x(k / ROUNDS), box.y(m / TOP)) for k, m in shown]
        out.append(joined(ends, f"curve d{kind}"))
        x, y = ends[-1]
        if len(shown) == ROUNDS + 1:
            out.append(words(x + 6, y + 4, f"{pull:g}", "label"))
        else:
            out.append(words(x, y - 6, f"{pull:g}", "label", "end" if pull > 1 else "start"))
    y = box.y(LinearShift(given["mean"], given["pull"]).stable / TOP)
    return [
        *out,
        line(box.left, y, box.right, y, "level"),
        words(box.right, y - 7, f"stable with {given['pull']:g}", "", "end"),
    ]


def losses(box: Frame) -> tuple[list[str], Coin]:
    """Loss of the coin over models, with the stable and the best one."""
    given = inputs("R1.coin")
    coin = Coin(given["lean"], given["pull"])
    low, high = 0.08, 0.26
    out = []
    for step in range(8, 27, 6):
        y = box.y((step / 100 - low) / (high - low))
        out += [line(box.left, y, box.right, y, "grid"), words(box.left - 6, y + 4, f"{step / 100:.2f}", "tick", "end")]
    for step in range(0, 11, 2):
        out.append(words(box.x(step / 10), box.bottom + 18, f"{step / 10:g}", "tick", "middle"))
    out.append(words(box.right, box.bottom + 35, "weight the model puts on the feature", "tick", "end"))
    ends = [(box.x(x), box.y((coin.loss(float(x)) - low) / (high - low))) for x in np.linspace(0, 1, 101)]
    out.append(joined(ends, "curve"))
    for theta, tone, name, dx, anchor in (
        (coin.stable, "dot", "stable", -8.0, "end"),
        (coin.best, "ring", "best", 8.0, "start"),
    ):
        x, y = box.x(theta), box.y((coin.loss(theta) - low) / (high - low))
        out += [
            tag("circle", cx=x, cy=y, r=5.0, class_=tone),
            words(x + dx, y + 18, f"{name} {theta:g}", "label", anchor),
        ]
    return out, coin


def figure() -> str:
    """The drawing, able to stand alone."""
    left, (right, coin) = paths(Frame(44, 48, 358, 312)), losses(Frame(450, 48, 696, 312))
    given = inputs("R1.path")
    body = [
        words(10, 24, "model after each round, by the shift it causes", "label"), *left,
        words(412, 24, "the coin: loss of a model on its own data", "label"), *right,
    ]  # fmt: skip
    stable = LinearShift(given["mean"], given["pull"]).stable
    text = (
        f"Left: from {given['start']:g}, retraining with a shift of {given['pull']:g} nears {stable:g}; with 0.5 it is"
        " at its end after six rounds, with 1 it climbs for ever by the same step, with 1.05 by growing steps. Right:"
        f" the coin's stable model {coin.stable:g} loses {coin.loss(coin.stable):.4f}, the best {coin.best:g} loses"
        f" {coin.loss(coin.best):.4f}."
    )
    return picture(
        "performative-retraining", SIZE, "Retraining on a world that the last model has moved", text, body, STYLE
    )
