"""Draws how many marks still stand month by month, and how many wrong copies are left after a correction.

Run by docs/make_replication_pages.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from _shared import inputs, joined, picture, target

from counterscore.core.durations import repaired_mark
from counterscore.report.draw.svg import Frame, line, tag, words
from counterscore.validation.targets_file import Inputs

SIZE = (720.0, 360.0)
LEFT, RIGHT = Frame(52, 44, 430, 286), Frame(512, 44, 700, 286)
STYLE = """
.curve { fill: none; stroke-width: 2.5 } .ordinary { stroke: #b5651d } .serious { stroke: #1f5a99 }
.few { stroke-dasharray: 2 4 } .some { stroke-dasharray: 9 4 } .copies { stroke: #222 }
.dot { fill: #fff; stroke: #222 }
"""
TONES = ("few", "some", "")


def checks(name: str) -> dict[str, tuple[Inputs, dict[str, object]]]:
    """Inputs and expected values of the checks of a target, by id."""
    found = target(name)
    return {
        one.id.split(".")[1]: (inputs(one.id), {key: e.value for key, e in one.expected.items()})
        for one in found.checks
    }


def standing(least: int, most: int, chance: float, month: int) -> float:
    """Share of marks that still stand so many months after they were made."""
    return 1.0 if month < least else 0.0 if month >= most else (1.0 - chance) ** (month - least + 1)


def axes(box: Frame, across: Sequence[tuple[float, str]], up: Sequence[tuple[float, str]]) -> list[str]:
    """Grid and numbers at shares of the two axes."""
    out = []
    for share, text in up:
        y = box.y(share)
        out += [line(box.left, y, box.right, y, "axis" if share == 0 else "grid")]
        out += [words(box.left - 6, y + 4, text, "tick", "end")]
    for share, text in across:
        x = box.x(share)
        out += [line(x, box.bottom, x, box.bottom + 4, "axis"), words(x, box.bottom + 17, text, "tick", "middle")]
    return out


def durations() -> list[str]:
    """The left half: six step curves."""
    asked, longest, out = checks("F4"), 40, []
    for name in ("ordinary", "serious"):
        given, _ = asked[name]
        for tone, chance in zip(TONES, given["chances"], strict=True):
            path, before = "", 1.0
            for month in range(longest + 1):
                share = standing(given["least"], given["most"], chance, month)
                x = LEFT.x(month / longest)
                path += f"{'L' if path else 'M'}{x:.1f} {LEFT.y(before):.1f}L{x:.1f} {LEFT.y(share):.1f}"
                before = share
            out.append(tag("path", d=path, class_=f"curve {name} {tone}".strip()))
    across = [(month / longest, f"{month}") for month in range(0, longest + 1, 6)]
    return [
        *axes(LEFT, across, [(share / 4, f"{25 * share} %") for share in range(5)]),
        *out,
        words(LEFT.left - 40, 20, "marks that still stand", "label"),
        words(LEFT.right, LEFT.bottom + 34, "months after the mark", "tick", "end"),
    ]


def copies() -> list[str]:
    """The right half: expected copies per wrong entry, and those of the lived check as dots."""
    given, expected = checks("R6")["left-over"]
    months, values = given["after"], expected["left"]
    assert isinstance(values, list | tuple)
    longest, most = max(months), 5.0
    rate = (values[-1] / values[0]) ** (1.0 / (months[-1] - months[0]))
    ends = [(RIGHT.x(t / longest), RIGHT.y(values[0] * rate**t / most)) for t in range(longest + 1)]
    dots = [
        tag("circle", cx=RIGHT.x(t / longest), cy=RIGHT.y(v / most), r=4.0, class_="dot")
        for t, v in zip(months, values, strict=True)
    ]
    return [
        *axes(RIGHT, [(t / longest, f"{t}") for t in range(0, longest + 1, 3)], [(n / most, f"{n}") for n in range(6)]),
        joined(ends, "curve copies"),
        *dots,
        words(RIGHT.left - 30, 20, "copies of a wrong entry", "label"),
        words(RIGHT.right, RIGHT.bottom + 34, "months after its correction", "tick", "end"),
    ]


def legend(y: float) -> list[str]:
    """Colours and dashes of the left half."""
    out, chances = [], checks("F4")["ordinary"][0]["chances"]
    for place, name in enumerate(("ordinary", "serious")):
        x = 52.0 + 120 * place
        out += [line(x, y - 4, x + 26, y - 4, f"curve {name}"), words(x + 32, y, name, "label")]
    for place, (tone, chance) in enumerate(zip(TONES, chances, strict=True)):
        x = 300.0 + 130 * place
        out += [line(x, y - 4, x + 34, y - 4, f"curve copies {tone}".strip())]
        out += [words(x + 40, y, f"{100 * chance:.0f} % a month")]
    return out


def described() -> str:
    """The figure in words."""
    parts = []
    for name in ("ordinary", "serious"):
        given, _ = checks("F4")[name]
        means = [repaired_mark(given["least"], given["most"], chance).mean for chance in given["chances"]]
        told = ", ".join(
            f"{mean:.1f} months at {100 * a:.0f} %" for mean, a in zip(means, given["chances"], strict=True)
        )
        parts.append(f"{name.capitalize()} marks stand {given['least']} to {given['most']} months, on average {told}.")
    values = checks("R6")["left-over"][1]["left"]
    assert isinstance(values, list | tuple)
    return " ".join([*parts, f"Copies of a wrong entry fall from {values[0]:.1f} to {values[-1]:.1f} in a year."])


def figure() -> str:
    """The whole drawing, able to stand alone."""
    body = [*durations(), *copies(), *legend(SIZE[1] - 12)]
    title = "How long marks stand that can be repaired, and how long their copies"
    return picture("repair-durations", SIZE, title, described(), body, STYLE)
