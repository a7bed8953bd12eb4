"""Small pieces every drawing is made of: marks, axes and labels as SVG text, coloured by the page's style sheet."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from unicodedata import east_asian_width

from ..language import say
from ..wording import plain

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f"
_CLOSING = "\u3001\u3002\uff0c\uff1b\uff1a\uff09\uff01\uff1f\u201d\u300b"
_PIECE = re.compile(rf"[^{_WIDE}]+[{_CLOSING}]*|[{_WIDE}][{_CLOSING}]*")
WIDE_LETTER = 12.4  # a Chinese letter at 12 px
LETTER_WIDTH = 7.1  # mean width of a bold letter at 12 px, generous so that labels are not clipped


@dataclass(frozen=True)
class Frame:
    """The rectangle a figure draws in; pixels, origin at the upper left."""

    left: float
    top: float
    right: float
    bottom: float

    def x(self, share: float) -> float:
        """Map 0..1 to a horizontal place."""
        return self.left + share * (self.right - self.left)

    def y(self, share: float) -> float:
        """Map 0..1 (upwards) to a vertical place."""
        return self.bottom - share * (self.bottom - self.top)


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """One SVG element; attribute names write `-` as `_`, and a trailing `_` is dropped (`class_`)."""
    parts = []
    for key, value in attributes.items():
        if value is None:
            continue
        text = value if isinstance(value, str) else place(value)
        parts.append(f' {key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    head = f"<{name}{''.join(parts)}"
    return f"{head}>{''.join(children)}</{name}>" if children else f"{head}/>"


def place(value: float) -> str:
    """A coordinate with one decimal: small files, the same bytes everywhere."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def words(x: float, y: float, content: str, kind: str = "", anchor: str = "start") -> str:
    """A piece of text; `kind` is a class of the style sheet."""
    return tag("text", escape(content), x=x, y=y, class_=kind or None, text_anchor=anchor)


def tip(text: str) -> str:
    """What the pointer is told of a mark."""
    return tag("title", escape(text))


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line of a style-sheet class."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def drawing(key: str, size: tuple[float, float], title: str, text: str, body: Sequence[str]) -> str:
    """The whole picture with its title and text alternative; `key` must be unique on the page."""
    width, height = size
    return tag(
        "svg",
        tag("title", escape(title), id=f"{key}-t"),
        tag("desc", escape(text), id=f"{key}-d"),
        *body,
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
        viewBox=f"0 0 {place(width)} {place(height)}",
        width="100%",
        class_="drawing",
        style=f"max-width:{place(width)}px",
    )


def alone(svg: str, style: str) -> str:
    """A drawing as a file of its own, with its style sheet, for pages that are not reports."""
    named = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return named.replace("</title>", f"</title><style>{style}</style>", 1) + "\n"


def ticks(high: float, wanted: int = 4) -> list[float]:
    """Round numbers from 0 to at least `high`; an empty range gives 0 and 1."""
    if not math.isfinite(high) or high <= 0:
        return [0.0, 1.0]
    raw = high / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1.0, 2.0, 2.5, 5.0, 10.0) if power * m >= raw * (1 - 1e-9))
    count = math.ceil(high / step - 1e-9)
    return [round(step * i, 12) for i in range(count + 1)]


def month_ticks(months: int, room: float, steps: str = "month") -> list[int]:
    """Months or weeks to label so that at least 40 pixels lie between two of them; whole years wherever possible."""
    fitting = max(1.0, room / 40.0)
    weeks, usual = (1, 2, 4, 13, 26, 52, 104, 260, 520), (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600)
    for step in weeks if steps == "week" else usual:
        if months / step <= fitting:
            return list(range(0, months + 1, step))
    return [0, months]


def value_axis(frame: Frame, marks: Sequence[float]) -> list[str]:
    """Horizontal grid lines with their numbers at the left."""
    top = marks[-1]
    out = []
    for mark in marks:
        y = frame.y(mark / top)
        out.append(line(frame.left, y, frame.right, y, "axis" if mark == 0 else "grid"))
        out.append(words(frame.left - 6, y + 4, plain(mark), "tick", "end"))
    return out


def month_axis(frame: Frame, months: int, step: str = "month", since: str = "the start") -> list[str]:
    """Numbers of months or weeks under the drawing, and what they count."""
    out = []
    last = max(1, months - 1)
    for month in month_ticks(months, frame.right - frame.left, step):
        if month <= last:
            x = frame.x(month / last)
            out.append(line(x, frame.bottom, x, frame.bottom + 4, "axis"))
            out.append(words(x, frame.bottom + 17, str(month), "tick", "middle"))
    out.append(words(frame.right, frame.bottom + 33, since_words(step, since), "tick", "end"))
    return out


def since_words(step: str, since: str) -> str:
    """What the months or weeks of an axis are counted from."""
    return say("{steps} since {since}", steps=say(f"{step}s"), since=say(since))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label places apart to at least `gap` pixels, keeping their order and staying within low..high."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    edge = low
    for i in order:
        placed[i] = max(placed[i], edge)
        edge = placed[i] + gap
    edge = high
    for i in reversed(order):
        placed[i] = min(placed[i], edge)
        edge = placed[i] - gap
    return placed


def width_of(content: str) -> float:
    """Rough pixels a label takes at the tick size; Chinese letters are as wide as they are high."""
    return sum(WIDE_LETTER if is_wide(letter) else LETTER_WIDTH for letter in content)


def is_wide(letter: str) -> bool:
    """Whether a letter is written in a square, as Chinese ones are."""
    return east_asian_width(letter) in "WF"


def wrapped(content: str, letters: int) -> list[str]:
    """Break a label at blanks, or between wide letters, into lines of at most `letters` letters.

    A wide letter counts as two; longer words stay whole.
    """
    lines: list[str] = []
    for word, blank in _pieces(content):
        if lines and _letters(lines[-1]) + blank + _letters(word) <= letters:
            lines[-1] += " " * blank + word
        else:
            lines.append(word)
    return lines or [""]


def _letters(content: str) -> int:
    """Letters of a label, wide ones counted twice."""
    return sum(1 + is_wide(letter) for letter in content)


def _pieces(content: str) -> list[tuple[str, bool]]:
    """What may stand on a line of its own, with whether a blank goes before it; closing signs stay where they are."""
    out: list[tuple[str, bool]] = []
    for word in content.split():
        first = True
        for part in _PIECE.findall(word):
            out.append((part, first))
            first = False
    return out
