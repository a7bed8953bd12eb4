"""Put a page on paper: text of 80 columns for a terminal, Markdown for the documentation, from the same items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from textwrap import wrap

from counterscore.core.documents import Value
from counterscore.regimes.telling.outline import Leaf
from counterscore.regimes.telling.words import amount, bare, graded, said, said_over_time, span

WIDTH = 80


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Heading:
    """The title of a part of a chapter, and what it is called in files where that is another word."""

    text: str
    name: str = ""

    @property
    def shown(self) -> bool:
        """Whether the name says more than the title."""
        return self.name not in ("", self.text.lower())


@dataclass(frozen=True)
class Bullets:
    """Sentences that stand side by side."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """What is called how: label and words."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under a header; the longest column is wrapped on a terminal."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Numbers:
    """Sourced numbers; `folded` ones are for checkers and stay short or closed."""

    leaves: tuple[Leaf, ...]
    folded: bool = False


Item = Text | Heading | Bullets | Pairs | Table | Numbers


@dataclass(frozen=True)
class Chapter:
    """A title and what stands below it."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Page:
    """A whole page: title, one line below it, chapters."""

    title: str
    line: str
    chapters: tuple[Chapter, ...] = field(default=())


def in_words(page: Page) -> Page:
    """Return the page with its numbers in words alone; what stands there for checkers goes."""
    kept = []
    for chapter in page.chapters:
        items = (_worded(item) if isinstance(item, Numbers) else item for item in chapter.items)
        chosen = tuple(item for item in items if item is not None)
        if chosen:
            kept.append(Chapter(chapter.title, chosen))
    return Page(page.title, page.line, tuple(kept))


def _worded(item: Numbers) -> Bullets | None:
    if item.folded:
        return None
    return Bullets(tuple(f"{leaf.label}: {said_over_time(leaf.value, leaf.legend)}" for leaf in item.leaves))


def as_text(page: Page) -> str:
    """Return a page for a terminal, at most 80 columns wide (a long word may stand out)."""
    lines = [*_wrap(page.title, ""), "=" * min(WIDTH, len(page.title)), *_wrap(page.line, "")]
    for chapter in page.chapters:
        lines += ["", "", chapter.title.upper()]
        above: Item | None = None
        for item in chapter.items:
            lines += [*([] if isinstance(above, Heading) else [""]), *_text(item)]
            above = item
    return "\n".join(lines) + "\n"


def as_markdown(page: Page, first: str = "") -> str:
    """Return a page for the documentation; `first` is a line above it."""
    lines = [first, "", f"# {page.title}", "", page.line] if first else [f"# {page.title}", "", page.line]
    for chapter in page.chapters:
        lines += ["", f"## {chapter.title}"]
        for item in chapter.items:
            lines += ["", *_markdown(item)]
    return "\n".join(lines) + "\n"


def _wrap(text: str, first: str, later: str | None = None) -> list[str]:
    """Return a paragraph in lines of 80 columns; a number stays on the line of its percent sign."""
    later = first if later is None else later
    kept = text.replace(" %", "\u00a0%")
    lines = wrap(kept, WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False,
                 break_long_words=False)  # fmt: skip
    return [line.replace("\u00a0%", " %") for line in lines]


def _text(item: Item) -> list[str]:
    """Return one item as lines of a terminal."""
    if isinstance(item, Text):
        return _wrap(item.text, "")
    if isinstance(item, Heading):
        return _wrap(item.text + (f"  ({item.name})" if item.shown else ""), "", "  ")
    if isinstance(item, Bullets):
        return [line for text in item.lines for line in _wrap(text, "- ", "  ")]
    if isinstance(item, Pairs):
        wide = max((len(label) for label, _ in item.rows), default=0) + 2
        return [line for label, text in item.rows for line in _wrap(text, label.ljust(wide), " " * wide)]
    if isinstance(item, Table):
        return list(_columns(item))
    return list(_short(item.leaves) if item.folded else _long(item.leaves))


def _columns(table: Table) -> Iterator[str]:
    """Yield a table whose widest columns are wrapped until it fits."""
    rows = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.header))]
    while sum(widths) + 2 * (len(widths) - 1) > WIDTH:
        widths[widths.index(max(widths))] -= 1
    for row in rows:
        cells = [wrap(cell, width, break_on_hyphens=False) or [""] for cell, width in zip(row, widths, strict=True)]
        for n in range(max(map(len, cells))):
            parts = ((cell[n] if n < len(cell) else "").ljust(width) for cell, width in zip(cells, widths, strict=True))
            yield "  ".join(parts).rstrip()


def _long(leaves: Sequence[Leaf]) -> Iterator[str]:
    """Yield numbers in words, each followed by the number as the file has it."""
    for place, (groups, found) in enumerate(groupby(leaves, key=lambda leaf: leaf.groups)):
        some = list(found)
        if len(some) > 1 and groups:
            yield from ([""] if place else [])
            yield from _wrap(": ".join(groups), "  ")
        for leaf in some:
            label = leaf.label if len(some) == 1 else leaf.legend.label
            yield from _wrap(f"{label}: {said_over_time(leaf.value, leaf.legend)}", "  ", "    ")
            yield from _file_lines(leaf, "      ")


def _short(leaves: Sequence[Leaf]) -> Iterator[str]:
    """Yield numbers as the file has them, by what they belong to."""
    for groups, some in groupby(leaves, key=lambda leaf: leaf.groups):
        yield from _wrap(": ".join(groups), "  ")
        for leaf in some:
            yield from _file_lines(leaf, "    ")


def _file_lines(leaf: Leaf, indent: str) -> Iterator[str]:
    for entry in leaf.value.root:
        since = f" from {entry.since}" if entry.since else ""
        note = f" ({entry.note})" if entry.note else ""
        yield from _wrap(f"{leaf.name}{since} = {bare(entry)}; {graded(entry)}{note}", indent, indent + "  ")


def _markdown(item: Item) -> list[str]:
    """Return one item as lines of Markdown."""
    if isinstance(item, Text):
        return [item.text]
    if isinstance(item, Heading):
        return [f"### {item.text}" + (f" (`{item.name}`)" if item.shown else "")]
    if isinstance(item, Bullets):
        return [f"- {line}" for line in item.lines]
    if isinstance(item, Pairs):
        return _rows(("", ""), [(f"**{label}**", text) for label, text in item.rows])
    if isinstance(item, Table):
        return _rows(item.header, item.rows)
    rows = [row for leaf in item.leaves for row in _number_rows(leaf)]
    table = _rows(("what", "value", "range", "from", "why"), rows)
    if not item.folded:
        return table
    summary = f"<details><summary>{len(rows)} numbers: value, range, source, reason</summary>"
    return [summary, "", *table, "", "</details>"]


def _number_rows(leaf: Leaf) -> Iterator[tuple[str, ...]]:
    for n, entry in enumerate(leaf.value.root):
        what = f"{leaf.label} (`{leaf.name}`)" if n == 0 else ""
        since = f"from {entry.since}: " if entry.since else ""
        yield what, since + _value_words(leaf, entry), span(entry), graded(entry), entry.note


def _value_words(leaf: Leaf, entry: Value) -> str:
    """Return a value by its meaning, with the number where the meaning hides it."""
    words, plain = said(entry, leaf.legend), amount(entry.numbers, entry.unit)
    return words if words == plain or entry.unit == "flag" else f"{words} ({plain})"


def _rows(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]


def _cell(text: str) -> str:
    """Return text that a cell of a Markdown table can hold."""
    return " ".join(text.replace("|", "\\|").split())
