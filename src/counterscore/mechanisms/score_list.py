"""A list that one enters by score and leaves by term or on appeal."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Param, rule
from ..core.transforms import whole_steps

UNSCORED = 99


@rule(phase="listing", where="on_score_list", writes="score_listed")
def stay(score_listed: int, clear_p: float, u_clear: float) -> int:
    """Months left for those on the list: one less, or none when cleared."""
    return 0 if u_clear < clear_p else score_listed - 1


@rule(phase="listing", writes="score_listed")
def enter(score_listed: int, on_score_list: int, band: int, score: float, below: float, term_months: float) -> int:
    """The term, for those who are scored, were not on the list and fall below the threshold."""
    if on_score_list != 0 or band == UNSCORED or score >= below:
        return score_listed
    return whole_steps(term_months)


@rule(phase="listing", writes="on_score_list")
def on_score_list(score_listed: int) -> int:
    """1 while months are left."""
    return 1 if score_listed > 0 else 0


@rule(phase="listing", writes="score_unlisted_month")
def unlisted(score_unlisted_month: int, on_score_list: int, score_spell_month: int, month: int) -> int:
    """Month in which the last spell ended; read before the spell itself is updated."""
    return month if on_score_list == 0 and score_spell_month >= 0 else score_unlisted_month


@rule(phase="listing", writes="score_spell_month")
def spell(score_spell_month: int, on_score_list: int, month: int) -> int:
    """Month in which the current spell began, -1 outside a spell."""
    if on_score_list == 0:
        return -1
    return month if score_spell_month < 0 else score_spell_month


MECHANISM = Mechanism(
    name="score_list",
    doc="Puts everybody who is scored and falls below a threshold on a list for a fixed term; an appeal clears some "
    "each month.",
    source="per regime",
    limits="Who still is below the threshold after the term is listed again.",
    part="regime",
    sections=("score_list", "scoring"),
    rules=(stay, enter, on_score_list, unlisted, spell),
    columns=(Column("on_score_list", "u1", "flag", "is on the list entered by score"),),
    params=(
        Param("below", "points", "threshold of the score", off=-1e18),
        Param("term_months", "months", "term of the list", path="score_list.term"),
        Param("clear_p", "probability", "probability of being cleared in a step"),
    ),
)
