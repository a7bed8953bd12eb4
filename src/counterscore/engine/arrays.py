"""Array rules: one plain NumPy call on all people and arms, or per arm on all rows born this month.

They are for what compares people, arms or rows with each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.draws import fill, fill_rows
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


def everybody(steps: Steps, step: Step) -> None:
    """Gives a column (A, P) its value. Raises PlanError for another shape."""
    values = [_whole(steps, item) for item in step.inputs]
    out = steps.state.columns[str(step.rule.writes)]
    result = np.asarray(step.rule.function(*values))
    try:
        out[:] = result
    except ValueError:
        raise PlanError(f"{step.name} returned shape {result.shape}; expected {out.shape}, arms first") from None


def _whole(steps: Steps, item: Input) -> Any:
    """One input of an array rule: columns (A, P), people (P,), parameters (A, 1) or (A, K), draws (P,)."""
    world, state = steps.world, steps.state
    if item.kind in ("draw", "lasting"):
        key, out = steps.keys[item.name], np.empty(world.count)
        fill(out, 0, key[0], key[1], state.month if item.kind == "draw" else 0, key[2])
        return out
    if item.kind in ("param", "vector"):
        values = state.params[item.name]
        return values[:, None] if values.ndim == 1 else values
    if item.kind == "month":
        return state.month
    if item.kind == "constant":
        # a column that nobody writes: one number seen as (A, P), which takes no memory
        return np.broadcast_to(np.array(float(item.name), item.dtype), (len(world.arms), world.count))
    return world.people[item.name] if item.kind == "people" else state.columns[item.name]
