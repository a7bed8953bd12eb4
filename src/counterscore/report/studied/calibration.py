"""What was tuned, to which published totals, how narrow it became, and what could not be met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...audit.studied.calibrated import Calibrated, Met, Tuned
from ..draw.figure import Cell, Figure, for_screens
from ..draw.ranges import Range, ranges
from ..language import say
from ..page import Section, Table
from ..sections import graded
from ..wording import count_of, in_row, interval, percent, plain, signed
from .ground import Ground

AFTER = "arm-3"
MET: Mapping[str, str] = {"met": "met", "not met": "NOT MET", "not told": "not told"}
RATES: Mapping[str, str] = {
    "_year": "{size} a year", "_month": "{size} a month", "_week": "{size} a week", "_day": "{size} a day",
}  # fmt: skip
UNITS = frozenset({"months", "weeks", "days", "working_days", "years", "hours", "points", "credits", "grams", "yuan"})


def calibration_section(ground: Ground) -> Section | None:
    """The calibration of a study; None where nothing was tuned."""
    found = ground.found.calibrated
    if found is None:
        return None
    heading = say("What was tuned")
    if found.problem:
        lead = say("Nothing was tuned, because it could not be done: {problem}", problem=found.problem)
        return Section("calibration", heading, (lead,), tables=_all_met(found))
    lead = say(
        "Only assumed numbers were tuned, and only to published totals. {points} were drawn from the ranges; the "
        "{kept} nearest to the totals were kept. That a total was met says nothing for the model, because it was tuned "
        "to it; a total that could not be met speaks against it.",
        points=count_of(found.points, "point"), kept=f"{found.kept:,}",
    )  # fmt: skip
    figures = (_figure(found),) if found.tuned else ()
    tables = ((_tuned(found),) if found.tuned else ()) + _all_met(found)
    patch = (found.patch,) if found.patch else ()
    return Section(
        "calibration", heading, (lead, *_outcome(found)), figures, tables, commands=patch, after=_effort(found)
    )


def _outcome(found: Calibrated) -> list[str]:
    """Which totals could not be met, and how those did that were kept apart."""
    failed = [_title(one) for one in found.met if one.verdict == "not met" and one.role == "tuned to"]
    out = [say("Could not be met: {titles}.", titles=in_row(failed))] if failed else []
    apart = [one for one in found.met if one.role == "holdout"]
    if apart:
        met, silent = (sum(one.verdict == word for one in apart) for word in ("met", "not told"))
        out.append(
            say("Kept apart and not tuned to: {totals}; came out as published: {met}; not told: {silent}.",
                totals=count_of(len(apart), "published total"), met=met, silent=silent)
        )  # fmt: skip
    return out


def _effort(found: Calibrated) -> tuple[str, ...]:
    """Among whom, how near the points had to be, what was left out, and what cannot be told apart."""
    out = [
        say(
            "Among {people} people over {months}, on common draws. The points kept lie within {tolerance} standard "
            "errors of what was published. After tuning, the totals were predicted in {checks} with fresh "
            "people and draws.",
            people=f"{found.people:,}", months=count_of(found.months, "month"), tolerance=plain(found.tolerance),
            checks=count_of(found.checks, "replicate"),
        )
    ]  # fmt: skip
    if found.narrowing < 1.0:
        said = "The second half of the points was drawn from {share} of the ranges, where the nearest of the first lay."
        out.append(say(said, share=percent(found.narrowing)))
    if found.refused:
        out.append(say("Not lived, or told nothing of a total: {points}.", points=count_of(found.refused, "point")))
    if found.failed:
        out.append(say("Failed: {tasks}.", tasks=count_of(found.failed, "task")))
    labels = {one.path: say(one.label) for one in found.tuned}
    out += [
        say(
            "What was published cannot tell these two apart: {one}; {other} (correlation {size}).",
            one=labels.get(pair.one, pair.one), other=labels.get(pair.other, pair.other), size=signed(pair.correlation),
        )
        for pair in found.together
    ]  # fmt: skip
    if seen := [_title(one) for one in found.met if one.used_before]:
        out.append(say("The numbers as written had been chosen with these in sight: {titles}.", titles=in_row(seen)))
    if reserved := [_title(one) for one in found.met if one.reserved]:
        said = "The file of the regime keeps these apart for testing; tuned to here, they test nothing: {titles}."
        out.append(say(said, titles=in_row(reserved)))
    if found.patch:
        out.append(say("The regime itself is not changed; the lines above can be put under the values of an arm."))
    return tuple(out)


def _figure(found: Calibrated) -> Figure:
    """Every tuned number before and after, as shares of its range."""
    title = say("How much narrower the tuned numbers became")
    content = [_range(one) for one in found.tuned]
    text = say(". ").join(_said(one) for one in found.tuned)
    drawings = for_screens("tuned", lambda key, width: ranges(key, width, title, text, content, None))
    note = say(
        "As shares of the range, from its low end, 0 %, to its high end, 100 %. The bar holds the central 95 % of the "
        "points that were kept, the dot is their median, the stroke the value as written; a bar as long as the axis "
        "was not narrowed at all."
    )
    rows = tuple(_before_after(one) for one in found.tuned)
    return Figure("figure-tuned", title, drawings, _heads(), rows, note)


def _place(one: Tuned, value: float) -> float:
    """Where a value lies in its range, in percent."""
    return 100.0 * (value - one.low) / (one.high - one.low) if one.high > one.low else 0.0


def _range(one: Tuned) -> Range:
    """One number as a row of the figure."""
    ends = _place(one, one.p025), _place(one, one.p975)
    written = (_place(one, one.written),)
    return Range(say(one.label), AFTER, interval(one.p025, one.p975), *ends, _place(one, one.median), written)


def _said(one: Tuned) -> str:
    """One tuned number in words."""
    return say(
        "{label}: before {before}, after {after}", label=say(one.label), before=interval(one.low, one.high),
        after=interval(one.p025, one.p975),
    )  # fmt: skip


def _heads() -> tuple[str, ...]:
    return say("assumption"), say("as written"), say("range before"), say("median after"), say("95 % after")


def _before_after(one: Tuned) -> tuple[Cell, ...]:
    return (
        say(one.label), _amount(one.written, one.unit), interval(one.low, one.high), _amount(one.median, one.unit),
        interval(one.p025, one.p975),
    )  # fmt: skip


def _amount(value: float, unit: str) -> str:
    """A number with its unit where it has one to write; rates say for which time they hold, shares nothing."""
    size = plain(value, 4)
    for ending, words in RATES.items():
        if unit.endswith(ending):
            return say(words, size=size)
    return say("{size} {unit}", size=size, unit=say(unit.replace("_", " "))) if unit in UNITS else size


def _tuned(found: Calibrated) -> Table:
    """What was tuned: where it stood, what became of it, how much narrower."""
    columns = (*_heads(), say("narrower by"), say("tuned before this study"))
    rows = tuple(
        (*_before_after(one), percent(one.narrowed), say("yes") if one.tuned_before else say("no"))
        for one in found.tuned
    )
    return Table(say("The tuned numbers"), columns, rows)


def _all_met(found: Calibrated) -> tuple[Table, ...]:
    """The totals tuned to, and those kept apart."""
    tuned_to = [one for one in found.met if one.role == "tuned to"]
    apart = [one for one in found.met if one.role == "holdout"]
    tables = [_met(say("The published totals it was tuned to"), tuned_to)] if tuned_to else []
    tables += [_met(say("Published totals kept apart, as a test"), apart)] if apart else []
    return tuple(tables)


def _met(title: str, totals: Sequence[Met]) -> Table:
    """Published totals: as written, under the ranges, after tuning, and whether they could be met."""
    columns = (
        say("published figure"), say("source"), say("published range"), say("as written"), say("under the ranges"),
        say("after tuning"), say("at the tuned medians"), say("verdict"),
    )  # fmt: skip
    return Table(title, columns, tuple(_meeting(one) for one in totals))


def _title(one: Met) -> str:
    return say(one.title)


def _meeting(one: Met) -> tuple[Cell, ...]:
    """One published total beside what the model gives."""
    before = interval(one.before_low, one.before_high) if one.before_low is not None else say("n/a")
    after = say("n/a")
    if one.after_median is not None:
        ends = interval(one.after_low, one.after_high)
        after = say("{change} ({bounds})", change=plain(one.after_median), bounds=ends)
    named = say("{title} ({kind})", title=_title(one), kind=say(one.unit)) if one.unit else _title(one)
    source = graded(one.source, one.grade) if one.grade else one.source
    published = interval(one.published_low, one.published_high)
    return named, source, published, plain(one.as_written), before, after, plain(one.as_tuned), _verdict(one)


def _verdict(one: Met) -> str:
    """Whether a total was met, by how much it was missed, and how much of what was predicted meets it."""
    parts = [say(MET[one.verdict])]
    if one.verdict == "not met" and one.off:
        parts.append(say("off by {size}", size=signed(one.off)))
    if one.inside is not None:
        parts.append(say("{share} of worlds inside", share=percent(one.inside)))
    if one.problem:
        parts.append(say(one.problem))
    return in_row(parts)
