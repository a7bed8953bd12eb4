"""The numbers of a report as tidy CSV files of aggregates: one per figure and table, the effects, and months by group.

Every file begins with a line that says that its people are synthetic, from which study and seed; readers of tables skip
it as a comment (``comment="#"``). Lives are left out: no file has a row per person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from ..audit.frame import GROUPINGS, MINIMUM_PEOPLE, codes_of, groupings_of
from ..audit.subjects import subjects_of
from ..audit.summary import EffectRow, Summary
from ..core.outcome import Outcome
from .draw.figure import Cell, Figure
from .page import Page

Head = tuple[str, ...]
Rows = Sequence[Sequence[Cell]]
LIVES = "lives"


def csv_text(stamp: str, head: Head, rows: Rows) -> str:
    """A CSV file as text: the stamp as a comment, the heads, and the rows; nothing known is an empty cell."""
    lines = [f"# {' '.join(stamp.split())}", *(",".join(map(_cell, row)) for row in (head, *rows))]
    return "\n".join([*lines, ""])


def _cell(cell: Cell) -> str:
    """A number in full, or a text, in quotes where RFC 4180 asks for them."""
    # the module csv reads as well as writes, and nothing here may be able to read a table (PROMISES.md, 1)
    text = "" if cell is None else repr(float(cell)) if isinstance(cell, float) else str(cell)
    return f'"{text.replace(chr(34), 2 * chr(34))}"' if set(text) & set(',"\r\n') else text


def numbers_of(columns: Head, rows: Rows) -> tuple[Head, Rows]:
    """A table of the report with numbers in place of written ones; an interval becomes two columns, low and high."""
    heads: list[str] = []
    wide = [_width(rows, place) for place in range(len(columns))]
    for place, (name, width) in enumerate(zip(columns, wide, strict=True)):
        # two intervals in one table are those of the columns before them
        own = f"{columns[place - 1]}, {name}" if place and columns.count(name) > 1 else name
        heads += [f"{own}, low", f"{own}, high"] if width == 2 else [own or "what"]
    made = [tuple(_split(row, wide)) for row in rows]
    return tuple(heads), made


def _width(rows: Rows, place: int) -> int:
    """How many numbers stand behind the cells of a column; 0 for texts."""
    return max((len(getattr(row[place], "numbers", ())) for row in rows), default=0)


def _split(row: Sequence[Cell], wide: Sequence[int]) -> Iterator[Cell]:
    """The cells of a row, written numbers as numbers."""
    for cell, width in zip(row, wide, strict=True):
        known: tuple[float, ...] = getattr(cell, "numbers", ())
        if width == 2:
            yield from known if len(known) == 2 else (None, None)
        elif width == 1 and known:
            yield known[0]
        else:
            yield cell


def long_form(figure: Figure) -> tuple[Head, Rows]:
    """The numbers of a figure in long form: one row per month and series where it has months, else as they are."""
    first, *names = figure.columns
    plain = all(isinstance(row[0], int) and not any(isinstance(v, str) for v in row[1:]) for row in figure.rows)
    if not plain or len(names) < 1:
        return numbers_of(figure.columns, figure.rows)
    rows = [(row[0], name, row[i]) for i, name in enumerate(names, start=1) for row in figure.rows]
    return (first, "series", f"value ({figure.unit or figure.title})"), rows


def effect_rows(found: Summary) -> tuple[Head, Rows]:
    """Every measured difference in full, as the summary holds it."""
    return tuple(field.name for field in fields(EffectRow)), [astuple(row) for row in found.effects]


def months_by_group(outcome: Outcome) -> tuple[Head, Rows]:
    """Counts of every month by world and group; where a group has too few people its counts are left empty.

    Groups are those of one trait at a time, and of adults only where the regime is about adults.
    """
    rows = outcome.table("months")
    counted = [name for name in rows if name not in ("arm", "month", "cell", "people")]
    counted = [name for name in counted if rows[name].any()]
    head = ("world", outcome.step, "group_by", "group", "people", *(f"{name} (total)" for name in counted))
    size = (len(outcome.arms), outcome.steps)
    inside = (rows["month"] >= 0) & (rows["month"] < size[1])
    place = (rows["arm"].astype(np.int64) * size[1] + rows["month"])[inside]
    out: list[Sequence[Cell]] = []
    adult = np.ones(int(inside.sum()), bool)
    if subjects_of(outcome) == "adults":
        adult = codes_of(rows["cell"][inside], "age_band") > 0
    for by in groupings_of(outcome):
        codes = codes_of(rows["cell"][inside], by)
        for code, group in enumerate(GROUPINGS[by][1]):
            mine = adult & (codes == code)
            if not mine.any():
                continue
            sums = {name: _sums(rows[name][inside], place, mine, size) for name in ("people", *counted)}
            for arm, step in np.ndindex(size):
                people = int(sums["people"][arm, step])
                told = people >= MINIMUM_PEOPLE
                values = [_whole(float(sums[name][arm, step])) if told else None for name in counted]
                out.append((outcome.arms[arm], step, by, group, people if told else None, *values))
    return head, out


def _whole(value: float) -> Cell:
    """A sum as a whole number where it is one."""
    return int(value) if value.is_integer() else value


def _sums(values: np.ndarray, place: np.ndarray, mine: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Values added up over the cells of a group, shape (A, M)."""
    found = np.bincount(place[mine], values[mine].astype(np.float64), size[0] * size[1])
    return np.asarray(found.reshape(size))


def tables_of(outcome: Outcome, found: Summary, page: Page) -> dict[str, tuple[Head, Rows]]:
    """Every table by the name of its file, without ending: figures, tables of the page, effects, months by group."""
    out: dict[str, tuple[Head, Rows]] = {"effects": effect_rows(found), "months_by_group": months_by_group(outcome)}
    for section in page.sections:
        if section.key == LIVES:
            continue
        for part in section.walk():
            for figure in part.figures:
                out[figure.key.replace("-", "_")] = long_form(figure)
            for number, table in enumerate(part.tables, start=1):
                name = f"table_{part.key}_{number}".replace("-", "_")
                out[name] = numbers_of(table.columns, table.rows)
    return out


def write_tables(outcome: Outcome, found: Summary, page: Page, folder: Path) -> list[Path]:
    """Write them into a folder; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, (head, rows) in tables_of(outcome, found, page).items():
        path = folder / f"{name}.csv"
        path.write_text(csv_text(page.stamp, head, rows), encoding="utf-8")
        paths.append(path)
    return paths
