"""The figures over months: the main one and bands, each with its table and text alternative."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..audit.subjects import subjects_of, worded
from ..audit.summary import listed_by
from ..core.outcome import Outcome
from .codebook import arm_words, name, tone_of_arm
from .draw.figure import NARROW, PANEL, PLAIN, WIDE, Drawing, Figure, Look, Series
from .draw.lines import lines, stacked
from .language import say
from .series import Monthly
from .wording import count_of, in_row, listed_as, percent, plain

OTHERS = (
    ("ranked_low", "People at the bottom of the ranking, per 1,000 adults"),
    ("copied_without_consent", "People copied without agreeing, per 1,000 adults"),
    ("inspections", "Inspections, per 1,000 adults"),
    ("high_band", "People in a grade with favours, per 1,000 adults"),
    ("favoured", "People on a list of favours, per 1,000 adults"),
    ("named", "People named in public, per 1,000 adults"),
    ("watched_acts", "Acts of everyday life watched, per 1,000 adults"),
)  # fmt: skip
MOST = 0.8  # a band that holds more than this share in every month is left out of the drawing, or nothing else shows


@dataclass(frozen=True)
class Burden:
    """What the main figure counts, per 1,000 adults: `rates` (A, M); `wrong` (A, M) where the run can tell.

    `title` is English, with places in braces for `parts`.
    """

    title: str
    rates: np.ndarray
    wrong: np.ndarray | None = None
    parts: Mapping[str, str] = field(default_factory=dict)


def burden(outcome: Outcome, counts: Monthly) -> Burden | None:
    """The one series that says the main thing of this regime: on the list, in a punished band, else refused."""
    if counts.has("listed"):
        parts = {"listed": listed_as(listed_by(outcome))}
        wrong = counts.rate("wrongly_listed") if counts.has("wrongly_listed") else None
        return Burden("People {listed}, per 1,000 adults", counts.rate("listed"), wrong, parts)
    if counts.has("low_band"):
        return Burden("People in a low band, per 1,000 adults", counts.rate("low_band"))
    if len(counts.bands) > 1:
        usual = int(np.argmax([np.nansum(counts.rate(column)[:, 0]) for column in counts.bands]))
        if usual > 0:
            rates = np.sum([counts.rate(column) for column in counts.bands[:usual]], axis=0)
            band = name(outcome, "bands", int(counts.bands[usual][5:]))
            return Burden("People below band {band}, per 1,000 adults", rates, parts={"band": band})
    for column, title in OTHERS:
        if counts.has(column):
            return Burden(title, counts.rate(column))
    refused = [column for column in counts.sums if column.startswith("refused_") and counts.has(column)]
    if refused:
        rates = np.sum([counts.rate(column) for column in refused], axis=0)
        return Burden("Refusals in the month, per 1,000 adults", rates)
    return None


def both(
    key: str,
    heights: tuple[float, float],
    title: str,
    text: str,
    series: Sequence[Series],
    heading: str = "",
    look: Look = PLAIN,
) -> list[Drawing]:
    """The same lines for wide and for narrow screens."""
    return [
        Drawing(lines(f"{key}-w", (WIDE, heights[0]), title, text, series, look), "wide", heading),
        Drawing(lines(f"{key}-n", (NARROW, heights[1]), title, text, series, look), "narrow", heading),
    ]


def main_figure(outcome: Outcome, counts: Monthly, shown: str) -> Figure | None:
    """People under the regime's burden over time, all arms in one drawing; wrongly listed people drawn larger below."""
    found = burden(outcome, counts)
    if found is None:
        return None
    subjects = subjects_of(outcome)
    whole = say(worded(found.title, subjects), **found.parts)
    series = [
        Series(arm_words(arm), found.rates[i].tolist(), tone_of_arm(outcome.arms, arm))
        for i, arm in enumerate(outcome.arms)
    ]
    drawings = both(
        "main", (300, 300), whole, ends_in_words(series, outcome.step), series, look=Look(step=outcome.step)
    )
    columns = [say(outcome.step), *(s.name for s in series)]
    told = worded("Month by month, {lived}; every line is the same synthetic people.", subjects, outcome.step)
    note = say(told, lived=count_of(outcome.steps, outcome.step))
    wrong = found.wrong[outcome.arms.index(shown)] if found.wrong is not None else None
    table = [list(s.values) for s in series]
    if wrong is not None and np.nansum(wrong) > 0:
        title = say(worded("Of these, {arm}: wrongly listed, per 1,000 adults", subjects), arm=arm_words(shown))
        mine = [Series(say("wrongly listed"), wrong.tolist(), "wrong")]
        look = Look(filled=True, step=outcome.step)
        drawings += both("wrong", (170, 160), title, ends_in_words(mine, outcome.step), mine, title, look)
        columns.append(say("wrongly listed, {arm}", arm=arm_words(shown)))
        table.append(list(mine[0].values))
        told = " Wrongly listed: in this month, but not in the same month with perfect records."
        note += say(worded(told, "adults", outcome.step))
    return Figure("figure-main", whole, tuple(drawings), tuple(columns), month_rows(table), note)


