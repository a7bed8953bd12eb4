"""What the verbs share: numbers with k and m, options, JSON, tables of 80 columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeVar

import click

WIDTH = 80
NUMBER = re.compile(r"(\d+(?:\.\d+)?)([km]?)")
SCALE = {"": 1, "k": 1_000, "m": 1_000_000}
F = TypeVar("F", bound=Callable[..., Any])
if TYPE_CHECKING:
    from ..regimes import Regime

    _Type = click.ParamType[int]
else:
    # older clicks have no type to put in brackets
    _Type = click.ParamType


class Count(_Type):
    """A whole number that may be written 100_000, 200k or 1.5m."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error says how to write one."""
        if isinstance(value, int):
            return value
        text = str(value).strip().lower().replace("_", "").replace(",", "")
        found = NUMBER.fullmatch(text.removeprefix("-"))
        if found is None:
            self.fail(f"{value!r} is not a number; write 100000, 100_000, 200k or 1m", param, ctx)
        number = float(found[1]) * SCALE[found[2]] if found[2] or "." in found[1] else int(found[1])
        if text.startswith("-") or number < 1:
            self.fail(f"{value} is too small; expected at least 1", param, ctx)
        if number != int(number):
            self.fail(f"{value!r} is not a whole number", param, ctx)
        return int(number)


COUNT = Count()


def with_json(function: F) -> F:
    """Adds --json: nothing but JSON on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print only JSON on standard output.")(function)


def size_options(people: int, months: int, threads: bool = True) -> Callable[[F], F]:
    """Adds --people, --months, --seed, --recipe and, where a run is lived, --threads."""

    def add(function: F) -> F:
        if threads:
            help_ = "Threads (0: choose); same results."
            function = click.option("--threads", type=click.IntRange(0), default=0, help=help_)(function)
        for option in (
            click.option("--recipe", default="", help="Recipe of the people (default: the regime's own)."),
            click.option("--seed", type=int, default=1, show_default=True, help="Number all draws follow from."),
            click.option("--months", type=COUNT, default=months, show_default=True, help="Months to live."),
            click.option("--people", type=COUNT, default=people, show_default=True, help="People; 200k and 1m work."),
        ):
            function = option(function)
        return function

    return add


def file_option(function: F) -> F:
    """Adds --with-file."""
    return click.option(
        "--with-file", "files", multiple=True, type=click.Path(dir_okay=False), metavar="FILE.py",
        help="Add a mechanism of your own; the file is run as Python. Repeatable.",
    )(function)  # fmt: skip


def print_json(value: object) -> None:
    """One JSON document on standard output; numbers that are no numbers become null."""
    click.echo(json.dumps(_finite(value), indent=2, ensure_ascii=False))


def _finite(value: Any) -> Any:
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def split(names: str) -> list[str]:
    """Names written with commas between them."""
    return [name.strip() for name in names.split(",") if name.strip()]


def found_regime(text: str) -> Regime:
    """A regime by id or YAML file; files of data are refused by name of the promise."""
    from ..regimes import load_regime

    if not text.endswith((".yaml", ".yml")) and not text.replace("-", "").isalnum():
        from ..running import load_regime as guarded

        return guarded(text)
    return load_regime(text)


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows of text in columns as wide as their longest entry; ``right`` names columns that are right-aligned."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [f"{c:>{w}}" if i in right else f"{c:<{w}}" for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return lines


def block(text: str, first: str = "  ", later: str = "") -> list[str]:
    """A paragraph in at most 80 columns; a number stays on the line of its percent sign."""
    kept = text.replace(" %", "\u00a0%")
    lines = wrap(kept, WIDTH, initial_indent=first, subsequent_indent=later or first, break_on_hyphens=False)
    return [line.replace("\u00a0%", " %") for line in lines]
