"""Who is on a list this month, since when and for how long."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, rule


@rule(phase="listing", writes="listed")
def listed(listings: int, score_listed: int, low_band: int, watched: int) -> int:
    """1 while any list, a low band of the score or a flag of a watchlist holds this person."""
    return 1 if listings > 0 or score_listed > 0 or low_band > 0 or watched > 0 else 0


@rule(phase="listing", where="listed", writes="first_listed_month")
def first_listed(first_listed_month: int, month: int) -> int:
    """Month of the first spell."""
    return month if first_listed_month < 0 else first_listed_month


@rule(phase="listing", where="listed", writes="months_listed")
def months_listed(months_listed: int) -> int:
    """Months on a list so far."""
    return months_listed + 1


@rule(phase="listing", where="listed", writes="ever_listed")
def ever_listed() -> int:
    """1 from the first month on a list."""
    return 1


MECHANISM = Mechanism(
    name="standing",
    doc="Keeps the book of who is on a list. Being listed means: on a list that carries measures, or in one of the "
    "low bands of a score that carries them, or flagged by a watchlist; the bottom of a ranking is counted on its own.",
    source="definition",
    limits="Whole months; a listing and its end in the same month leave no trace here.",
    part="life",
    sections=(),
    rules=(listed, first_listed, months_listed, ever_listed),
    columns=(
        Column("listings", "i2", "count", "standing entries of this person on lists that are not favours", shared=True),
        Column("holds", "i8", "code", "standing entries on each list, nine bits each", shared=True),
        Column("shut", "i8", "code", "entries that close each of the first six sectors, ten bits each", shared=True),
        Column("shut_more", "i8", "code", "the same for the other six sectors", shared=True),
        Column("favours", "i2", "count", "standing entries on red lists", shared=True, keep=True),
        Column("watched", "u1", "flag", "flagged by a watchlist", shared=True, keep=True),
        Column("ranked_low", "u1", "flag", "at the bottom of a ranking", shared=True, keep=True),
        Column("ranked_high", "u1", "flag", "at the top of a ranking", shared=True, keep=True),
        Column("pierced", "u1", "flag", "reached through a firm or an officer", shared=True, keep=True),
        Column("tainted", "u1", "flag", "suspect because of her ties", shared=True),
        Column("closed", "i4", "code", "sectors closed to this person, one bit each", shared=True),
        Column("refused_month", "i2", "months", "last month with a refusal", start=-1, shared=True),
        Column("high_band", "u1", "flag", "in a band that carries favours", shared=True, keep=True),
        Column("limits", "i2", "count", "standing consumption limits on this person", shared=True),
        Column("wrong_copies", "i2", "count", "agencies that hold something wrong about this person", shared=True),
        Column("stale_copies", "i2", "count", "copies of entries that have ended at their source", shared=True),
        Column("act_ratio", "f8", "ratio", "how often bad acts are done, 1 = as without it", start=1, shared=True),
        Column("avoids", "u1", "flag", "tries nothing that could be refused this month", shared=True),
        Column("aware", "f8", "share", "share of friends who were listed last month", shared=True),
        Column("stream_ratio", "f8", "ratio", "how much a ledger sees of what is done, 1 = all", start=1, shared=True),
        Column("unheard", "i2", "count", "friends whose score does not count for this person", shared=True),
        Column("unheard_score", "f8", "points", "sum of the scores of those friends", shared=True),
        Column("score_listed", "i2", "months", "months left on a list entered by score", shared=True),
        Column("low_band", "u1", "flag", "in a band that carries restrictions", shared=True, keep=True),
        Column("band", "i1", "code", "band of the score, 0 = worst, 99 = not scored", start=99, shared=True, keep=True),
        Column("listed", "u1", "flag", "on a list this month", keep=True),
        Column("score_spell_month", "i2", "months", "month since when a list entered by score holds this person",
               start=-1, shared=True),
        Column("score_unlisted_month", "i2", "months", "month in which the last such spell ended", start=-1,
               shared=True),
        Column("first_listed_month", "i2", "months", "month of the first spell", start=-1, keep=True),
        Column("months_listed", "i2", "months", "months on a list so far", keep=True),
        Column("ever_listed", "u1", "flag", "was on a list", keep=True),
    ),
    observes=(Observe("listed", "listed"), Observe("ever_listed", "ever_listed")),
)  # fmt: skip
