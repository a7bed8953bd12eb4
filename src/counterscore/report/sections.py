"""The worded parts of the report: differences, published figures, where worlds part, assumptions, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..audit.metric import find_metric
from ..audit.subjects import worded
from ..audit.summary import APART, EffectRow, Summary
from ..audit.targets import TargetRow
from ..core.outcome import Outcome
from .answer import by_gravity, nobody_differs, nothing_words
from .codebook import arm_words, spoken
from .draw.figure import Cell
from .page import Section, Table
from .wording import count_of, interval, listing_of, percent, plain, signed

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
    if nobody_differs(summary):
        parted = "What differs all the same, before it reaches anybody, is told under 'Where the worlds part'."
        return Section("differences", "All differences", (nothing_words(summary), parted))
    one = "firm" if summary.subjects == "firms" else "person"
    columns = ("what", "difference", "95 % interval", "unit", "told from zero", "variance reduced")
    tables: list[Table] = []
    after: list[str] = []
    for reference in references:
        mine = by_gravity([row for row in summary.effects if row.reference == reference])
        rows = tuple(effect_cells(row) for row in mine if row.method != "nobody")
        equal = [row.title.lower() for row in mine if row.method == "nobody"]
        said = f"No {one} differs from {arm_words(reference)} in "
        after += [said + f"{'' if rows else 'anything measured: '}{listing_of(equal)}."] if equal else []
        if not rows:
            continue
        tables.append(Table(f"{arm_words(mine[0].arm).capitalize()} minus {arm_words(reference)}", columns, rows))
    lead = (
        f"Each difference is taken {one} by {one} between two worlds that share all draws. 'Variance reduced' says "
        "how many times as many an unpaired comparison would need for the same precision."
    )
    return Section("differences", "All differences", (lead,), tables=tuple(tables), after=tuple(after))


def effect_cells(row: EffectRow) -> tuple[Cell, ...]:
    """One effect as cells of a table."""
    factor = row.variance_reduction
    gain = "n/a" if factor is None else "no" if factor < 1.05 else f"{plain(factor)} times"
    return (row.title, signed(row.estimate), interval(row.low, row.high), row.unit, "yes" if row.clear else "no", gain)


def apart_section(summary: Summary) -> Section | None:
    """What happens to those the regime is not about, firms beside adults or adults beside firms; None for nothing."""
    others = "firms" if summary.subjects == "adults" else "adults"
    metrics = [find_metric(key) for key in APART if any((arm.others.get(key) or 0.0) > 0.0 for arm in summary.arms)]
    if not metrics:
        return None
    units = [(worded(m.title, others, summary.step), worded(m.unit, others, summary.step)) for m in metrics]
    rows = tuple(
        (title, *(arm.others.get(metric.id) for arm in summary.arms), unit)
        for metric, (title, unit) in zip(metrics, units, strict=True)
    )
    columns = ("what", *(arm_words(arm.arm) for arm in summary.arms), "unit")
    lead = f"Rates on this page count {summary.subjects} unless they say otherwise. The same measures for {others}:"
    heading = f"{others.capitalize()}, counted apart"
    return Section("apart", heading, (lead,), tables=(Table(f"What happens to {others}", columns, rows),))


def targets_section(targets: Sequence[TargetRow]) -> Section:
    """Published figures beside the run's own, with inside or outside."""
    if not targets:
        said = (
            "No published total exists for this regime, or none was entered; nothing here has been checked against one."
        )
        return Section("published", "Against published figures", (said,))
    rows = tuple((*scaled(t), verdict(t), graded(t.source, t.grade), t.note) for t in targets)
    columns = ("figure", "this run", "published range", "verdict", "source", "note")
    known = [t for t in targets if t.inside is not None]
    inside = sum(bool(t.inside) for t in known)
    lead = f"{inside} of {count_of(len(known), 'figure')} the run can tell lie inside the published range."
    table = Table("Obtained and published", columns, rows)
    return Section("published", "Against published figures", (lead,), tables=(table,))


def scaled(target: TargetRow) -> tuple[str, str, str]:
    """Title, number of the run and published range; very small ones are told per million."""
    per, title = (MILLION, f"{target.title}, per million") if target.high < SMALL else (1.0, target.title)
    mine = None if target.obtained is None else per * target.obtained
    return title, told(mine), interval(per * target.low, per * target.high)


def told(value: float | None) -> str:
    """A number of the run, or that the run cannot tell."""
    return "cannot tell" if value is None else plain(value)


def verdict(target: TargetRow) -> str:
    """Inside, outside, or that the run cannot tell."""
    return "cannot tell" if target.inside is None else "inside" if target.inside else "OUTSIDE"


def graded(source: str, grade: str) -> str:
    """A source with how well it is known."""
    words = WORDS_OF_GRADES.get(grade, spoken(grade))
    return f"{source} ({words})" if words else source


def divergence_section(found: Any, arms: Sequence[str], step: str = "month") -> Section:
    """Where the worlds first part, in words; the month before is equal bit for bit."""
    rows = [found] if isinstance(found, Mapping) else list(found or ())
    points = tuple(parting(row, step) for row in rows if isinstance(row, Mapping))
    lead = (
        "Worlds that share every draw stay equal, bit for bit, until a rule that differs between them first changes "
        "something. Everything that differs later follows from there."
    )
    if not points:
        points = (
            ("This run kept no certificate of divergence.",) if len(arms) > 1 else ("This run has one world only.",)
        )
    return Section("divergence", "Where the worlds part", (lead,), points=points)


