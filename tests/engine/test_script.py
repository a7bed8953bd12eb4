"""Rows that are given instead of drawn follow the same law as drawn ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toy_worlds import ARMS, Lived, assert_same, live, toy_plan, toy_world

from counterscore.core.draws import BLOCK
from counterscore.core.errors import PlanError
from counterscore.engine import checkpoint
from counterscore.engine.run import Engine, Fixed, Given
from counterscore.engine.script import Script

FIELDS = ("person", "act", "repeat", "cause")


def drawn(lived: Lived) -> list[Given]:
    """What happened in a run, arm by arm, in the order in which the engine draws: rule, block, act, person."""
    found: list[Given] = []
    for arm in range(len(lived.engine.world.arms)):
        rows = lived.rows("records", arm)
        for r in np.lexsort((rows["person"], rows["act"], rows["person"] // BLOCK, rows["repeat"])):
            values = {name: int(rows[name][r]) for name in FIELDS}
            found.append(Given("records", int(rows["born"][r]), values, (arm,)))
    return found


@pytest.fixture(scope="module")
def lived() -> Lived:
    """A small town whose acts are drawn."""
    plan = toy_plan()
    return live(plan, toy_world(plan, people=4500))


def test_given_rows_are_as_good_as_drawn_ones(lived: Lived) -> None:
    """What a run drew, given to a second run, makes the same bytes in every column, row, log and monthly sum."""
    plan, script = toy_plan(), drawn(lived)
    again = live(plan, toy_world(plan, people=4500), script=script)
    assert len(script) > 1000
    assert_same(lived, again)


def test_no_script_changes_nothing(lived: Lived) -> None:
    """script=None draws as ever, an empty script draws no act at all."""
    plan = toy_plan()
    assert_same(lived, live(plan, toy_world(plan, people=4500), script=None))
    calm = live(plan, toy_world(plan, people=4500), script=())
    assert not len(calm.rows("records")["person"]) and not len(calm.rows("cases")["person"])
    assert not calm.columns["points"].any()


def test_given_rows_join_where_their_table_is_made() -> None:
    """A case that nobody's record opened goes the way of all cases, in its own arms only; acts are not drawn."""
    plan = toy_plan()
    case = Given("cases", 2, {"person": 7, "subject": 9, "act": 1, "grave": 1}, (1, 2))
    mark = Given("records", 3, {"person": 4, "act": 2, "cause": 0})
    found = live(plan, toy_world(plan, people=16, months=60), script=[case, mark])
    rows = found.rows("cases")
    assert rows["arm"].tolist() == [1, 2] and rows["subject"].tolist() == [9, 9] and rows["born"].tolist() == [2, 2]
    assert rows["visits"].tolist() == [2, 2] and found.columns["closed"].sum(axis=1).tolist() == [0, 1, 1]
    assert found.rows("records")["arm"].tolist() == [0, 1, 2] and set(found.rows("records")["born"].tolist()) == {3}


def test_a_fixed_value_stands_for_what_was_worked_out() -> None:
    """A column that is fixed for one person, month and arm is what all later rules of the month read; nobody else's."""
    plan = toy_plan()
    script = [Fixed("listed", 4, 7, 1, (1,)), Fixed("refused", 4, 7, 5, (1,))]
    found = live(plan, toy_world(plan, people=16, months=7), script=script)
    assert found.columns["months_listed"].tolist()[0] == [0] * 16
    assert np.flatnonzero(found.columns["months_listed"][1]).tolist() == [7]
    assert found.columns["months_listed"][1, 7] == 1 and found.columns["listed"][1, 7] == 0
    assert found.columns["refused"][1, 7] == 5 and found.columns["refused_month"][1, 7] == 4


def test_values_fixed_to_what_they_are_change_nothing(lived: Lived) -> None:
    """Fixing columns to what was worked out anyway is the same run, groups of rules taken apart or not."""
    plan, script = toy_plan(), drawn(lived)
    last = lived.engine.world.months - 1
    fixed = [
        Fixed(name, last, person, float(lived.columns[name][arm, person]), (arm,))
        for name in ("listed", "refused", "rung") for arm in range(len(ARMS)) for person in range(0, 4500, 9)
    ]  # fmt: skip
    again = live(plan, toy_world(plan, people=4500), script=[*script, *fixed])
    assert_same(lived, again, tables=("cases", "months", "people", "records"))


