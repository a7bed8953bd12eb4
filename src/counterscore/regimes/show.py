"""Print a regime so that a reader can check every number: value, unit, source, grade, range, note."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from counterscore.core.documents import Value
from counterscore.regimes.patches import value_paths
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.units import Fact

_WIDE = 46


def shown_regime(spec: RegimeSpec, applied: tuple[str, ...]) -> str:
    """Return the whole regime as readable text."""
    return "\n".join((*_head(spec, applied), *_numbers(spec), *_facts(spec), *_ends(spec))) + "\n"


def shown_value(value: Value) -> str:
    """Return one number on one line: value, unit, source, grade, range and what makes it doubtful."""
    number = ", ".join(f"{x:.10g}" for x in value.numbers)
    parts = [f"{number} {value.unit}", f"[{value.source}{', ' + value.where if value.where else ''}]", value.grade]
    if value.range is not None:
        parts.append(f"range {value.range[0]:.10g} to {value.range[1]:.10g}")
    if value.tuned:
        parts.append("TUNED")
    if value.note:
        parts.append(f"({value.note})")
    return "  ".join(parts)


def _head(spec: RegimeSpec, applied: tuple[str, ...]) -> Iterator[str]:
    yield f"{spec.title}  ({spec.id})"
    yield f"status {spec.status}; {spec.jurisdiction}; month 0 is {spec.start}; checked on {spec.checked_on}"
    if applied:
        yield f"applied: {', '.join(applied)}"
    yield spec.summary
    yield f"who is covered: {spec.subjects}"
    yield f"what identifies a person: {spec.key}"
    yield f"consent: {spec.consent}"
    if spec.variants:
        yield "variants: " + ", ".join(f"{key} = {entry.id}" for key, entry in spec.variants.items())


def _numbers(spec: RegimeSpec) -> Iterator[str]:
    """Yield every number, a heading per section; acts are grouped by act."""
    places = sorted(
        (path, value) for path, value in value_paths(spec) if value is not None and path.startswith("acts.")
    )
    places += [(path, value) for path, value in value_paths(spec) if value and not path.startswith("acts.")]
    for name, group in groupby(places, key=lambda place: _heading(place[0])):
        yield f"\n{name}"
        for path, value in group:
            for entry in value.root:
                since = f" from {entry.since}" if entry.since else ""
                yield f"  {(path.removeprefix(name + '.') + since).ljust(_WIDE - 2)}{shown_value(entry)}"


def _heading(path: str) -> str:
    return ".".join(path.split(".")[: 2 if path.startswith(("acts.", "measures.")) else 1])


def _facts(spec: RegimeSpec) -> Iterator[str]:
    if spec.scoring is not None and spec.scoring.perks:
        yield "\nperks (not simulated)"
        yield from map(_fact, spec.scoring.perks)
    if spec.documented:
        yield "\ndocumented, used by no parameter"
        yield from map(_fact, spec.documented)
    if spec.targets:
        yield "\npublished totals to compare with"
    for target in spec.targets:
        where = f"{target.source}{', ' + target.where if target.where else ''}"
        note = f"  ({target.note})" if target.note else ""
        yield f"  {target.id}: {target.low:.10g} to {target.high:.10g}, {target.use}  [{where}]  {target.grade}{note}"


def _fact(fact: Fact) -> str:
    span = f"  range {fact.range[0]:.10g} to {fact.range[1]:.10g}" if fact.range is not None else ""
    figure = f"  = {fact.value:.10g} {fact.unit}" if fact.value is not None else ""
    where = f"{fact.source}{', ' + fact.where if fact.where else ''}"
    return f"  {fact.id}: {fact.says}{figure}  [{where}]  {fact.grade}{span}"


def _ends(spec: RegimeSpec) -> Iterator[str]:
    for heading, sentences in (("not modelled", spec.not_modelled), ("where sources disagree", spec.conflicts)):
        if sentences:
            yield f"\n{heading}"
            yield from (f"  - {sentence}" for sentence in sentences)
    yield "\nsources"
    for source in spec.bibliography:
        rest = "; ".join(part for part in (source.where, source.date, source.mark) if part)
        yield f"  [{source.id}] {source.title}" + (f"  {rest}" if rest else "")
