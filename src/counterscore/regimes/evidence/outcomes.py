"""What follows for people: doors that close, names that are shown, ties that suffer, and who else holds copies."""

from __future__ import annotations

from collections.abc import Iterator

from counterscore.core.documents import Dated
from counterscore.regimes.evidence.said import ASSUMED, Place, Said, all_of, kept, latest, more_than, part, place, yes
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Measure, Measures
from counterscore.regimes.units import SECTORS

CLOSERS = ("by_list", "by_limit", "worst_bands", "by_rank", "by_watch", "by_piercing", "by_ties")
HIGH_RISK = {
    "loan": "credit", "school": "education", "job": "employment and posts", "service": "public services and benefits",
}  # fmt: skip
NAMED = ("listed", "low_bands", "ranked")


def outcomes(spec: RegimeSpec) -> dict[str, Said]:
    """Words about what happens to people because of a list, a score or a match."""
    return kept({
        "detriment": yes([*_closed(spec), *_shown(spec), *_watched(spec)]),
        "result_decides": _decides(spec),
        "published": _published(spec),
        "kin_effects": yes(_kin(spec)),
        "direct_cut": _cuts(spec),
        "many_measures": _many(spec),
        "high_risk_area": yes(_risky(spec)),
        "shared": yes(_recipients(spec)),
    })  # fmt: skip


def doors(measures: Measures | None) -> Iterator[tuple[str, Measure]]:
    """The sectors that a regime has measures in."""
    for sector in SECTORS:
        if measures is not None and (measure := getattr(measures, sector)) is not None:
            yield sector, measure


def closers(sector: str, measure: Measure) -> Iterator[tuple[str, str, Dated]]:
    """What closes a door: the name of the switch or the id of a list, its path, and its value, where it is not 0."""
    for name in CLOSERS:
        value = getattr(measure, name)
        if value is not None and latest(value).number > 0:
            yield name, f"measures.{sector}.{name}", value
    for list_id, value in measure.closes.items():
        if latest(value).number > 0:
            yield list_id, f"measures.{sector}.closes.{list_id}", value


def _closed(spec: RegimeSpec) -> Iterator[Place]:
    harmless = {entry.id for entry in spec.lists if entry.form == "red"}
    for sector, measure in doors(spec.measures):
        yield from (place(path, value) for name, path, value in closers(sector, measure) if name not in harmless)


def _shown(spec: RegimeSpec) -> Iterator[Place]:
    for name in NAMED if spec.publicity is not None else ():
        value = getattr(spec.publicity, name)
        if latest(value).number > 0:
            yield place(f"publicity.{name}", value)


def _watched(spec: RegimeSpec) -> Iterator[Place]:
    """More inspections for the low, and more attention for the suspect."""
    numbers = {}
    if spec.inspection is not None:
        numbers["inspection.low_ratio"] = spec.inspection.low_ratio
    if spec.association is not None and spec.association.attention_ratio is not None:
        numbers["association.attention_ratio"] = spec.association.attention_ratio
    yield from (place(path, value) for path, value in numbers.items() if latest(value).number > 1)


def _decides(spec: RegimeSpec) -> Said | None:
    """Whether a score, list or flag alone closes a door: whoever is refused, is refused because of it."""
    found = []
    for sector, measure in doors(spec.measures):
        refused = measure.refusal_p
        if refused is None or latest(refused).number >= 0.5:
            found += [place(path, value) for _, path, value in closers(sector, measure)]
    return yes(found)


def _published(spec: RegimeSpec) -> Said | None:
    if spec.publicity is None:
        return None
    shown = tuple(_shown(spec))
    all_ = tuple(place(f"publicity.{name}", getattr(spec.publicity, name)) for name in NAMED)
    return Said(bool(shown), shown or all_of(all_))


def _kin(spec: RegimeSpec) -> Iterator[Place]:
    """Rules that make relatives, friends or colleagues worse off."""
    for sector, measure in doors(spec.measures):
        if measure.by_ties is not None and latest(measure.by_ties).number > 0:
            yield place(f"measures.{sector}.by_ties", measure.by_ties)
    numbers: dict[str, Dated] = {}
    if spec.household_effects is not None:
        numbers["household_effects.joint_p"] = spec.household_effects.joint_p
        numbers["household_effects.children"] = spec.household_effects.children
    numbers |= spread_along_ties(spec)
    yield from (place(path, value) for path, value in numbers.items() if latest(value).number > 0)


def spread_along_ties(spec: RegimeSpec) -> dict[str, Dated]:
    """How strongly a score or a suspicion passes on to relatives, friends and colleagues, by path."""
    numbers: dict[str, Dated] = {}
    if spec.network_term is not None:
        numbers["network_term.weight"] = spec.network_term.weight
    if spec.household_term is not None:
        numbers["household_term.share"] = spec.household_term.share
    for name in ("friends_p", "household_p", "workplace_p") if spec.association is not None else ():
        if (value := getattr(spec.association, name)) is not None:
            numbers[f"association.{name}"] = value
    return numbers


def _cuts(spec: RegimeSpec) -> Said | None:
    """Whether one act alone leads to the bottom without being that grave: a cut is seen, its fairness is open.

    Without grades there is no such cut.
    """
    if spec.scoring is None:
        return Said(False, (part("scoring", "not in the file: nobody is graded"),))
    uses = [use for use in spec.acts if use.direct_cut is not None]
    cut = tuple(place(f"acts.{u.use}.direct_cut", u.direct_cut) for u in uses if u.direct_cut and _on(u.direct_cut))
    return Said(None, cut) if cut else Said(False, (part("acts", "no act leads straight to a grade"),))


def _on(value: Dated) -> bool:
    return latest(value).number > 0


def _many(spec: RegimeSpec) -> Said | None:
    """Whether one list or grade closes several doors at once."""
    by: dict[str, list[Place]] = {}
    for sector, measure in doors(spec.measures):
        for name, path, value in closers(sector, measure):
            by.setdefault(name, []).append(place(path, value))
    most = max(by.values(), key=lambda places: (_sourced(places), len(places))) if by else []
    return more_than(1, most, spec)


def _sourced(places: list[Place]) -> int:
    return sum(place.grade != ASSUMED for place in places)


def _risky(spec: RegimeSpec) -> Iterator[Place]:
    for sector, measure in doors(spec.measures):
        if sector in HIGH_RISK:
            for _, path, value in closers(sector, measure):
                yield Place(path, HIGH_RISK[sector], latest(value).grade)
    if spec.patrols is not None:
        yield part("patrols", "policing")


def _recipients(spec: RegimeSpec) -> Iterator[Place]:
    yield from (part(f"agencies.{agency.id}", agency.title) for agency in spec.agencies)
    if spec.copies is not None:
        yield part("copies", "copies at third parties")
    closed = [(sector, m) for sector, m in doors(spec.measures) if any(True for _ in closers(sector, m))]
    for sector, measure in closed:
        if not measure.own and (measure.push_lag is not None or len(closed) > 1):
            yield part(f"measures.{sector}", "another body closes the door")
