"""Whom a regime never touched: what they give up is not the effect of a sanction."""

from __future__ import annotations

import numpy as np

from ..core.outcome import Outcome
from .metric import people

SANCTIONS = (
    "ever_listed", "limit_orders", "ever_named", "refusals", "ever_pierced", "ever_tainted", "ranked_low_months",
)  # fmt: skip


def never_sanctioned(outcome: Outcome, arm: str | int) -> np.ndarray:
    """Adults whom this arm never listed, limited, named, refused, reached, suspected or ranked low; shape (P,) bool.

    Limits: only what the run counted; a regime without such a column sanctions nobody in that way.
    """
    known = outcome.columns("people")
    found = people(outcome, arm, "adult", *(name for name in SANCTIONS if name in known))
    clean: np.ndarray = found["adult"] != 0
    if "firm" in known:
        clean = clean & (people(outcome, arm, "firm")["firm"] == 0)
    for name in SANCTIONS:
        if name in found:
            clean = clean & (found[name] == 0)
    return clean
