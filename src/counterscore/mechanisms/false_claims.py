"""Claims against people who owe nothing: stolen papers, invented contracts, mixed-up borrowers."""

from __future__ import annotations

import numpy as np

from ..core.declare import Mechanism, Param, rule


def ceiling(rate: np.ndarray) -> np.ndarray:
    """Highest probability anybody can have under these parameters, (A,)."""
    return rate


@rule(
    phase="acts",
    over="acts:claims",
    emits="cases",
    bound="pmax",
    ceiling=ceiling,
    sets={"act": -1, "cause": 1, "repeat": 1},
)
def false_claim(adult: int, rate: float) -> float:
    """Probability that a debt of somebody else is claimed from this person."""
    return rate if adult != 0 else 0.0


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
        Param("rate", "per step", "false claims against an adult", off=0.0, path="courts.false_claim_rate"),
        Param("pmax", "probability", "declared bound of the monthly probability", path="courts.false_claim_pmax"),
    ),
)
