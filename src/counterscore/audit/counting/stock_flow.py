"""People listed as a stock that is filled and emptied: inflow, stay, stock, and how far from a steady state a run is.

In a steady state the stock is the inflow times the mean stay (Little). A run that starts with nobody listed fills up
first; what its stock will come to is more than what it holds at the end.

Source: Little (Operations Research 9, 1961); Kaplan and Meier (1958) for the stay.
Limits: the mean stay counts months up to the longest that anybody was seen listed, so where many are still listed then
(``still``) it is too short, and so is the stock it foretells.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ...core.outcome import Outcome
from ..survival import kaplan_meier
from .spans import listed_spans


@dataclass(frozen=True)
class StockFlow:
    """Times on lists and in low bands of one arm over its last ``steps`` steps, a year or the whole run if shorter.

    ``stock`` is the mean number that stood at once, ``inflow`` and ``outflow`` those that began and ended per step,
    ``stay`` the mean stay in steps with ``stay_se``, ``still`` the share that stays longer than was seen. ``steady`` is
    inflow times stay, ``filled`` stock over that; 1 in a steady state. None where nobody came in.
    """

    arm: str
    steps: int
    stock: float
    inflow: float
    outflow: float
    stay: float | None
    stay_se: float | None
    still: float | None
    steady: float | None
    filled: float | None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def stock_flow(outcome: Outcome, arm: str | int) -> StockFlow:
    """Stock and flow of the listed in one arm. Raises OutcomeError for an unknown arm."""
    number = outcome.arm_number(arm)
    spans = {name: values.astype(np.int64) for name, values in listed_spans(outcome, number).items()}
    end = outcome.steps
    steps = min(outcome.steps_year, end)
    first = end - steps
    stood = np.maximum(0, np.minimum(spans["stop"], end) - np.maximum(spans["start"], first))
    began = int(((spans["start"] >= first) & (spans["start"] > 0)).sum())
    ended = int(((spans["still"] == 0) & (spans["stop"] >= first)).sum())
    stock, inflow = float(stood.sum()) / steps, began / steps
    dated = spans["start"] > 0
    if not dated.any():
        return StockFlow(outcome.arms[number], steps, stock, inflow, ended / steps, *(None,) * 5)
    stay = kaplan_meier((spans["stop"] - spans["start"])[dated], spans["still"][dated] == 0)
    steady = inflow * stay.mean
    filled = stock / steady if steady > 0 else None
    return StockFlow(
        outcome.arms[number], steps, stock, inflow, ended / steps, stay.mean, stay.mean_se, stay.waiting[-1], steady,
        filled,
    )  # fmt: skip
