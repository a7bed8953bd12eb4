"""Reports of acts that nobody did: mistakes and malice."""

from __future__ import annotations

import numpy as np

from ..core.declare import Mechanism, Param, rule


def ceiling(rate_month: np.ndarray) -> np.ndarray:
    """Highest probability anybody can have under these parameters, (A, K)."""
    return rate_month


@rule(phase="acts", over="acts:conduct", emits="records", bound="pmax", ceiling=ceiling, sets={"cause": 1, "repeat": 1})
def false_report(abilities: int, needs: int, rate_month: float) -> float:
    """Probability that somebody reports an act of this person that never happened."""
    return rate_month if (abilities >> needs) & 1 else 0.0


MECHANISM = Mechanism(
    name="false_reports",
    doc="Writes records about acts that did not happen, on anybody who could have done them.",
    source="assumption",
    limits="Blind to conduct: nobody is denounced because of what he or she did.",
    part="error",
    rules=(false_report,),
    params=(
        Param("rate_month", "probability", "probability of a false report in a step", ("act",), off=0.0),
        Param("pmax", "probability", "declared bound of the monthly probability", ("act",)),
        Param("needs", "code", "which ability the act needs", ("act",), integer=True, path="acts.needs"),
    ),
)
