"""What a flag means: the share of right flags over all prevalences, for all stated rates, and never one number."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..published.base_rates import (
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
from .language import say
from .page import Section, Table
from .wording import in_row, listing_of, percent, plain

TONES = ("perfect", "written", "wrong")
HABITS = (10, 1000)
HOUSEHOLD = 3
RARE: Mapping[int, str] = {6: "1 in a million", 9: "1 in a billion"}


def base_rate_section(study: Mapping[str, Any]) -> Section | None:
    """The whole base-rate curve of a regime with a watchlist; None for others, and where every rate is zero."""
    watch = study.get("watchlist")
    if not watch or not any(one.flags_per_million > 0.0 for one in base_rates(watch)):
        return None
    found, titles = base_rates(watch), [say(str(item["title"])) for item in watch["items"]]
    parts = {
        "n": str(watch["needed"]), "things": listing_of(titles),
        "days": say("{n} days", n=plain(watch["window_days"])),
    }  # fmt: skip
    rule = (
        "A flag needs all of: {things}, within {days}."
        if watch["needed"] == len(titles)
        else ("A flag needs any {n} of: {things}, within {days}.")
    )
    more = say(
        " Nobody in this run plans what the rule looks for. "
        "How many flags would be right follows from how rare such plans are, and that is not known. So the whole curve "
        "is shown, never one number."
    )
    lead = (say(rule, **parts) + more, _sentence(watch, found))
    after = say(
        "By chance alone means that the things are bought independently. Households that shop together, seasons of "
        "gifts and people who deal in one of the things bring them together more often; every flag more is wrong."
    )
    tables = (_flags_table(watch, found), _range_table(watch))
    figures = (base_rate_figure(watch),)
    return Section("base-rates", say("What a flag would mean"), lead, figures, tables, after=(after,))


def base_rate_figure(watch: Mapping[str, Any]) -> Figure:
    """Share of right flags against the share of adults who plan anything, both on logarithmic scales."""
    found, xs = base_rates(watch), prevalences()
    series = [
        Series(say(one.name), [math.nan if v is None else v for v in one.right], tone)
        for one, tone in zip(found, TONES, strict=False)
    ]
    title, below = say("Flags that are right, by how rare the plans are"), say("adults who plan anything")
    told = [say("{label}: {value}", label=say(one.name), value=_told(one, xs)) for one in found]
    text = say("{parts}.", parts=in_row(told))
    drawings = tuple(
        Drawing(curves(f"base-rates-{shown[0]}", size, title, text, xs, series, (one_in, _share), below), shown)
        for shown, size in (("wide", (WIDE, 320.0)), ("narrow", (NARROW, 340.0)))
    )
    columns = (below, *(say("flags that are right, {rates}", rates=say(one.name)) for one in found))
    rows = tuple(
        (say("one in {n}", n=_round(1 / x)), *(_right(one.right[i]) for one in found)) for i, x in enumerate(xs)
    )
    planned = percent(float(watch["sensitivity"]["value"]))
    said = "Arithmetic, not a count: {share} of those who plan anything are taken to be flagged, others by chance."
    note = say(said, share=planned)
    return Figure("figure-base-rates", title, drawings, columns, rows, note)


def _right(share: float | None) -> str:
    """A share of right flags; there is none where nobody is flagged."""
    return say("undefined") if share is None else percent(share, 3)


def _round(value: float) -> str:
    """A large number to two digits."""
    return f"{float(f'{value:.2g}'):,.0f}"


def one_in(power: int) -> str:
    """A power of ten below one as "1 in 1,000", shortened from a million on."""
    size = -power
    if size < 6:
        return say("1 in {n}", n=f"{10**size:,}")
    if size in RARE:
        return say(RARE[size])
    return say("1 in {n} million", n=10 ** (size - 6)) if size < 9 else say("1 in {n} billion", n=10 ** (size - 9))


def _share(power: int) -> str:
    """A power of ten as a percentage."""
    return percent(10.0**power, 1)


def _told(one: BaseRate, xs: Sequence[float]) -> str:
    """A curve in words: its two ends."""
    ends = (
        say(
            "{share} of the flags are right at the rarest (one in {n})",
            share=percent(one.right[0]),
            n=_round(1 / xs[0]),
        ),
        say(
            "{share} of the flags are right at the most common (one in {n})",
            share=percent(one.right[-1]),
            n=_round(1 / xs[-1]),
        ),
    )
    return say(", ").join(ends)


def _sentence(watch: Mapping[str, Any], found: Sequence[BaseRate]) -> str:
    """What follows at the stated prevalence, for each setting."""
    rare, sensitivity = float(watch["prevalence"]["value"]), float(watch["sensitivity"]["value"])
    parts = []
    for one in found:
        right = predictive_value(rare, sensitivity, one.flags_per_million / 1e6)
        if right:
            parts.append(
                say("{share} of the flags would be right at the {rates}", share=percent(right), rates=say(one.name))
            )
        else:
            parts.append(say("nobody is flagged at the {rates}", rates=say(one.name)))
    if rare <= 0.0:
        return say("Where nobody plans anything, every flag is wrong.")
    said = "If one in {n} adults plans anything, as is assumed here, {parts}."
    return say(said, n=_round(1 / rare), parts=in_row(parts))


def _flags_table(watch: Mapping[str, Any], found: Sequence[BaseRate]) -> Table:
    """Flags per million adults and window: by chance, by habit, and with households counted together."""
    needed = int(watch["needed"])
    heads = (
        say("rates"), say("by chance alone"),
        *(say("{n} times as often as by chance", n=f"{n:,}") for n in HABITS),
        say("households of {n} counted together", n=HOUSEHOLD),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        pooled = flags_per_million([together_in(p, HOUSEHOLD) for p in one.things], needed)
        habits = [min(1e6, n * one.flags_per_million) for n in HABITS]
        rows.append((say(one.name), one.flags_per_million, *habits, pooled))
    return Table(say("Flags per million adults and window"), heads, tuple(rows))


def _range_table(watch: Mapping[str, Any]) -> Table:
    """Flags per million when one thing goes over its whole range and the others stay."""
    rows: list[tuple[Cell, ...]] = []
    for title, row in one_at_a_time(watch):
        rows += [(say(title), percent(p), flags) for p, flags in row]
    bought, by = say("what is bought more or less often"), say("adults who buy it within the window")
    title = say("One rate at a time over its whole range, the others as in this run")
    return Table(title, (bought, by, say("flags per million")), tuple(rows), folded=True)
