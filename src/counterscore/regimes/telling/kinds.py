"""Name what kind of system a regime is, from the sections its file has."""

from __future__ import annotations

from collections.abc import Callable

from counterscore.regimes.schema import RegimeSpec


def _forms(spec: RegimeSpec) -> list[str]:
    return [entry.form for entry in spec.lists]


def _points(spec: RegimeSpec) -> bool:
    """Whether records or credits move a score without dimensions."""
    if spec.scoring is None or spec.scoring.dimensions or spec.scoring.among == "firm":
        return False
    drift = spec.ledger.score_points if spec.ledger is not None else None
    return any(use.points for use in spec.acts) or (drift is not None and any(e.number for e in drift.root))


# kind -> whether a regime is one; the order is the order in which kinds are named
KINDS: dict[str, Callable[[RegimeSpec], bool]] = {
    "points": _points,
    "composite": lambda spec: spec.scoring is not None and bool(spec.scoring.dimensions),
    "grades of firms": lambda spec: spec.scoring is not None and spec.scoring.among == "firm",
    "court list": lambda spec: spec.listing is not None,
    "list": lambda spec: _forms(spec).count("black") == 1,
    "tiered register": lambda spec: _forms(spec).count("black") > 1,
    "list by score": lambda spec: spec.score_list is not None,
    "red list": lambda spec: "red" in _forms(spec),
    "ledger": lambda spec: spec.ledger is not None,
    "ranking": lambda spec: spec.ranking is not None,
    "watchlist": lambda spec: spec.watchlist is not None or "watch" in _forms(spec),
    "file": lambda spec: "file" in _forms(spec),
    "inspection": lambda spec: spec.inspection is not None,
    "data edge": lambda spec: spec.copies is not None,
}


KIND_WORDS = {
    "points": "acts add and take points from one score",
    "composite": "a score weighted from several dimensions",
    "grades of firms": "firms are graded, not people",
    "court list": "a list of people who did not perform a judgment",
    "list": "a black list that acts lead to",
    "tiered register": "several black lists, each with its own way on, way off and closed doors",
    "list by score": "a list that a low score leads to",
    "red list": "a list that gives favours",
    "ledger": "credits that are earned, lapse and are redeemed",
    "ranking": "people or rooms are ranked against each other",
    "watchlist": "a rule flags whoever matches it",
    "file": "a record that is kept and read, without a score",
    "inspection": "who is looked at how often depends on a tier",
    "data edge": "copies of data go to third parties",
}


def kinds_of(spec: RegimeSpec) -> list[str]:
    """Return the kinds a regime combines: points, list, ledger, ranking, watchlist ..."""
    return [kind for kind, holds in KINDS.items() if holds(spec)]
