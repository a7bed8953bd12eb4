"""The tables of the sections that are lists of things: own lists, dimensions of a score, streams, watched things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Ledger
from counterscore.regimes.units import COURT_LISTS, DIMENSIONS, NEEDS, STREAMS, TRAITS

Table = float | NDArray[Any]
Read = Callable[[Dated | None], float]
FORMS = ("black", "red", "watch", "file")
LIST_BITS = 9  # a person's standing entries on each list are packed into one integer, so many bits each
FULL = 2**LIST_BITS - 1
ITEM_BITS = 9


def lists(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return the numbers per list (L,), court lists first, and per act the list it leads to.

    `form` 0 black, 1 red, 2 watch, 3 file; `shift` is the place of a list in the packed counts; an act without a list
    has -1, and a term of -1 means the term of the list.
    """
    own = spec.lists
    places = [0, LIST_BITS, 0, *(LIST_BITS * place for place in range(2, 2 + len(own)))]
    out: dict[str, Table] = {
        "lists.form": np.array([0, 0, 0, *(FORMS.index(entry.form) for entry in own)], np.int64),
        "lists.shift": np.array(places, np.int64),
        "lists.entry_p": np.array([0.0, 0.0, 0.0, *(read(entry.entry_p) for entry in own)]),
        "lists.term": np.array([0.0, 0.0, 0.0, *(read(entry.term) for entry in own)]),
        "lists.exit_hazard": np.array([0.0, 0.0, 0.0, *(read(entry.exit_hazard) for entry in own)]),
    }
    codes = {entry.id: len(COURT_LISTS) + place for place, entry in enumerate(own)}
    if own and spec.acts:
        out["conduct_lists.act_list"] = np.array([codes.get(use.list or "", -1) for use in spec.acts], np.int64)
        terms = [-1.0 if use.list_term is None else read(use.list_term) for use in spec.acts]
        out["conduct_lists.act_term"] = np.array(terms)
    if any(entry.escalates_to for entry in own):
        out["escalation.to"] = np.array([-1, -1, -1, *(codes.get(e.escalates_to or "", -1) for e in own)], np.int64)
        out["escalation.after"] = np.array([0.0, 0.0, 0.0, *(read(entry.escalates_after) for entry in own)])
    return out


def composite(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return the dimensions of a weighted score: points each can give (5,), start (5,), traits (5 * traits,).

    Everything is in points of the scale; dimensions that are not there give nothing.
    """
    assert spec.scoring is not None
    scoring = spec.scoring
    span = read(scoring.max) - read(scoring.min)
    most, start, traits = np.zeros(DIMENSIONS), np.zeros(DIMENSIONS), np.zeros((DIMENSIONS, len(TRAITS)))
    for d, dimension in enumerate(scoring.dimensions):
        most[d] = span * read(dimension.weight)
        start[d] = most[d] * read(dimension.start)
        for t, name in enumerate(TRAITS):
            traits[d, t] = most[d] * read(dimension.traits.get(name))
    ids = [dimension.id for dimension in scoring.dimensions]
    by_friends = any("friends" in dimension.traits for dimension in scoring.dimensions)
    counted = 1.0 if scoring.friends_counted is None else read(scoring.friends_counted)
    return {
        "composite.most": most, "composite.start": start, "composite.traits": traits.ravel(),
        "composite.dimension": np.array([ids.index(u.dimension) if u.dimension else -1 for u in spec.acts], np.int64),
        "composite.act_points": np.array([read(u.points) if u.dimension else 0.0 for u in spec.acts]),
        **({"composite_friends.counts": counted} if by_friends else {}),
    }  # fmt: skip


def ledger(section: Ledger, read: Read) -> dict[str, Table]:
    """Return the streams of a ledger, shape (8,) each; places without a stream give nothing.

    Names before the dot beside `ledger` say which further mechanisms the ledger needs.
    """
    rows = section.streams

    def column(get: Callable[[Any], float]) -> NDArray[np.float64]:
        return np.array([*map(get, rows), *[0.0] * (STREAMS - len(rows))])

    out: dict[str, Table] = {
        "ledger.rate": column(lambda row: read(row.rate)),
        "ledger.credits": column(lambda row: read(row.credits)),
        "ledger.needs": column(lambda row: NEEDS.index(row.needs)).astype(np.int64),
        "ledger.among": float(NEEDS.index(section.among)),
    }
    if any(row.reject_p is not None or row.cheat_p is not None for row in rows):
        out["proof_errors.reject_p"] = column(lambda row: read(row.reject_p))
        out["proof_errors.cheat_p"] = column(lambda row: read(row.cheat_p))
    if any(entry.number > 0 for entry in section.taken_p.root):
        out["ledger_friends.on"] = 1.0
    if section.score_points is not None:
        out["ledger_score.on"] = 1.0
    return out


def ranking(spec: RegimeSpec) -> dict[str, Table]:
    """Return who is ranked, and by the first name which mechanism says what is compared.

    Use is measured among the subjects of the ledger, where the regime has one, else among adults.
    """
    assert spec.ranking is not None
    among = spec.ledger.among if spec.ledger is not None else "adult"
    return {
        "ranking.by_household": float(spec.ranking.group == "household"),
        f"ranking_{spec.ranking.of}.on": 1.0,
        **({"ranking_use.among": float(NEEDS.index(among))} if spec.ranking.of == "use" else {}),
    }


def effects(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return what follows from names and lists in the sections on what happens to people."""
    found: dict[str, Table] = {}
    if spec.watchlist is not None:
        found |= _watched(spec, spec.watchlist.items)
    if spec.inspection is not None:
        found["inspection.among"] = float(NEEDS.index(spec.inspection.among))
        found["inspection.supervised"] = float(NEEDS.index("professional"))
    if spec.publicity is not None:
        black = [0, *(place for place, entry in enumerate(spec.lists, 2) if entry.form == "black")]
        found["publicity.black_lists"] = np.array(sum(FULL << (LIST_BITS * place) for place in black), np.int64)
    if spec.piercing is not None:
        places = {"defaulters": 0, "limit": 1} | {entry.id: place for place, entry in enumerate(spec.lists, 2)}
        every = not spec.piercing.lists or read(spec.piercing.every_list) > 0
        reach = -1 if every else sum(FULL << (LIST_BITS * places[name]) for name in spec.piercing.lists)
        found["piercing.lists"] = np.array(reach, np.int64)
    return found


def _watched(spec: RegimeSpec, items: tuple[str, ...]) -> dict[str, Table]:
    """Return per act the place of the thing it is in the packed counts of a watchlist; -1 for other acts."""
    places = [items.index(use.item) if use.item else -1 for use in spec.acts]
    return {"watchlist.item": np.array(places, np.int64), "watchlist.item_count": float(len(items))}
