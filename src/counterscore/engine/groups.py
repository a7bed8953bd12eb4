"""Which steps share one loop: neighbours in the plan behind the same gate that cannot disturb each other."""

from __future__ import annotations

from collections.abc import Sequence

from .plan import Step

ROWS = ("rows", "born", "due")


def grouped(steps: Sequence[Step]) -> list[tuple[Step, ...]]:
    """The steps in order, cut into groups that run as one loop with the same result as one loop each.

    Rules gated by the same column are joined. All others stay alone: one simple loop each is what the compiler
    vectorises, and a joined loop over rows is five times slower (docs/performance.md).
    """
    groups: list[tuple[Step, ...]] = []
    for step in steps:
        if groups and _joins(groups[-1], step):
            groups[-1] = (*groups[-1], step)
        else:
            groups.append((step,))
    return groups


def _joins(group: tuple[Step, ...], step: Step) -> bool:
    rule, first = step.rule, group[0].rule
    if rule.where is None or rule.where != first.where:
        return False
    written = [s.output() for s in group]
    logs = {s.rule.log for s in (*group, step)} - {None}
    return rule.where not in written and step.output() not in written and len(logs) <= 1
