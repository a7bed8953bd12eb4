"""What means hide, of the main arm: harm to each person, incomes before and after, stock and flow, parity by step.

For terminal, report and JSON; each part is told by a module of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .counting.step_parity import StepGap, step_parity
from .counting.stock_flow import StockFlow, stock_flow
from .frame import groupings_of
from .harm import Harm, harm
from .index import find_index
from .metric import find_metric
from .resample import Estimate, index_effect, index_of
from .subjects import subject_column

HARMS = (
    "wrongly_listed", "ever_listed", "months_listed", "low_band_months", "refused_at_least_once", "money_lost",
    "hours_lost",
)  # fmt: skip
INCOMES = ("gini_income", "theil_income", "theil_l_income")


@dataclass(frozen=True)
class IncomeRow:
    """An index of inequality of income in the reference, and what the arm adds to it, by the same people in both."""

    index: str
    before: Estimate
    change: Estimate


@dataclass(frozen=True)
class Uneven:
    """Harms and inequality of income against ``reference``, stock and flow of the listed, and parity by step.

    ``incomes`` is empty where a run costs nobody money; ``stock`` is None where nobody ever stood on a list or in a low
    band, ``steps`` is empty without lists by month.
    """

    arm: str
    reference: str
    harms: list[Harm]
    incomes: list[IncomeRow]
    stock: StockFlow | None
    steps: dict[str, list[StepGap]]


def uneven(outcome: Outcome, arm: str, reference: str) -> Uneven:
    """Everything a run tells of one arm; harms that nobody bears, or too few people could, are left out."""
    flow = stock_flow(outcome, arm)
    stock = flow if flow.stock > 0 or flow.inflow > 0 else None
    steps = {by: step_parity(outcome, arm, by) for by in groupings_of(outcome)} if _counted(outcome) else {}
    told = {by: [one for one in found if one.whole is not None] for by, found in steps.items()}
    return Uneven(
        arm, reference, _harms(outcome, arm, reference), _incomes(outcome, arm, reference), stock,
        {by: found for by, found in told.items() if found},
    )  # fmt: skip


def _incomes(outcome: Outcome, arm: str, reference: str) -> list[IncomeRow]:
    """Inequality of income with and without what the arm costs people; nothing where it costs nobody anything."""
    if arm == reference:
        return []
    rows = [
        IncomeRow(one.id, index_of(outcome, one, reference), index_effect(outcome, one, arm, reference))
        for one in map(find_index, INCOMES)
        if one.available(outcome)
    ]
    return [row for row in rows if row.before.estimate is not None and row.change.method != "nobody"]


def _counted(outcome: Outcome) -> bool:
    """Whether the run counts by month and group, and knows whom it is about."""
    return "months" in outcome.tables and subject_column(outcome) in outcome.columns("people")


def _harms(outcome: Outcome, arm: str, reference: str) -> list[Harm]:
    """Harm by every metric of ``HARMS`` that the run holds and that touches somebody."""
    if arm == reference:
        return []
    found = []
    for metric in map(find_metric, HARMS):
        try:
            one = harm(outcome, metric, arm, reference) if metric.available(outcome) else None
        except OutcomeError:  # too few people count
            continue
        if one is not None and (one.harmed.estimate > 0.0 or one.helped.estimate > 0.0):
            found.append(one)
    return found
