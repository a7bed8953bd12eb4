"""What a flag means: the share of right flags over all prevalences, for all stated rates, and never one number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..audit.base_rates import (
    BaseRate,
    base_rates,
    flags_per_million,
    one_at_a_time,
    predictive_value,
    prevalences,
    together_in,
)
from .draw.curves import curves
from .draw.figure import NARROW, WIDE, Cell, Drawing, Figure, Series
from .page import Section, Table
from .wording import listing_of, percent, plain

TONES = ("perfect", "written", "wrong")
HABITS = (10, 1000)
HOUSEHOLD = 3


def base_rate_section(study: Mapping[str, Any]) -> Section | None:
    """The whole base-rate curve of a regime with a watchlist; None for others, and where every rate is zero."""
    watch = study.get("watchlist")
    if not watch or not any(one.flags_per_million > 0.0 for one in base_rates(watch)):
        return None
    found, days = base_rates(watch), f"{plain(watch['window_days'])} days"
    titles = [str(item["title"]) for item in watch["items"]]
    rule = "all of" if watch["needed"] == len(titles) else f"any {watch['needed']} of"
    lead = (
        f"A flag needs {rule}: {listing_of(titles)}, within {days}. Nobody in this run plans what the rule looks for. "
        "How many flags would be right follows from how rare such plans are, and that is not known. So the whole curve "
        "is shown, never one number.",
        _sentence(watch, found),
    )
    after = (
        "By chance alone means that the things are bought independently. Households that shop together, seasons of "
        "gifts and people who deal in one of the things bring them together more often; every flag more is wrong.",
    )
    tables = (_flags_table(watch, found), _range_table(watch))
    return Section("base-rates", "What a flag would mean", lead, (base_rate_figure(watch),), tables, after=after)


def base_rate_figure(watch: Mapping[str, Any]) -> Figure:
    """Share of right flags against the share of adults who plan anything, both on logarithmic scales."""
    found, xs = base_rates(watch), prevalences()
    series = [
        Series(one.name, [math.nan if v is None else v for v in one.right], tone)
        for one, tone in zip(found, TONES, strict=False)
    ]
    title, below = "Flags that are right, by how rare the plans are", "adults who plan anything"
    text = "; ".join(f"{one.name}: {_told(one, xs)}" for one in found) + "."
    drawings = tuple(
        Drawing(curves(f"base-rates-{shown[0]}", size, title, text, xs, series, (one_in, _share), below), shown)
        for shown, size in (("wide", (WIDE, 320.0)), ("narrow", (NARROW, 340.0)))
    )
    columns = (below, *(f"flags that are right, {one.name}" for one in found))
    rows = tuple((f"one in {_round(1 / x)}", *(_right(one.right[i]) for one in found)) for i, x in enumerate(xs))
    planned = percent(float(watch["sensitivity"]["value"]))
    note = f"Arithmetic, not a count: {planned} of those who plan anything are taken to be flagged, others by chance."
    return Figure("figure-base-rates", title, drawings, columns, rows, note)


def _right(share: float | None) -> str:
    """A share of right flags; there is none where nobody is flagged."""
    return "undefined" if share is None else percent(share, 3)


def _round(value: float) -> str:
    """A large number to two digits."""
    return f"{float(f'{value:.2g}'):,.0f}"


def one_in(power: int) -> str:
    """A power of ten below one as "1 in 1,000", shortened from a million on."""
    size, names = -power, {6: "million", 9: "billion"}
    if size < 6:
        return f"1 in {10**size:,}"
    base = max(n for n in names if n <= size)
    count = 10 ** (size - base)
    return f"1 in {'a' if count == 1 else count} {names[base]}"


def _share(power: int) -> str:
    """A power of ten as a percentage."""
    return percent(10.0**power, 1)


def _told(one: BaseRate, xs: Sequence[float]) -> str:
    """A curve in words: its two ends."""
    ends = (("rarest", one.right[0], xs[0]), ("most common", one.right[-1], xs[-1]))
    return ", ".join(
        f"{percent(right)} of the flags are right at the {name} (one in {_round(1 / x)})" for name, right, x in ends
    )


def _sentence(watch: Mapping[str, Any], found: Sequence[BaseRate]) -> str:
    """What follows at the stated prevalence, for each setting."""
    rare, sensitivity = float(watch["prevalence"]["value"]), float(watch["sensitivity"]["value"])
    parts = []
    for one in found:
        right = predictive_value(rare, sensitivity, one.flags_per_million / 1e6)
        told = "nobody is flagged" if not right else f"{percent(right)} of the flags would be right"
        parts.append(f"{told} at the {one.name}")
    if rare <= 0.0:
        return "Where nobody plans anything, every flag is wrong."
    return f"If one in {_round(1 / rare)} adults plans anything, as is assumed here, " + "; ".join(parts) + "."


def _flags_table(watch: Mapping[str, Any], found: Sequence[BaseRate]) -> Table:
    """Flags per million adults and window: by chance, by habit, and with households counted together."""
    needed = int(watch["needed"])
    heads = (
        "rates", "by chance alone", *(f"{n:,} times as often as by chance" for n in HABITS),
        f"households of {HOUSEHOLD} counted together",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        pooled = flags_per_million([together_in(p, HOUSEHOLD) for p in one.things], needed)
        habits = [min(1e6, n * one.flags_per_million) for n in HABITS]
        rows.append((one.name, one.flags_per_million, *habits, pooled))
    return Table("Flags per million adults and window", heads, tuple(rows))


def _range_table(watch: Mapping[str, Any]) -> Table:
    """Flags per million when one thing goes over its whole range and the others stay."""
    rows: list[tuple[Cell, ...]] = []
    for title, row in one_at_a_time(watch):
        rows += [(title, percent(p), flags) for p, flags in row]
    heads = ("what is bought more or less often", "adults who buy it within the window", "flags per million")
    return Table("One rate at a time over its whole range, the others as in this run", heads, tuple(rows), folded=True)
