"""How far wrong entries spread: how many agencies hold one, for how long, how far from the source, and what remains.

Everything is read from the tables ``copies`` (one row per change of who holds an entry), ``listings`` and the agencies
of the regime. A wrong entry is one about somebody else or about nothing. E agencies that each take a copy with
probability q and drop it with probability r a month hold E q (1 - r)^t of them after t months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.outcome import Outcome

KEY = ("arm", "person", "act", "born", "repeat")
COURT_LIMIT = 1


@dataclass(frozen=True)
class Spread:
    """Copies of wrong entries by month since their birth: mean number of agencies, share of all agencies, entries seen.

    Arrays (M,). An entry counts in every month that the run still sees; ``entries`` is how many do.
    """

    months: np.ndarray
    agencies: np.ndarray
    share: np.ndarray
    entries: np.ndarray


def has_copies(outcome: Outcome) -> bool:
    """Whether this run has lists whose entries are copied to agencies."""
    return "copies" in outcome.tables and "listings" in outcome.tables and bool(outcome.codebook.get("agencies"))


def spread(outcome: Outcome, arm: str | int, months: int = 24) -> Spread:
    """How many agencies hold a wrong entry in each of the first months after it was made, on average.

    Entries that nobody copied count with none. Raises OutcomeError for an unknown arm.
    """
    number = outcome.arm_number(arm)
    born = _wrong_born(outcome, number)
    ages = np.arange(months + 1)
    seen = np.array([np.count_nonzero(born + age < outcome.steps) for age in ages])
    total = np.zeros(months + 1)
    for since, until, holders in _held(outcome, number):
        total[max(since, 0) : min(until, months + 1)] += holders
    known = max(1, len(outcome.codebook.get("agencies", ())))
    mean = np.divide(total, seen, out=np.zeros(months + 1), where=seen > 0)
    return Spread(ages, mean, mean / known, seen)


def longest_chain(outcome: Outcome, arm: str | int) -> int:
    """The longest way a wrong entry has gone from its source: agencies in a row that held it, 0 where none did."""
    number = outcome.arm_number(arm)
    ever = f"SELECT bit_or(c.holders) FROM copies c WHERE c.arm = {number} AND {is_wrong('c')}"
    held = int(outcome.sql(f"SELECT coalesce(({ever}), 0)::BIGINT AS holders")["holders"][0])
    return len(furthest(outcome, held))


def furthest(outcome: Outcome, reached: int) -> list[int]:
    """Numbers of the agencies from the source to the furthest of those in a set of bits, the first such way."""
    ids = [str(one) for one in outcome.codebook.get("agencies", ())]
    before = [str(one) for one in outcome.codebook.get("agency_upstream", [""] * len(ids))]

    def way(place: int) -> list[int]:
        return [*way(ids.index(before[place])), place] if before[place] else [place]

    return max((way(place) for place in range(len(ids)) if reached >> place & 1), key=len, default=[])


def months_to_last_correction(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Months from the end of a wrong entry at its source until no agency holds it, and whether that was lived to see.

    Two arrays, one entry per wrong entry that ended: months (R,) and 1 where the last copy went, 0 where the run ended
    before (then the months are those waited so far).
    """
    number = outcome.arm_number(arm)
    last = f"SELECT max(c.month) FROM copies c WHERE {_same()} AND c.holders = 0"
    rows = outcome.sql(
        f"SELECT l.end_month::INTEGER AS ended, l.holders AS holders, coalesce(({last}), -1)::INTEGER AS gone "
        f"FROM listings l WHERE l.arm = {number} AND {is_wrong('l')} AND l.end_month >= 0 "
        "ORDER BY l.born, l.person, l.repeat"
    )
    over = rows["holders"] == 0
    months = np.where(over, np.maximum(rows["gone"] - rows["ended"], 0), outcome.steps - rows["ended"])
    return months, over.astype(np.uint8)


def residual_share(outcome: Outcome, arm: str | int) -> float | None:
    """Share of the copies of wrong entries that outlived the source, of all that stood when it was corrected.

    Counted at the end of the run over entries that have ended by then; None where no wrong entry that ended was held.
    """
    totals = leftovers(outcome, arm)[1].sum(0)
    return float(totals[0] / totals[1]) if totals[1] else None


def leftovers(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Subject (R,) of every wrong entry that ended, and the copies left at the end and those that stood then (R, 2)."""
    number = outcome.arm_number(arm)
    earlier = f"FROM copies c WHERE {_same()} AND c.month < l.end_month"
    at_end = f"SELECT bit_count(c.holders) {earlier} ORDER BY c.month DESC LIMIT 1"
    rows = outcome.sql(
        f"SELECT l.subject AS subject, bit_count(l.holders)::INTEGER AS left_over, coalesce(({at_end}), 0)::INTEGER AS "
        f"stood FROM listings l WHERE l.arm = {number} AND {is_wrong('l')} AND l.end_month >= 0"
    )
    stood = np.maximum(rows["stood"], rows["left_over"])
    return rows["subject"], np.stack([rows["left_over"], stood], axis=1).astype(np.float64)


def ever_held(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Subject (R,) of every wrong entry, and the agencies that ever held it beside a 1 for the entry (R, 2)."""
    held = f"SELECT bit_count(bit_or(c.holders)) FROM copies c WHERE {_same()}"
    rows = outcome.sql(
        f"SELECT l.subject AS subject, coalesce(({held}), 0)::INTEGER AS held FROM listings l "
        f"WHERE l.arm = {outcome.arm_number(arm)} AND {is_wrong('l')}"
    )
    return rows["subject"], np.stack([rows["held"], np.ones(len(rows["held"]))], axis=1).astype(np.float64)


def is_wrong(name: str) -> str:
    """The condition that a row is about a wrong entry that can be copied; changes look up the cause in their entry."""
    if name == "l":
        return f"l.list <> {COURT_LIMIT} AND l.subject >= 0 AND (l.subject <> l.person OR l.cause <> 0)"
    return f"EXISTS (SELECT 1 FROM listings l WHERE {_same()} AND {is_wrong('l')})"


def _same() -> str:
    return " AND ".join(f"c.{name} = l.{name}" for name in KEY)


def _wrong_born(outcome: Outcome, arm: int) -> np.ndarray:
    """Months of birth of all wrong entries that can be copied."""
    rows = outcome.sql(f"SELECT l.born::INTEGER AS born FROM listings l WHERE l.arm = {arm} AND {is_wrong('l')}")
    born: np.ndarray = rows["born"]
    return born


def _held(outcome: Outcome, arm: int) -> Sequence[tuple[int, int, int]]:
    """(age from, age until, agencies) of every stretch in which the holders of a wrong entry stay the same."""
    row = ", ".join(f"c.{name}" for name in KEY)
    following = f"lead(c.month, 1, {outcome.steps}) OVER (PARTITION BY {row} ORDER BY c.month)"
    rows = outcome.sql(
        f"SELECT (c.month - c.born)::INTEGER AS since, ({following} - c.born)::INTEGER AS until, "
        f"bit_count(c.holders)::INTEGER AS holders FROM copies c WHERE c.arm = {arm} AND {is_wrong('c')}"
    )
    return list(zip(rows["since"].tolist(), rows["until"].tolist(), rows["holders"].tolist(), strict=True))
