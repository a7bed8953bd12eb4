"""What people have to live on in a run, with and without what the regime costs them: parts of the income indices.

Everybody, children too, has the yearly disposable income per head of the household, as surveys count it. Over the run
it comes to income times length; what is left of it is that minus the money lost because of the regime. So the same
index in an arm without a regime is the one before, and the paired difference is what the regime does to inequality.

Source: income per head of the recipe (NBS); ``money_lost_yuan`` of the run.
Limits: incomes do not move during a run but through the regime; the tail above the survey is the recipe's.
"""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..metric import people
from ..subjects import subjects_of

YEAR = 12.0
NEEDS = ("income_yuan", "money_lost_yuan")


def income_left(outcome: Outcome, arm: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Yuan a year left to each person (P,), never below 0, and who is a person (P,) bool; nobody in a run of firms."""
    firm = ("firm",) if "firm" in outcome.columns("people") else ()
    found = people(outcome, arm, *NEEDS, *firm)
    years = outcome.steps / outcome.steps_year
    left = np.maximum(0.0, YEAR * found["income_yuan"] - found["money_lost_yuan"] / years)
    among = found["income_yuan"] > 0.0
    if "firm" in found:
        among = among & (found["firm"] == 0)
    return left, among & (subjects_of(outcome) != "firms")
