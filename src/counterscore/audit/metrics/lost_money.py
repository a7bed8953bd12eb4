"""How many people the regime cost any money at all."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..metric import Values, among_subjects, metric


@metric(
    title="Lost money",
    unit="per 1,000 adults",
    worse="higher",
    definition="Adults who lost at least one yuan because of the regime: income, own or through the household, "
    "interest for late performance, or the cost of a slower journey, per 1,000 adults.",
    source="our own definition; the third of four counts: listed wrongly, refused, lost money, corrected",
    needs=("money_lost_yuan", "adult"),
    per=1000.0,
)
def lost_money(outcome: Outcome, arm: str | int) -> Values:
    """1 for adults who lost a yuan or more in this arm, else 0."""
    found = among_subjects(outcome, arm, "money_lost_yuan")
    return Values((found.values >= 1.0).astype(np.float64), found.among)
