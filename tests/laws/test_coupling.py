"""Monotone coupling and conservation: more risk never undoes an act, and nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_worlds import ACTS, BASE, Lived, live, toy_plan, toy_world
from toys import ALONE, COUNTING, DEEDS, LINKS

SIMPLE = (DEEDS, LINKS, COUNTING, *ALONE[3:])
FREE = {"deeds.caution": 1.0, "links.unseen_p": 0.0}


def done(run: Lived, arm: int) -> set[tuple[int, ...]]:
    """Acts of an arm: who, what, when, which repeat."""
    rows = run.rows("records", arm)
    return set(zip(*[rows[name].tolist() for name in ("person", "act", "born", "repeat")], strict=True))


def five(low: float, high: float) -> st.SearchStrategy[list[float]]:
    """One number per act."""
    return st.lists(st.floats(low, high), min_size=ACTS, max_size=ACTS)


def per_act() -> dict[str, np.ndarray]:
    """Parameters with one entry per act."""
    return {name: values for name, values in BASE.items() if isinstance(values, np.ndarray) and len(values) == ACTS}


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(0, 1), min_size=ACTS, max_size=ACTS), st.lists(st.floats(1, 1.5), min_size=ACTS, max_size=ACTS)
)
def test_raising_a_probability_never_removes_an_act(shares: list[float], factors: list[float]) -> None:
    """Acts accepted at a probability are accepted at every higher one; the bound stays, so nobody is dealt anew."""
    low = BASE["deeds.pmax"] * 0.3 * np.array(shares)
    plan = toy_plan(SIMPLE)
    arms: dict[str, dict[str, Any]] = {"low": {"deeds.rate": low}, "high": {"deeds.rate": low * np.array(factors)}}
    run = live(plan, toy_world(plan, arms, people=4500, months=3, base=BASE | FREE))
    assert done(run, 0) <= done(run, 1)


def test_zero_and_one_are_reached() -> None:
    """At probability 0 nobody acts; at the bound every candidate does, and half of it is about half of them."""
    plan = toy_plan(SIMPLE)
    flat = {"deeds.group_ratio": np.ones((ACTS, 3)), "deeds.rumour_p": np.zeros(ACTS)}
    rate = BASE["deeds.pmax"] / 1.5
    arms: dict[str, dict[str, Any]] = {
        "none": {"deeds.rate": 0 * rate},
        "half": {"deeds.rate": rate / 2},
        "all": {"deeds.rate": rate},
    }
    run = live(plan, toy_world(plan, arms, base=BASE | FREE | flat))
    counts = [len(done(run, a)) for a in range(3)]
    assert counts[0] == 0 and 0.47 < counts[1] / counts[2] < 0.53


def test_changing_an_act_does_not_touch_the_others() -> None:
    """Another probability, or another bound, of act 2 leaves the candidates of acts 0, 1, 3 and 4 as they were."""
    plan = toy_plan(SIMPLE)
    base = BASE | FREE
    one = live(plan, toy_world(plan, {"x": {}}, base=base))
    rate, bound = BASE["deeds.rate"].copy(), BASE["deeds.pmax"].copy()
    rate[2], bound[2] = 0.015, 0.07
    for change in ({"deeds.rate": rate}, {"deeds.pmax": bound}):
        other = live(plan, toy_world(plan, {"x": {}}, base=base | change))
        same = [{key for key in done(run, 0) if key[1] != 2} for run in (one, other)]
        assert same[0] == same[1] and done(one, 0) != done(other, 0)


def test_adding_an_act_does_not_touch_the_others() -> None:
    """A catalogue with one more act, with a code of its own, deals the first ones as before."""
    plan = toy_plan(SIMPLE)
    fewer = {
        name: values[:4] for name, values in BASE.items() if isinstance(values, np.ndarray) and len(values) == ACTS
    }
    fewer["ladder.floors"] = BASE["ladder.floors"]
    small = live(plan, toy_world(plan, {"x": {}}, base=BASE | FREE | fewer, act_codes=np.arange(1, ACTS + 1)))
    large = live(plan, toy_world(plan, {"x": {}}, base=BASE | FREE))
    assert done(small, 0) == {key for key in done(large, 0) if key[1] != 4}


def test_codes_of_acts_not_their_places_key_the_draws() -> None:
    """Acts in another order of the catalogue, each with its code, are done by the same people in the same months."""
    plan, turn = toy_plan(SIMPLE), np.array([3, 0, 4, 1, 2])
    turned = {
        name: values[turn] for name, values in BASE.items() if isinstance(values, np.ndarray) and len(values) == ACTS
    }
    codes = np.array([11, 12, 13, 14, 15])
    one = live(plan, toy_world(plan, {"x": {}}, base=BASE | FREE, act_codes=np.append(codes, 99)))
    other = live(plan, toy_world(plan, {"x": {}}, base=BASE | FREE | turned, act_codes=np.append(codes[turn], 99)))
    assert {(p, int(turn[k]), b, r) for p, k, b, r in done(other, 0)} == done(one, 0)
    assert (one.columns["points"] == other.columns["points"]).all()


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("links.lost_p", 0.02, 0.2), ("links.wrong_p", 0.05, 0.3)],
)
def test_raising_a_chance_never_undoes_its_event(name: str, low: float, high: float) -> None:
    """A record that is lost (or on a wrong page) stays so when that becomes more likely."""
    plan = toy_plan(SIMPLE)
    calm = {"deeds.caution": 1.0, "links.unseen_p": 0.0, "links.wrong_p": 0.0, "links.lost_p": 0.0}
    run = live(plan, toy_world(plan, {"low": {name: low}, "high": {name: high}}, base=BASE | calm))
    left, right = (run.rows("records", a) for a in (0, 1))
    assert (left["person"] == right["person"]).all() and (left["act"] == right["act"]).all()
    gone = [rows["subject"] != rows["person"] for rows in (left, right)]
    assert gone[0].sum() > 20 and not (gone[0] & ~gone[1]).any() and gone[1].sum() > 2 * gone[0].sum()


def test_raising_a_trip_rate_never_removes_a_refusal() -> None:
    """More trips tried on the same draw are never fewer refusals, month by month and person by person."""
    plan = toy_plan(ALONE)
    run = live(plan, toy_world(plan, {"low": {"denials.trips_month": 0.7}, "high": {"denials.trips_month": 2.1}}))
    assert (run.columns["refused"][0] <= run.columns["refused"][1]).all()
    assert run.columns["refused"][1].sum() > 1.5 * run.columns["refused"][0].sum()


def test_every_row_leaves_once() -> None:
    """Conservation over a run: what was ever in memory is handed over exactly once, finished or still open."""
    plan = toy_plan()
    world = toy_world(plan)
    run = live(plan, world, months=0)
    seen: Counter[tuple[str, int, tuple[int, ...]]] = Counter()
    for month in range(world.months):
        run.engine.month(run)
        for name, tables in run.engine.state.tables.items():
            for a, table in enumerate(tables):
                waiting = table.waiting()
                assert len(table) == 0 and (waiting["due"] > month).all()
                fresh = waiting["born"] == month
                seen.update((name, a, key) for key in ids({n: v[fresh] for n, v in waiting.items()}))
    run.engine.finish(run)
    for name in ("records", "cases"):
        for a in range(3):
            rows = run.rows(name, a)
            assert set(Counter(ids(rows)).values()) <= {1}
            assert set(ids(rows)) == {key for table, arm, key in seen if (table, arm) == (name, a)}
            # nothing is open that was due: what is handed over at the end is due after the end, or finished before
            assert ((rows["due"] < 0) | (rows["due"] >= world.months)).all()
            assert ((rows["due"] < 0) == (rows["due"] < world.months)).all()


def ids(rows: dict[str, np.ndarray]) -> list[tuple[int, ...]]:
    """Who, what, when, which repeat."""
    return list(zip(*[rows[f].tolist() for f in ("person", "act", "born", "repeat")], strict=True))