def parting(row: Mapping[str, Any], step: str = "month") -> str:
    """One pair of arms: when, in which step and for whom they first differ."""
    names = listing_of([f"'{arm_words(str(arm))}'" for arm in row.get("arms", ())])
    month = row.get("month")
    if month is None or (row.get("step") is None and int(month) < 0):
        return f"{names}: equal in every {step}."
    when = f"in {step} {month}" if int(month) >= 0 else f"{count_of(-int(month), step)} before the start, in the run-up"
    place, output = row.get("step"), row.get("output") or row.get("column")
    text = f"{names} first differ {when}" + (f", in step {place}" if place else "") + (f" ({output})" if output else "")
    if row.get("person") is not None:
        values = row.get("values") or ()
        text += f", for person {row['person']}"
        unit = " rows" if str(output).endswith("rows") else ""
        text += f": {' against '.join(plain(float(v), 6) + unit for v in values)}" if len(values) == 2 else ""
    parameters = [str(one) for one in row.get("parameters") or ()]
    text += f"; what differs by design: {listing_of(parameters)}" if parameters else ""
    streams = [str(one) for one in row.get("streams") or ()]
    return text + (f"; drawn from {listing_of(streams)}" if streams else "") + "."


def assumptions_section(summary: Summary) -> Section:
    """How much of the result rests on assumptions, and which numbers were tuned."""
    share = summary.assumption_share
    lead = (
        "The run does not say which share of its numbers are assumptions."
        if share is None
        else f"{percent(share)} of the numbers behind this run are assumptions: nobody publishes them, so we chose "
        "a value and a range. The other numbers have a source."
    )
    points = tuple(tuned_words(one) for one in summary.tuned)
    after = () if points else ("No number was tuned to meet a published figure.",)
    more = (
        "These numbers were tuned so that the run meets a published figure; meeting that figure is then no evidence:",
    )
    return Section("assumptions", "What was assumed", (lead, *(more if points else ())), points=points, after=after)


def tuned_words(one: Any, short: bool = False) -> str:
    """A tuned number in words; `short` leaves out why."""
    if not isinstance(one, Mapping):
        return str(one)
    value = one.get("value")
    number = plain(float(value), 4) if isinstance(value, int | float) else "" if value is None else str(value)
    path = str(one.get("path") or one.get("name") or one.get("id") or "a number")
    why = (
        f", to meet {spoken(str(one['target']))}"
        if one.get("target")
        else f": {one['note']}"
        if one.get("note")
        else ""
    )
    return path + (f" = {number}" if number else "") + ("" if short else why)


def not_modelled_section(study: Mapping[str, Any]) -> Section:
    """What the regime does in the world and this run leaves out."""
    listed = study.get("not_modelled") or ()
    points = tuple([str(listed)] if isinstance(listed, str) else [entry_words(one) for one in listed])
    lead = (
        ()
        if points
        else ("The regime's file names nothing in particular; the general limits of the laboratory apply.",)
    )
    return Section("not-modelled", "What is not modelled", lead, points=points)


def entry_words(one: Any) -> str:
    """An entry of a list of the study as running text."""
    if isinstance(one, Mapping):
        return ": ".join(str(value) for value in one.values() if value)
    return str(one)


def sources_section(study: Mapping[str, Any]) -> Section:
    """The bibliography of the run; addresses stand as plain text, nothing is fetched."""
    listed = study.get("bibliography") or ()
    rows = [dict(one, id=key) for key, one in listed.items()] if isinstance(listed, Mapping) else list(listed)
    points = tuple(source_words(one) for one in rows)
    lead = () if points else ("The study names no sources.",)
    return Section("sources", "Sources", lead, points=points)


def source_words(one: Any) -> str:
    """One source: its id, title, place and date."""
    if not isinstance(one, Mapping):
        return str(one)
    parts = [str(one[key]) for key in ("title", "where", "date") if one.get(key)]
    return (f"[{one['id']}] " if one.get("id") else "") + ". ".join(parts)


def rerun_section(outcome: Outcome, summary: Summary) -> Section:
    """The command, seed, study and version that give the same bytes again."""
    facts = outcome.facts
    lead = "The same study, seed and version give the same tables, byte for byte, on any machine:"
    points = (
        f"study: {summary.study_sha256}",
        f"seed: {summary.seed}",
        f"version: counterscore {version_of(outcome)}",
        f"contents: {facts.get('content_sha256', 'n/a')}",
    )
    kept = "The resolved study with every number stands in study.json beside the tables."
    after = (kept, "The numbers of this page are embedded in it as JSON (element 'numbers').")
    return Section("again", "How to run this again", (lead,), points=points, commands=(command(outcome),), after=after)


def command(outcome: Outcome) -> str:
    """The command line of this run: the one the study kept, else one made from its parts."""
    study = outcome.study
    if study.get("command"):
        kept = study["command"]
        return kept if isinstance(kept, str) else " ".join(str(word) for word in kept)
    regime = study.get("regime")
    name = regime.get("id", "") if isinstance(regime, Mapping) else regime
    parts = [
        f"counterscore run {name}",
        f"--people {study.get('people')}",
        f"--months {study.get('months')}",
        f"--seed {study.get('seed')}",
    ]
    return " ".join(parts + ([f"--replicate {study['replicate']}"] if study.get("replicate") else []))


def version_of(outcome: Outcome) -> str:
    """The version of counterscore that made the run."""
    return str(outcome.facts.get("counterscore", "n/a"))
