"""What becomes of the wrong person: four counts, how long each takes, and how far a wrong entry spreads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap

from ..audit.four_counts import FourCounts
from ..audit.frame import MINIMUM_PEOPLE
from ..audit.spreading import Cascade
from ..audit.subjects import worded
from ..audit.summary import Summary
from ..audit.survival import Survival
from ..audit.targets import AS_WRITTEN
from .codebook import arm_words
from .draw.figure import NARROW, WIDE, Cell, Drawing, Figure, Look, Series
from .draw.lines import lines
from .language import say
from .page import Section, Table
from .wording import capital, count_of, in_row, interval, percent, plain, whole

WIDTH, LABEL = 80, 33
TONES = {"wrongly_listed": "wrong", "refused": "written", "lost_money": "arm-5", "corrected": "arm-3"}
NAMES = {
    "wrongly_listed": "ever on a list wrongly", "refused": "refused because of an error",
    "lost_money": "lost money because of an error", "corrected": "corrected everywhere by the end",
}  # fmt: skip
DONE = {"refused": "refused something", "lost_money": "poorer", "corrected": "put right everywhere"}
NOT_YET = {"refused": "not refused yet", "lost_money": "no money lost yet", "corrected": "not put right everywhere yet"}
HUNDRED, THOUSANDS = 100.0, 100_000.0


def main_counts(summary: Summary) -> FourCounts | None:
    """The counts of the main arm, where anybody was wrongly listed, refused or made poorer by an error."""
    found = [one for one in summary.four_counts if any(count.people for count in one.named().values())]
    return next((one for one in found if one.arm == AS_WRITTEN), found[-1] if found else None)


def wrong_person_lines(summary: Summary) -> list[str]:
    """The block of the terminal: four counts of the main arm, the medians, and the copies of wrong entries."""
    counts = main_counts(summary)
    if counts is None:
        return []
    head = f"the wrong person, {arm_words(counts.arm)} (four counts, they do not add up):"
    columns = f"{'':<{LABEL}}{crowd_word(summary):>10}{'/100,000':>9}{'95 % interval':>18}{'of them':>10}"
    out = ["", *wrap(head, WIDTH), columns]
    for name, count in counts.named().items():
        share = "" if name == "wrongly_listed" else "too few" if count.share is None else percent(count.share)
        numbers = f"{whole(count.people):>10}{plain(count.per_100000):>9}{interval(count.low, count.high):>18}"
        out.append(f"  {NAMES[name]:<{LABEL - 2}}{numbers}{share:>10}".rstrip())
    for text in (halves(summary), copies_words(summary.cascade)):
        out += wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ") if text else []
    return out


def crowd_word(summary: Summary) -> str:
    """What the counts count: people, or firms where the regime is about firms."""
    return say("firms" if summary.subjects == "firms" else "people")


def halves(summary: Summary) -> str:
    """After how long half of the wrongly listed got there; nothing where too few were wrongly listed."""
    known = {name: one for name, one in told(summary.survival).items() if one.median is not None}
    found = [
        say("{done} {when}", done=say(DONE[name]), when=half_words(one, summary.step)) for name, one in known.items()
    ]
    return say("half of the wrongly listed: {parts}", parts=in_row(found)) if found else ""


def told(curves: dict[str, Survival]) -> dict[str, Survival]:
    """The curves of the wrongly listed that are of enough people."""
    return {name: one for name, one in curves.items() if name in DONE and not one.note}


def half_words(one: Survival, step: str) -> str:
    """When half had got there, as far as the run saw."""
    if one.median is None:
        return say("not within {time}", time=count_of(one.until, step))
    return say("at once") if one.median == 0 else say("within {time}", time=count_of(one.median, step))


def copies_words(found: Cascade | None) -> str:
    """How far the wrong entries of the main arm were copied, in a sentence; nothing where nothing was."""
    if found is None or not found.copied:
        return ""
    parts = {
        "copied": whole(found.copied), "entries": count_of(found.entries, "wrong entry", "wrong entries"),
        "most": count_of(found.most, "agency", "agencies"),
        "chain": count_of(len(found.chain), "agency", "agencies"),
    }  # fmt: skip
    said = say("copies: {copied} of {entries} copied, to up to {most} at once, through a chain of {chain}", **parts)
    if not found.ended:
        return said
    left = {"left": whole(found.residual), "ended": whole(found.ended)}
    return said + say("; {left} of {ended} that have ended are still held somewhere", **left)


def wrong_person_section(summary: Summary) -> Section | None:
    """The section of the report; None where nobody is wrongly listed, refused or made poorer by an error."""
    counts = main_counts(summary)
    if counts is None:
        return None
    lead = say(
        "Everybody is compared with herself under the same rules and perfect records. That it is the same person is "
        "exact for this way of coupling the draws, which is a convention. The four counts are never added up: one "
        "person can be in all of them. An error can also be felt by people who are never wrongly listed: through a "
        "firm, the household, a late copy, or because a right entry comes at another time. Corrected everywhere means "
        "that no wrong listing, no wrong or late copy and no closed door is left; points in a score and a name shown "
        "in public are not looked at."
    )
    figures = (first_figure(summary), cascade_figure(summary.cascade, summary.step))
    tables = [counts_table(one, summary) for one in summary.four_counts if one.named()]
    tables += [agency_table(summary.cascade)] if summary.cascade and summary.cascade.copied else []
    return Section(
        "wrong-person", say("The wrong person"), (lead,), tuple(f for f in figures if f is not None), tuple(tables),
        points=tuple(points(summary, counts)),
    )  # fmt: skip


def counts_table(counts: FourCounts, summary: Summary) -> Table:
    """The four counts of one arm."""
    rows: list[tuple[Cell, ...]] = []
    for name, count in counts.named().items():
        known = say("too few people") if count.share is None else percent(count.share)
        share = "" if name == "wrongly_listed" else known
        bounds = interval(100 * (count.share_low or 0.0), 100 * (count.share_high or 0.0)) if count.share_high else ""
        rows.append((say(count.title), count.people, count.per_100000, interval(count.low, count.high), share, bounds))
    per, bounds = say(worded("per 100,000 adults", summary.subjects)), say("95 % interval")
    columns = (say("what"), crowd_word(summary), per, bounds, say("of the wrongly listed"), say("95 % interval, %"))
    return Table(say("Four counts, {arm}", arm=arm_words(counts.arm)), columns, tuple(rows))


def points(summary: Summary, counts: FourCounts) -> list[str]:
    """How long each of the four takes, and what is left of the copies."""
    out = []
    for name, one in told(summary.survival).items():
        out.append(wait_words(one, say(DONE[name]), summary.step))
    if counts.note:
        said = "Fewer than {n} are wrongly listed: {note}. A larger run would tell more."
        out.append(say(said, n=MINIMUM_PEOPLE, note=say(counts.note)))
    copied = copies_words(summary.cascade)
    if copied:
        out.append(say("{sentence}.", sentence=capital(copied)))
        out += last_words(summary)
    return out


def wait_words(one: Survival, done: str, step: str) -> str:
    """A curve of the wrongly listed in words: how many got there, half of them when, and the mean wait."""
    parts = {"n": f"{one.reached:,}", "all": f"{one.people:,}", "done": done, "until": count_of(one.until, step)}
    if not one.reached:
        return say("None of the {all} wrongly listed is {done} before the run ends.", **parts)
    limits = interval(max(0.0, one.mean - 1.96 * one.mean_se), min(one.until, one.mean + 1.96 * one.mean_se))
    parts |= {"mean": plain(one.mean), "limits": limits}
    if one.median is None:
        return say(
            "{n} of the {all} wrongly listed are {done} before the run ends, fewer than half within {until}; "
            "the mean wait, counted up to {until}, is {mean} ({limits}).",
            **parts,
        )
    most = say("longer than the run saw") if one.median_high is None else plain(one.median_high)
    parts |= {"half": half_words(one, step), "bounds": say("{low} to {high}", low=plain(one.median_low), high=most)}
    return say(
        "{n} of the {all} wrongly listed are {done} before the run ends, half {half} ({bounds}); "
        "the mean wait, counted up to {until}, is {mean} ({limits}).",
        **parts,
    )


def last_words(summary: Summary) -> list[str]:
    """How long copies outlive their source, and along which agencies the longest chain goes."""
    found, out = summary.cascade, []
    if found is None:
        return []
    if found.last is not None and not found.last.note:
        half = half_words(found.last, summary.step)
        said = "Half of the wrong entries that ended are held nowhere any more {half}, counted from their end."
        out.append(say(said, half=half))
    if len(found.chain) > 1:
        chain = say(", then ").join(say(one) for one in found.chain)
        out.append(say("The longest chain: the source, then {chain}.", chain=chain))
    return out


def curve(values: Sequence[float], risk: Sequence[int], per: float, length: int) -> list[float]:
    """The first ``length`` entries of a curve, scaled; a gap where fewer than the minimum were left to tell it by."""
    shown = [per * v if n >= MINIMUM_PEOPLE else math.nan for v, n in zip(values, risk, strict=True)]
    return shown[:length] + [math.nan] * (length - len(shown))


def wait_figure(curves: dict[str, Survival], step: str) -> Figure | None:
    """Share of the wrongly listed still waiting, by time since the first wrong listing; None for too few people."""
    known = told(curves)
    if not known:
        return None
    length = max(sum(n >= MINIMUM_PEOPLE for n in one.at_risk) for one in known.values())
    drawn, columns, table = [], [say(step)], []
    for name, one in known.items():
        mean, low, high = (curve(v, one.at_risk, HUNDRED, length) for v in (one.waiting, one.low, one.high))
        what = say(NOT_YET[name])
        drawn.append(Series(what, mean, TONES[name]))
        limit = say("{what}, limit", what=what)
        drawn += [Series(limit, values, f"{TONES[name]} thin") for values in (low, high)]
        columns += [say("{what}, %", what=what), say("low"), say("high"), say("people waiting")]
        table += [mean, low, high, [float(n) for n in one.at_risk[:length]] + [math.nan] * (length - len(one.at_risk))]
    title = say("Of the wrongly listed, % still waiting")
    look = Look(top=HUNDRED, step=step, named=False, since="the first wrong listing")
    note = say(
        "Kaplan-Meier: who is still waiting when the run ends counts as long as she was seen. Thin lines: 95 % "
        "intervals. Drawn while at least {n} people wait.",
        n=MINIMUM_PEOPLE,
    )
    legend = tuple((TONES[name], say(NOT_YET[name])) for name in known)
    return _figure("waits", title, drawn, look, columns, table, note, legend)


def first_figure(summary: Summary) -> Figure | None:
    """People wrongly listed so far, by time since the start; None for too few of them."""
    one = summary.survival.get("wrongly_listed")
    if one is None or one.reached < MINIMUM_PEOPLE:
        return None
    sets = [[THOUSANDS * (1.0 - v) for v in values] for values in (one.waiting, one.high, one.low)]
    title = say(worded("Wrongly listed at least once so far, per 100,000 adults", summary.subjects))
    names = (say("wrongly listed so far"), say("lower limit"), say("upper limit"))
    tones = ("wrong", "wrong thin", "wrong thin")
    drawn = [Series(*one) for one in zip(names, sets, tones, strict=True)]
    return _figure(
        "first", title, drawn, Look(step=summary.step, named=False), [say(summary.step), *names], sets, "", ()
    )


def cascade_figure(found: Cascade | None, step: str) -> Figure | None:
    """Agencies that hold a wrong entry, by months since its birth; None where too few were copied."""
    if found is None or not found.copied or found.entries < MINIMUM_PEOPLE:
        return None
    length = sum(n >= MINIMUM_PEOPLE for n in found.seen)
    held, left = (curve(values, found.seen, 1.0, length) for values in (found.copies, found.left))
    after = say("of these after the end at the source")
    drawn = [Series(say("holding it"), held, "written"), Series(say("after its end at the source"), left, "wrong")]
    title = say("Agencies that hold a wrong entry")
    told = "On average over the wrong entries seen so long after birth, while there are at least {n}."
    note = say(told, n=MINIMUM_PEOPLE)
    look = Look(step=step, named=False, since="the entry was born")
    columns = [say(step), say("agencies"), after, say("entries seen")]
    legend = (("written", say("agencies holding it")), ("wrong", after))
    table = [held, left, [float(n) for n in found.seen[:length]]]
    return _figure("cascade", title, drawn, look, columns, table, note, legend)


def agency_table(found: Cascade) -> Table:
    """What each agency held."""
    rows = tuple((say(one.agency), one.ever, one.left) for one in found.agencies if one.ever)
    left = say("left at the end though ended at the source")
    columns = (say("agency"), say("wrong entries it ever held"), left)
    return Table(say("Copies of wrong entries, by agency"), columns, rows, folded=True)


def _figure(
    key: str, title: str, drawn: list[Series], look: Look, columns: list[str], table: list[list[float]], note: str,
    legend: tuple[tuple[str, str], ...],
) -> Figure:  # fmt: skip
    """The lines for wide and narrow screens, with their text alternative and every number."""
    said = ends_of([one for one in drawn if "thin" not in one.tone], look.step)
    drawings = tuple(
        Drawing(lines(f"{key}-{name}", (width, height), title, said, drawn, look), shown)
        for name, width, height, shown in (("w", WIDE, 260.0, "wide"), ("n", NARROW, 240.0, "narrow"))
    )
    rows = tuple((m, *(None if math.isnan(one[m]) else one[m] for one in table)) for m in range(len(table[0])))
    return Figure(f"figure-{key}", title, drawings, tuple(columns), rows, note, legend)


def ends_of(series: Sequence[Series], step: str) -> str:
    """The text alternative: where each line begins, is after a year, and ends."""
    parts = []
    for one in series:
        known = [(m, v) for m, v in enumerate(one.values) if math.isfinite(v)]
        if known:
            (_, first), (last, end) = known[0], known[-1]
            ends = {"name": one.name, "first": plain(first), "end": plain(end), "time": count_of(last, step)}
            parts.append(say("{name}: {first} at the beginning, {end} after {time}", **ends))
    return say("{parts}.", parts=in_row(parts))
