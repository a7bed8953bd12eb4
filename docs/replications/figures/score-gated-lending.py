"""Score-gated lending: loans so far and mean chance of repaying, by group and rule and the published ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from _shared import check, inputs, joined, picture

from counterscore.published.equal_opportunity import EqualOpportunity
from counterscore.published.lending import lending
from counterscore.published.lending_pools import Lives, live_in_pools, people_in_cells
from counterscore.report.draw.svg import Frame, line, spread, tag, words

SIZE = (720.0, 420.0)
LEFT, RIGHT = Frame(52, 52, 282, 330), Frame(412, 52, 642, 330)
RULES = {"max_utility": "cell 3", "equal_opportunity": "equal", "everybody": "all"}
MEANING = "cell 3: whoever stands in cell 3 or higher; equal: equal opportunity, anew after every loan; all: everybody"
ENDS = "ends of the one published run: cell 3, equal; group 1 lies above group 2; bands: 90 % of our 100 runs"
STYLE = """
.curve { fill: none; stroke-width: 2.2 } .g0 { stroke: #1f5a99 } .g1 { stroke: #b5651d }
.equal_opportunity { stroke-dasharray: 7 3 } .everybody { stroke-dasharray: 2 3 }
.band { stroke: none; opacity: 0.16 } .f0 { fill: #1f5a99 } .f1 { fill: #b5651d }
.seen { fill: #fff; stroke: #222; stroke-width: 1.6 }
"""


def settings() -> tuple[dict[str, Lives], dict[str, list[list[float]]], dict[str, Sequence[float]]]:
    """Runs of three rules, the ends of the published run by rule (loans, repaying), and the starts."""
    given, seen = inputs("F3.pools"), check("F3.published-run").expected
    repay, starts = given["repay"], given["starts"]
    begun = {group: people_in_cells(start, given["people"]) for group, start in starts.items()}
    named = {**given["rules"], "everybody": {"accepted_from": 0}}
    lives = {}
    for name, told in named.items():
        rule = EqualOpportunity(**told) if "break_even" in told else lending(repay, **told)
        lives[name] = live_in_pools(
            begun, rule, repay, steps=given["steps"], runs=given["runs"], seed=given["seed"], marks=80
        )
    ends = {n: [list(seen[f"{n}_{what}_run"].value) for what in ("loans", "repay_p")] for n in given["rules"]}
    return lives, ends, starts


def published(name: str, x: float, y: float) -> str:
    """The end of the published run of a rule: a circle, or a square for equal opportunity."""
    if name == "equal_opportunity":
        return tag("rect", x=x - 4, y=y - 4, width=8.0, height=8.0, class_="seen")
    return tag("circle", cx=x, cy=y, r=4.0, class_="seen")


def panel(
    box: Frame,
    low: float,
    high: float,
    marks: Sequence[float],
    runs: dict[str, np.ndarray],
    seen: dict[str, list[float]],
) -> list[str]:
    """Mean and 5 to 95 % of runs (R, M, G) for each rule and group; names at the right end, published ends as dots."""
    body, labels = [], []
    for value in marks:
        y = box.y((value - low) / (high - low))
        told = f"{value:,.0f}" if high > 1 else f"{value:.2f}"
        body += [line(box.left, y, box.right, y, "axis" if value == marks[0] else "grid")]
        body += [words(box.left - 6, y + 4, told, "tick", "end")]
    for steps in (0, 10_000, 20_000):
        x = box.x(steps / 20_000)
        body += [
            line(x, box.bottom, x, box.bottom + 4, "axis"),
            words(x, box.bottom + 18, f"{steps:,}", "tick", "middle"),
        ]
    for name, values in runs.items():
        for group in range(values.shape[2]):
            across = [box.x(at / (values.shape[1] - 1)) for at in range(values.shape[1])]
            middle, below, above = (
                [box.y((v - low) / (high - low)) for v in line_] for line_ in
                (values[:, :, group].mean(axis=0), *np.quantile(values[:, :, group], [0.05, 0.95], axis=0))
            )  # fmt: skip
            if name != "everybody":
                edge = [*zip(across, above, strict=True), *zip(across[::-1], below[::-1], strict=True)]
                body.append(joined(edge, f"band f{group}", "Z"))
            body.append(joined(zip(across, middle, strict=True), f"curve g{group} {name}"))
            labels.append((middle[-1], f"{group + 1}, {RULES[name]}"))
            if name in seen:
                y = box.y((seen[name][group] - low) / (high - low))
                body.append(published(name, box.right, y))
    heights = spread([y for y, _ in labels], 15, box.top, box.bottom)
    return body + [words(box.right + 8, y + 4, told) for y, (_, told) in zip(heights, labels, strict=True)]


def figure() -> str:
    """The drawing, able to stand alone."""
    lives, ends, _ = settings()
    loans = {name: one.loans for name, one in lives.items() if name != "everybody"}
    repay = {name: one.repay for name, one in lives.items()}
    body = []
    body += [words(12, 22, "loans so far to 100 people of a group", "label"),
             words(RIGHT.left - 40, 22, "mean chance of repaying of the group", "label"),
             *(words(box.right + 8, box.top - 12, "group, rule", "tick") for box in (LEFT, RIGHT))]  # fmt: skip
    body += panel(LEFT, 0, 5000, range(0, 5001, 1000), loans, {name: one[0] for name, one in ends.items()})
    body += panel(RIGHT, 0.25, 0.6, [0.25 + 0.05 * i for i in range(8)], repay, {n: one[1] for n, one in ends.items()})
    body += [words(LEFT.left, LEFT.bottom + 38, "steps; one of 200 people applies in each", "tick"),
             published("max_utility", 58.0, 407.0), published("equal_opportunity", 72.0, 407.0),
             words(LEFT.left, 390, MEANING, "tick"),
             words(82, 411, ENDS, "tick")]  # fmt: skip
    told = "; ".join(
        f"{RULES[name]}: loans {one.loans[:, -1].mean(axis=0).round().tolist()}, "
        f"chance of repaying {one.repay[:, -1].mean(axis=0).round(3).tolist()}"
        for name, one in lives.items()
    )
    title = "Loans and chances of repaying of two groups under three rules"
    return picture("score-gated-lending", SIZE, title, f"At the end, by group. {told}.", body, STYLE)
