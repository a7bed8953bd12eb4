"""Mobility: a published table of transitions, and how starts are forgotten if it held for each generation."""

from __future__ import annotations

import numpy as np
from _shared import inputs, joined, picture

from counterscore.audit.counting.mobility import second_eigenvalue, shares, shorrocks
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 340.0)
STEPS = 4
STYLE = """
.light { fill: #fff }
.curve { fill: none; stroke: #1f5a99; stroke-width: 2 } .dot { fill: #1f5a99 }
"""


def cells(table: np.ndarray, box: Frame) -> list[str]:
    """The table as squares, the darker the larger the share."""
    size, out = len(table), []
    wide, high = (box.right - box.left) / size, (box.bottom - box.top) / size
    for i, row in enumerate(table):
        out.append(words(box.left - 8, box.top + high * (i + 0.5) + 4, f"{i + 1}", "tick", "end"))
        out.append(words(box.left + wide * (i + 0.5), box.top - 6, f"{i + 1}", "tick", "middle"))
        for j, share in enumerate(row):
            grey = round(255 - 200 * float(share) / float(table.max()))
            x, y = box.left + wide * j, box.top + high * i
            out.append(
                tag("rect", x=x, y=y, width=wide - 1, height=high - 1, fill=f"rgb({grey},{grey},{min(255, grey + 12)})")
            )
            tone = "light" if grey < 130 else ""
            out.append(words(x + wide / 2, y + high / 2 + 4, f"{100 * share:.1f}", tone, "middle"))
    return out


def generations(table: np.ndarray, box: Frame) -> list[str]:
    """The mean place of descendants by the place of the first parents."""
    size, out = len(table), []
    for place in range(1, size + 1):
        y = box.y((place - 1) / (size - 1))
        out += [line(box.left, y, box.right, y, "grid"), words(box.left - 6, y + 4, f"{place}", "tick", "end")]
    power, rows = np.eye(size), []
    for _ in range(STEPS + 1):
        rows.append(power @ np.arange(1.0, size + 1.0))
        power = power @ table
    for start in range(size):
        ends = [(box.x(k / STEPS), box.y((float(row[start]) - 1) / (size - 1))) for k, row in enumerate(rows)]
        out.append(joined(ends, "curve"))
        out += [tag("circle", cx=x, cy=y, r=3.0, class_="dot") for x, y in ends]
    out += [words(box.x(k / STEPS), box.bottom + 20, f"{k}", "tick", "middle") for k in range(STEPS + 1)]
    return [*out, words(box.right, box.bottom + 38, "generations, if the table held for each", "tick", "end")]


def figure() -> str:
    """The drawing, able to stand alone."""
    given = inputs("R3.chetty")["table"]
    table = shares(given)
    index, second = float(shorrocks(given)), float(second_eigenvalue(given))
    body = [
        words(20, 24, "fifth of parents (rows) and children (columns), %", "label"),
        *cells(table, Frame(40, 60, 330, 290)),
        words(400, 24, "mean fifth of descendants", "label"),
        *generations(table, Frame(420, 60, 690, 270)),
        words(40, 318, f"Shorrocks' index {index:.4f}, second eigenvalue {second:.4f}"),
    ]
    rows = "; ".join(f"from fifth {i + 1}: " + ", ".join(f"{100 * x:.1f}" for x in row) for i, row in enumerate(table))
    told = f"{rows} per cent. Index {index:.4f}, second eigenvalue {second:.4f}."
    return picture(
        "mobility", SIZE, "Transitions between income fifths, and how starts are forgotten", told, body, STYLE
    )
