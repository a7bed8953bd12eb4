"""What must fit together inside one regime: names that are used exist, and sections have what they stand on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from counterscore.core.errors import nearest
from counterscore.regimes.checks_agencies import agency_faults
from counterscore.regimes.checks_behaviour import behaviour_faults
from counterscore.regimes.checks_identity import identity_faults
from counterscore.regimes.sections import Measure
from counterscore.regimes.units import COURT_LISTS, SECTORS

if TYPE_CHECKING:
    from counterscore.regimes.schema import RegimeSpec


def measures_of(spec: RegimeSpec) -> dict[str, Measure]:
    """Return the sectors that a regime closes, by name."""
    found = {sector: getattr(spec.measures, sector) for sector in SECTORS} if spec.measures is not None else {}
    return {sector: measure for sector, measure in found.items() if measure is not None}


def faults(spec: RegimeSpec) -> Iterator[str]:
    """Yield every contradiction inside a regime, in words."""
    yield from _missing(spec)
    yield from _names(spec)
    yield from _bands(spec)
    yield from _variants(spec)
    yield from agency_faults(spec, list(measures_of(spec)))
    yield from _doubled(spec)
    yield from behaviour_faults(spec)
    yield from identity_faults(spec)
    for use in spec.acts:
        sign = spec.catalogue[use.use].sign if use.use in spec.catalogue and use.points else 0
        if use.points and any(entry.number * sign < 0 for entry in use.points.root):
            yield f"acts: {use.use} has sign {sign:+d} in the catalogue, its points go the other way"


def _missing(spec: RegimeSpec) -> Iterator[str]:
    """Sections that need another section."""
    if spec.acts and spec.reporting is None:
        yield "a regime with acts needs a section 'reporting'"
    if spec.listing is not None and spec.courts is None:
        yield "a regime with a section 'listing' needs a section 'courts'"
    if spec.listing is not None and spec.consequence is None:
        yield "a regime with a section 'listing' needs a section 'consequence': less income means slower fulfilment"
    yield from _costs(spec)
    on_score = {"score_list": spec.score_list, "network_term": spec.network_term, "household_term": spec.household_term}
    for name, section in on_score.items():
        if spec.scoring is None and section is not None:
            yield f"a regime with a section {name!r} needs a section 'scoring'"
    if spec.scoring is not None and any((use.points is None) != (use.lifetime is None) for use in spec.acts):
        yield "an act needs points and lifetime together, or neither"
    if spec.scoring is None and any(use.points is not None for use in spec.acts):
        yield "a regime whose acts have points needs a section 'scoring'"
    if spec.ledger is not None and spec.ledger.score_points is not None and spec.scoring is None:
        yield "ledger.score_points needs a section 'scoring'"
    ranked = {"score": spec.scoring, "credits": spec.ledger, "use": spec}
    if spec.ranking is not None and ranked[spec.ranking.of] is None:
        yield f"ranking of: {spec.ranking.of} needs a section {'scoring' if spec.ranking.of == 'score' else 'ledger'!r}"
    if spec.repair is not None and not (spec.lists or spec.listing or spec.scoring):
        yield "a regime with a section 'repair' needs lists or a section 'scoring'"


def _costs(spec: RegimeSpec) -> Iterator[str]:
    """Sections on what a bar costs stand on what is barred, and on the income that is lost."""
    if spec.consequence is not None and spec.measures is None:
        yield "a regime with a section 'consequence' needs a section 'measures': what is closed takes income"
    costs = {"interest": spec.interest, "detours": spec.detours, "household_effects": spec.household_effects}
    for name, section in (costs | {"firm_effects": spec.firm_effects}).items():
        if section is not None and spec.consequence is None:
            yield f"a regime with a section {name!r} needs a section 'consequence', which adds up what is lost"
    if spec.interest is not None and spec.listing is None:
        yield "a regime with a section 'interest' needs a section 'listing': a debt is performed from the list"


def _names(spec: RegimeSpec) -> Iterator[str]:
    """Lists, dimensions and things that acts and measures name."""
    lists = [entry.id for entry in spec.lists]
    dimensions = [entry.id for entry in spec.scoring.dimensions] if spec.scoring is not None else []
    items = list(spec.watchlist.items) if spec.watchlist is not None else []
    for use in spec.acts:
        named = (("list", use.list, lists), ("dimension", use.dimension, dimensions), ("item", use.item, items))
        for what, name, known in named:
            if name is not None and name not in known:
                yield f"acts: {use.use} names {what} {name!r}; expected one of {', '.join(known) or 'none'}" + nearest(
                    name, known
                )
        if dimensions and use.points is not None and use.dimension is None:
            yield f"acts: {use.use} needs a dimension; expected one of {', '.join(dimensions)}"
    for entry in spec.lists:
        graver = entry.escalates_to
        if graver is not None and graver not in [name for name in lists if name != entry.id]:
            expected = ", ".join(name for name in lists if name != entry.id) or "another list"
            yield f"lists: {entry.id} escalates to {graver!r}; expected one of {expected}{nearest(graver, lists)}"
    for item in items:
        if item not in [use.item for use in spec.acts]:
            yield f"watchlist: no act is the thing {item!r}; add `item: {item}` to one"
    reaching = (*COURT_LISTS[:2], *lists)
    for name in spec.piercing.lists if spec.piercing is not None else ():
        if name not in reaching:
            yield f"piercing.lists names {name!r}; expected one of {', '.join(reaching)}{nearest(name, reaching)}"
    acts = [use.use for use in spec.acts]
    for name in spec.patrols.acts if spec.patrols is not None else ():
        if name not in acts:
            yield f"patrols.acts names {name!r}; expected one of {', '.join(acts) or 'none'}{nearest(name, acts)}"
    for sector, measure in measures_of(spec).items():
        for name in measure.closes:
            if name not in lists:
                expected = f"expected one of {', '.join(lists) or 'none'}{nearest(name, lists)}"
                yield f"measures.{sector}.closes names list {name!r}; {expected}"


def _bands(spec: RegimeSpec) -> Iterator[str]:
    """Measures that go by grade stay inside the grades that carry restrictions."""
    by_band = {s: m.worst_bands for s, m in measures_of(spec).items() if m.worst_bands is not None}
    highest = {s: max(entry.number for entry in worst.root) for s, worst in by_band.items()}
    if spec.scoring is None:
        if any(highest.values()):
            yield "measures: worst_bands needs a section 'scoring' with bands"
        return
    low = min((entry.number for entry in spec.scoring.low_bands.root), default=2) if spec.scoring.low_bands else 2
    for sector, number in highest.items():
        if number > low:
            expected = f"expected at most {low:g}, the bands that carry restrictions (scoring.low_bands)"
            yield f"'worst_bands' of measures.{sector} is {number:g}; {expected}"


def _variants(spec: RegimeSpec) -> Iterator[str]:
    """Variants that are named exist, and name targets that exist."""
    if spec.default_variant and spec.default_variant not in spec.variants:
        yield f"default_variant is {spec.default_variant!r}; expected one of {', '.join(spec.variants)}"
    for name, variant in spec.variants.items():
        if unknown := set(variant.targets or ()) - {target.id for target in spec.targets}:
            yield f"variant {name} names target {unknown.pop()!r}, which the regime does not have"


def _doubled(spec: RegimeSpec) -> Iterator[str]:
    """Ids that must be there once."""
    ids = {"acts": [a.use for a in spec.acts], "bibliography": [s.id for s in spec.bibliography]}
    ids |= {"targets": [t.id for t in spec.targets], "documented": [f.id for f in spec.documented]}
    ids |= {"lists": [entry.id for entry in spec.lists], "agencies": [agency.id for agency in spec.agencies]}
    for name, given in ids.items():
        if len(set(given)) < len(given):
            yield f"{name} names {next(i for i in given if given.count(i) > 1)!r} twice"
