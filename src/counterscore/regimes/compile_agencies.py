"""The table of agencies: those that a regime names, and one for every other sector that a list closes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Agency, Measure
from counterscore.regimes.units import COURT_LISTS, SECTORS

Table = float | NDArray[Any]
Read = Callable[[Dated | None], float]
AGENCIES = 28  # sixteen that a regime may name, and twelve sectors
COURT_BITS = 0b101  # the court's list of defaulters and adverse records; a limit is an order and is not copied
KEEPERS = {
    "air": "airlines", "high_speed_rail": "railways, fast trains", "loan": "banks", "hotel": "hotels",
    "school": "schools", "rail": "railways", "job": "employers", "permit": "licensing offices",
    "document": "passport offices", "dating": "dating services", "tender": "procurement offices",
    "service": "public services",
}  # fmt: skip


def keepers(spec: RegimeSpec) -> list[Agency]:
    """Return the agencies of a regime, each behind the one it gets copies from.

    A sector that a list can close and no agency keeps gets one of its own, straight from the source and with the
    sector's lags. A regime without lists has none.
    """
    if not spec.lists and spec.listing is None:
        return []
    named = list(spec.agencies)
    ordered: list[Agency] = []
    while named:
        there = [agency.id for agency in ordered]
        ready = next(agency for agency in named if agency.upstream is None or agency.upstream in there)
        ordered.append(ready)
        named.remove(ready)
    kept, names = {agency.sector for agency in ordered}, {agency.id for agency in ordered}
    for sector in SECTORS:
        row = _row(spec, sector)
        if row is not None and sector not in kept and (row.closes or row.by_list is not None):
            name = sector if sector not in names else f"{sector}_door"
            ordered.append(Agency(id=name, title=KEEPERS[sector], sector=sector))
    return ordered


def agencies(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return the numbers per agency (28,); places without an agency take nothing. Empty without agencies."""
    rows = keepers(spec)
    if not rows:
        return {}
    own = [_row(spec, agency.sector) if agency.sector else None for agency in rows]
    fenced = spec.measures is not None and read(spec.measures.firewall) > 0
    places = {agency.id: place for place, agency in enumerate(rows)}
    upstream = [places[agency.upstream] if agency.upstream else -1 for agency in rows]
    home = {sector: _home(spec, sector) for sector in SECTORS}
    closing = {sector: _closing(spec, sector, read) for sector in SECTORS}
    closes = [closing[a.sector] & (home[a.sector] if fenced else -1) if a.sector else 0 for a in rows]
    lags = [(a.lag or (row.push_lag if row else None), a.revoke_lag or (row.revoke_lag if row else None))
            for a, row in zip(rows, own, strict=True)]  # fmt: skip
    return {
        "agencies.spreads": 1.0,
        "agencies.at_home": np.array([closing[sector] & home[sector] for sector in SECTORS], np.int64),
        "agencies.takes": _whole(_taken(spec, rows, closes, upstream, closing), 0),
        "agencies.closes": _whole(closes, 0),
        "agencies.door": _whole([SECTORS.index(a.sector) if a.sector else -1 for a in rows], -1),
        "agencies.upstream": _whole(upstream, -1),
        "agencies.path": _whole(_paths(upstream), 0),
        "agencies.kind": _whole([2 if a.mode == "pull" else int(a.times == "varying") for a in rows], 0),
        "agencies.lag": _numbers([read(lag) for lag, _ in lags]),
        "agencies.revoke_lag": _numbers([read(lag) for _, lag in lags]),
        "agencies.copy_p": _numbers([_or_always(a.copy_p, read) for a in rows]),
        "agencies.revoked_p": _numbers([0.0 if a.third_party else _or_always(a.revoked_p, read) for a in rows]),
        "agencies.keeps": _numbers([read(a.keeps) for a in rows]),
    }  # fmt: skip


def _row(spec: RegimeSpec, sector: str) -> Measure | None:
    return getattr(spec.measures, sector) if spec.measures is not None else None


def _or_always(value: Dated | None, read: Read) -> float:
    return 1.0 if value is None else read(value)


def _closing(spec: RegimeSpec, sector: str, read: Read) -> int:
    """Return the lists that close a sector, one bit per code."""
    row = _row(spec, sector)
    if row is None:
        return 0
    found = COURT_BITS if read(row.by_list) > 0 else 0
    for code, entry in enumerate(spec.lists, len(COURT_LISTS)):
        found |= int(read(row.closes.get(entry.id)) > 0) << code
    return found


def _home(spec: RegimeSpec, sector: str) -> int:
    """Return the lists that belong to a sector, one bit per code."""
    row = _row(spec, sector)
    found = COURT_BITS if row is not None and row.own else 0
    for code, entry in enumerate(spec.lists, len(COURT_LISTS)):
        found |= int(sector in entry.home) << code
    return found


def _taken(
    spec: RegimeSpec, rows: Sequence[Agency], closes: Sequence[int], upstream: Sequence[int], closing: dict[Any, int]
) -> list[int]:
    """Return the lists copied to each agency: what closes its door, or every list that is public or closes one.

    Whoever passes copies on gets what those behind it get.
    """
    public = COURT_BITS if spec.listing is not None else 0
    for code, entry in enumerate(spec.lists, len(COURT_LISTS)):
        public |= int(entry.form == "black") << code
    for lists in closing.values():
        public |= lists
    taken = [closes[place] if agency.sector else public for place, agency in enumerate(rows)]
    for place in reversed(range(len(rows))):
        if upstream[place] >= 0:
            taken[upstream[place]] |= taken[place]
    return taken


def _paths(upstream: Sequence[int]) -> list[int]:
    found: list[int] = []
    for place, before in enumerate(upstream):
        found.append((found[before] if before >= 0 else 0) | 1 << place)
    return found


def _whole(values: Sequence[int], rest: int) -> NDArray[np.int64]:
    return np.array([*values, *[rest] * (AGENCIES - len(values))], np.int64)


def _numbers(values: Sequence[float]) -> NDArray[np.float64]:
    return np.array([*values, *[0.0] * (AGENCIES - len(values))])
