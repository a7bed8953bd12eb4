"""The page a reader opens: sections in plain data, turned into one HTML file that needs nothing else.

What a page holds can also be written as Markdown (`markdown`), as pictures (`pictures`) and as tables (`tidy`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from .draw.figure import Cell, Figure
from .draw.strip import mark_sign
from .language import is_foreign, say, spoken_language
from .wording import plain

MARK = "mark-"  # legend lines that show a sign instead of a colour start with it


@dataclass(frozen=True)
class Table:
    """A table of the report; a folded one opens on demand and is left out of print."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False


@dataclass(frozen=True)
class Section:
    """One heading with what stands under it, in the order of the fields; `parts` have headings one level deeper."""

    key: str
    heading: str
    lead: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    points: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    parts: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """This section and everything below it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Page:
    """The whole report; `basis` says in a few words what the answer rests on, `about` what the regime is."""

    title: str
    status: str
    question: str
    answer: str
    basis: tuple[str, ...]
    sections: tuple[Section, ...]
    version: str
    study_hash: str
    seed: int
    numbers: Mapping[str, Any]
    about: str = ""

    @property
    def stamp(self) -> str:
        """That nobody here exists, and the study and seed everything comes from."""
        return say(
            "Synthetic people only: nobody in this report exists. Made by counterscore {version}, study {study}, seed "
            "{seed}.",
            version=self.version, study=self.study_hash, seed=self.seed,
        )  # fmt: skip

    def figures(self) -> list[Figure]:
        """Every figure, in reading order."""
        return [figure for section in self.sections for one in section.walk() for figure in one.figures]


def html_of(page: Page) -> str:
    """Write the page as HTML: no script, no address is fetched, readable offline."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False, keep_trailing_newline=True)
    environment.filters["plain"] = plain
    environment.globals["say"] = say
    environment.globals["language"] = spoken_language()
    environment.filters["sign"] = sign
    environment.filters["tongue"] = tongue
    room = files("counterscore.report").joinpath("templates")
    template = environment.from_string(room.joinpath("report.html.j2").read_text(encoding="utf-8"))
    return template.render(
        page=page, style=room.joinpath("style.css").read_text(encoding="utf-8"), numbers=embedded(page.numbers)
    )


def sign(tone: str) -> Markup:
    """The swatch or mark of a legend line."""
    if tone.startswith(MARK):
        return Markup(mark_sign(tone.removeprefix(MARK)))  # our own drawing, nothing from outside
    return Markup('<span class="swatch {}" aria-hidden="true"></span>').format(tone)


def tongue(text: object) -> Markup:
    """The attribute that tells readers aloud that a text was left in English; nothing where it was not."""
    return Markup(' lang="en"') if isinstance(text, str) and is_foreign(text) else Markup("")


def embedded(numbers: Mapping[str, Any]) -> str:
    """JSON that may stand inside a script element: no character in it can close the element."""
    text = json.dumps(clean(numbers), ensure_ascii=False, sort_keys=True)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def clean(value: Any) -> Any:
    """Plain JSON values: arrays become lists, numbers that are none become null."""
    if isinstance(value, Mapping):
        return {str(key): clean(one) for key, one in value.items()}
    if hasattr(value, "tolist"):
        return clean(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [clean(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
