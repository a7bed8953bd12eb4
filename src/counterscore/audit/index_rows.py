"""Every index a run can tell, in its main arm and against every other, as plain rows for terminal, report and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .frame import groupings_of
from .index import Index, indices
from .metric import find_metric
from .resample import Arguments, Estimate, parts_of, value_and_differences
from .subgroups import cells_in, to_compare
from .subjects import subjects_of, worded
from .worst_hit import WorstHit, plainest, worst_hit

SCANNED = (
    "wrongly_listed", "ever_listed", "low_band_months", "refused_at_least_once", "lost_money", "ever_wrongly_refused",
)  # fmt: skip


@dataclass(frozen=True)
class IndexRow:
    """An index of ``arm``, or with a ``reference`` its paired difference; ``by`` names the groups it compares, if any.

    None stands for undefined, too few people, or no interval that would be right; ``note`` says which.
    """

    index: str
    title: str
    unit: str
    worse: str
    by: str
    arm: str
    reference: str | None
    estimate: float | None
    low: float | None
    high: float | None
    n: int
    method: str
    note: str
    variance_reduction: float | None
    clear: bool


def index_rows(outcome: Outcome, arm: str, references: Sequence[str]) -> list[IndexRow]:
    """Every index this run can tell of ``arm``, and its difference to each reference; groups compared by each grouping.

    An index that the run turns out not to hold after all has no row.
    """
    rows: list[IndexRow] = []
    groups: dict[str, Arguments] = {}
    for by in groupings_of(outcome):
        codes, names = cells_in(outcome, arm, by)
        groups[by] = to_compare(codes, len(names))
    for index in indices().values():
        if not index.available(outcome):
            continue
        for by in groups if index.across else ("",):
            try:
                rows += _rows(outcome, index, arm, references, by, groups.get(by))
            except OutcomeError:
                continue
    return rows


def _rows(
    outcome: Outcome, index: Index, arm: str, references: Sequence[str], by: str, groups: Arguments | None
) -> list[IndexRow]:
    """One index: its value and its differences, unless it says nothing in any of them."""
    here = parts_of(outcome, index, arm, groups)
    others = (parts_of(outcome, index, other, groups) for other in references)
    value, *differences = value_and_differences(here, others, (index.low, index.high))
    if value.estimate is None:
        return []
    found = [_row(outcome, index, arm, None, by, value)]
    for other, one in zip(references, differences, strict=True):
        found.append(_row(outcome, index, arm, other, by, one))
    return found


def _row(outcome: Outcome, index: Index, arm: str, reference: str | None, by: str, found: Estimate) -> IndexRow:
    """An estimate with the words of its index."""
    told = (subjects_of(outcome), outcome.step)
    return IndexRow(
        index.id, worded(index.title, *told), worded(index.unit, *told), index.worse, by, arm, reference,
        found.estimate, found.low, found.high, found.n, found.method, found.note, found.variance_reduction,
        found.clear,
    )  # fmt: skip


def hardest_hit(outcome: Outcome, arm: str) -> list[WorstHit]:
    """The worst-hit subgroup for each harm of ``SCANNED`` that the run holds, against no regime where there is one."""
    against = plainest(outcome)
    if against == arm:
        return []
    known = [metric for metric in map(find_metric, SCANNED) if metric.available(outcome)]
    found = [worst_hit(outcome, metric, arm, against) for metric in known]
    return [one for one in found if one.everybody != 0.0]
