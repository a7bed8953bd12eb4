"""How often adults are turned away, sector by sector."""

from __future__ import annotations

from ...core.outcome import Outcome
from ..metric import Metric, Values, among_subjects, declare

SECTORS = {
    "air": "flights",
    "high_speed_rail": "high-speed trains",
    "loan": "loans",
    "hotel": "hotel rooms",
    "school": "school places",
    "rail": "trains",
    "job": "jobs and promotions",
    "permit": "permits",
    "document": "papers",
    "dating": "introductions to partners",
    "tender": "tenders and subsidies",
    "service": "services on ordinary terms",
}


def _declared(sector: str, things: str) -> Metric:
    """The metric of one sector."""
    column = f"refused_{sector}"

    def measure(outcome: Outcome, arm: str | int) -> Values:
        return among_subjects(outcome, arm, column)

    return declare(
        Metric(
            id=column,
            title=f"Refused {things}",
            unit="refusals per 1,000 adults",
            worse="higher",
            among="adults",
            definition=f"Attempts at {things} that were refused in the run, repeats included, per 1,000 adults.",
            source="counted as published counts of blocked tickets are: attempts, not people",
            needs=(column, "adult"),
            per=1000.0,
            measure=measure,
        )
    )


REFUSALS = tuple(_declared(sector, things) for sector, things in SECTORS.items())
