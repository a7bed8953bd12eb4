"""Writes docs/documented.md and docs/documented.svg from docs/documented.json.

Usage: counterscore validate --documented --json > docs/documented.json    (half an hour on two cores)
       python docs/make_documented_page.py
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from counterscore.report.draw.svg import Frame, alone, drawing, line, tag, words
from counterscore.validation.documented import quantiles
from counterscore.validation.misses import why_missed

HERE = Path(__file__).parent
WIDTH, ROW, TOP = 720.0, 17.0, 62.0
LOW, HIGH = 1 / 16, 16.0
STYLE = """
text { font-family: system-ui, sans-serif; font-size: 12px; fill: #222 } .label { font-weight: 600 }
.tick { fill: #555 } .grid { stroke: #e3e3e3 } .axis { stroke: #555 } .page { fill: #fff }
.ranges { fill: #c9d7e8 } .chance { fill: #1f5a99 } .figure { stroke: #b5431d; stroke-width: 3 }
.miss { font-weight: 600; fill: #b5431d }
"""


def rows() -> list[dict[str, Any]]:
    """What the verb gave."""
    found: list[dict[str, Any]] = json.loads((HERE / "documented.json").read_text(encoding="utf-8"))
    return found


def drawn(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that have a published number and a prediction."""
    return [row for row in found if row["figures"] and row["drawn"]]


def x_of(box: Frame, ratio: float) -> float:
    """The place of a ratio to what was published; what lies outside stands at the edge."""
    held = min(HIGH, max(LOW, ratio))
    return box.x(math.log(held / LOW) / math.log(HIGH / LOW))


def bar(box: Frame, y: float, ends: tuple[float, float], height: float, kind: str) -> str:
    """A bar between two ratios."""
    left, right = x_of(box, ends[0]), x_of(box, ends[1])
    return tag("rect", x=left, y=y - height / 2, width=max(2.0, right - left), height=height, class_=kind)


def one_row(box: Frame, y: float, row: dict[str, Any]) -> list[str]:
    """Prediction, chance and published figure of one quantity, all as ratios to what was published."""
    middle = math.exp(sum(math.log(x) for x in row["figures"]) / len(row["figures"]))
    low, _, high = quantiles(row["drawn"])
    wide = low / middle, high / middle
    body = [
        bar(box, y, wide, 11.0, "ranges"),
        bar(box, y, (min(row["chance"]) / middle, max(row["chance"]) / middle), 5.0, "chance"),
    ]
    for published in row["figures"]:
        x = x_of(box, published / middle)
        body.append(line(x, y - 7, x, y + 7, "figure"))
    name = words(box.left - 8, y + 4, row["id"], "miss" if row["verdict"] == "outside" else "", "end")
    return [*body, name]


def legend() -> list[str]:
    """What the bars and the stroke mean."""
    out = [words(8, 22, "predicted / published")]
    for x, kind, said in ((262.0, "ranges", "all ranges, 5 to 95 %"), (430.0, "chance", "as written, chance alone")):
        out += [tag("rect", x=x, y=13.0, width=18.0, height=10.0, class_=kind), words(x + 24, 22, said)]
    return [*out, line(620, 11, 620, 25, "figure"), words(630, 22, "published")]


def figure() -> str:
    """Every prediction with what was published, grouped by regime."""
    shown = drawn(rows())
    groups = [(name, list(members)) for name, members in groupby(shown, lambda row: row["regime"])]
    height = TOP + ROW * (len(shown) + 1.4 * len(groups)) + 14
    box = Frame(262, TOP - 12, WIDTH - 20, height - 12)
    body = [tag("rect", class_="page", width=WIDTH, height=height)]
    for power in range(-4, 5, 2):
        x = x_of(box, 2.0**power)
        body.append(line(x, box.top, x, box.bottom, "axis" if power == 0 else "grid"))
        body.append(words(x, box.top - 6, f"{2.0**power:g}" if power >= 0 else f"1/{2**-power}", "tick", "middle"))
    y = TOP
    for name, members in groups:
        y += 0.4 * ROW
        body.append(words(8, y + 4, name, "label"))
        y += ROW
        for row in members:
            body += one_row(box, y, row)
            y += ROW
    body += legend()
    missed = sum(row["verdict"] == "outside" for row in shown)
    text = (
        f"{len(shown)} published figures; {missed} lie outside the central 90 % of what is predicted with all ranges."
    )
    svg = drawing("documented", (WIDTH, height), "Predicted totals of regimes over what was published", text, body)
    return alone(svg, STYLE)


def short(value: float) -> str:
    """Three digits."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def cells(row: dict[str, Any]) -> str:
    """One line of a table."""
    said = " and ".join(map(short, row["figures"])) or f"in words; read as {row['low']:g} to {row['high']:g}"
    if not row["drawn"]:
        return f"| {row['title']} | {row['use']} | {said} | | | | {row['problem']} |"
    low, _, high = quantiles(row["drawn"])
    wide = f"{short(low)} to {short(high)}"
    chance = f"{short(min(row['chance']))} to {short(max(row['chance']))}"
    places = ", ".join(f"{100 * one:.0f} %" for one in row["places"])
    verdict = "**outside**" if row["verdict"] == "outside" else row["verdict"]
    return f"| {row['title']} | {row['use']} | {said} | {chance} | {wide} | {places} | {verdict} |"


def page() -> str:
    """The whole page."""
    found = rows()
    head = (HERE / "documented-head.txt").read_text(encoding="utf-8").rstrip()
    out = [head, ""]
    for name, members in groupby(found, lambda row: row["regime"]):
        some = list(members)
        refused = f"; {some[0]['refused']} draws refused by the engine" if some[0]["refused"] else ""
        lived = [max(len(row[kind]) for row in some) for kind in ("chance", "drawn")]
        worlds = f"{lived[0]} worlds as written, {lived[1]} with all ranges drawn"
        held = f"; of {some[0]['open']} open numbers {some[0]['held']:.1f} stay as written in the mean world"
        told = f"{some[0]['people']:,} people, {some[0]['months']} months; {worlds}{refused}{held}."
        out += [f"### {name}", "", told, ""]
        out += [
            "| what | use | published | as written | all ranges | place | verdict |",
            "|---|---|---|---|---|---|---|",
        ]
        out += [cells(row) for row in some]
        out.append("")
        for row in some:
            if why := why_missed(row["regime"], row["id"]):
                out += [f"*{row['title']}*: {why}", ""]
    return "\n".join(out)


if __name__ == "__main__":
    (HERE / "documented.svg").write_text(figure(), encoding="utf-8")
    (HERE / "documented.md").write_text(page(), encoding="utf-8")
