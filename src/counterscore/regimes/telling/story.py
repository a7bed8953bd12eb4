"""Tell parts of a regime in sentences: acts and what they do, ways on and off lists, closed doors, changes in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from counterscore.core.documents import Dated, Value
from counterscore.regimes.act import ActUse
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import ListSpec, Measure
from counterscore.regimes.telling.outline import Leaf, leaves, numbers
from counterscore.regimes.telling.paper import Table
from counterscore.regimes.telling.words import amount, number, said, said_over_time

# how a field of an act is said in a short sentence; anything else is said with its label
_PHRASES = {
    "points": "{}",
    "direct_cut": "{}",
    "dimension": "in {}",
    "list": 'on the list "{}"',
    "list_term": "there for {}",
    "item": "counts as {}",
    "lifetime": "for {}",
    "key": "found by {}",
}
_QUIET = ("detection_p", "false_report_rate", "false_report_pmax_month", "necessary")
FORMS = {"black": "closes doors", "red": "gives favours", "watch": "draws attention", "file": "is kept hidden"}


def acts_table(spec: RegimeSpec) -> Table:
    """Return the acts with who writes them down, what they do to a person, and how often they are seen."""
    own = {name for name in ActUse.model_fields if name not in _QUIET}
    found = leaves(spec, "acts")
    rows, order = [], list(_PHRASES)
    for use in spec.acts:
        mine = [leaf for leaf in found if leaf.path.split(".")[1] == use.use]
        mine.sort(key=lambda leaf: order.index(leaf.name) if leaf.name in order else 0)
        effects = [text for leaf in mine if leaf.name in own and (text := _effect(leaf, spec))]
        act = spec.catalogue.get(use.use)
        who = act.agency if act else ""
        seen = said_over_time(use.detection_p, next(leaf.legend for leaf in mine if leaf.name == "detection_p"))
        able = f" ({act.needs.replace('_', ' ')})" if act and act.needs != "adult" else ""
        rows.append(((act.title if act else use.use) + able, who, ", ".join(effects) or "is written down", seen))
    return Table(("act", "who writes it down", "what it does", "seen"), tuple(rows))


def _effect(leaf: Leaf, spec: RegimeSpec) -> str:
    """Return what one field of an act does; empty for what does nothing."""
    value = leaf.value
    if isinstance(value, Dated):
        if all(entry.numbers == (0.0,) for entry in value.root) and leaf.name != "lifetime":
            return ""
        words = _signed(value) if leaf.name == "points" else said_over_time(value, leaf.legend)
        words = "good" if words == "never" and leaf.name == "lifetime" else words
    else:
        titles = {item.id: item.title for item in spec.lists}
        titles |= {item.id: item.title for item in (spec.scoring.dimensions if spec.scoring is not None else ())}
        words = titles.get(str(value), str(value).replace("_", " "))
    return _PHRASES.get(leaf.name, leaf.legend.label + ": {}").format(words)


def _signed(dated: Dated) -> str:
    """Return points with their sign: +5 points."""
    first, *later = (f"{'+' if entry.number > 0 else ''}{amount(entry.numbers, entry.unit)}" for entry in dated.root)
    return "".join((first, *(f", from {e.since} {text}" for e, text in zip(dated.root[1:], later, strict=True))))


def list_sentences(spec: RegimeSpec, section: str) -> Iterator[str]:
    """Yield, for every list of a section, who gets on it, how one gets off, and what it closes."""
    for entry in getattr(spec, section) if section == "lists" else ():
        yield _list(spec, entry)


def _list(spec: RegimeSpec, entry: ListSpec) -> str:
    acts = [spec.catalogue[use.use].title for use in spec.acts if use.list == entry.id and use.use in spec.catalogue]
    closed = [name.replace("_", " ") for name, part in _doors(spec) if _open(part.closes.get(entry.id))]
    on = f"On it: {'; '.join(acts)}." if acts else "No act puts people on it directly."
    shut = f" It closes: {', '.join(closed)}." if closed else ""
    return f'"{entry.title}" ({entry.form}: it {FORMS[entry.form]}). {on} Off it: {_off(spec, entry)}.{shut}'


def _off(spec: RegimeSpec, entry: ListSpec) -> str:
    """Return how an entry ends: by time, by what the person does, or never."""
    key = next(leaf.legend for leaf in leaves(spec, "lists") if leaf.path == f"lists.{entry.id}.term")
    ends, cleared = _open(entry.term), _open(entry.exit_hazard)
    if not ends:
        return "only when paid, performed or cleared" if cleared else "never"
    earlier = "or earlier when paid or cleared" if cleared else "no earlier"
    return f"by itself after {said_over_time(entry.term, key)}, {earlier}"


def _open(flag: Dated | None) -> bool:
    return flag is not None and any(entry.number for entry in flag.root)


def _doors(spec: RegimeSpec) -> Iterator[tuple[str, Measure]]:
    for name in type(spec.measures).model_fields if spec.measures is not None else ():
        part = getattr(spec.measures, name)
        if isinstance(part, Measure):
            yield name, part


def measure_sentences(spec: RegimeSpec, section: str) -> Iterator[str]:
    """Yield, for every sector of the measures, to whom it is closed."""
    if section != "measures":
        return
    found = leaves(spec, "measures")
    for name, _ in _doors(spec):
        mine = [leaf for leaf in found if leaf.path.startswith(f"measures.{name}.") and isinstance(leaf.value, Dated)]
        reasons = [text for leaf in mine if (text := _reason(leaf, spec))]
        yield f"{name.replace('_', ' ')}: {'; '.join(reasons) or 'closed to nobody'}."


def _reason(leaf: Leaf, spec: RegimeSpec) -> str:
    """Return why a door is closed, if this number closes it."""
    entries: tuple[Value, ...] = leaf.value.root
    if not any(entry.number for entry in entries):
        return ""
    if leaf.name == "worst_bands":
        lowest = spec.scoring.bands[: int(max(entry.number for entry in entries))] if spec.scoring else ()
        return f"closed to {', '.join(band.title for band in lowest)}"
    if entries[0].unit != "flag":
        return ""
    since = next(entry.since for entry in entries if entry.number)
    dated = f" from {since} on" if since and len(entries) > 1 else ""
    return (f'closed to people on "{leaf.legend.label}"' if ".closes." in leaf.path else leaf.legend.label) + dated


def plain_words(found: Sequence[Leaf]) -> Iterator[str]:
    """Yield the words of a section that are no numbers: names, choices, switches that are on."""
    for leaf in found:
        if isinstance(leaf.value, bool):
            if leaf.value:
                yield f"{leaf.label}."
        elif isinstance(leaf.value, str | tuple) and leaf.value and leaf.name != "form":
            words = ", ".join(map(str, leaf.value)) if isinstance(leaf.value, tuple) else leaf.value
            yield f"{': '.join((*leaf.groups, leaf.name.replace('_', ' ')))}: {words.replace('_', ' ')}"


def bounds(found: Sequence[Leaf]) -> str:
    """Return the plain numbers of a section, which are bounds of the engine and no facts; empty without any."""
    plain = [leaf for leaf in found if isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool)]
    words = ", ".join(f"{leaf.path.split('.', 1)[1]} {number(leaf.value)}" for leaf in plain)
    return f"Bounds of the engine, not facts: {words}." if plain else ""


def timeline(spec: RegimeSpec) -> list[tuple[str, str]]:
    """Return (month, what changes) in order: the start of a run, every change of a number, starts of versions."""
    rows = [(spec.start, "Month 0 of a run.")]
    for leaf in numbers(spec).values():
        entries = leaf.value.root
        for before, after in pairwise(entries):
            told = f"{leaf.label}: {said(before, leaf.legend)}, now {said(after, leaf.legend)}"
            rows.append((after.since or "", f"{leaf.path.split('.')[0].replace('_', ' ')}: {told}."))
    for entry in spec.variants.values():
        if entry.start and entry.start != spec.start:
            rows.append((entry.start, f"Month 0 of the version {entry.id}."))
    return sorted(rows)
