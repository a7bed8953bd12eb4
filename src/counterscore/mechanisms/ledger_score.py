"""Purpose drift: credits of a ledger become points of a score."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule


@rule(phase="scoring", writes="unsettled")
def unsettled(
    unsettled: int, enrolled: int, credits_year: float, ledger_points: float, price: float, score_points: float
) -> int:
    """1 also for people whose credits of a year changed."""
    now = score_points * credits_year / price if enrolled != 0 and price > 0.0 else 0.0
    return 1 if unsettled != 0 or now != ledger_points else 0


@rule(phase="scoring", writes="ledger_points")
def ledger_points(enrolled: int, credits_year: float, price: float, score_points: float) -> float:
    """Points for the credits of about a year; nothing for people without an account."""
    return score_points * credits_year / price if enrolled != 0 and price > 0.0 else 0.0


MECHANISM = Mechanism(
    name="ledger_score",
    doc="Turns the credits of about a year into points of the score: a ledger kept for one purpose serves another.",
    source="per regime; no ledger studied documents such a use",
    limits="Points follow credits in a straight line. The credits of a year fade instead of ending on a day.",
    part="regime",
    sections=("ledger_score", "ledger", "scoring"),
    rules=(unsettled, ledger_points),
    params=(
        Param("score_points", "points", "points of the score per price of one redemption", off=0.0,
              path="ledger.score_points"),
        Param("price", "credits", "credits for one redemption", path="ledger.price"),
    ),
)  # fmt: skip
