"""Published figures beside what a run gives: does the list of this laboratory behave like the one that was counted?

Quantities are computed from the outcome tables of one arm, normally "as written"; see ``quantity`` and ``quantities``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.errors import nearest
from ..core.outcome import Outcome
from .quantity import find_quantity, quantity_names

AS_WRITTEN = "as written"


@dataclass(frozen=True)
class TargetRow:
    """One published figure beside the run's own; ``inside`` is None where the run cannot tell."""

    id: str
    title: str
    obtained: float | None
    low: float
    high: float
    inside: bool | None
    source: str
    grade: str = ""
    note: str = ""


def check_targets(
    outcome: Outcome, targets: Sequence[Mapping[str, Any]] | None = None, arm: str | int = AS_WRITTEN
) -> list[TargetRow]:
    """Compares a run with published figures, one row each; ``targets`` defaults to those of the study.

    A target is a mapping with id, title, low, high, source, grade, note. Rows without a number (nobody was listed,
    the regime has no such list, or no quantity has the target's id) carry ``inside = None`` and say why.
    """
    wanted = outcome.study.get("targets", []) if targets is None else targets
    number = outcome.arm_number(arm)
    return [_row(outcome, number, target) for target in wanted]


def _row(outcome: Outcome, arm: int, target: Mapping[str, Any]) -> TargetRow:
    """One target with its verdict."""
    name = str(target["id"])
    obtained, why = _obtained(outcome, arm, target)
    low, high = float(target["low"]), float(target["high"])
    inside = None if obtained is None else low <= obtained <= high
    title, source, grade, note = (str(target.get(key, "")) for key in ("title", "source", "grade", "note"))
    told = "; ".join(text for text in (note, why) if text)
    return TargetRow(name, title or name, obtained, low, high, inside, source, grade, told)


def _obtained(outcome: Outcome, arm: int, target: Mapping[str, Any]) -> tuple[float | None, str]:
    """The run's own figure, or None and why there is none."""
    name = str(target["id"])
    compute = find_quantity(name)
    if compute is None:
        return None, f"this version computes no quantity of that name{nearest(name, quantity_names())}"
    if missing := compute.missing(outcome):
        return None, f"this run has no table {', '.join(missing)}"
    needed = int(target.get("from_months", 0))
    if outcome.steps * 12 < needed * outcome.steps_year:
        return None, f"a run of at least {needed} months is needed to compare"
    people = int(target.get("from_people", 0))
    if int(outcome.study.get("people", 0)) < people:
        return None, f"a run of at least {people:,} people is needed to compare"
    found = compute(outcome, arm)
    return found, "nobody to count in this run" if found is None else ""
