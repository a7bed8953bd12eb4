"""The worded parts of the report: all differences, published figures, who is counted apart, where the worlds part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..audit.metric import find_metric
from ..audit.subjects import worded
from ..audit.summary import APART, EffectRow, Summary
from ..audit.targets import TargetRow
from .answer import by_gravity, nobody_differs, nothing_words
from .codebook import arm_words, spoken
from .draw.figure import Cell
from .language import say
from .page import Section, Table
from .wording import count_of, in_row, interval, listing_of, plain, signed

SMALL, MILLION = 1e-4, 1e6  # rates below the first are told per million
WORDS_OF_GRADES: Mapping[str, str] = {
    "statute": "written in law", "official": "official publication", "court_or_audit": "court or audit",
    "study": "research", "press": "press report", "unverified": "not yet read again", "assumption": "our assumption",
}  # fmt: skip


def effects_section(summary: Summary) -> Section | None:
    """Every measured difference between the regime and its references, with paired intervals."""
    if not summary.effects:
        return None
    references = list(dict.fromkeys(row.reference for row in summary.effects))
    heading, told = say("All differences"), (summary.subjects, summary.step)
    if nobody_differs(summary):
        parted = say("What differs all the same, before it reaches anybody, is told under 'Where the worlds part'.")
        return Section("differences", heading, (nothing_words(summary), parted))
    columns = ("what", "difference", "95 % interval", "unit", "told from zero", "variance reduced")
    tables: list[Table] = []
    after: list[str] = []
    for reference in references:
        mine = by_gravity([row for row in summary.effects if row.reference == reference])
        rows = tuple(effect_cells(row) for row in mine if row.method != "nobody")
        if equal := [say(row.title) for row in mine if row.method == "nobody"]:
            words = "No adult differs from '{reference}' in: {titles}."
            none = "No adult differs from '{reference}' in anything measured: {titles}."
            said = worded(words if rows else none, *told)
            after.append(say(said, reference=arm_words(reference), titles=in_row(equal)))
        if rows:
            title = say("{arm} minus {reference}", arm=arm_words(mine[0].arm), reference=arm_words(reference))
            tables.append(Table(title[:1].upper() + title[1:], tuple(say(one) for one in columns), rows))
    lead = say(
        "Each difference is taken one by one between two worlds that share all draws. 'Variance reduced' says how many "
        "times as many an unpaired comparison would need for the same precision."
    )
    return Section("differences", heading, (lead,), tables=tuple(tables), after=tuple(after))


def effect_cells(row: EffectRow) -> tuple[Cell, ...]:
    """One effect as cells of a table."""
    factor = row.variance_reduction
    gain = say("n/a") if factor is None else say("no") if factor < 1.05 else say("{factor} times", factor=plain(factor))
    bounds, clear = interval(row.low, row.high), say("yes") if row.clear else say("no")
    return say(row.title), signed(row.estimate), bounds, say(row.unit), clear, gain


def apart_section(summary: Summary) -> Section | None:
    """What happens to those the regime is not about, firms beside adults or adults beside firms; None for nothing."""
    others = "firms" if summary.subjects == "adults" else "adults"
    metrics = [find_metric(key) for key in APART if any((arm.others.get(key) or 0.0) > 0.0 for arm in summary.arms)]
    if not metrics:
        return None
    told = (others, summary.step)
    rows = tuple(
        (say(worded(m.title, *told)), *(arm.others.get(m.id) for arm in summary.arms), say(worded(m.unit, *told)))
        for m in metrics
    )
    columns = (say("what"), *(arm_words(arm.arm) for arm in summary.arms), say("unit"))
    lead = say(
        "Rates on this page count {crowd} unless they say otherwise. The same measures for {others}:",
        crowd=say(summary.subjects), others=say(others),
    )  # fmt: skip
    table = Table(say("What happens to {others}", others=say(others)), columns, rows)
    heading = say("Firms, counted apart") if others == "firms" else say("Adults, counted apart")
    return Section("apart", heading, (lead,), tables=(table,))


def targets_section(targets: Sequence[TargetRow]) -> Section:
    """Published figures beside the run's own, with inside or outside."""
    heading = say("Against published figures")
    if not targets:
        said = say(
            "No published total exists for this regime, or none was entered; nothing here has been checked against one."
        )
        return Section("published", heading, (said,))
    rows = tuple((*scaled(t), verdict(t), graded(t.source, t.grade), say(t.note)) for t in targets)
    columns = tuple(say(one) for one in ("figure", "this run", "published range", "verdict", "source", "note"))
    known = [t for t in targets if t.inside is not None]
    inside = sum(bool(t.inside) for t in known)
    words = "Inside the published range: {inside} of {figures} that the run can tell."
    lead = say(words, inside=inside, figures=count_of(len(known), "figure"))
    return Section("published", heading, (lead,), tables=(Table(say("Obtained and published"), columns, rows),))


