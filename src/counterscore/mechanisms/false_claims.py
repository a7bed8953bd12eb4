"""Claims against people who owe nothing: stolen papers, invented contracts, mixed-up borrowers."""

from __future__ import annotations

import numpy as np

from ..core.declare import Mechanism, Param, rule


def ceiling(rate_year: np.ndarray) -> np.ndarray:
    """Highest probability anybody can have under these parameters, (A,)."""
    return rate_year / 12.0


@rule(
    phase="acts",
    over="acts:claims",
    emits="cases",
    bound="pmax",
    ceiling=ceiling,
    sets={"act": -1, "cause": 1, "repeat": 1},
)
def false_claim(adult: int, rate_year: float) -> float:
    """Probability that a debt of somebody else is claimed from this person."""
    return rate_year / 12.0 if adult != 0 else 0.0


MECHANISM = Mechanism(
    name="false_claims",
    doc="Starts court cases over debts that are not the person's own; from there the case goes its ordinary way.",
    source="assumption; impostor company registrations: 0.08 % of firms (market regulator, 2019)",
    limits="Every adult is equally exposed. False claims begin with the regime, so that all arms share one past; the "
    "first reach the list after about a year.",
    part="error",
    sections=("courts",),
    rules=(false_claim,),
    params=(
        Param("rate_year", "per year", "false claims per adult-year", off=0.0, path="courts.false_claim_rate_year"),
        Param("pmax", "probability", "declared bound of the monthly probability", path="courts.false_claim_pmax"),
    ),
)