def month_rows(columns: Sequence[Sequence[float]]) -> tuple[tuple[float | int, ...], ...]:
    """Rows of a table by month."""
    return tuple((month, *(column[month] for column in columns)) for month in range(len(columns[0])))


def ends_in_words(series: Sequence[Series], step: str = "month") -> str:
    """The text alternative of lines: where each starts, peaks and ends."""
    parts = []
    for one in series:
        known = [v for v in one.values if math.isfinite(v)]
        if known:
            told = worded("{name}: {first} in the first month, at most {most}, {last} in the last", "adults", step)
            ends = {"first": plain(known[0]), "most": plain(max(known)), "last": plain(known[-1])}
            parts.append(say(told, name=one.name, **ends))
    return say("{parts}.", parts=in_row(parts))


def band_figure(outcome: Outcome, counts: Monthly) -> Figure | None:
    """Adults by band over time, one panel per arm; None for a regime without bands."""
    if len(counts.bands) < 2 or not any(counts.has(band) for band in counts.bands):
        return None
    arms = [i for i, arm in enumerate(outcome.arms) if arm != "none"] or list(range(len(outcome.arms)))
    rates = {band: np.nan_to_num(counts.rate(band)) for band in counts.bands}
    titles = {band: say("band {band}", band=name(outcome, "bands", int(band[5:]))) for band in counts.bands}
    tones = {band: f"b{round(7 * i / (len(counts.bands) - 1))}" for i, band in enumerate(counts.bands)}
    crowded = [band for band in counts.bands if min(rates[band][i].min() for i in arms) > MOST * 1000]
    drawn = [band for band in counts.bands if band not in crowded]
    top = max((float(sum(rates[band][i] for band in drawn).max()) for i in arms), default=0.0) if drawn else 0.0
    drawings, columns, table = [], [say(outcome.step)], []
    for i in arms:
        arm = arm_words(outcome.arms[i])
        series = [Series(titles[band], rates[band][i].tolist(), tones[band]) for band in drawn]
        svg = stacked(
            f"bands-{i}",
            (PANEL, 230),
            say(worded("Adults by band, {arm}", subjects_of(outcome)), arm=arm),
            ends_in_words(series, outcome.step),
            series,
            Look(top=top, step=outcome.step),
        )
        drawings.append(Drawing(svg, "panel", arm))
        columns += [say("{title}, {arm}", title=arm, arm=titles[band]) for band in counts.bands]
        table += [rates[band][i].tolist() for band in counts.bands]
    note = say(worded("Per 1,000 adults, lowest band at the bottom.", subjects_of(outcome)))
    if crowded:
        lowest = min(float(rates[crowded[0]][i].min()) for i in arms) / 1000
        told = " Not drawn: {band}, which always holds at least {share} of all."
        note += say(told, band=titles[crowded[0]], share=percent(lowest))
    legend = tuple((tones[band], titles[band]) for band in drawn)
    return Figure(
        "figure-bands", say("Bands over time"), tuple(drawings), tuple(columns), month_rows(table), note, legend,
        say(worded("per 1,000 adults", subjects_of(outcome))),
    )  # fmt: skip
