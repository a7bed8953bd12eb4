"""Delayed impact: expected change of the score against the share accepted, for two groups of the shipped table."""

from __future__ import annotations

from _shared import joined, picture

from counterscore.published.delayed_impact import Change, Impact, impacts, limits, points_at
from counterscore.published.score_tables import ScoreTable
from counterscore.published.table_files import read_score_table
from counterscore.published.thresholds import Cutoffs, stakes_of
from counterscore.report.draw.svg import Frame, line, tag, words

TABLE = "credit-scores-2003"
GROUPS = ("black", "white")
POLICIES = ("max_utility", "equal_opportunity", "demographic_parity")
SIGNS = {"max_utility": "A", "equal_opportunity": "B", "demographic_parity": "C"}
LOW, HIGH = -80.0, 60.0
SIZE = (720.0, 430.0)
STYLE = """
.curve { fill: none; stroke-width: 2.5 } .g0 { stroke: #b5651d } .g1 { stroke: #1f5a99 } .g1 { stroke-dasharray: 8 4 }
.dot { fill: #fff; stroke: #222; stroke-width: 1.5 } .sign { font-weight: 600; font-size: 11px }
.best { fill: #222 } .harmless { stroke: #222; stroke-width: 2 }
"""


def settings() -> tuple[ScoreTable, dict[str, Impact], Change, dict[str, str]]:
    """The two groups of the shipped table, its own loss ratio and points, and the titles of the groups."""
    read = read_score_table(TABLE)
    file = read.file
    assert file.loss_ratio is not None and file.rise is not None and file.fall is not None
    table = read.table.among({group: file.groups[group].weight.number for group in GROUPS})
    change = Change(file.rise.number, file.fall.number)
    moved = impacts(table, stakes_of(loss_ratio=file.loss_ratio.number), change, POLICIES)
    return table, moved, change, {group: file.groups[group].title for group in GROUPS}


def frame() -> Frame:
    """Where the curves lie."""
    return Frame(52, 26, SIZE[0] - 150, SIZE[1] - 118)


def place(share: float, points: float) -> tuple[float, float]:
    """Pixels of a share accepted and its points."""
    return frame().x(share), frame().y((points - LOW) / (HIGH - LOW))


def axes() -> list[str]:
    """Grid, numbers and what the axes count."""
    box, out = frame(), []
    for points in range(int(LOW), int(HIGH) + 1, 20):
        y = place(0, points)[1]
        out.append(line(box.left, y, box.right, y, "axis" if points == 0 else "grid"))
        out.append(words(box.left - 6, y + 4, f"{points:+d}" if points else "0", "tick", "end"))
    for share in range(0, 101, 20):
        x = box.x(share / 100)
        out.append(line(x, box.bottom, x, box.bottom + 4, "axis"))
        out.append(words(x, box.bottom + 17, f"{share} %", "tick", "middle"))
    below = "share of the group that is accepted, from the top of the score"
    out.append(words(box.right, box.bottom + 34, below, "tick", "end"))
    out.append(words(box.left - 38, box.top - 12, "expected change of the score, points per head", "tick"))
    return out


def curve(table: ScoreTable, group: str, change: Change, tone: str) -> str:
    """One group's points at every share accepted."""
    shares = Cutoffs(table).selection[:, table.group(group)]
    ends = [place(float(share), points_at(table, group, float(share), change)) for share in shares]
    return joined(ends, f"curve {tone}")


def marks(table: ScoreTable, group: str, change: Change) -> list[str]:
    """The best share as a full dot, and the harmless one as a stroke across the curve."""
    edge, out = limits(table, group, change), []
    x, y = place(edge.best, edge.best_points)
    out.append(tag("circle", cx=x, cy=y, r=4.0, class_="best"))
    if edge.harmless < 1.0:
        x, y = place(edge.harmless, 0.0)
        out.append(line(x, y - 9, x, y + 9, "harmless"))
    return out


def policy_marks(table: ScoreTable, moved: dict[str, Impact]) -> list[str]:
    """A letter in a circle for every policy and group; policies at one place share a circle."""
    out = []
    for g, _ in enumerate(table.groups):
        at: dict[tuple[float, float], str] = {}
        for policy, one in moved.items():
            spot = place(float(one.decision.selection[g]), float(one.points[g]))
            key = (round(spot[0], 1), round(spot[1], 1))
            at[key] = at.get(key, "") + SIGNS[policy]
        for (x, y), signs in at.items():
            out.append(tag("ellipse", cx=x, cy=y, rx=5.0 + 4.0 * len(signs), ry=9.0, class_="dot"))
            out.append(words(x, y + 4, signs, "sign", "middle"))
    return out


def legend(y: float) -> list[str]:
    """What letters and signs mean."""
    named = [f"{sign} {policy.replace('_', ' ')}" for policy, sign in SIGNS.items()]
    return [
        words(52, y, "policies: " + ", ".join(named), "label"),
        tag("circle", cx=58.0, cy=y + 18, r=4.0, class_="best"),
        words(70, y + 22, "best share for the group's scores"),
        line(300, y + 10, 300, y + 26, "harmless"),
        words(310, y + 22, "up to here no share lowers the group's scores"),
    ]


def described(table: ScoreTable, moved: dict[str, Impact], change: Change, titles: dict[str, str]) -> str:
    """The figure in words."""
    parts = []
    for g, group in enumerate(table.groups):
        edge = limits(table, group, change)
        told = ", ".join(
            f"{policy.replace('_', ' ')} {100 * one.decision.selection[g]:.1f} % and {one.points[g]:+.1f}"
            for policy, one in moved.items()
        )
        parts.append(
            f"{titles[group]}: best at {100 * edge.best:.1f} % with {edge.best_points:+.1f} points, harmless up to"
            f" {100 * edge.harmless:.1f} %, everybody accepted {edge.everybody_points:+.1f}; {told}."
        )
    return " ".join(parts)


def figure() -> str:
    """The whole drawing, able to stand alone."""
    table, moved, change, titles = settings()
    body = [*axes()]
    for g, group in enumerate(table.groups):
        x, y = place(1.0, limits(table, group, change).everybody_points)
        body += [curve(table, group, change, f"g{g}"), words(x + 8, y + 4, titles[group], "label")]
        body += marks(table, group, change)
    body += policy_marks(table, moved) + legend(SIZE[1] - 44)
    title = "Expected change of the score against the share accepted, by group"
    return picture("delayed-impact", SIZE, title, described(table, moved, change, titles), body, STYLE)
