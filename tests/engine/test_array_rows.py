"""Array rules over new rows: the same numbers as one rule per row, and rows that know each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import RECORDS, lived
from toy_worlds import assert_same

from counterscore.core.declare import Column, Field, Mechanism, Param, rule
from counterscore.core.errors import PlanError
from counterscore.engine.run import Given
from counterscore.mechanisms import retention, standing

ROWS = "born:records"
PARAMS = (Param("lift", "points", "added"), Param("per_act", "points", "by act", ("act",)))


def one_by_one(
    act: int, age_years: int, height: float, lift: float, per_act: float, month: int, u_luck: float
) -> float:
    """A number made of everything a rule over rows can read."""
    return per_act + act + 0.5 * age_years + height + lift + month + u_luck


def at_once(
    act: Any, age_years: Any, height: Any, lift: Any, per_act: Any, month: Any, u_luck: Any
) -> Any:  # fmt: skip
    """The same for all rows of an arm."""
    return per_act[act] + act + 0.5 * age_years + height + lift + month + u_luck


@rule(phase="acts", writes="height")
def height(age_years: int, month: int) -> float:
    """A column to read."""
    return 0.25 * age_years * month


def mechanism(function: Any, form: str) -> Mechanism:
    """One rule that gives new rows a weight, in either form, under one name and so with the same draws."""
    weigh = rule(phase="reporting", over=ROWS, writes="weight", form=form)(function)
    return Mechanism(
        "weighing", "a test", "a test", "none", "life", (height, weigh), params=PARAMS,
        columns=(Column("height", "f8", "m", "a column", keep=True),),
        fields=(Field("records", "weight", "f8", "a number"),),
    )  # fmt: skip


def run(weighing: Mechanism) -> Any:
    """Two arms, some rows in every month; person 3 acts twice in one."""
    given = [Given("records", m, {"person": p, "act": (m + p) % 4}) for m in range(5) for p in range(m + 1)]
    given.append(Given("records", 4, {"person": 3, "act": 1}))
    arms = {
        name: {"weighing.lift": lift, "weighing.per_act": np.array([1.0, 2.0, 4.0, 8.0]) * lift}
        for name, lift in (("a", 1.0), ("b", 3.0))
    }
    mechanisms = (RECORDS, retention.MECHANISM, standing.MECHANISM, weighing)
    return lived(mechanisms, arms, months=6, given=given, columns={"age_years": np.arange(8)})


def test_both_forms_give_the_same_bits() -> None:
    """Fields, columns of the person, parameters, months and draws: all at once or row by row."""
    assert_same(run(mechanism(one_by_one, "scalar")), run(mechanism(at_once, "array")))


def test_a_rule_sees_all_rows_of_its_arm() -> None:
    """Ranks of this month's rows by their own draw are 0 to n - 1, in each arm alike."""

    def ranks(u_luck: Any, lift: Any) -> Any:
        return np.argsort(np.argsort(u_luck))

    lives = run(mechanism(ranks, "array"))
    for arm in (0, 1):
        rows = lives.rows("records", arm)
        for month in range(5):
            here = rows["weight"][rows["born"] == month]
            assert sorted(here.tolist()) == list(range(len(here)))


def test_a_wrong_shape_is_an_error() -> None:
    """One value for each row, or the plan says which rule did not."""

    def short(act: Any) -> Any:
        return np.zeros(len(act) + 1)

    with pytest.raises(PlanError, match=r"weighing.short returned shape"):
        run(mechanism(short, "array"))


def test_other_rows_have_no_array_form() -> None:
    """Only rules over people and over new rows may come as arrays."""
    with pytest.raises(PlanError, match=r"form='array'.*born:TABLE"):
        rule(phase="expiry", over="rows:records", writes="weight", form="array")(at_once)
