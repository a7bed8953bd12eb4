"""The certificate of where worlds part: the first month, step, person and parameter, and never a wrong 'never'."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from toy_worlds import BASE, Lived, live, stacked, toy_plan, toy_world
from toys import ALONE

from counterscore.core.declare import Field, Mechanism, Param, rule
from counterscore.engine.plan import Plan, make_plan
from counterscore.engine.run import Engine
from counterscore.engine.state import World

CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("deeds.deed", {"deeds.rate": BASE["deeds.rate"] * np.array([1, 0, 1, 1, 1])}),
    ("deeds.deed", {"deeds.caution": 0.0}),
    ("deeds.rumour", {"deeds.rumour_p": BASE["deeds.rumour_max"]}),
    ("links.unseen", {"links.unseen_p": 0.2}),
    ("links.link", {"links.lost_p": 0.01}),
    ("counting.worth", {"counting.act_points": np.array([-100.0, -60.0, -40.0, -30.0, 11.0])}),
    ("counting.lapse_month", {"counting.life_months": 2}),
    ("lists.open_case", {"lists.case_below": -60.0}),
    ("lists.close_month", {"lists.close_p": 0.41}),
    ("lists.listed", {"lists.list_below": -70.0}),
    ("denials.refused", {"denials.trips_month": 1.4}),
    ("ladder.rung", {"ladder.lift": 1.5}),
    ("ripple.stress", {"ripple.pull": 0.3}),
]


def snapshot(engine: Engine) -> dict[str, list[Any]]:
    """Everything that two arms may differ in, arm by arm: columns, and rows in memory."""
    found: dict[str, list[Any]] = {name: [v.tobytes() for v in values] for name, values in engine.state.columns.items()}
    for name, tables in engine.state.tables.items():
        found[name] = [[v.tobytes() for v in (*t.active.values(), *t.waiting().values())] for t in tables]
    return found


def first_difference(plan: Plan, world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[int, list[str]] | None:
    """Brute force: compare everything after every group of steps; the month and the first name of the group."""
    engine = Engine(plan, world, threads=1)
    found: list[tuple[int, list[str]]] = []
    engine.prepare()
    run = engine._group

    def watched(number: int, group: Any, sink: Any) -> None:
        run(number, group, sink)
        if not found and any(x[0] != x[1] for x in snapshot(engine).values()):
            found.append((engine.state.month, [s.name for s in group]))

    monkeypatch.setattr(engine, "_group", watched)
    for _ in range(world.months):
        engine.month(Lived(engine))
    return found[0] if found else None


@pytest.mark.parametrize(("step", "change"), CHANGES, ids=[f"{s}-{next(iter(c))}" for s, c in CHANGES])
def test_the_first_difference_is_the_first(step: str, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed parameter: month and step equal a comparison of everything after every step; the name is given."""
    plan = toy_plan()
    world = toy_world(plan, {"a": {}, "b": change}, people=4500, months=6)
    entry = live(plan, world).engine.certificate.to_json()[0]
    expected = first_difference(plan, world, monkeypatch)
    assert expected is not None and entry["month"] == expected[0]
    assert entry["step"] == step and step in expected[1]
    assert entry["parameters"] == tuple(change) and entry["arms"] == ("a", "b")


@pytest.mark.parametrize("change", [{}, {"denials.trips_month": 2.0, "lists.list_below": -1e9}])
def test_equal_arms_never_part(change: dict[str, Any]) -> None:
    """Arms without a difference, or with one that can never matter, are certified as never parted."""
    plan = toy_plan(ALONE)
    calm = {"lists.list_below": -1e9} if change else {}
    closed = {"lists.close_p": 1e-9} if change else {}
    run = live(plan, toy_world(plan, {"a": calm | closed, "b": change | closed}))
    assert run.engine.certificate.to_json() == [{"arms": ("a", "b"), "month": None}]
    for values in run.columns.values():
        assert values[0].tobytes() == values[1].tobytes()


