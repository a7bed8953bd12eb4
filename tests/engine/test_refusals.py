"""What the engine refuses: probabilities above their bounds, arrays that do not fit, worlds beyond the draws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from toy_worlds import ARMS, BASE, Lived, live, stacked, town, toy_plan, toy_world
from toys import ALONE, TOGETHER, ladder

from counterscore.core.draws import BLOCK
from counterscore.core.errors import PlanError, SpecError
from counterscore.engine.run import Engine


@pytest.mark.parametrize("interpreted", [False, True])
def test_a_probability_above_its_bound_names_the_act(interpreted: bool) -> None:
    """p above the declared bound stops the run with the step, the number of the act and the bound."""
    plan = toy_plan(ALONE)
    rate = BASE["deeds.rate"] * np.array([1, 1, 1, 5, 1])
    with pytest.raises(PlanError, match=r"deeds.deed: act number 3 .* 0\.1"):
        live(plan, toy_world(plan, base=BASE | {"deeds.rate": rate}), interpreted=interpreted)


def test_a_probability_above_its_bound_in_one_arm_is_enough() -> None:
    """The bound holds for every arm."""
    plan = toy_plan(ALONE)
    arms = {"low": {}, "high": {"deeds.rate": BASE["deeds.rate"] * 5}}
    with pytest.raises(PlanError, match="act number"):
        live(plan, toy_world(plan, arms))


def test_a_bound_of_nothing_allows_nothing() -> None:
    """An act with bound 0 and a probability above 0 is an error too, not an act that silently never happens."""
    plan = toy_plan(ALONE)
    bound = BASE["deeds.pmax"] * np.array([1, 1, 1, 1, 0])
    with pytest.raises(PlanError, match="act number 4"):
        live(plan, toy_world(plan, base=BASE | {"deeds.pmax": bound}))


def test_a_probability_that_is_not_a_number_is_an_error() -> None:
    """Not-a-number is above every bound, not below it."""
    plan = toy_plan(ALONE)
    rate = BASE["deeds.rate"] * np.array([1, 1, np.nan, 1, 1])
    with pytest.raises(PlanError, match="act number 2"):
        live(plan, toy_world(plan, base=BASE | {"deeds.rate": rate}))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"chunk": BLOCK + 1}, PlanError, "multiple of 4096"),
        ({"chunk": 0}, PlanError, "multiple of 4096"),
        ({"months": 5000}, SpecError, "5000 months"),
        ({"replicate": 65536}, SpecError, "replicate 65536"),
        ({"arms": {str(a): {} for a in range(63)}}, PlanError, "63 arms"),
        ({"params": {0: {}}}, PlanError, "has no value"),
    ],
)
def test_worlds_that_cannot_be_lived_are_refused(options: dict[str, Any], error: type[Exception], message: str) -> None:
    """Limits of the draws, chunks that cut a block, too many arms and missing parameters are found before month 0."""
    plan = toy_plan(ALONE)
    own = {k: options[k] for k in ("chunk",) if k in options}
    others = {k: v for k, v in options.items() if k not in ("chunk", "arms")}
    with pytest.raises(error, match=message):
        Engine(plan, toy_world(plan, options.get("arms", ARMS), people=100, **others), **own)


def test_a_world_needs_an_arm() -> None:
    """No arm at all is refused."""
    plan = toy_plan(ALONE)
    world = toy_world(plan, people=100)
    nothing = {name: values[:0] for name, values in world.params[0].items()}
    with pytest.raises(PlanError, match="0 arms"):
        Engine(plan, replace(world, arms=(), params={0: nothing}), threads=1)


def test_bounds_are_the_same_everywhere() -> None:
    """A bound that differs between arms or months would deal the acts anew; that is refused with the parameter."""
    plan = toy_plan(ALONE)
    other = {"deeds.pmax": BASE["deeds.pmax"] * 1.5}
    with pytest.raises(PlanError, match=r"deeds.pmax.*equal in all arms"):
        Engine(plan, toy_world(plan, {"a": {}, "b": other}, people=50))
    later = {0: stacked(plan, [{}, {}], BASE), 3: stacked(plan, [other, other], BASE)}
    with pytest.raises(PlanError, match=r"deeds.pmax.*equal in all arms"):
        Engine(plan, toy_world(plan, {"a": {}, "b": {}}, people=50, params=later))


def bad_worlds() -> list[tuple[str, dict[str, Any], str]]:
    """Worlds whose arrays do not fit: without a check the machine code would read memory that is not theirs."""
    plan, people = toy_plan(TOGETHER), town(9000)
    first = stacked(plan, [{}] * 3, BASE)
    return [
        ("a column of the people is missing", {"columns": {k: v for k, v in people.items() if k != "risk"}}, "risk"),
        ("a column of the people is short", {"columns": people | {"risk": people["risk"][:100]}}, "risk"),
        ("a table of acts is short", {"params": {0: first | {"deeds.rate": first["deeds.rate"][:, :3]}}}, "deeds.rate"),
        ("later values have another shape", {"params": {0: first, 2: {"deeds.rate": np.zeros((3, 2))}}}, "deeds.rate"),
        ("there are no ties", {"ties": None}, "friends"),
    ]  # fmt: skip


@pytest.mark.parametrize(("options", "name"), [w[1:] for w in bad_worlds()], ids=[w[0] for w in bad_worlds()])
def test_arrays_that_do_not_fit_are_refused(options: dict[str, Any], name: str) -> None:
    """Every array is checked against the plan before any machine code sees it; the error names it."""
    plan = toy_plan(TOGETHER)
    with pytest.raises(PlanError, match=name):
        Engine(plan, toy_world(plan, **options), threads=1)


@pytest.mark.parametrize("shape", [(7,), (3, 9001), (9000, 3), (2, 9000)])
def test_array_rules_of_a_wrong_shape_are_refused(shape: tuple[int, ...]) -> None:
    """A result that does not fit (A, P) is an error with both shapes."""
    plan, engine = toy_plan(ALONE), None

    wrong = ladder("array")
    object.__setattr__(
        wrong.rules[0], "function", lambda points, risk, floors, lift, u_slip, v_start, month: np.zeros(shape)
    )
    plan = toy_plan((*ALONE[:-1], wrong))
    engine = Engine(plan, toy_world(plan), threads=1)
    engine.prepare()
    with pytest.raises(PlanError, match=r"ladder.rung returned shape .*expected \(3, 9000\)"):
        engine.month(Lived(engine))
