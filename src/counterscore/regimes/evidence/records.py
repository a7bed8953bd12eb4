"""What is recorded about whom, over which time, and by which key: words on the input side of a regime."""

from __future__ import annotations

from collections.abc import Iterator

from counterscore.core.documents import Dated
from counterscore.regimes.evidence.outcomes import doors, spread_along_ties
from counterscore.regimes.evidence.said import Place, Said, all_of, kept, latest, made_up, more_than, part, place, yes
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.units import STEPS, in_steps

FIRMS = "firm"
STRONG = "id_number"
SCORES = ("scoring", "score_list", "ranking", "watchlist")


def records(spec: RegimeSpec) -> dict[str, Said]:
    """Words about inputs: who is evaluated, from what, for how long."""
    return kept({
        "natural_persons": _persons(spec),
        "has_score": _score(spec),
        "has_list": _list(spec),
        "evaluates": yes(_evaluations(spec)),
        "over_time": yes(_memory(spec)),
        "social_behaviour": yes(_behaviour(spec)),
        "personal_characteristics": yes(_traits(spec)),
        "inferred_traits": yes(part(f"{name}.sensitivity", "a rule guesses a plan") for name in _watch(spec)),
        "kin_inputs": yes(_kin(spec)),
        "several_domains": _domains(spec),
        "many_sources": _sources(spec),
        "weak_key": _key(spec),
        "effective_document": _judgments(spec),
        "area_targeting": yes(part("patrols", "units look in areas") for _ in filter(None, [spec.patrols])),
        "endless_entry": _endless(spec),
        "longest_term_months": _longest(spec),
        "no_way_out": _trapped(spec),
        "unneeded_inputs": _unneeded(spec),
        "court_list": Said(spec.listing is not None, (part("listing" if spec.listing else "no section listing"),)),
    })  # fmt: skip


def _persons(spec: RegimeSpec) -> Said | None:
    """People, unless everybody who is scored or acts is a firm; open where people answer for the list of their firm."""
    found = _judged(spec)
    pierced = [
        place(f"measures.{sector}.by_piercing", measure.by_piercing)
        for sector, measure in doors(spec.measures)
        if measure.by_piercing is not None and latest(measure.by_piercing).number > 0
    ]
    if found is None or found.value or not pierced:
        return found
    return Said(None, (*pierced, *found.places))


def _judged(spec: RegimeSpec) -> Said | None:
    """Whether people are scored, enrolled or act, or firms alone."""
    for name in ("courts", "copies"):
        if getattr(spec, name) is not None:
            return Said(True, (part(name),))
    for name in ("scoring", "ledger"):
        section = getattr(spec, name)
        if section is not None:
            return Said(section.among != FIRMS, (part(f"{name}.among", section.among),))
    needs = {use.use: spec.catalogue[use.use].needs for use in spec.acts}
    people = [part(f"acts.{name}", f"done by: {who}") for name, who in needs.items() if who != FIRMS]
    if people or not needs:
        return yes(people[:3])
    return Said(False, tuple(part(f"acts.{name}", "done by: firm") for name in list(needs)[:3]))


def _evaluations(spec: RegimeSpec) -> Iterator[Place]:
    for name in (*SCORES, "listing", "ledger"):
        if getattr(spec, name) is not None:
            yield part(name)
    yield from (part(f"lists.{entry.id}", entry.title) for entry in spec.lists)


def _score(spec: RegimeSpec) -> Said | None:
    """Whether there is a score; a rank, a ledger or a watchlist may be one, and a file with none of them has none."""
    if spec.scoring is not None:
        return Said(True, (part("scoring"),))
    if any(getattr(spec, name) is not None for name in (*SCORES, "ledger")):
        return None
    return Said(False, (part("scoring", "not in the file"),))


def _list(spec: RegimeSpec) -> Said:
    """Whether people are listed for what they did; lists of honour do not count, and a file may leave lists out."""
    found = [part(name) for name in ("listing", "score_list", "watchlist") if getattr(spec, name) is not None]
    found += [part(f"lists.{entry.id}", entry.title) for entry in spec.lists if entry.form != "red"]
    return yes(found) or Said(False if made_up(spec) else None, (part("lists", "not in the file"),))


def _memory(spec: RegimeSpec) -> Iterator[Place]:
    """Records, entries or windows that last; how long may be our assumption, that they last is how the regime works."""
    yield from (Place(path, place(path, value).says if _months(value) else "no end") for path, value in terms(spec))
    if spec.watchlist is not None:
        yield place("watchlist.window", spec.watchlist.window)
    if spec.ranking is not None:
        yield place("ranking.every", spec.ranking.every)


def terms(spec: RegimeSpec) -> Iterator[tuple[str, Dated]]:
    """How long records of acts and entries on lists count, each with its path; 0 means for ever."""
    for use in spec.acts:
        if use.lifetime is not None:
            yield f"acts.{use.use}.lifetime", use.lifetime
    yield from ((f"lists.{entry.id}.term", entry.term) for entry in spec.lists)
    if spec.listing is not None:
        yield "listing.term", spec.listing.term
        yield "listing.able_term", spec.listing.able_term
    if spec.score_list is not None:
        yield "score_list.term", spec.score_list.term


def _months(value: Dated) -> float:
    found = latest(value)
    return in_steps(found.number, found.unit, STEPS["month"])


def _cap(spec: RegimeSpec) -> float:
    return _months(spec.expiry.cap) if spec.expiry is not None else 0.0


