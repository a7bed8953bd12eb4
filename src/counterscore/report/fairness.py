"""How unequally it falls: indices of gaps, concentration and mobility, and the subgroup that is hit hardest."""

from __future__ import annotations

from collections.abc import Sequence

from ..audit.frame import GROUPINGS
from ..audit.index_rows import IndexRow
from ..audit.metric import find_metric
from ..audit.subjects import worded
from ..audit.summary import Summary
from ..audit.worst_hit import WorstHit
from .answer import REFERENCES
from .codebook import GROUP_TITLES, arm_words, group_words
from .draw.figure import Cell
from .language import say
from .page import Section, Table
from .uneven import uneven_tables
from .wording import in_row, interval, plain, signed

LEAST_P = 0.001


def fairness_section(found: Summary) -> Section | None:
    """Indices with their paired differences, and the worst-hit subgroup; None for a run that holds neither."""
    tables = [*index_tables(telling(found), found.subjects), *hit_tables(found), *uneven_tables(found)]
    if not tables:
        return None
    lead = (*([worst_words(found)] if found.worst_hit else []), _about(found))
    return Section("fairness", say("How unequally it falls"), lead, tables=tuple(tables))


def telling(found: Summary) -> list[IndexRow]:
    """The indices that tell something: where nobody is ever listed, gaps of 0 without an interval are left out."""
    if any(arm.listed_ever_per_1000 for arm in found.arms):
        return list(found.indices)
    known = {(one.index, one.by) for one in found.indices if one.estimate and (one.reference or one.low is not None)}
    return [row for row in found.indices if (row.index, row.by) in known]


def _about(found: Summary) -> str:
    """How to read the tables."""
    words = worded(
        "An index is one number for a whole arm that is no mean over people: a gap between groups, a concentration, a "
        "mobility. Its difference between two arms is taken with the same people left out of both at once, never from "
        "two intervals. A gap between groups is never 0 by chance alone; its interval allows for that. Where fewer "
        "than 20 people, or fewer than 5 blocks of neighbours, carry a number, there is no interval.",
        found.subjects, found.step,
    )  # fmt: skip
    return say(words)


def leading_hit(found: Sequence[WorstHit]) -> WorstHit | None:
    """The scan the section opens with: the gravest harm of which a subgroup is told, else the gravest of all."""
    enough = [one for one in found if not one.few] or list(found)
    return next((one for one in enough if one.told), enough[0] if enough else None)


def worst_words(found: Summary) -> str:
    """Which subgroup is hit hardest, how many were tried, and what is left of it after correcting for that."""
    hit = leading_hit(found.worst_hit)
    if hit is None:
        return ""
    metric = find_metric(hit.metric)
    parts = {
        "n": f"{hit.tried:,}", "p": p_words(hit.p), "reference": arm_words(hit.reference),
        "measure": say(worded(metric.title, found.subjects, found.step)),
        "unit": say(worded(metric.unit, found.subjects, found.step)), "all": signed(hit.everybody),
    }  # fmt: skip
    if hit.few:
        words = "Too few people differ in '{measure}', against {reference}, to tell which group is hit hardest."
        return say(worded(words, found.subjects), measure=parts["measure"], reference=parts["reference"])
    if not hit.told:
        return say(
            "Of {n} groups and intersections of groups tried, none is hit so much harder than everybody together that "
            "chance does not explain it ({measure}, against {reference}; smallest corrected p {p}).",
            **parts,
        )
    return say(
        "Of {n} groups and intersections of groups tried, this one is hit hardest: {group}. {measure}, against "
        "{reference}: {effect} {unit} there, {all} among everybody; corrected for the number tried, the group is hit "
        "harder than everybody by at least {least} (95 %, p {p}).",
        **parts, group=hit_group(hit), effect=signed(hit.effect), least=plain(hit.at_least),
    )  # fmt: skip