def scaled(target: TargetRow) -> tuple[str, str, str]:
    """Title, number of the run and published range; very small ones are told per million."""
    title, per = say(target.title), 1.0
    if target.high < SMALL:
        title, per = say("{title}, per million", title=title), MILLION
    mine = None if target.obtained is None else per * target.obtained
    return title, told(mine), interval(per * target.low, per * target.high)


def told(value: float | None) -> str:
    """A number of the run, or that the run cannot tell."""
    return say("cannot tell") if value is None else plain(value)


def verdict(target: TargetRow) -> str:
    """Inside, outside, or that the run cannot tell."""
    return say("cannot tell" if target.inside is None else "inside" if target.inside else "OUTSIDE")


def graded(source: str, grade: str) -> str:
    """A source with how well it is known."""
    words = say(WORDS_OF_GRADES.get(grade, spoken(grade)))
    return say("{source} ({grade})", source=source, grade=words) if words else source


def divergence_section(found: Any, arms: Sequence[str], step: str = "month") -> Section:
    """Where the worlds first part, in words; the month before is equal bit for bit."""
    rows = [found] if isinstance(found, Mapping) else list(found or ())
    points = tuple(parting(row, step) for row in rows if isinstance(row, Mapping))
    lead = say(
        "Worlds that share every draw stay equal, bit for bit, until a rule that differs between them first changes "
        "something. Everything that differs later follows from there."
    )
    if not points:
        kept, one = say("This run kept no certificate of divergence."), say("This run has one world only.")
        points = (kept if len(arms) > 1 else one,)
    return Section("divergence", say("Where the worlds part"), (lead,), points=points)


def parting(row: Mapping[str, Any], step: str = "month") -> str:
    """One pair of arms: when, in which step and for whom they first differ."""
    names = listing_of([say("'{arm}'", arm=arm_words(str(arm))) for arm in row.get("arms", ())])
    month = row.get("month")
    if month is None or (row.get("step") is None and int(month) < 0):
        return say(worded("{arms}: equal in every month.", "adults", step), arms=names)
    parts = {"arms": names, "n": abs(int(month))}
    if int(month) >= 0:
        found = [say(worded("{arms} first differ in month {n}", "adults", step), **parts)]
    else:
        found = [say(worded("{arms} first differ in the run-up, {n} months before the start", "adults", step), **parts)]
    place, output = row.get("step"), row.get("output") or row.get("column")
    if place and output:
        found.append(say("in the rule {place} ({output})", place=place, output=output))
    elif place or output:
        found.append(say("in the rule {place}", place=place or output))
    if row.get("person") is not None:
        found.append(_first_person(row, str(output)))
    if parameters := [str(one) for one in row.get("parameters") or ()]:
        found.append(say("what differs by design: {names}", names=listing_of(parameters)))
    if streams := [str(one) for one in row.get("streams") or ()]:
        found.append(say("drawn from {names}", names=listing_of(streams)))
    return say("{clauses}.", clauses=in_row(found))


def _first_person(row: Mapping[str, Any], output: str) -> str:
    """For whom two worlds first differ, and by what."""
    values = [plain(float(value), 6) for value in row.get("values") or ()]
    if len(values) != 2:
        return say("for person {person}", person=row["person"])
    parts = {"person": row["person"], "a": values[0], "b": values[1]}
    if output.endswith("rows"):
        return say("for person {person}: {a} rows against {b} rows", **parts)
    return say("for person {person}: {a} against {b}", **parts)
