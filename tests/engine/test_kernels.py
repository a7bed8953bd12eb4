"""Loops around rules: what they are named after, shared loops equal separate ones, ceilings only save time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toy_worlds import BASE, Lived, assert_same, live, toy_plan, toy_world
from toys import ALONE, DEEDS, TOGETHER

from counterscore.core.declare import Column, Field, Mechanism, Param, rule
from counterscore.core.errors import PlanError
from counterscore.engine import kernels, run
from counterscore.engine.plan import make_plan
from counterscore.engine.state import World

SETTING = 1.0


def constant(value: float) -> Mechanism:
    """A mechanism made by a function: the same text, another number inside."""

    @rule(phase="scoring", writes="x")
    def written() -> float:
        return value

    return Mechanism("m", "d", "s", "l", "life", (written,), columns=(Column("x", "f8", "", ""),))


@rule(phase="scoring", writes="x")
def settled() -> float:
    """Depends on a number of its module, as on one that is imported from another file."""
    return SETTING


def result(mechanism: Mechanism) -> float:
    """What the mechanism writes."""
    plan = make_plan((mechanism,), {}, ())
    world = World({}, np.zeros(1, np.uint8), ("a",), {0: {}}, np.arange(1), {}, 1, 1)
    return float(live(plan, world).columns["x"][0, 0])


def test_rules_made_by_one_function_keep_their_own_numbers() -> None:
    """Two rules with the same text but other enclosed values never share machine code, in one process or from disk."""
    assert [result(constant(value)) for value in (1.0, 2.0, 1.0)] == [1.0, 2.0, 1.0]


def test_rules_follow_the_numbers_of_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant that a rule takes from elsewhere is part of what its machine code is named after."""
    mechanism = Mechanism("m", "d", "s", "l", "life", (settled,), columns=(Column("x", "f8", "", ""),))
    found = [result(mechanism)]
    monkeypatch.setitem(settled.function.__globals__, "SETTING", 2.0)
    found.append(result(mechanism))
    assert found == [1.0, 2.0]


def test_cache_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """COUNTERSCORE_CACHE says where loops are kept; a place that cannot be written is replaced by a temporary one."""
    kernels.cache_folder.cache_clear()
    try:
        monkeypatch.setenv("COUNTERSCORE_CACHE", str(tmp_path / "here"))
        assert kernels.cache_folder() == tmp_path / "here" / "counterscore" / "kernels"
        kernels.cache_folder.cache_clear()
        (tmp_path / "file").write_text("in the way")
        monkeypatch.setenv("COUNTERSCORE_CACHE", str(tmp_path / "file"))
        assert kernels.cache_folder().is_dir() and "file" not in kernels.cache_folder().parts
    finally:
        monkeypatch.undo()
        kernels.cache_folder.cache_clear()


def test_shared_loops_equal_separate_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules behind one gate that share a loop give the same bits as one loop each; the log holds the same lines."""
    plan = toy_plan(TOGETHER)
    world = toy_world(plan)
    joined = live(plan, world)
    assert any(len(group) > 1 for group in joined.engine.groups)
    monkeypatch.setattr(run, "grouped", lambda steps: [(step,) for step in steps])
    apart = live(plan, world)
    assert_same(joined, apart, tables=("records", "cases", "months", "people"))
    lines = [sorted(zip(*[rows[n].tolist() for n in sorted(rows)], strict=True)) for rows in logs(joined, apart)]
    assert lines[0] == lines[1] and len(lines[0]) > 300


def logs(*runs: Lived) -> list[dict[str, np.ndarray]]:
    """The refusals of each run."""
    return [r.rows("refusals") for r in runs]


def with_ceiling(function: Callable[..., Any] | None) -> Mechanism:
    """The toy deeds with another ceiling."""
    deed = DEEDS.rules[0]
    made = rule(phase=deed.phase, over=deed.over, emits=deed.emits, bound=deed.bound, ceiling=function)(deed.function)
    return Mechanism("deeds", "d", "s", "l", "life", (made, DEEDS.rules[1]), fields=DEEDS.fields, params=DEEDS.params)


def test_a_ceiling_only_saves_time() -> None:
    """With the ceiling of the toy, with one as high as the bound and with none the same people do the same things."""
    runs = []
    for deeds in (DEEDS, with_ceiling(None), with_ceiling(lambda pmax: pmax)):
        plan = toy_plan((deeds, *ALONE[1:]))
        runs.append(live(plan, toy_world(plan)))
    assert_same(runs[0], runs[1])
    assert_same(runs[0], runs[2])


@pytest.mark.parametrize("interpreted", [False, True])
def test_a_ceiling_that_is_too_low_is_an_error(interpreted: bool) -> None:
    """A probability above the ceiling is an error that names the act and blames the ceiling, never a lost act."""
    plan = toy_plan((with_ceiling(lambda rate: 0.7 * rate), *ALONE[1:]))
    with pytest.raises(PlanError, match=r"deeds.deed: act number \d .*ceiling"):
        live(plan, toy_world(plan, people=4096), interpreted=interpreted)


def test_a_ceiling_of_one_arm_does_not_touch_the_others() -> None:
    """An arm with high rates raises the ceiling for all; the acts of the other arm stay the same."""
    plan = toy_plan(ALONE)
    high = {"deeds.rate": np.minimum(BASE["deeds.rate"] * 1.2, BASE["deeds.pmax"] / 1.9)}
    worlds: list[dict[str, dict[str, Any]]] = [{"a": {}}, {"a": {}, "high": high}]
    alone, both = (live(plan, toy_world(plan, arms)) for arms in worlds)
    assert_same(alone, both, arms={0: 0})


@rule(phase="scoring", over="born:records", writes="fee")
def fee(tariff: float) -> float:
    """A fee by the group of the person on whom the record is written."""
    return tariff


def test_an_index_by_the_subject_skips_records_on_nobody() -> None:
    """A parameter indexed by the subject's group is not looked up for a record without subject: its field stays."""
    fees = Mechanism(
        "fees", "d", "s", "l", "life", (fee,), fields=(Field("records", "fee", "f8", "", start=-7.0),),
        params=(Param("tariff", "yuan", "", ("subject_group",)),),
    )  # fmt: skip
    plan = toy_plan((*ALONE, fees))
    found = live(plan, toy_world(plan, {"a": {}}, base=BASE | {"fees.tariff": np.array([10.0, 20.0, 30.0])}))
    rows, group = found.rows("records"), found.engine.world.people["group"]
    lost = rows["subject"] < 0
    assert lost.sum() > 50 and (rows["fee"][lost] == -7.0).all()
    assert (rows["fee"][~lost] == 10.0 * (1 + group[rows["subject"][~lost]])).all()
