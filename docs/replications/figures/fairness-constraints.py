"""Fairness constraints: the curve of each group, and where each rule puts it."""

from __future__ import annotations

import numpy as np
from _shared import joined, picture, target

from counterscore.published.score_tables import ScoreTable
from counterscore.published.table_files import read_score_table
from counterscore.published.thresholds import Cutoffs, Decision, decisions, stakes_of
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 500.0)
SIGNS = {"max_utility": "A", "single_threshold": "B", "equal_opportunity": "C", "equalised_odds": "D",
         "demographic_parity": "E"}  # fmt: skip
# where a letter stands beside its dot, by group: right, down, and which end of it
BESIDE = ((-7.0, -3.0, "end"), (-7.0, 1.0, "end"), (7.0, -3.0, "start"), (7.0, 13.0, "start"))
STYLE = """
.curve { fill: none; stroke-width: 2; stroke: #1f5a99 } .g1 { stroke: #b5651d } .g2 { stroke: #6b6b6b }
.g3 { stroke: #111 }
.g1 { stroke-dasharray: 9 4 } .g2 { stroke-dasharray: 4 3 } .g3 { stroke-dasharray: 1 3; stroke-linecap: round }
.dot { fill: #222; stroke: #fff }
.sign { font-weight: 600; paint-order: stroke; stroke: #fff; stroke-width: 3px }
.same { stroke: #b0b0b0; stroke-dasharray: 2 4 }
"""
BOX = Frame(52, 22, 450, SIZE[1] - 60)
X, Y = (0.0, 0.4), (0.36, 0.94)


def spot(fpr: float, tpr: float) -> tuple[float, float]:
    """Pixels of a point."""
    return BOX.x((fpr - X[0]) / (X[1] - X[0])), BOX.y((tpr - Y[0]) / (Y[1] - Y[0]))


def axes() -> list[str]:
    """Grid, numbers and what the axes count."""
    out = []
    for percent in range(40, 91, 10):
        y = spot(0, percent / 100)[1]
        out += [line(BOX.left, y, BOX.right, y, "grid"), words(BOX.left - 6, y + 4, f"{percent} %", "tick", "end")]
    for percent in range(0, 41, 10):
        x = spot(percent / 100, Y[0])[0]
        out += [line(x, BOX.top, x, BOX.bottom, "grid"), words(x, BOX.bottom + 17, f"{percent} %", "tick", "middle")]
    below = "accepted of those who would not repay (FPR)"
    out += [
        line(BOX.left, BOX.top, BOX.left, BOX.bottom, "axis"),
        line(BOX.left, BOX.bottom, BOX.right, BOX.bottom, "axis"),
    ]
    out += [words(BOX.right, BOX.bottom + 36, below, "tick", "end")]
    return [*out, words(BOX.left - 40, BOX.top - 9, "accepted of those who would repay (TPR)", "tick")]


def curve(fpr: np.ndarray, tpr: np.ndarray, tone: str) -> str:
    """The part of a curve that lies in the picture."""
    fine = np.linspace(X[0], X[1], 400)
    ends = [spot(float(x), float(y)) for x, y in zip(fine, np.interp(fine, fpr, tpr), strict=True) if Y[0] <= y <= Y[1]]
    return joined(ends, f"curve {tone}")


def marks(found: dict[str, Decision]) -> list[str]:
    """A dot for each rule and group with the letter of the rule beside it; rules at one place share their letters."""
    at: dict[tuple[float, float], tuple[str, int]] = {}
    for policy, one in found.items():
        for group, (fpr, tpr) in enumerate(zip(one.fpr, one.tpr, strict=True)):
            x, y = spot(float(fpr), float(tpr))
            near = next((key for key in at if abs(key[0] - x) < 1 and abs(key[1] - y) < 1), (x, y))
            signs, first = at.get(near, ("", group))
            at[near] = (signs if SIGNS[policy] in signs else signs + SIGNS[policy], first)
    out = [tag("circle", cx=x, cy=y, r=3.5, class_="dot") for x, y in at]
    for (x, y), (signs, group) in at.items():
        right, down, anchor = BESIDE[group]
        out.append(words(x + right, y + down, signs, "sign", anchor))
    return out


def legend(table: ScoreTable, titles: list[str], found: dict[str, Decision]) -> list[str]:
    """Groups with their base rates, rules with their share of the maximum."""
    out, y = [words(472, 40, "group, and who of it would repay", "label")], 62.0
    for g, title in enumerate(titles):
        out.append(tag("path", d=f"M472 {y - 4:.1f}L504 {y - 4:.1f}", class_=f"curve g{g}"))
        out.append(words(512, y, f"{title}: {100 * table.base_rate[g]:.1f} %"))
        y += 20
    out.append(words(472, y + 18, "rule, and its share of the maximum", "label"))
    for policy, sign in SIGNS.items():
        y += 20
        out.append(words(472, y + 20, f"{sign}  {policy.replace('_', ' ')}: {100 * found[policy].of_maximum:.1f} %"))
    return out


def figure() -> str:
    """The drawing, able to stand alone."""
    given = target("F8").inputs
    read = read_score_table(given["table"])
    table, titles = read.table, [read.file.groups[group].title for group in read.table.groups]
    found, cutoffs = decisions(table, stakes_of(break_even=given["break_even"])), Cutoffs(table)
    body = [*axes()]
    common = found["equal_opportunity"].tpr[0]
    body.append(line(BOX.left, spot(0, common)[1], BOX.right, spot(0, common)[1], "same"))
    body += [curve(cutoffs.fpr[:, g], cutoffs.tpr[:, g], f"g{g}") for g in range(len(titles))]
    body += marks(found) + legend(table, titles, found)
    told = "; ".join(
        f"{policy.replace('_', ' ')} ({SIGNS[policy]}): {100 * one.of_maximum:.1f} % of the maximum, TPR "
        + ", ".join(f"{title} {100 * tpr:.0f} %" for title, tpr in zip(titles, one.tpr, strict=True))
        for policy, one in found.items()
    )
    return picture(
        "fairness-constraints", SIZE, "Where rules of fairness stand on the curves of four groups", told, body, STYLE
    )
