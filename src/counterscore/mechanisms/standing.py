"""Who is on a list this month, since when and for how long."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, rule


@rule(phase="listing", writes="listed")
def listed(listings: int, score_listed: int, low_band: int, watched: int) -> int:
    """1 while any list, a low band of the score or a flag of a watchlist holds this person."""
    return 1 if listings > 0 or score_listed > 0 or low_band > 0 or watched > 0 else 0


@rule(phase="listing", writes="on_list")
def on_list(listings: int, score_listed: int) -> int:
    """1 while a list, not only a band, holds this person."""
    return 1 if listings > 0 or score_listed > 0 else 0


@rule(phase="listing", where="on_list", writes="held_by")
def held_by(holds: int, score_listed: int) -> int:
    """The lists that hold this person, or held her last; a list entered by score counts with the first."""
    return holds + 1 if score_listed > 0 else holds


@rule(phase="listing", writes="unlisted_month")
def unlisted(unlisted_month: int, on_list: int, spell_month: int, month: int) -> int:
    """Month in which the last spell on a list ended; read before the spell itself is updated."""
    return month if on_list == 0 and spell_month >= 0 else unlisted_month


@rule(phase="listing", writes="spell_month")
def spell(spell_month: int, on_list: int, month: int) -> int:
    """Month in which the current spell on a list began, -1 outside a spell."""
    if on_list == 0:
        return -1
    return month if spell_month < 0 else spell_month


@rule(phase="listing", where="listed", writes="first_listed_month")
def first_listed(first_listed_month: int, month: int) -> int:
    """Month of the first spell."""
    return month if first_listed_month < 0 else first_listed_month


@rule(phase="listing", where="listed", writes="months_listed")
def months_listed(months_listed: int) -> int:
    """Months on a list so far."""
    return months_listed + 1


@rule(phase="listing", where="listed", writes="ever_listed")
def ever_listed(listed: int) -> int:
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
    rules=(listed, on_list, held_by, unlisted, spell, first_listed, months_listed, ever_listed),
    columns=(
        Column("listings", "i2", "count", "standing entries of this person on lists that are not favours", shared=True),
        Column("holds", "i8", "code", "standing entries on each list, nine bits each", shared=True),
        Column("held_by", "i8", "code", "lists of the current or last spell, nine bits each"),
        Column("favours", "i2", "count", "standing entries on red lists", shared=True, keep=True),
        Column("watched", "u1", "flag", "flagged by a watchlist", shared=True, keep=True),
        Column("ranked_low", "u1", "flag", "at the bottom of a ranking", shared=True, keep=True),
        Column("ranked_high", "u1", "flag", "at the top of a ranking", shared=True, keep=True),
        Column("pierced", "u1", "flag", "reached through a firm or an officer", shared=True, keep=True),
        Column("refused_month", "i2", "months", "last month with a refusal", start=-1, shared=True),
        Column("high_band", "u1", "flag", "in a band that carries favours", shared=True, keep=True),
        Column("limits", "i2", "count", "standing consumption limits on this person", shared=True),
        Column("wrong_copies", "i2", "count", "agencies that hold something wrong about this person", shared=True),
        Column("stale_copies", "i2", "count", "copies of entries that have ended at their source", shared=True),
        Column("money_lost_yuan", "f8", "yuan", "money lost so far because of the regime", shared=True),
        Column("score_listed", "i2", "months", "months left on a list entered by score", shared=True),
        Column("low_band", "u1", "flag", "in a band that carries restrictions", shared=True, keep=True),
        Column("band", "i1", "code", "band of the score, 0 = worst, 99 = not scored", start=99, shared=True, keep=True),
        Column("listed", "u1", "flag", "on a list this month", keep=True),
        Column("on_list", "u1", "flag", "held by a list, not only by a band"),
        Column("unlisted_month", "i2", "months", "month in which the last spell on a list ended", start=-1),
        Column("spell_month", "i2", "months", "month in which the current spell on a list began", start=-1),
        Column("first_listed_month", "i2", "months", "month of the first spell", start=-1, keep=True),
        Column("months_listed", "i2", "months", "months on a list so far", keep=True),
        Column("ever_listed", "u1", "flag", "was on a list", keep=True),
    ),
    observes=(Observe("listed", "listed"), Observe("ever_listed", "ever_listed")),
)
