"""A list that one enters by score and leaves by term or on appeal."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule


@rule(phase="listing", writes="score_listed")
def score_listed(score_listed: int, score: float, below: float, term_months: float, clear_p: float, u_clear: float) -> int:
    """Months left on the list: the term on entry below the threshold, 0 when cleared."""
    if score_listed > 0:
        return 0 if u_clear < clear_p else score_listed - 1
    return int(term_months) if score < below else 0


MECHANISM = Mechanism(
    name="score_list",
    doc="Puts everybody whose score falls below a threshold on a list for a fixed term; an appeal clears some each month.",
    source="per regime",
    limits="Who still is below the threshold after the term is listed again.",
    part="regime",
    sections=("score_list", "scoring"),
    rules=(score_listed,),
    params=(
        Param("below", "points", "threshold of the score", off=-1e18),
        Param("term_months", "months", "term of the list"),
        Param("clear_p", "probability", "monthly probability of being cleared"),
    ),
)
