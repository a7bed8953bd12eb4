"""Copies of list entries at agencies: they close doors, and a correction reaches some late and some never."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled
from ..core.declare import Column, Field, Mechanism, Observe, Param, rule
from ..core.routes import COPIED, NEVER, USES, arrival, departure
from ..core.transforms import split

HALF, SHUT_BITS = 6, 10


def _count(bits: int) -> int:
    """How many bits are set."""
    found = 0
    while bits != 0:
        bits &= bits - 1
        found += 1
    return found


def _packed(now: int, before: int, first: int) -> int:
    """Change in the packed counts of six sectors from number ``first`` on."""
    change = 0
    for place in range(HALF):
        step = ((now >> (first + place)) & 1) - ((before >> (first + place)) & 1)
        change += step * (1 << (SHUT_BITS * place))
    return change


count, packed = compiled(_count), compiled(_packed)


@rule(phase="measures", over="born:listings", writes="holders")
def unknown() -> int:
    """A new entry is held by nobody, whatever entry it came from."""
    return 0


@rule(phase="measures", over="rows:listings", writes="held_before")
def held_before(holders: int) -> int:
    """The agencies that held the entry last month."""
    return holders


@rule(phase="measures", over="rows:listings", writes="sent_month")
def sent_month(sent_month: int, gone_month: int, standing: int, born: int, month: int) -> int:
    """Month since when the entry has effect at its source, and goes out; -1 before."""
    if standing == 0:
        return -1 if born == month else sent_month
    return month if born == month or sent_month < 0 or gone_month >= 0 else sent_month


@rule(phase="measures", over="rows:listings", writes="gone_month")
def gone_month(gone_month: int, sent_month: int, standing: int, month: int) -> int:
    """Month since when it has none any more, ended or suspended; -1 while it has."""
    if standing != 0 or sent_month < 0:
        return -1
    return gone_month if gone_month >= 0 else month


@rule(phase="measures", over="rows:listings", writes="holders", log="copies")
def holders(
    held_before: int, list: int, standing: int, sent_month: int, gone_month: int, month: int, spreads: float,
    takes: np.ndarray, upstream: np.ndarray, path: np.ndarray, kind: np.ndarray, lag: np.ndarray,
    revoke_lag: np.ndarray, copy_p: np.ndarray, revoked_p: np.ndarray, keeps: np.ndarray, v_copy: float,
) -> int:  # fmt: skip
    """The agencies that hold the entry now, one bit each.

    An agency gets it from whoever stands before it and has it, once the way is over. It drops it when the revocation
    has come the same way, or when a copy grows too old. Agencies stand behind those they get their copies from.
    """
    found = 0
    if spreads <= 0.0 or sent_month < 0:
        return found
    for j in range(len(takes)):
        if (takes[j] >> list) & 1 == 0:
            continue
        held = (held_before >> j) & 1
        offered = standing if upstream[j] < 0 else (found >> upstream[j]) & 1
        if held == 0 and offered != 0 and split(v_copy, USES * j + COPIED) < copy_p[j]:
            held = 1 if month >= arrival(j, sent_month, v_copy, path, kind, lag) else 0
        if held != 0 and standing == 0:
            over = departure(j, gone_month, v_copy, path, kind, lag, revoke_lag, revoked_p, keeps)
            held = 0 if month >= over else 1
        found |= held << j
    return found


@rule(phase="measures", over="rows:listings", writes="copying")
def copying(
    holders: int, list: int, end_reason: int, sent_month: int, gone_month: int, month: int, takes: np.ndarray,
    upstream: np.ndarray, path: np.ndarray, kind: np.ndarray, lag: np.ndarray, revoke_lag: np.ndarray,
    copy_p: np.ndarray, revoked_p: np.ndarray, keeps: np.ndarray, v_copy: float,
) -> int:  # fmt: skip
    """1 while a copy of an entry that has ended can still come or go: until then the entry is looked at."""
    if end_reason == 0 or holders == 0:
        return 0
    for j in range(len(takes)):
        if (takes[j] >> list) & 1 == 0:
            continue
        over = departure(j, gone_month, v_copy, path, kind, lag, revoke_lag, revoked_p, keeps)
        if (holders >> j) & 1 != 0:
            if over < NEVER:
                return 1
        elif upstream[j] >= 0 and (holders >> upstream[j]) & 1 != 0 and split(v_copy, USES * j + COPIED) < copy_p[j]:
            comes = arrival(j, sent_month, v_copy, path, kind, lag)
            if month < comes < over:
                return 1
    return 0


@rule(phase="measures", over="rows:listings", writes="shuts_before")
def shuts_before(shuts: int, born: int, month: int) -> int:
    """The sectors it closed last month."""
    return 0 if born == month else shuts


@rule(phase="measures", over="rows:listings", writes="shuts")
def shuts(
    holders: int, list: int, standing: int, spreads: float, closes: np.ndarray, door: np.ndarray, at_home: np.ndarray
) -> int:
    """The sectors that the entry closes through its copies, one bit each.

    Where nothing leaves the source, a standing entry closes the sectors that its list belongs to, and no other.
    """
    found = 0
    if spreads <= 0.0:
        for s in range(len(at_home)):
            if standing != 0 and (at_home[s] >> list) & 1 != 0:
                found |= 1 << s
        return found
    for j in range(len(closes)):
        if (holders >> j) & 1 != 0 and (closes[j] >> list) & 1 != 0:
            found |= 1 << door[j]
    return found


@rule(phase="measures", over="rows:listings", adds="shut")
def shut(shuts: int, shuts_before: int) -> int:
    """Change in the entries that close each of the first six sectors to the person they are about."""
    return packed(shuts, shuts_before, 0)


@rule(phase="measures", over="rows:listings", adds="shut_more")
def shut_more(shuts: int, shuts_before: int) -> int:
    """The same for the other six."""
    return packed(shuts, shuts_before, HALF)


@rule(phase="measures", over="rows:listings", adds="held_copies")
def held_copies(holders: int, held_before: int) -> int:
    """Change in the copies of entries about a person."""
    return count(holders) - count(held_before)


@rule(phase="measures", over="rows:listings", adds="wrong_copies")
def wrong_copies(holders: int, held_before: int, person: int, subject: int, cause: int) -> int:
    """Change in the copies of entries that are about somebody else or about nothing."""
    return count(holders) - count(held_before) if subject != person or cause != 0 else 0


@rule(phase="measures", over="rows:listings", adds="stale_copies")
def stale_copies(holders: int, held_before: int, end_month: int, month: int) -> int:
    """Change in the copies whose entry has ended at its source."""
    return (count(holders) if end_month >= 0 else 0) - (count(held_before) if 0 <= end_month < month else 0)


@rule(phase="measures", over="rows:listings", adds="residual_copies")
def residual_copies(
    holders: int, held_before: int, person: int, subject: int, cause: int, end_month: int, month: int
) -> int:
    """Change in the wrong copies whose entry has ended at its source."""
    if subject == person and cause == 0:
        return 0
    return (count(holders) if end_month >= 0 else 0) - (count(held_before) if 0 <= end_month < month else 0)


@rule(phase="measures", writes="stale_months")
def stale_months(stale_months: int, stale_copies: int) -> int:
    """Months so far in which a copy outlived its source."""
    return stale_months + 1 if stale_copies > 0 else stale_months


def _by_agency(name: str, unit: str, doc: str, integer: bool = False) -> Param:
    return Param(name, unit, doc, ("agency",), integer=integer, path=f"agencies.{name}")


MECHANISM = Mechanism(
    name="agency_copies",
    doc="Copies every entry on a list to agencies, which keep the doors of sectors. Agencies that are told get each "
    "message after a while, and may never hear that an entry has ended; agencies that fetch the list see what it says "
    "at their next fetch. Whoever gets copies from another agency gets them later, wrong and stale ones too.",
    source="lags by law: provincial regulations of 2017-2020; lags and losses in practice: assumption",
    limits="Limits on consumption are orders and favours close nothing: neither is copied. Whether an entry reaches an "
    "agency is settled once. An entry that ends before its message arrives is not copied there. Agencies that fetch "
    "every so many months do so in the same months. An agency that has not heard of a suspension keeps the copy. Rules "
    "that change later do not change copies that were left for good. Where nothing leaves the source, a list closes "
    "the sectors it belongs to. A step begun counts as a whole one. At most 1,023 copies of one person's in a sector.",
    part="regime",
    sections=("lists", "agencies"),
    rules=(
        unknown, held_before, sent_month, gone_month, holders, copying, shuts_before, shuts, shut, shut_more,
        held_copies, wrong_copies, stale_copies, residual_copies, stale_months,
    ),
    columns=(
        Column("held_copies", "i2", "count", "copies that agencies hold of entries about this person"),
        Column("residual_copies", "i2", "count", "wrong copies left of entries that have ended", keep=True),
        Column("stale_months", "i2", "months", "months in which a copy outlived its source", keep=True),
    ),
    fields=(
        Field("listings", "holders", "u4", "agencies that hold a copy, one bit each"),
        Field("listings", "held_before", "u4", "the same last month", internal=True),
        Field("listings", "sent_month", "i2", "month since when it has effect at its source", start=-1, internal=True),
        Field("listings", "gone_month", "i2", "month since when it has none any more", start=-1, internal=True),
        Field("listings", "shuts", "i2", "sectors that it closes, one bit each", internal=True),
        Field("listings", "shuts_before", "i2", "the same last month", internal=True),
    ),
    params=(
        Param("spreads", "flag", "1: entries leave their source", off=0.0, path="agencies.spreads"),
        Param("at_home", "code", "lists that close the sector and belong to it, one bit each", ("sector",),
              integer=True, path="agencies.at_home"),
        _by_agency("takes", "code", "lists that are copied to it, one bit each", integer=True),
        _by_agency("closes", "code", "lists that close the sector whose door it keeps, one bit each", integer=True),
        _by_agency("door", "code", "the sector whose door it keeps, -1 none", integer=True),
        _by_agency("upstream", "code", "the agency it gets copies from, -1 the source itself", integer=True),
        _by_agency("path", "code", "it and the agencies before it, one bit each", integer=True),
        _by_agency("kind", "code", "0 told after a fixed time, 1 after a varying time, 2 fetches", integer=True),
        _by_agency("lag", "months", "until it is told; between two fetches"),
        _by_agency("revoke_lag", "months", "until it is told that an entry has ended"),
        _by_agency("copy_p", "probability", "an entry arrives there"),
        _by_agency("revoked_p", "probability", "the news that it has ended arrives there"),
        _by_agency("keeps", "months", "longest time it keeps what has ended, 0 = for good"),
    ),
    observes=(
        Observe("copies", "held_copies"), Observe("wrong_copies", "wrong_copies"),
        Observe("stale_copies", "stale_copies"),
    ),
)  # fmt: skip
