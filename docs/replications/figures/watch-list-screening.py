"""Draws the share of hits that are meant against the number of values of the key, for names of three frequencies.

Run by docs/make_replication_pages.py.
"""

from __future__ import annotations

import math

from _shared import inputs, joined, picture

from counterscore.published.name_keys import NameKey
from counterscore.report.draw.svg import Frame, line, tag, words

SIZE = (720.0, 400.0)
BOX = Frame(56, 44, 668, 316)
DECADES, TENTH = 8, 10
BEARERS = (1_000, 10_000, 100_000)
STYLE = """
.curve { fill: none; stroke-width: 2.5 } .k0 { stroke: #1f5a99; stroke-dasharray: 2 4 } .k1 { stroke: #222 }
.k2 { stroke: #b5651d; stroke-dasharray: 9 4 } .dot { fill: #222 } .lead { stroke: #777 }
"""


def value(bearers: int, listed: int, values: float) -> float:
    """Share of hits that are meant with a key of so many values."""
    return NameKey(bearers, listed, (max(1, round(values)),)).value or 0.0


def place(values: float, share: float) -> tuple[float, float]:
    """Pixels of a number of key values, on a scale of tens, and a share."""
    return BOX.x(math.log10(values) / DECADES), BOX.y(share)


def axes() -> list[str]:
    """Grid and numbers."""
    out = []
    for step in range(5):
        y = BOX.y(step / 4)
        out += [line(BOX.left, y, BOX.right, y, "grid" if step else "axis")]
        out += [words(BOX.left - 6, y + 4, f"{25 * step} %", "tick", "end")]
    for power in range(DECADES + 1):
        x = BOX.x(power / DECADES)
        text = f"{10**power:,}" if power < 6 else f"{10 ** (power - 6)} million"
        out += [line(x, BOX.bottom, x, BOX.bottom + 4, "axis"), words(x, BOX.bottom + 18, text, "tick", "middle")]
    out.append(words(BOX.left - 40, 22, "share of the people hit who are meant", "label"))
    out.append(words(BOX.right, BOX.bottom + 36, "values that the key has beside the name", "tick", "end"))
    return out


def curves(listed: int) -> list[str]:
    """One line for every number of bearers."""
    out = []
    for number, bearers in enumerate(BEARERS):
        points = [10 ** (step / TENTH) for step in range(DECADES * TENTH + 1)]
        ends = [place(v, value(bearers, listed, v)) for v in points]
        out.append(joined(ends, f"curve k{number}"))
    return out


def marks(bearers: int, listed: int, keys: list[list[int]]) -> list[str]:
    """The three keys of the check, named."""
    titles = ("name alone", "name and birth date", "and a field of 1,000 values")
    out = []
    for key, title in zip(keys, titles, strict=True):
        found = NameKey(bearers, listed, tuple(key))
        x, y = place(math.prod(key), found.value or 0.0)
        share = f"{100 * (found.value or 0.0):.4g} %, {found.innocents:,.4g} innocents"
        out.append(tag("circle", cx=x, cy=y, r=4.5, class_="dot"))
        side, down, anchor = ((12.0, -84.0, "start"), (90.0, 110.0, "start"), (0.0, 70.0, "middle"))[len(key)]
        out.append(line(x, y, x + side, y + down + (20.0 if down < 0 else -14.0), "lead"))
        out += [words(x + side, y + down, title, "label", anchor), words(x + side, y + down + 15, share, "", anchor)]
    return out


def legend(listed: int, y: float) -> list[str]:
    """What the lines are."""
    out = [words(56, y, f"{listed:,} listed, bearers of the name:")]
    for number, bearers in enumerate(BEARERS):
        x = 300.0 + 125 * number
        out += [line(x, y - 4, x + 34, y - 4, f"curve k{number}"), words(x + 40, y, f"{bearers:,}", "label")]
    return out


def figure() -> str:
    """The whole drawing, able to stand alone."""
    asked = inputs("F5.watch-list")
    bearers, listed, keys = asked["bearers"], asked["listed"], asked["keys"]
    body = [*axes(), *curves(listed)]
    body += [*marks(bearers, listed, keys), *legend(listed, SIZE[1] - 14)]
    shares = [f"{100 * (NameKey(bearers, listed, tuple(key)).value or 0.0):.4g} %" for key in keys]
    said = (
        f"{listed} of {bearers:,} bearers of a name are listed. By name alone {shares[0]} of those hit are meant,"
        f" with the birth date {shares[1]}, with a further field of 1,000 values {shares[2]}. The more common the name,"
        " the longer the key has to be."
    )
    title = "Share of the people hit who are meant, against the number of values of the key"
    return picture("watch-list-screening", SIZE, title, said, body, STYLE)
