"""Tell a regime as a page: what it is, whom it covers, what changed when, rules, measures, redress, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from counterscore.core.documents import Dated, Source
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.telling.governed import governed_chapters
from counterscore.regimes.telling.kinds import kinds_of
from counterscore.regimes.telling.outline import Leaf, inner_facts, leaves, numbers, section_doc, section_names
from counterscore.regimes.telling.paper import Bullets, Chapter, Heading, Item, Numbers, Page, Pairs, Table, Text
from counterscore.regimes.telling.story import (
    acts_table,
    bounds,
    list_sentences,
    measure_sentences,
    plain_words,
    timeline,
)
from counterscore.regimes.telling.usage import assumed_share, uses
from counterscore.regimes.telling.words import FAMILY_WORDS, STATUS_WORDS, amount, cited, number
from counterscore.regimes.units import Fact, Target

# where a section stands on the page; whatever is not named here is a rule
PARTS = (
    ("Rules", ()),
    ("What is closed to whom", ("measures", "publicity")),
    ("What it costs", ("consequence", "interest", "detours", "household_effects", "firm_effects")),
    ("Being told, objecting, appealing", ("redress", "repair")),
    ("How long it lasts", ("expiry", "copies")),
    ("Mistakes, and what is seen", ("reporting", "linkage_error", "identity_theft", "recycled_numbers")),
    ("What people change because of it", ("behaviour",)),
)


def page_of(spec: RegimeSpec, applied: Sequence[str] = (), versions: Sequence[tuple[str, str, list[str]]] = ()) -> Page:
    """Return the page of a regime; `versions` are (id, title, what differs in words) of its other versions."""
    chapters = [
        Chapter("In short", tuple(_short(spec, applied))),
        *_timeline(spec),
        *_rules(spec),
        *governed_chapters(spec),
        *_lists("Perks, which no run uses", [_fact(fact) for fact in inner_facts(spec)]),
        *_lists("Documented, used by no number", [_fact(fact) for fact in spec.documented]),
        *_lists("Published figures a run is compared with", [_target(target) for target in spec.targets]),
        *_lists("Where sources disagree", spec.conflicts),
        *_lists("Not modelled", spec.not_modelled),
        *_versions(versions),
        *_behind_acts(spec),
        Chapter("Sources", tuple(_sources(spec))),
    ]
    line = f"{spec.id}; {FAMILY_WORDS[spec.family].lower()}; {spec.jurisdiction}"
    return Page(spec.title, line, tuple(chapters))


def _short(spec: RegimeSpec, applied: Sequence[str]) -> Iterator[Item]:
    """Yield the summary and who, how, since when, how sure."""
    yield Text(spec.summary)
    count = sum(len(leaf.value.root) for leaf in numbers(spec).values())
    share = f"{100 * assumed_share(spec):.0f} % of {count} numbers are assumptions; checked on {spec.checked_on}"
    before = amount((spec.warmup_months,), "months")
    rows = [
        ("status", f"{spec.status}: {STATUS_WORDS[spec.status]}"),
        ("kind", ", ".join(kinds_of(spec)) or "none"),
        ("who", spec.subjects),
        ("known by", spec.key),
        ("consent", spec.consent),
        ("run", f"from {spec.start} in steps of a {spec.step}, after {before} without it; recipe {spec.recipe}"),
        ("how sure", share),
    ]
    if applied:
        rows.insert(1, ("applied", ", ".join(applied)))
    if spec.variants:
        rows.append(("versions", ", ".join(entry.id for entry in spec.variants.values())))
    yield Pairs(tuple(rows))


def _timeline(spec: RegimeSpec) -> Iterator[Chapter]:
    rows = timeline(spec)
    if len(rows) > 1:
        yield Chapter("What changes when", (Table(("month", "what"), tuple(rows)),))


def _rules(spec: RegimeSpec) -> Iterator[Chapter]:
    """Yield a chapter per part of the page that the regime has."""
    named = {name for _, names in PARTS for name in names}
    for title, names in PARTS:
        chosen = [name for name in section_names(type(spec)) if (name in names if names else name not in named)]
        items = [item for name in chosen for item in _section(spec, name)]
        if items:
            yield Chapter(title, tuple(items))


def _section(spec: RegimeSpec, name: str) -> Iterator[Item]:
    """Yield one section: what it does, in sentences where it has them, then its numbers."""
    if name == "catalogue" or not getattr(spec, name):
        return
    yield Heading(name.replace("_", " ").capitalize(), name)
    if name == "acts":
        yield Text("What people do, who writes it down, what it does to them, and how often it is seen.")
        yield acts_table(spec)
        return
    yield Text(section_doc(spec, name))
    found = leaves(spec, name)
    sentences = [*list_sentences(spec, name), *measure_sentences(spec, name), *plain_words(found)]
    if sentences:
        yield Bullets(tuple(sentences))
    yield from _numbers(found)
    if limits := bounds(found):
        yield Text(limits)


def _numbers(found: Sequence[Leaf], folded: bool = False) -> Iterator[Numbers]:
    dated = tuple(leaf for leaf in found if isinstance(leaf.value, Dated))
    if dated:
        yield Numbers(dated, folded)


def _behind_acts(spec: RegimeSpec) -> Iterator[Chapter]:
    """Yield every number of the acts, act by act."""
    order = [use.use for use in spec.acts]
    found = [leaf for name in ("acts", "catalogue") for leaf in leaves(spec, name) if leaf.path.split(".")[1] in order]
    found.sort(key=lambda leaf: order.index(leaf.path.split(".")[1]))
    items = tuple(_numbers(found, folded=True))
    if items:
        yield Chapter("The numbers behind the acts", items)


def _lists(title: str, lines: Sequence[str]) -> Iterator[Chapter]:
    if lines:
        yield Chapter(title, (Bullets(tuple(lines)),))


def _fact(fact: Fact) -> str:
    parts = [amount((fact.value,), fact.unit)] if fact.value is not None and fact.unit else []
    parts += [f"range {number(fact.range[0])} to {number(fact.range[1])}"] if fact.range else []
    return f"{fact.says} ({', '.join((*parts, fact.grade.replace('_', ' ')))}) {cited(fact.source, fact.where)}"


def _target(target: Target) -> str:
    said = " and ".join(number(one) for one in target.figures)
    span = f"{f'published {said}' if said else 'published in words'}, held against "
    span += f"{number(target.low)} to {number(target.high)}, {target.use}"
    note = f" ({target.note})" if target.note else ""
    lasts = f", from {target.from_months} months on" if target.from_months else ""
    where = cited(target.source, target.where)
    return f"{target.title} ({target.id}): {span}{lasts}; {target.grade.replace('_', ' ')} {where}{note}"


def _versions(versions: Sequence[tuple[str, str, list[str]]]) -> Iterator[Chapter]:
    """Yield the other versions and what differs in them."""
    items: list[Item] = []
    for name, title, lines in versions:
        items += [Heading(title, name), Bullets(tuple(lines))] if lines else [Heading(title, name), Text("The same.")]
    if items:
        yield Chapter("Other versions", tuple(items))


def _sources(spec: RegimeSpec) -> Iterator[Item]:
    """Yield the bibliography with how many numbers each entry carries."""
    counted = {use.id: use for use in uses(spec)}
    rows = [(f"[{source.id}]", _source(source), counted[source.id].told()) for source in spec.bibliography]
    own = counted["own"].told()
    rows.append(("[own]", "assumptions of this project", own))
    yield Pairs(tuple((name, f"{text}. Carries {carries}.") for name, text, carries in rows))


def _source(source: Source) -> str:
    rest = "; ".join(part for part in (source.where, source.date, source.mark) if part)
    return f"{source.title}{'; ' if rest else ''}{rest}"
