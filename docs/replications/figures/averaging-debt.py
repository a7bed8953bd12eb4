"""Averaging: the rule of the benefit with one averaged year on it, and the false debts of six made-up years."""

from __future__ import annotations

from _shared import inputs, joined, picture

from counterscore.published.averaging import Averaged, MeansTest, Stretch, averaged
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 560.0)
RULE = Frame(56, 40, 700, 268)
BARS = Frame(292, 340, 640, 520)
HIGHEST, MOST, LARGEST = 2200.0, 600.0, 8000.0
STYLE = """
.rule { fill: none; stroke: #1f5a99; stroke-width: 2.5 } .gap { stroke: #b5651d; stroke-width: 3 }
.spread { stroke: #555; stroke-dasharray: 4 4 } .dot { fill: #1f5a99 }
.mean { fill: #fff; stroke: #b5651d; stroke-width: 2.5 }
.debt { fill: #e3b184; stroke: #b5651d } .owed { fill: #fff; stroke: #555; stroke-dasharray: 3 3 }
"""


def settings() -> tuple[MeansTest, dict[str, list[Stretch]]]:
    """The means test and the years of the targets."""
    given = inputs("F2.years")
    tapers = tuple((float(start), float(rate)) for start, rate in given["tapers"])
    test = MeansTest(given["maximum"], tapers, given["periods"])
    return test, {name: [Stretch(*one) for one in year] for name, year in given["years"].items()}


def spot(income: float, benefit: float) -> tuple[float, float]:
    """Pixels of an income and what is paid for it."""
    return RULE.x(income / HIGHEST), RULE.y(benefit / MOST)


def rule(test: MeansTest, year: list[Stretch], found: Averaged) -> list[str]:
    """The benefit against income, and the first year before and after averaging."""
    body = [words(12, 20, "benefit of a fortnight, A$, against income of that fortnight", "label")]
    for paid in range(0, int(MOST) + 1, 100):
        y = spot(0, paid)[1]
        body += [line(RULE.left, y, RULE.right, y, "grid" if paid else "axis")]
        body += [words(RULE.left - 6, y + 4, str(paid), "tick", "end")]
    for income in range(0, int(HIGHEST) + 1, 200):
        x = spot(income, 0)[0]
        body.append(words(x, RULE.bottom + 17, f"{income:,}", "tick", "middle"))
    corners = [0.0, *(start for start, _ in test.tapers), test.cut_off, HIGHEST]
    ends = [spot(income, test.benefit(income)) for income in corners]
    body.append(joined(ends, "rule"))
    on, off = next(s for s in year if s.on), next(s for s in year if not s.on)
    start, middle = spot(on.income, test.benefit(on.income)), spot(found.mean, test.benefit(found.mean))
    far = spot(off.income, 0)
    body += [line(*start, middle[0], start[1], "spread"), line(middle[0], start[1], *middle, "gap")]
    body += [line(*far, *middle, "spread")]
    body += [tag("circle", cx=start[0], cy=start[1], r=5.0, class_="dot"),
             tag("circle", cx=far[0], cy=far[1], r=5.0, class_="dot"),
             tag("circle", cx=middle[0], cy=middle[1], r=5.0, class_="mean")]  # fmt: skip
    body += [
        words(start[0] + 12, start[1] - 8, f"{on.periods} fortnights at {on.income:,.0f}, on benefit", "tick"),
        words(far[0] + 6, far[1] - 12, f"{off.periods} at {off.income:,.0f}, off benefit", "tick", "end"),
        words(middle[0] + 10, middle[1] - 30, f"averaged: 26 at {found.mean:,.0f}", "tick"),
        words(middle[0] + 10, start[1] + 60, f"false debt of each of the {on.periods} fortnights:", "label"),
        words(middle[0] + 10, start[1] + 77, f"{(found.paid - found.recomputed) / on.periods:,.2f}", "label"),
    ]
    return body


def bars(test: MeansTest, years: dict[str, list[Stretch]]) -> list[str]:
    """What each year is charged; what the authority would owe is drawn open."""
    body = [words(12, BARS.top - 24, "false debt of a year, A$, true debt 0 in all", "label")]
    step, zero = (BARS.bottom - BARS.top) / len(years), BARS.x(0.15)
    wide = (BARS.right - zero) / LARGEST
    for amount in range(0, int(LARGEST) + 1, 2000):
        x = zero + amount * wide
        body += [line(x, BARS.top, x, BARS.bottom, "grid" if amount else "axis")]
        body += [words(x, BARS.bottom + 17, f"{amount:,}", "tick", "middle")]
    for place, (name, year) in enumerate(years.items()):
        found = averaged(test, year)
        y, size = BARS.top + step * place + 5, abs(found.difference) * wide
        left = zero if found.difference >= 0 else zero - size
        tone = "debt" if found.debt > 0 else "owed"
        body += [words(BARS.left - 8, y + 14, name, "", "end")]
        if size:
            body += [tag("rect", x=left, y=y, width=size, height=step - 10, class_=tone)]
        told = f"{found.difference:,.2f}" + (", dropped" if found.difference < 0 else "")
        body += [words(max(zero, left + size) + 6, y + 14, told, "tick")]
    return body


def figure() -> str:
    """The drawing, able to stand alone."""
    test, years = settings()
    first = next(iter(years.values()))
    found = averaged(test, first)
    body = [*rule(test, first, found), *bars(test, years)]
    told = "; ".join(f"{name} {averaged(test, year).difference:,.2f}" for name, year in years.items())
    text = f"The benefit falls from {test.maximum} to 0 at {test.cut_off:,.2f}. Differences after averaging: {told}."
    return picture(
        "averaging-debt", SIZE, "A benefit, an averaged year, and the false debts of six years", text, body, STYLE
    )
