"""A report as Markdown, to be put into a text: the question, the answer, every section with its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .draw.figure import Cell, Figure
from .language import say
from .page import Page, Section, Table
from .wording import plain

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
APPENDIX = "numbers-all"


def markdown_of(page: Page, figures: str = "") -> str:
    """The page as Markdown; `figures` is the folder of the pictures that are linked, empty for no pictures.

    The appendix of all numbers is left to the report and the tables; lives are told without their events.
    """
    out = [f"# {safe(page.title)}", "", f"> {safe(page.stamp)}", ""]
    out += [f"*{safe(page.status)}*", "", *([safe(page.about), ""] if page.about else [])]
    out += [f"**{safe(page.question)}**", "", safe(page.answer), ""]
    for text in page.basis:
        out += [safe(text), ""]
    for section in page.sections:
        if section.key != APPENDIX:
            out += _section(section, 2, figures)
    return "\n".join(out).rstrip() + "\n"


def _section(section: Section, level: int, figures: str) -> Iterator[str]:
    """A section with everything below it."""
    yield from (f"{'#' * level} {safe(section.heading)}", "")
    for text in section.lead:
        yield from (safe(text), "")
    for figure in section.figures:
        yield from _figure(figure, figures)
    for table in section.tables:
        if not table.folded:
            yield from _table(table)
    if section.points:
        yield from (*(f"- {safe(text)}" for text in section.points), "")
    for text in section.commands:
        yield from ("```", text, "```", "")
    for text in section.after:
        yield from (safe(text), "")
    for part in section.parts:
        yield from _section(part, level + 1, figures)


def _figure(figure: Figure, figures: str) -> Iterator[str]:
    """A picture with its title and note; without a folder of pictures the words alone."""
    title = safe(figure.title)
    if figures:
        yield from (f"![{title}]({figures}/{figure.key}.svg)", "")
    yield from (f"*{say('{title}. {note}', title=title, note=safe(figure.note)).strip()}*", "")


def _table(table: Table) -> Iterator[str]:
    """A table with its title; numbers as the report writes them."""
    yield from (f"**{safe(table.title)}**", "", _row(table.columns), _row(["---"] * len(table.columns), raw=True))
    yield from (_row(line) for line in table.rows)
    yield ""


def _row(cells: Sequence[Cell], raw: bool = False) -> str:
    """One line of a table."""
    told = [str(cell) if raw else safe(_written(cell)) for cell in cells]
    return f"| {' | '.join(told)} |"


def _written(cell: Cell) -> str:
    """A cell as the report writes it."""
    if cell is None:
        return say("n/a")
    return cell if isinstance(cell, str) else plain(float(cell))


def safe(text: str) -> str:
    """Text in which no letter means anything to Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")
