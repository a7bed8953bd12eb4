"""A past that all arms share is lived once, and every arm goes on from there.

Arms without a regime yet are the same arm: life before the start of a regime has equal parameters in all of them, and
equal parameters with equal draws give equal bytes.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .run import Engine
from .state import World

APART = ("pairing.reference",)  # numbers of arms, which mean nothing before arms differ


def past_of(world: World) -> World | None:
    """The world of one arm up to the start of the regime; None where the arms differ before, or nothing is before."""
    before = [values for month, values in world.params.items() if month < world.warmup]
    if not world.warmup or len(world.arms) < 2:
        return None
    for values in before:
        for name, numbers in values.items():
            if name not in APART and not (numbers == numbers[:1]).all():
                return None
    alone = {
        month: {name: np.full_like(v[:1], -1) if name in APART else v[:1] for name, v in values.items()}
        for month, values in world.params.items()
        if month < world.warmup
    }
    return replace(world, arms=world.arms[:1], params=alone)


def go_on(engine: Engine, past: Engine) -> None:
    """Gives every arm of a fresh engine the state that the one arm of ``past`` has come to."""
    state, shared = engine.state, past.state
    for name, column in state.columns.items():
        column[:] = shared.columns[name]
    for name, copy in state.published.items():
        copy[:] = shared.published[name]
    for name, tables in state.tables.items():
        waiting = shared.tables[name][0].pack()
        for table in tables:
            table.unpack(waiting)
    state.month = shared.month
