"""Review pipeline: wrong findings by the way cases go, and people who get through each stage of a dispute."""

from __future__ import annotations

from _shared import inputs, picture, target

from counterscore.published.funnels import funnel_of_counts, review
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 300.0)
STYLE = """
.number { font-weight: 600; fill: #222 }
.end { fill: #d5dbe2; stroke: #5b6b7b } .was { fill: #1f5a99; stroke: #1f5a99 }
.mended { fill: #b5651d; stroke: #b5651d }
"""


def bars(box: Frame, rows: list[tuple[str, float, str, str]]) -> list[str]:
    """Name above, bar and number of each row; bars are shares of the largest."""
    most, step, out = max(value for _, value, _, _ in rows), (box.bottom - box.top) / len(rows), []
    for place, (name, value, told, tone) in enumerate(rows):
        y = box.top + step * place
        wide = value / most * (box.right - box.left)
        out.append(words(box.left + 4, y + 12, name))
        out.append(tag("rect", x=box.left, y=y + 17, width=wide, height=step - 26, class_=tone))
        out.append(words(box.left + wide + 6, y + 17 + (step - 26) / 2 + 4, told, "number"))
    return [*out, line(box.left, box.top, box.left, box.bottom, "axis")]


def figure() -> str:
    """The drawing, able to stand alone."""
    ways = target("F10").inputs["ways"]
    found = review({name: (int(cases), wrong) for name, (cases, wrong) in ways.items()})
    through = {name: found.all_through(name).wrong for name in ways}
    rows = [(f"had all gone: {name}", wrong, f"{wrong:,.0f}", "end") for name, wrong in through.items()]
    rows.insert(1, ("as the cases went", found.wrong, f"{found.wrong:,.0f} of {found.cases:,}", "was"))
    stages = inputs("F11.stages")
    people, *_ = stages["counts"]
    funnel = funnel_of_counts(stages["stages"], stages["counts"], assisted=stages["assisted"])
    counts = funnel.expected(people)
    steps = [("all people", float(people), f"{people:,}", "end")]
    steps += [(name, n, f"{n:,.0f}", "mended" if n == min(counts.values()) else "end") for name, n in counts.items()]
    body = [
        words(20, 24, "wrong findings, expected", "label"),
        *bars(Frame(20, 40, 250, 250), rows),
        words(20, 280, "an association: cases were not dealt by lot", "tick"),
        words(400, 24, "people at each stage of a dispute", "label"),
        *bars(Frame(400, 36, 640, 262), steps),
        words(400, 280, "an upper bound: the people of the source had help", "tick"),
    ]
    told = "; ".join(f"{name} {number}" for name, _, number, _ in (*rows, *steps))
    return picture("review-pipeline", SIZE, "Wrong findings by way, and the stages of a dispute", told, body, STYLE)
