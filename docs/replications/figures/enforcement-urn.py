"""Enforcement urn: expected share of the first district over the days: as published, with little known, corrected."""

from __future__ import annotations

from collections.abc import Sequence

from _shared import inputs, joined, picture

from counterscore.published.urn import ShareLaw, share_law
from counterscore.report.draw.svg import Frame, line, spread, words

SIZE = (720.0, 400.0)
DAYS = (0, 10, 25, 50, 100, 150, 200, 300, 400, 500, 600, 700, 800, 900, 1000)
FEW_DAYS = (0, 10, 25, 50, 100, 200, 400, 700, 1000)  # the corrected law takes days ** 3 steps
LOW, HIGH = 0.2, 1.0
STYLE = """
.curve { fill: none; stroke-width: 2.2 } .weak { stroke: #b5651d; stroke-dasharray: 9 4 } .known { stroke: #1f5a99 }
.even { stroke: #555; stroke-dasharray: 2 3 } .mended { stroke: #111; stroke-dasharray: 10 3 2 3 }
.band { fill: #b5651d; fill-opacity: 0.13 } .truth { stroke: #111; stroke-width: 1 }
"""
Pair = tuple[float, float]


def pairs(name: str) -> tuple[Pair, Pair]:
    """Counts and rates of a check."""
    given = inputs(name)
    (a, b), (c, d) = given["counts"], given["rates"]
    return (a, b), (c, d)


def laws(name: str, days: Sequence[int], corrected: bool = False) -> list[ShareLaw]:
    """The law of the share after each number of days."""
    counts, rates = pairs(name)
    return [share_law(counts, rates, n, corrected=corrected) for n in days]


def at(box: Frame, day: int, share: float) -> tuple[float, float]:
    """Pixels of a share after some days."""
    return box.x(day / DAYS[-1]), box.y((share - LOW) / (HIGH - LOW))


def path(box: Frame, days: Sequence[int], shares: Sequence[float], tone: str) -> str:
    """One curve."""
    return joined((at(box, n, s) for n, s in zip(days, shares, strict=True)), tone)


def axes(box: Frame) -> list[str]:
    """Grid, numbers and what they count."""
    out = []
    for step in range(int(LOW * 10), int(HIGH * 10) + 1, 2):
        y = box.y((step / 10 - LOW) / (HIGH - LOW))
        out += [line(box.left, y, box.right, y, "grid"), words(box.left - 6, y + 4, f"{10 * step} %", "tick", "end")]
    for day in range(0, DAYS[-1] + 1, 200):
        x = box.x(day / DAYS[-1])
        out += [line(x, box.bottom, x, box.bottom + 4, "axis"), words(x, box.bottom + 17, f"{day}", "tick", "middle")]
    out.append(words(box.right, box.bottom + 34, "days", "tick", "end"))
    out.append(words(box.right - 8, box.y(0.93), "light: nine urns in ten where little is known", "tick", "end"))
    return [
        *out,
        words(box.left - 40, box.top - 14, "expected share of the patrols that go to the first district", "tick"),
    ]


def figure() -> str:
    """The drawing, able to stand alone."""
    box = Frame(56, 40, SIZE[0] - 178, SIZE[1] - 52)
    weak, known = laws("F7.weak-prior", DAYS), laws("F7.runaway", DAYS)
    even, mended = laws("F7.neutral", DAYS), laws("F7.corrected", FEW_DAYS, corrected=True)
    truth = pairs("F7.runaway")[1][0] / sum(pairs("F7.runaway")[1])
    edge = [(n, law.quantile(0.95)) for n, law in zip(DAYS, weak, strict=True)]
    edge += [(n, law.quantile(0.05)) for n, law in zip(reversed(DAYS), reversed(weak), strict=True)]
    band = joined((at(box, n, max(LOW, min(HIGH, s))) for n, s in edge), "band", "Z")
    level = box.y((truth - LOW) / (HIGH - LOW))
    body = [band, *axes(box)]
    body.append(line(box.left, level, box.right, level, "truth"))
    curves = (
        ("weak", DAYS, weak, "little known at first"),
        ("known", DAYS, known, "as published"),
        ("even", DAYS, even, "equal districts"),
        ("mended", FEW_DAYS, mended, "little known, corrected"),
    )
    for tone, days, found, _ in curves:
        body.append(path(box, days, [law.mean for law in found], f"curve {tone}"))
    ends = [box.y((found[-1].mean - LOW) / (HIGH - LOW)) + 4 for _, _, found, _ in curves] + [level + 4]
    names = [name for *_, name in curves] + [f"its share of all finds, {100 * truth:.1f} %"]
    for y, name in zip(spread(ends, 16, box.top, box.bottom), names, strict=True):
        body.append(words(box.right + 8, y, name))
    told = "; ".join(f"{name}: {100 * found[0].mean:.1f} to {100 * found[-1].mean:.1f} %" for *_, found, name in curves)
    text = (
        f"Expected share on day 0 and day 1,000: {told}. Where little is known the middle nine tenths of the urns lie"
        f" between {100 * weak[-1].quantile(0.05):.0f} and {100 * weak[-1].quantile(0.95):.0f} %."
    )
    return picture("enforcement-urn", SIZE, "A patrol that goes where most was found", text, body, STYLE)
