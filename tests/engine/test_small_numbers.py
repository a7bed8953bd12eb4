"""Small unsigned numbers are plain integers in a rule: 0 - 1 is -1, compiled as interpreted."""

from __future__ import annotations

import numpy as np
import pytest
from toy_worlds import live

from counterscore.core.declare import Column, Field, Mechanism, Param, rule
from counterscore.engine.plan import make_plan
from counterscore.engine.state import World


@rule(phase="acts", over="acts:any", emits="notes", bound="top")
def note(top: float) -> float:
    """Almost everybody, every month."""
    return top


@rule(phase="scoring", over="rows:notes", writes="counted")
def counted() -> int:
    """What stood before."""
    return 1


@rule(phase="listing", over="rows:notes", adds="held")
def less(standing: int, counted: int) -> int:
    """A negative difference of two fields of one byte."""
    return standing - counted if counted == 1 else 0


@rule(phase="listing", writes="below")
def below(flag: int, one: int) -> int:
    """A comparison with a negative difference of two columns of one byte."""
    return 1 if flag - one < 0 else 0


SMALL = Mechanism(
    "small", "d", "s", "l", "life", (note, counted, less, below),
    columns=(
        Column("held", "i2", "count", "sum of differences"), Column("below", "u1", "flag", "seen below zero"),
        Column("flag", "u1", "flag", "nothing"), Column("one", "u1", "flag", "one", start=1),
    ),
    fields=(Field("notes", "standing", "u1", "0"), Field("notes", "counted", "u1", "1 later")),
    params=(Param("top", "probability", "p", ("act",)),),
)  # fmt: skip


@pytest.mark.parametrize("interpreted", [False, True])
def test_differences_of_small_numbers_may_be_negative(interpreted: bool) -> None:
    """Two notes of one person in a month take two away, in machine code as in Python."""
    plan = make_plan((SMALL,), {}, ("act",))
    top = {"small.top": np.full((1, 2), 0.999999)}
    world = World({}, np.zeros(40, np.uint8), ("a",), {0: top}, np.arange(1, 4), {"notes": 9}, 1, 3)
    columns = live(plan, world, interpreted=interpreted).columns
    assert columns["held"][0].tolist() == [-2] * 40
    assert columns["below"][0].tolist() == [1] * 40