def _endless(spec: RegimeSpec) -> Said | None:
    """Whether some record or entry never ends by itself; a general limit ends all of them."""
    found = list(terms(spec))
    if spec.expiry is not None and _cap(spec) > 0:
        return Said(False, (place("expiry.cap", spec.expiry.cap),))
    endless = tuple(place(path, value) for path, value in found if _months(value) == 0)
    if endless:
        return Said(True, tuple(Place(p.path, "no end", p.grade) for p in endless))
    return Said(False, all_of(place(path, value) for path, value in found)) if found else None


def _trapped(spec: RegimeSpec) -> Said | None:
    """Whether some entry ends neither by itself nor by anything its person can do."""
    endless = _endless(spec)
    if endless is None or not endless.value or spec.repair is not None:
        return None if endless is None else Said(False, endless.places)
    exits = {f"lists.{entry.id}.term": entry.exit_hazard for entry in spec.lists}
    if spec.listing is not None:
        exits |= dict.fromkeys(("listing.term", "listing.able_term"), spec.listing.fulfil_hazard)
    if spec.score_list is not None:
        exits["score_list.term"] = spec.score_list.clear_p
    stuck = tuple(p for p in endless.places if p.path not in exits or latest(exits[p.path]).number == 0)
    return Said(bool(stuck), stuck or endless.places)


def _unneeded(spec: RegimeSpec) -> Said | None:
    """Acts that nobody marked as needed, where a file marks any; the marks are an assumption of the file."""
    if not any(use.necessary for use in spec.acts):
        return None
    surplus = [use.use for use in spec.acts if not use.necessary]
    return Said(
        bool(surplus),
        tuple(Place(f"acts.{u}", "not marked as needed", "assumption") for u in surplus)
        or tuple(Place(f"acts.{u.use}.necessary", "yes", "assumption") for u in spec.acts),
    )


def _longest(spec: RegimeSpec) -> Said | None:
    """The longest time in months after which something ends by itself; nothing where something never ends."""
    found = [(_months(value), path, value) for path, value in terms(spec)]
    cap = _cap(spec)
    if spec.expiry is not None and cap > 0 and (not found or any(m == 0 or m > cap for m, _, _ in found)):
        return Said(cap, (place("expiry.cap", spec.expiry.cap),))
    if not found or any(months == 0 for months, _, _ in found):
        return None
    longest = max(months for months, _, _ in found)
    return Said(longest, tuple(place(path, value) for months, path, value in found if months == longest))


def _behaviour(spec: RegimeSpec) -> Iterator[Place]:
    for use in spec.acts:
        yield part(f"acts.{use.use}", spec.catalogue[use.use].title)
    if spec.courts is not None:
        yield part("courts", "debts that are not paid")
    if spec.ledger is not None:
        yield from (part(f"ledger.streams.{stream.id}", stream.title) for stream in spec.ledger.streams)


def _traits(spec: RegimeSpec) -> Iterator[Place]:
    for dimension in spec.scoring.dimensions if spec.scoring is not None else ():
        yield from (part(f"scoring.dimensions.{dimension.id}.traits.{trait}") for trait in dimension.traits)


def _watch(spec: RegimeSpec) -> list[str]:
    return ["watchlist"] if spec.watchlist is not None else []


def _kin(spec: RegimeSpec) -> Iterator[Place]:
    """What relatives, friends or colleagues are or do and what counts for oneself."""
    numbers = spread_along_ties(spec)
    if spec.watchlist is not None:
        numbers["watchlist.pooled"] = spec.watchlist.pooled
    yield from (place(path, value) for path, value in numbers.items() if latest(value).number > 0)
    counted = spec.scoring.friends_counted if spec.scoring is not None else None
    if counted is None or latest(counted).number > 0:
        yield from (p for p in _traits(spec) if p.path.endswith(".friends"))


def _domains(spec: RegimeSpec) -> Said | None:
    """Whether what is recorded comes from more than one part of life; a file may leave others out."""
    found = {spec.catalogue[use.use].domain: f"acts.{use.use}" for use in spec.acts}
    if spec.ledger is not None:
        found |= {stream.watches: f"ledger.streams.{stream.id}" for stream in spec.ledger.streams}
    return more_than(1, [part(path, domain) for domain, path in found.items()], spec)


def _sources(spec: RegimeSpec) -> Said | None:
    """Whether several bodies send in what is recorded."""
    found = {spec.catalogue[use.use].agency: use.use for use in spec.acts}
    return more_than(1, [part(f"acts.{use}", f"from {agency}") for agency, use in found.items()], spec)


def _key(spec: RegimeSpec) -> Said | None:
    """Whether some records find their person by a key that several people share."""
    error = spec.linkage_error
    if error is None:
        return None
    weak = [part("linkage_error.key", error.key)] if error.key != STRONG else []
    weak += [part(f"acts.{use.use}.key", use.key) for use in spec.acts if use.key not in (None, STRONG)]
    if latest(error.key_absent_p).number > 0:
        weak.append(place("linkage_error.key_absent_p", error.key_absent_p))
    return Said(bool(weak), tuple(weak) or (part("linkage_error.key", error.key),))


def _judgments(spec: RegimeSpec) -> Said | None:
    """Whether every listing rests on a judgment: only where courts are all that lists people."""
    only = spec.courts is not None and not spec.acts and spec.scoring is None
    return Said(True, (part("courts", "listed in enforcement of a judgment"),)) if only else None