def test_a_script_is_interpreted_as_it_is_compiled() -> None:
    """The same script in plain Python and as machine code: the same bytes."""
    plan = toy_plan()
    world = toy_world(plan, people=40, months=9)
    script = [Given("records", m, {"person": 5 * m, "act": m % 5, "repeat": m % 2}) for m in range(8)]
    assert_same(live(plan, world, script=script), live(plan, world, script=script, interpreted=True))


def test_a_script_goes_on_after_a_checkpoint(tmp_path: Path) -> None:
    """A run that stopped and is taken up with the same script ends as the undisturbed one."""
    plan = toy_plan()
    world = toy_world(plan, people=40, months=9)
    script = [Given("records", m, {"person": m, "act": m % 5}) for m in range(9)]
    whole, first = live(plan, world, script=script), live(plan, world, script=script, months=4)
    checkpoint.save(first.engine, tmp_path / "c.npz", {})
    later = Lived(Engine(plan, world, threads=1, script=script), first.parts)
    checkpoint.load(later.engine, tmp_path / "c.npz")
    later.engine.prepare()
    while later.engine.state.month < world.months:
        later.engine.month(later)
    later.engine.finish(later)
    assert_same(whole, later)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Given("recods", 1, {"person": 1}), "no such table; expected one of records, cases  did you mean 'records'?"),
        (Given("records", 8, {"person": 1}), "expected a month from 0 to 7"),
        (Given("records", -1, {"person": 1}), "expected a month from 0 to 7"),
        (Given("records", 1, {"act": 1}), "says nobody"),
        (Given("records", 1, {"person": 16}), "person is 16; expected somebody from 0 to 15"),
        (Given("records", 1, {"person": -1}), "person is -1; expected somebody from 0 to 15"),
        (Given("records", 1, {"person": 1, "subject": -2}), "subject is -2; expected somebody from 0 to 15"),
        (Given("records", 1, {"person": 1, "cuase": 1}), "no field 'cuase' to give; .*did you mean 'cause'?"),
        (Given("records", 1, {"person": 1, "born": 1}), "no field 'born' to give"),
        (Given("records", 1, {"person": 1, "cause": 0.5}), "cause is 0.5; expected a value that fits i1"),
        (Given("records", 1, {"person": 1, "cause": 300}), "cause is 300; expected a value that fits i1"),
        (Given("records", 1, {"person": 1, "act": 5}), "act is 5; expected one from 0 to 4"),
        (Given("records", 1, {"person": 1}, (0, 3)), r"arms are \(0, 3\); expected numbers from 0 to 2"),
    ],
)
def test_a_script_that_does_not_fit_is_refused(given: Given, says: str) -> None:
    """Every misfit is a PlanError that names the row, what was found and what was expected."""
    plan = toy_plan()
    with pytest.raises(PlanError, match=f"given row of '{given.table}' in month {given.month}: .*{says}"):
        Script([given], plan, toy_world(plan, people=16))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Fixed("lsted", 1, 1, 1), "no rule of this plan writes that column  did you mean 'listed'?"),
        (Fixed("listed", 1, 1, 300), "the value is 300; expected one that fits u1"),
        (Fixed("listed", 1, 16, 1), "person is 16; expected somebody from 0 to 15"),
        (Fixed("listed", 8, 1, 1), "expected a month from 0 to 7"),
        (Fixed("listed", 1, 1, 1, (3,)), r"arms are \(3,\); expected numbers from 0 to 2"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(given: Fixed, says: str) -> None:
    """Every misfit is a PlanError that names the column, what was found and what was expected."""
    plan = toy_plan()
    with pytest.raises(PlanError, match=f"given value of '{given.column}' in month {given.month}: .*{says}"):
        Script([given], plan, toy_world(plan, people=16))


def test_two_rows_that_are_the_same_are_refused() -> None:
    """Rows are known by person, act and repeat: the same twice in one arm is a mistake, in two arms it is not."""
    plan = toy_plan()
    values: dict[str, Any] = {"person": 3, "act": 1}
    world = toy_world(plan, people=16)
    Script([Given("records", 1, values, (0,)), Given("records", 1, values, (1,))], plan, world)
    Script([Given("records", 1, values), Given("records", 1, values | {"repeat": 1})], plan, world)
    with pytest.raises(PlanError, match="given twice"):
        Script([Given("records", 1, values), Given("records", 1, values, (len(ARMS) - 1,))], plan, world)
