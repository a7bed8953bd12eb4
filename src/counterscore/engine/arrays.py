"""Array rules over rows: one plain NumPy call per arm on all rows born this month, so that rows can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.draws import fill_rows
from ..core.errors import PlanError
from .names import Input

if TYPE_CHECKING:
    from .plan import Step
    from .steps import Steps


def new_rows(steps: Steps, step: Step) -> None:
    """Gives a field of this month's new rows (R,) of every arm its value.

    The rule gets fields and draws of the rows and columns of the persons who acted, shape (R,) each, and the numbers of
    one arm at a time: a parameter without an index has shape (), others (K,). Raises PlanError for another shape.
    """
    for a, table in enumerate(steps.state.tables[step.rule.target]):
        rows, name = table.active, str(step.rule.writes)
        born = rows["born"] == steps.state.month
        if not born.any():
            continue
        mine = {field: values[born] for field, values in rows.items()}
        result = np.asarray(step.rule.function(*[_value(steps, step, item, mine, a) for item in step.inputs]))
        if result.shape not in ((), (int(born.sum()),)):
            raise PlanError(f"{step.name} returned shape {result.shape}; expected one value for each of its rows")
        rows[name][born] = result


def _value(steps: Steps, step: Step, item: Input, rows: dict[str, np.ndarray], arm: int) -> Any:
    """One input of an array rule over the rows of one arm."""
    if item.kind in ("draw", "lasting"):
        key = steps._draw_key(item.name, step.rule)
        out, now = np.empty(len(rows["person"])), steps.state.month if item.kind == "draw" else 0
        keyed = (rows["person"], rows["born"], rows["repeat"], rows["act"], steps.world.act_codes, key)
        fill_rows(out, 0, len(out), now, *keyed)
        return out
    if item.kind in ("param", "vector"):
        return np.asarray(steps.state.params[item.name][arm])
    if item.kind == "month":
        return steps.state.month
    if item.kind == "field":
        return rows[item.name]
    who = rows["subject"] if item.kind.startswith("subject") else rows["person"]
    whole = steps.world.people[item.name] if item.kind.endswith("people") else steps.state.columns[item.name][arm]
    return whole[who]
