"""Agencies and entries for tests of copies: everybody is on a list for a while, and nothing else happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from few import LISTED, lived
from toy_worlds import Lived

from counterscore.core.routes import PUSH
from counterscore.engine.run import Given
from counterscore.mechanisms import agency_copies

LIST = 3
PLACES = 8
NUMBERS = ("lag", "revoke_lag", "copy_p", "revoked_p", "keeps")
CODES = {"door": -1, "upstream": -1, "kind": PUSH}
ALWAYS = {"copy_p": 1.0, "revoked_p": 1.0}
NOBODY_AT_HOME = np.zeros(12)


def agency(**said: float) -> Mapping[str, float]:
    """One agency: told at once and of everything, unless said otherwise."""
    return {**dict.fromkeys(NUMBERS, 0.0), **ALWAYS, **CODES, **said}


def numbers_of(rows: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """The parameters of up to eight agencies, in the order in which copies reach them; each takes the one list."""
    found = {name: np.array([row[name] for row in rows]) for name in (*NUMBERS, *CODES)}
    path: list[int] = []
    for place, row in enumerate(rows):
        path.append((path[int(row["upstream"])] if row["upstream"] >= 0 else 0) | 1 << place)
    every = np.full(len(rows), 1 << LIST)
    found |= {"path": np.array(path), "takes": every, "closes": np.where(found["door"] >= 0, every, 0)}
    rest = [(0, PLACES - len(rows))]
    padded = {f"agency_copies.{name}": np.pad(values, rest) for name, values in found.items()}
    return padded | {"agency_copies.spreads": 1.0, "agency_copies.at_home": NOBODY_AT_HOME}


def entries_of(people: int, stands: int, month: int = 0) -> list[Given]:
    """One entry per person that stands for some months."""
    row = {"act": -1, "list": LIST, "term_months": stands}
    return [Given("listings", month, {"person": person, **row}) for person in range(people)]


def copied(
    arms: Mapping[str, Sequence[Mapping[str, float]]], *, people: int, stands: int, months: int, **options: Any
) -> Lived:
    """Lives the entries of some people in arms that differ by their agencies."""
    given = options.pop("given", None) or entries_of(people, stands)
    numbers = {name: numbers_of(rows) for name, rows in arms.items()}
    return lived((*LISTED, agency_copies.MECHANISM), numbers, people=people, months=months, given=given, **options)


def by_month(found: Lived, name: str, arm: int = 0) -> list[float]:
    """A monthly sum over everybody."""
    rows = found.rows("months", arm)
    return [float(rows[name][rows["month"] == month].sum()) for month in range(found.engine.world.months)]