def test_person_and_values_are_those_of_the_difference() -> None:
    """The person named has exactly the two values named, and nobody with a smaller number differs in that step."""
    plan = toy_plan(ALONE)
    world = toy_world(plan, {"a": {}, "b": {"lists.list_below": -60.0}}, months=6)
    entry = live(plan, world).engine.certificate.to_json()[0]
    stop = live(plan, world, months=entry["month"] + 1)
    listed = stop.columns["listed"]
    assert entry["step"] == "lists.listed" and entry["person"] == np.flatnonzero(listed[0] != listed[1])[0]
    assert entry["values"] == tuple(listed[:, entry["person"]].astype(float))
    assert entry["streams"] == ("lists.v_luck",)


def test_every_pair_has_its_own_entry() -> None:
    """Three arms have three pairs; the pair that never parts says so."""
    plan = toy_plan(ALONE)
    arms = {"a": {}, "b": {"ladder.lift": 3.0}, "c": {}}
    entries = live(plan, toy_world(plan, arms)).engine.certificate.to_json()
    assert [e["arms"] for e in entries] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [e["month"] for e in entries] == [0, None, 0]


def test_months_count_from_the_regime() -> None:
    """After a warm-up the month of the certificate is that of the regime; a difference before it is negative."""
    plan = toy_plan(ALONE)
    first = stacked(plan, [{}, {}], BASE)
    later = {0: first, 5: {"ladder.lift": np.array([1.0, 2.0])}}
    arms: dict[str, Any] = {"a": {}, "b": {}}
    assert live(plan, toy_world(plan, arms, params=later, warmup=3)).engine.certificate.to_json()[0]["month"] == 2
    assert live(plan, toy_world(plan, arms, params=later, warmup=7)).engine.certificate.to_json()[0]["month"] == -2


@rule(phase="acts", over="acts:one", emits="records", bound="top")
def one(p: float) -> float:
    """An act that is almost certain, or impossible."""
    return p


@rule(phase="scoring", over="born:records", writes="mark")
def mark(act: int) -> int:
    """A mark to choose by."""
    return act


@rule(phase="listing", over="born:records", emits="cases")
def pick(mark: int, picked: int) -> int:
    """Opens a case for one of the two records."""
    return 1 if mark == picked else 0


@rule(phase="redress", over="born:cases", drops=True)
def forget(act: int, forgotten: int) -> int:
    """Drops one of two rows."""
    return 1 if act == forgotten else 0


PICKS = Mechanism(
    "picks", "d", "s", "l", "life", (one, mark, pick, forget),
    fields=(Field("records", "mark", "i1", ""),),
    params=(
        Param("p", "probability", "", ("act",)), Param("top", "probability", "", ("act",)),
        Param("picked", "code", "", integer=True), Param("forgotten", "code", "", integer=True),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ("picks.one", {"p": np.array([[0.999, 0.0], [0.0, 0.999]])}),
        ("picks.pick", {"picked": np.array([0, 1])}),
        ("picks.forget", {"forgotten": np.array([0, 1]), "p": np.full((2, 2), 0.999), "picked": np.array([0, 0])}),
    ],
)
def test_other_rows_of_the_same_people_are_a_difference(step: str, changes: dict[str, np.ndarray]) -> None:
    """Two arms in which the same person has another row (act 0 here, act 1 there) have parted."""
    plan = make_plan((PICKS,), {}, ("act",))
    same = {
        "p": np.full((2, 2), 0.999),
        "top": np.full((2, 2), 0.9999),
        "picked": np.zeros(2),
        "forgotten": np.full(2, 9),
    }
    params = {f"picks.{name}": values for name, values in (same | changes).items()}
    world = World({}, np.zeros(3, np.uint8), ("a", "b"), {0: params}, np.arange(1, 4), {"records": 1, "cases": 2}, 1, 5)
    entry = live(plan, world).engine.certificate.to_json()[0]
    assert entry["month"] == 0 and entry["step"] == step