def hit_group(hit: WorstHit) -> str:
    """The subgroup in words: women, village, lowest fifth."""
    by = {name: grouping for grouping, (_, names) in GROUPINGS.items() for name in names}
    return say(", ").join(group_words(by[name], name) for name in hit.groups)


def p_words(p: float) -> str:
    """A corrected p value, no smaller than the number of draws can tell."""
    return say("below {p}", p=plain(LEAST_P)) if p < LEAST_P else plain(p, 2)


def hit_tables(found: Summary) -> list[Table]:
    """The scan of every harm, one line each."""
    rows = []
    for hit in found.worst_hit:
        metric = find_metric(hit.metric)
        title = say(worded(metric.title, found.subjects, found.step))
        told = (hit_group(hit), plain(hit.people), signed(hit.effect), plain(hit.at_least)) if hit.told else ()
        few = worded("too few people to tell", found.subjects)
        none = (say(few) if hit.few else say("none told apart"), "", "", "")
        unit = say(worded(metric.unit, found.subjects, found.step))
        p = "" if hit.few else p_words(hit.p)
        rows.append((title, *(told or none), signed(hit.everybody), unit, plain(hit.tried), p))
    columns = (
        say("harm"), say("hit hardest"), say(worded("people", found.subjects)), say("difference there"),
        say("harder by at least"), say("difference of all"), say("unit"), say("groups tried"), say("corrected p"),
    )  # fmt: skip
    title = say("Hit hardest, harm by harm")
    return [Table(title, columns, tuple(rows), folded=True)] if rows else []


def index_tables(rows: Sequence[IndexRow], subjects: str) -> list[Table]:
    """Indices of everybody, then gaps between groups, then all other differences; those not needed are left out."""
    values = [row for row in rows if row.reference is None]
    references = list(dict.fromkeys(row.reference for row in rows if row.reference is not None))
    first = next((one for one in REFERENCES if one in references), references[0] if references else None)
    whole, between = [row for row in values if not row.by], [row for row in values if row.by]
    tables = []
    for some, title in ((whole, say("Indices of everybody")), (between, say("Gaps between groups"))):
        if some:
            tables.append(_table(title, some, rows, first, subjects))
    for other in references:
        if other != first:
            title = say("Indices, difference to {reference}", reference=arm_words(other))
            known = [row for row in values if _beside(rows, row, other) is not None]
            if known:
                tables.append(_table(title, known, rows, other, subjects))
    return tables


def _beside(rows: Sequence[IndexRow], value: IndexRow, reference: str | None) -> IndexRow | None:
    """The difference to an arm that belongs to a value; None where it says nothing."""
    of = (value.index, value.by, reference)
    found = next((row for row in rows if (row.index, row.by, row.reference) == of), None)
    return found if reference is not None and found is not None and found.estimate is not None else None


def _table(
    title: str, values: Sequence[IndexRow], rows: Sequence[IndexRow], reference: str | None, subjects: str
) -> Table:
    """Values with their intervals, and beside them the paired differences to one arm."""
    columns = [say("what"), arm_words(values[0].arm), say("95 % interval")]
    columns += [say("minus {reference}", reference=arm_words(reference)), say("95 % interval")] if reference else []
    lines: list[tuple[Cell, ...]] = []
    for value in values:
        name = say(value.title)
        if value.by:
            name = say("{measure} {by}", measure=name, by=say(GROUP_TITLES.get(value.by, value.by)))
        line: list[Cell] = [in_row([name, say(value.unit)]), plain(value.estimate), bounds_of(value, subjects)]
        if reference:
            beside = _beside(rows, value, reference)
            line += [signed(beside.estimate), bounds_of(beside, subjects)] if beside else [say("undefined"), ""]
        lines.append(tuple(line))
    return Table(title, tuple(columns), tuple(lines), folded=True)


def bounds_of(row: IndexRow, subjects: str) -> str:
    """The interval of an index, or why there is none."""
    if row.low is None or row.high is None:
        return say(worded(row.note, subjects))
    return interval(row.low, row.high)
