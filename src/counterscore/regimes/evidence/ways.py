"""Which data can close which door: from the domain of an act, a trait or a stream to a sector, with both places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counterscore.regimes.act import ActUse
from counterscore.regimes.evidence.outcomes import closers, doors
from counterscore.regimes.evidence.said import latest
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Measure

DEBTS = "debts in court"
CHECKS = "more checks"  # a door of no sector: whoever is low or listed is looked at more
SCORED = ("worst_bands", "by_rank")
COURT = ("by_list", "by_limit", "by_piercing")


@dataclass(frozen=True)
class Way:
    """Data of a domain that can close the door of a sector; ``claimed``: the file says that the list is for it."""

    origin: str
    door: str
    origin_path: str
    door_path: str
    grade: str
    claimed: bool


def ways(spec: RegimeSpec) -> tuple[Way, ...]:
    """Every way once, in the order of the sectors."""
    feeds = feeding(spec)
    firewall = spec.measures.firewall if spec.measures is not None else None
    behind = firewall is not None and latest(firewall).number > 0
    found: dict[tuple[str, str], Way] = {}
    for sector, measure in doors(spec.measures):
        for name, path, value in closers(sector, measure):
            claimed = _claimed(spec, sector, measure, name)
            if behind and not claimed and name not in ("by_limit", "by_rank", "by_ties", "by_watch"):
                continue
            for origin, place in feeds.get(_channel(spec, name), {}).items():
                way = Way(origin, sector, place, path, latest(value).grade, claimed)
                if (origin, sector) not in found or found[origin, sector].claimed:
                    found[origin, sector] = way
    if spec.inspection is not None and latest(spec.inspection.low_ratio).number > 1:
        grade = latest(spec.inspection.low_ratio).grade
        for origin, place in (pair for feed in feeds.values() for pair in feed.items()):
            found[origin, CHECKS] = Way(origin, CHECKS, place, "inspection.low_ratio", grade, claimed=False)
    return tuple(found.values())


def _channel(spec: RegimeSpec, closer: str) -> str:
    """By which channel a switch is fed: the score, the court's lists, the watchlist, or an own list by its id."""
    if closer in SCORED or (closer == "by_list" and spec.score_list is not None):
        return "score"
    return {"by_watch": "watch", "by_ties": "ties"}.get(closer, "court" if closer in COURT else closer)


def _claimed(spec: RegimeSpec, sector: str, measure: Measure, closer: str) -> bool:
    """Whether the file itself calls the sector the one that this list or score is for."""
    homes = {entry.id: entry.home for entry in spec.lists}
    return sector in homes[closer] if closer in homes else measure.own


def feeding(spec: RegimeSpec) -> dict[str, dict[str, str]]:
    """Per channel, the domains whose data feed it, each with one place of the file."""
    found: dict[str, dict[str, str]] = {}
    for channel, domain, path in _feeds(spec):
        found.setdefault(channel, {}).setdefault(domain, path)
    for entry in spec.lists:  # an entry that moves to a graver list brings its ground along
        if entry.escalates_to is not None:
            found.setdefault(entry.escalates_to, {}).update(found.get(entry.id, {}))
    if spec.association is not None:
        found["ties"] = {"ties": "association"}
    return found


def _feeds(spec: RegimeSpec) -> Iterator[tuple[str, str, str]]:
    if spec.courts is not None:
        yield "court", DEBTS, "courts"
    for use in spec.acts:
        domain, path = spec.catalogue[use.use].domain, f"acts.{use.use}"
        if use.list is not None:
            yield use.list, domain, path
        if use.item is not None:
            yield "watch", domain, path
        if spec.scoring is not None and _lowers(use):
            yield "score", domain, path
    yield from _standing(spec)


def _lowers(use: ActUse) -> bool:
    """Whether an act takes from the score or cuts the grade; what only adds to it closes no door."""
    taken = use.points is not None and min(latest(use.points).numbers) < 0
    return taken or (use.direct_cut is not None and latest(use.direct_cut).number > 0)


def _standing(spec: RegimeSpec) -> Iterator[tuple[str, str, str]]:
    """What feeds a score besides acts: traits, friends, the household, credits of a ledger."""
    for dimension in spec.scoring.dimensions if spec.scoring is not None else ():
        for trait in dimension.traits:
            yield "score", f"trait: {trait}", f"scoring.dimensions.{dimension.id}.traits.{trait}"
    if spec.network_term is not None and latest(spec.network_term.weight).number > 0:
        yield "score", "ties", "network_term.weight"
    if spec.household_term is not None and latest(spec.household_term.share).number > 0:
        yield "score", "ties", "household_term.share"
    ledger = spec.ledger
    if ledger is not None and (ledger.score_points is not None or (spec.ranking and spec.ranking.of == "credits")):
        for stream in ledger.streams:
            yield "score", f"stream: {stream.watches}", f"ledger.streams.{stream.id}"
    if spec.ranking is not None and spec.ranking.of == "use":
        yield "score", "stream: energy", "ranking.use_mean"
