"""The cascade of an arm's wrong entries as one answer: how far they were copied, how long, and what is left where.

Made of what ``cascade`` reads from the tables; the time to the last correction is a Kaplan-Meier curve, because the run
may end before the last copy goes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.outcome import Outcome
from ..core.parquet import Columns
from .cascade import KEY, furthest, has_copies, is_wrong, months_to_last_correction, residual_share, spread
from .frame import MINIMUM_PEOPLE, TOO_FEW
from .survival import Survival, kaplan_meier

TITLE = "from the end at the source to the end of the last copy"


@dataclass(frozen=True)
class Held:
    """What one agency held of the wrong entries: how many ever, and how many are left over at the end."""

    agency: str
    ever: int
    left: int


@dataclass(frozen=True)
class Cascade:
    """The spread of an arm's wrong ``entries``; entry t of ``copies``, ``left`` and ``seen`` is t months after birth.

    ``copies`` are agencies that hold an entry on average, ``left`` those of them after its end at the source, ``seen``
    how many entries were seen that old. ``most`` agencies held one entry at once; ``chain`` names the agencies from the
    source to the furthest one that ever held one. Of ``ended`` entries ``residual`` are still held somewhere, and
    ``residual_share`` of the copies that stood when they ended are left; None for too few entries.
    """

    arm: str
    entries: int
    copied: int
    copies: tuple[float, ...]
    left: tuple[float, ...]
    seen: tuple[int, ...]
    most: int
    chain: tuple[str, ...]
    ended: int
    residual: int
    residual_share: float | None
    last: Survival | None
    agencies: tuple[Held, ...]
    note: str = ""


def spreading(outcome: Outcome, arm: str | int) -> Cascade | None:
    """The cascade of one arm; None where the run kept no copies. Raises OutcomeError for an unknown arm."""
    number = outcome.arm_number(arm)
    if not has_copies(outcome):
        return None
    mean = spread(outcome, number, outcome.steps - 1)
    changes = _changes(outcome, number)
    holders, entry = changes["holders"].astype(np.int64), changes["entry"].astype(np.int64)
    held = np.bitwise_count(changes["holders"]).astype(np.int64)
    months, over = months_to_last_correction(outcome, number)
    entries, few = int(mean.entries[0]), len(months) < MINIMUM_PEOPLE
    # the month after the last one of the run was not seen
    waits = np.maximum(months - (over == 0), 0)
    last = kaplan_meier(waits, over, TITLE, few=MINIMUM_PEOPLE) if len(months) else None
    ends = np.append(entry[1:] != entry[:-1], True)[: len(entry)]
    reached = int(np.bitwise_or.reduce(holders)) if len(holders) else 0
    chain = tuple(_titles(outcome)[place] for place in furthest(outcome, reached))
    left = np.where(ends & (changes["end_month"] >= 0), holders, 0)
    return Cascade(
        arm=outcome.arms[number], entries=entries, copied=_some(entry[held > 0]), copies=tuple(mean.agencies.tolist()),
        left=_after_the_end(changes, held, mean.entries), seen=tuple(mean.entries.tolist()),
        most=int(held.max(initial=0)), chain=chain, ended=len(months),
        residual=int((over == 0).sum()), residual_share=None if few else residual_share(outcome, number), last=last,
        agencies=_agencies(outcome, entry, holders, left), note=TOO_FEW if entries < MINIMUM_PEOPLE else "",
    )  # fmt: skip


def _changes(outcome: Outcome, arm: int) -> Columns:
    """Every change of the holders of a wrong entry (C,), until when it held, and the end of the entry."""
    same = " AND ".join(f"c.{name} = l.{name}" for name in (*KEY, "subject"))
    row = ", ".join(f"c.{name}" for name in KEY)
    return outcome.sql(
        f"SELECT dense_rank() OVER (ORDER BY {row}) - 1 AS entry, c.born::INTEGER AS born, c.month::INTEGER AS month, "
        f"lead(c.month, 1, {outcome.steps}) OVER (PARTITION BY {row} ORDER BY c.month)::INTEGER AS until, c.holders, "
        f"l.end_month::INTEGER AS end_month "
        f"FROM copies c JOIN (SELECT * FROM listings l WHERE {is_wrong('l')}) l ON {same} "
        f"WHERE c.arm = {arm} ORDER BY entry, c.month"
    )


def _after_the_end(changes: Columns, held: np.ndarray, seen: np.ndarray) -> tuple[float, ...]:
    """Agencies per entry by months since birth that hold it after its end at the source."""
    steps = len(seen)
    over = np.where(changes["end_month"] < 0, changes["until"], changes["end_month"])
    # an entry from before the regime is older than a run is long
    stop = np.minimum(changes["until"] - changes["born"], steps)
    first = np.minimum(np.maximum(changes["month"], over) - changes["born"], stop)
    change = np.bincount(first, held, steps + 1) - np.bincount(stop, held, steps + 1)
    return tuple(np.divide(np.cumsum(change)[:steps], seen, out=np.zeros(steps), where=seen > 0).tolist())


def _some(entry: np.ndarray) -> int:
    """How many different entries these rows (C,) are about."""
    return int((np.bincount(entry) > 0).sum())


def _titles(outcome: Outcome) -> list[str]:
    book = outcome.codebook
    return [str(title) for title in book.get("agency_titles") or book.get("agencies") or ()]


def _agencies(outcome: Outcome, entry: np.ndarray, holders: np.ndarray, left: np.ndarray) -> tuple[Held, ...]:
    """What each agency held: entries it ever held, and those left over at the end."""
    return tuple(
        Held(title, _some(entry[(holders >> place) & 1 == 1]), int(((left >> place) & 1).sum()))
        for place, title in enumerate(_titles(outcome))
    )
