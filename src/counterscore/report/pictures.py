"""The figures of a report as files of their own: SVG, and PNG where resvg-py is installed.

A picture holds its title, legend, note and the stamp that its people are synthetic, so that it can leave the report.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from importlib.resources import files

from ..core.errors import SpecError
from .draw.figure import Drawing, Figure
from .draw.strip import mark
from .draw.svg import place, tag, width_of, words, wrapped
from .language import ENGLISH, spoken_language
from .page import MARK

WIDTH, MARGIN, GAP, LETTERS = 768.0, 24.0, 28.0, 100
FONTS = {
    "en": "'Noto Sans', 'DejaVu Sans', 'Liberation Sans', 'Segoe UI', Arial, sans-serif",
    "zh": "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif",
}
SAMPLE = {"en": "synthetic", "zh": "\u5408\u6210"}
INSTALL = "pip install 'counterscore[png]'"
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_DESC = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)
_OUTER = re.compile(r' (?:role|aria-labelledby|width|style)="[^"]*"')


def svg_of(figure: Figure, stamp: str) -> str:
    """One figure as an SVG file that needs nothing else; `stamp` says where it comes from and that nobody exists."""
    body: list[str] = []
    y = MARGIN + 6
    for kind, letters, step, text in (("title", 74, 23.0, figure.title), ("note", LETTERS, 17.0, figure.note)):
        for part in wrapped(text, letters) if text else []:
            body.append(words(MARGIN, y + 8, part, kind))
            y += step
    y = _legend(figure, body, y)
    y = _drawings(figure, body, y)
    for part in wrapped(stamp, LETTERS + 28):
        y += 15
        body.append(words(MARGIN, y, part, "stamp"))
    said = " ".join(unescape(text) for one in _shown(figure) for text in _DESC.findall(one.svg)[:1])
    height = y + MARGIN / 2
    head = tag("title", escape(figure.title), id="t") + tag(
        "desc", escape(f"{figure.note} {said} {stamp}".strip()), id="d"
    )
    ground = tag("rect", x=0.0, y=0.0, width=WIDTH, height=height, fill="#ffffff")
    return tag(
        "svg", head, f"<style>{svg_style(spoken_language())}</style>", ground, *body,
        xmlns="http://www.w3.org/2000/svg", role="img", aria_labelledby="t d",
        viewBox=f"0 0 {place(WIDTH)} {place(height)}", width=WIDTH, height=height,
    )  # fmt: skip


def _shown(figure: Figure) -> list[Drawing]:
    """The drawings for wide screens."""
    return [one for one in figure.drawings if one.shown != "narrow"]


def _legend(figure: Figure, body: list[str], y: float) -> float:
    """The lines of the legend with their signs, as many in a row as fit; where the next thing goes."""
    if not figure.legend:
        return y + 4
    x, y = MARGIN, y + 6
    for tone, meaning in figure.legend:
        wide = 24 + width_of(meaning) + 14
        if x > MARGIN and x + wide > WIDTH - MARGIN:
            x, y = MARGIN, y + 20
        sign = tone.removeprefix(MARK)
        body.append(mark(sign, x + 7, y + 4) if tone.startswith(MARK) else _swatch(tone, x, y - 3))
        body.append(words(x + 20, y + 8, meaning))
        x += wide
    return y + 22


def _swatch(tone: str, x: float, y: float) -> str:
    """A small field in a colour of the report."""
    return tag("rect", x=x, y=y, width=14.0, height=14.0, class_=f"{tone} swatch")


def _drawings(figure: Figure, body: list[str], y: float) -> float:
    """The drawings under each other, panels in two columns; where the next thing goes."""
    x, tall = MARGIN, 0.0
    for one in _shown(figure):
        found = _SIZE.search(one.svg)
        wide, high = (float(found[1]), float(found[2])) if found else (WIDTH - 2 * MARGIN, 300.0)
        if x > MARGIN and x + wide > WIDTH - MARGIN + 1:
            x, y, tall = MARGIN, y + tall + 8, 0.0
        head = 20.0 if one.heading else 0.0
        if one.heading:
            body.append(words(x, y + 14, one.heading, "name"))
        start, end = one.svg.split(">", 1)
        inner = _OUTER.sub("", start).replace("<svg", f'<svg x="{place(x)}" y="{place(y + head)}"', 1)
        body.append(f'{inner} width="{place(wide)}" height="{place(high)}">{end}')
        x, tall = x + wide + GAP, max(tall, head + high)
    return y + tall


@cache
def svg_style(language: str) -> str:
    """The part of the report's style sheet that drawings need, in its light colours, with fonts named."""
    sheet = files("counterscore.report").joinpath("templates", "style.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9a-fA-F]+)", sheet[: sheet.index("@media")]))
    rules = sheet[sheet.index("svg text {") : sheet.index("@page")]
    rules = re.sub(r"var\((--[\w-]+)\)", lambda found: colours[found[1]], rules)
    rules = re.sub(r"\.swatch[^{]*\{[^}]*\}", "", rules).replace("font-family: inherit", "")
    own = (
        f"text {{ font-family: {FONTS.get(language, FONTS[ENGLISH])}; }} "
        "svg text.title { font-size: 18px; font-weight: 600; } "
        f"svg text.note {{ fill: {colours['--soft']}; font-size: 13px; }} "
        f"svg text.stamp {{ fill: {colours['--soft']}; font-size: 10.5px; }} "
        f".swatch {{ stroke: {colours['--soft']}; stroke-width: .8; }}"
    )
    return " ".join(f"{own} {rules}".split())


def png_of(svg: str, zoom: float = 2.0) -> bytes:
    """The picture as PNG, twice as large by default.

    Raises SpecError where resvg-py is missing, or where this machine has no font for the language in use: a picture
    without its words is never written.
    """
    check_fonts(spoken_language())
    return _drawn(svg, zoom)


@cache
def check_fonts(language: str) -> None:
    """Raises SpecError where letters of a language would come out as nothing or as empty boxes."""
    page = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="20"><text y="15" font-size="12" '
        f'font-family="{FONTS.get(language, FONTS[ENGLISH])}">{{}}</text></svg>'
    )
    sample = SAMPLE.get(language, SAMPLE[ENGLISH])
    # no font has a letter at these places, so they show what missing letters look like
    missing = "".join(chr(0x10FFF0 + i) for i, _ in enumerate(sample))
    if _drawn(page.format(sample)) in (_drawn(page.format("")), _drawn(page.format(missing))):
        need = "fonts-noto-cjk" if language == "zh" else "fonts-dejavu-core"
        raise SpecError(
            f"no PNG: this machine has no font for {language!r}\n  install one (Debian: {need}), or use the SVG files"
        )


def _drawn(svg: str, zoom: float = 1.0) -> bytes:
    """Pixels of an SVG; SpecError where nothing is there to make them."""
    try:
        import resvg_py
    except ImportError:
        raise SpecError(f"no PNG: resvg-py is not installed\n  {INSTALL}, or use the SVG files") from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))
