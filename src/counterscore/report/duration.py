"""How long it lasts: months on the list in every world, and how long a wrong listing waits for its correction."""

from __future__ import annotations

import math
from collections.abc import Mapping

from ..audit.counting.listed_time import listed_time
from ..audit.frame import MINIMUM_PEOPLE
from ..audit.subjects import worded
from ..audit.summary import Summary
from ..audit.survival import Survival
from ..core.outcome import Outcome
from .codebook import arm_words, tone_of_arm
from .draw.figure import NARROW, WIDE, Drawing, Figure, Look, Series
from .draw.lines import lines
from .language import say
from .page import Section, Table
from .wording import in_row, interval, plain
from .wrong_person import DONE, HUNDRED, curve, wait_figure, wait_words

SEEN = ("month", "{arm}: still listed, %", "{arm}: lower limit, %", "{arm}: upper limit, %", "{arm}: people at risk")


def duration_section(outcome: Outcome, found: Summary) -> Section | None:
    """Two figures: how long people are listed, and how long until a wrong listing is put right; None for neither."""
    known = {arm: one for arm in outcome.arms if (one := listed_time(outcome, arm)) is not None and not one.note}
    figures = [held_figure(outcome, found, known) if known else None, wait_figure(found.survival, found.step)]
    shown = tuple(figure for figure in figures if figure is not None)
    if not shown:
        return None
    told = (found.subjects, found.step)
    lead = say(
        worded(
            "Kaplan-Meier curves: people who are still listed, or still waiting, when the run ends count for as long "
            "as they were seen and not at all afterwards.",
            *told,
        )
    )
    tables = (halves_table(found, known),) if known else ()
    after: tuple[str, ...] = ()
    if known:
        words = (
            "Months are added up over all times on the list, from the first one during the run on; whoever was listed "
            "before it is not counted."
        )
        after = (say(worded(words, *told)),)
    put_right = found.survival.get("corrected")
    points = (wait_words(put_right, say(DONE["corrected"]), found.step),) if put_right and not put_right.note else ()
    return Section("how-long", say("How long it lasts"), (lead,), shown, tables, points, after=after)


def held_figure(outcome: Outcome, found: Summary, known: Mapping[str, Survival]) -> Figure:
    """Share of the ever listed who are listed for longer, by months listed, one line per world."""
    length = max(sum(n >= MINIMUM_PEOPLE for n in one.at_risk) for one in known.values())
    drawn, columns, table, legend = [], [say(worded(SEEN[0], found.subjects, found.step))], [], []
    for arm, one in known.items():
        name, tone = arm_words(arm), tone_of_arm(outcome.arms, arm)
        mean, low, high = (curve(values, one.at_risk, HUNDRED, length) for values in (one.waiting, one.low, one.high))
        drawn.append(Series(name, mean, tone))
        columns += [say(worded(head, found.subjects), arm=name) for head in SEEN[1:]]
        at_risk = [float(n) for n in one.at_risk[:length]]
        table += [mean, low, high, at_risk + [math.nan] * (length - len(at_risk))]
        legend.append((tone, name))
    title = say(worded("Of people ever listed, % listed for longer than so many months", found.subjects, found.step))
    look = Look(top=HUNDRED, step=found.step, since="the first listing", named=False)
    said = in_row([_in_words(arm, one, found) for arm, one in known.items()])
    drawings = tuple(
        Drawing(lines(f"held-{key}", (width, height), title, said, drawn, look), shown)
        for key, width, height, shown in (("w", WIDE, 260.0, "wide"), ("n", NARROW, 240.0, "narrow"))
    )
    rows = tuple((m, *(None if math.isnan(one[m]) else one[m] for one in table)) for m in range(length))
    note = say(worded("Drawn while at least {n} people are counted.", found.subjects), n=MINIMUM_PEOPLE)
    return Figure("figure-held", title, drawings, tuple(columns), rows, note, tuple(legend))


def _in_words(arm: str, one: Survival, found: Summary) -> str:
    """The text alternative of one line: how many, and when half had left."""
    if one.median is None:
        words = "{arm}: of {n} people listed, more than half are still listed after {last} months of it"
        return say(worded(words, found.subjects, found.step), arm=arm_words(arm), n=f"{one.people:,}", last=one.until)
    words = "{arm}: of {n} people listed, half are listed for {median} months or less"
    return say(worded(words, found.subjects, found.step), arm=arm_words(arm), n=f"{one.people:,}", median=one.median)


def halves_table(found: Summary, known: Mapping[str, Survival]) -> Table:
    """People listed, the median and the mean time on the list in every world."""
    rows = tuple(
        (
            arm_words(arm), one.people, one.reached,
            say("more than half still listed") if one.median is None else one.median, _limits(one), plain(one.mean),
            interval(max(0.0, one.mean - 1.96 * one.mean_se), one.mean + 1.96 * one.mean_se),
        )
        for arm, one in known.items()
    )  # fmt: skip
    heads = (
        "world", "people ever listed", "no longer listed at the end", "half leave within, months", "95 % interval",
        "mean within the run, months", "95 % interval of the mean",
    )  # fmt: skip
    columns = tuple(say(worded(head, found.subjects, found.step)) for head in heads)
    return Table(say("Time on the list"), columns, rows)


def _limits(one: Survival) -> str:
    """The limits of the median as far as the run saw."""
    if one.median_low is None or one.median_high is None:
        return say("not reached in this run")
    return interval(one.median_low, one.median_high)
