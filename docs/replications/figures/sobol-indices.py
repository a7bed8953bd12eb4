"""Sobol indices of the Ishigami function: estimates with their intervals beside the exact values."""

from __future__ import annotations

import math

import numpy as np
from _shared import check, inputs, picture

from counterscore.audit.sensitivity import SobolIndices, sobol_indices
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 350.0)
SAMPLES = (64, 512, 4096)
TOP = 0.9
CHECK = "R4.indices"
STYLE = """
.first { fill: #1f5a99; stroke: #1f5a99 } .total { fill: #fff; stroke: #b5651d; stroke-width: 2 }
.bar { stroke-width: 1.5; stroke: #777 } .exact { stroke: #111; stroke-width: 2 }
"""


def estimates(sample: int) -> SobolIndices:
    """Indices from so many base points."""
    given = inputs(CHECK)
    a, b = given["a"], given["b"]

    def model(points: np.ndarray) -> np.ndarray:
        x, y, z = points.T
        return np.asarray(np.sin(x) + a * np.sin(y) ** 2 + b * z**4 * np.sin(x))

    return sobol_indices(model, dict.fromkeys("xyz", (-math.pi, math.pi)), sample=sample, seed=given["seed"])


def figure() -> str:
    """The drawing, able to stand alone."""
    box = Frame(48, 46, 690, 258)
    exact = {"first": check(CHECK).expected["first"].value, "total": check(CHECK).expected["total"].value}
    body = []
    for step in range(0, 9, 2):
        y = box.y(step / 10 / TOP)
        body += [line(box.left, y, box.right, y, "grid"), words(box.left - 6, y + 4, f"{step / 10:g}", "tick", "end")]
    found = {sample: estimates(sample) for sample in SAMPLES}
    for k, name in enumerate("xyz"):
        middle = box.x((k + 0.5) / 3)
        body.append(words(middle, box.bottom + 60, name, "label", "middle"))
        for side, kind in ((-1, "first"), (1, "total")):
            centre = middle + side * 54
            y = box.y(exact[kind][k] / TOP)
            body.append(line(centre - 46, y, centre + 46, y, "exact"))
            for place, (sample, one) in enumerate(found.items()):
                x = centre + 34.0 * (place - 1)
                value, half = float(getattr(one, kind)[k]), float(getattr(one, f"{kind}_half")[k])
                low, high = value - half, value + half
                body.append(line(x, box.y(low / TOP), x, box.y(high / TOP), "bar"))
                body.append(tag("circle", cx=x, cy=box.y(value / TOP), r=4.5, class_=kind))
                body.append(words(x, box.bottom + 44, f"{sample:,}", "tick", "middle"))
    body += [
        words(10, 24, "share of the variance of the result", "label"),
        tag("circle", cx=290.0, cy=20.0, r=4.5, class_="first"), words(300, 24, "first index"),
        tag("circle", cx=386.0, cy=20.0, r=4.5, class_="total"), words(396, 24, "total index"),
        line(480, 20, 510, 20, "exact"), words(518, 24, "exact"),
        words(box.right, SIZE[1] - 12, "base points below each estimate; bars: 95 % intervals", "tick", "end"),
    ]  # fmt: skip
    last = found[SAMPLES[-1]]
    told = "; ".join(f"{name} {last.first[k]:.3f} and {last.total[k]:.3f}" for k, name in enumerate("xyz"))
    said = "; ".join(f"{name} {exact['first'][k]:.3f} and {exact['total'][k]:.3f}" for k, name in enumerate("xyz"))
    text = f"First and total index from {SAMPLES[-1]:,} points: {told}. Exact: {said}."
    return picture("sobol-indices", SIZE, "Sobol indices of the Ishigami function", text, body, STYLE)
