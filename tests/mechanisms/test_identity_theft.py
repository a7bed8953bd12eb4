"""Stolen papers: how often they are lost, what they serve for, and that it comes to light years later."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import BASE, LISTED, plan_of
from toy_worlds import Lived, assert_same
from toy_worlds import live as live_world

from counterscore.engine.state import World
from counterscore.mechanisms import courts, identity_theft
from counterscore.worlds.bind import PEOPLE as COLUMNS
from counterscore.worlds.bind import TABLES

PEOPLE = 8192
CODE = 3
RULES: dict[str, Any] = {
    "identity_theft.loss_rate": 0.01, "identity_theft.loss_pmax": 0.01, "identity_theft.usable_p": 0.5,
    "identity_theft.loan_p": 0.4, "identity_theft.firm_p": 0.2, "identity_theft.latency_low": 4.0,
    "identity_theft.latency_high": 8.0, "identity_theft.list_code": float(CODE),
}  # fmt: skip
COURTS: dict[str, Any] = {
    "courts.default_rate": 0.0, "courts.low_income_ratio": 1.0, "courts.pmax_month": 0.001, "courts.suit_p": 1.0,
    "courts.suit_lag_months": 1.0, "courts.win_p": 1.0, "courts.judgment_lag_months": 1.0, "courts.obey_p": 1.0,
    "courts.enforcement_lag_months": 1.0, "courts.perform_p": 1.0,
}  # fmt: skip
OFF = RULES | {f"identity_theft.{name}": 0.0 for name in ("usable_p", "loan_p", "firm_p")}
MECHANISMS = (*LISTED, courts.MECHANISM, identity_theft.MECHANISM)


def live(rules: dict[str, Any], people: int = PEOPLE, months: int = 20, **options: Any) -> Lived:
    """Adults who lose papers by chance, courts that carry the claims, one list of impostors' firms."""
    plan, known = plan_of(MECHANISMS), BASE | rules | COURTS | {"lister.pmax": np.full(1, 0.5)}
    params = {
        name: np.asarray([known.get(name, param.default)], np.int64 if param.integer else np.float64)
        for name, param in plan.params.items()
    }
    columns = {name: np.full(people, name == "adult").astype(dtype) for name, dtype in COLUMNS.items()}
    world = World(
        people=columns, cell=np.zeros(people, np.uint8), arms=("one",), params={0: params}, act_codes=1 + np.arange(5),
        table_numbers={name: TABLES[name] for name in plan.tables}, months=months, seed=11, ties=lambda name: None,
    )  # fmt: skip
    return live_world(plan, world, **options)


def test_what_papers_serve_for() -> None:
    """One lasting draw decides: usable and for a loan, usable and for a firm, or nothing."""
    p = {"usable_p": 0.5, "loan_p": 0.4, "firm_p": 0.2}
    drawn = [identity_theft.used(**p, v_used=u) for u in (0.0, 0.199, 0.2, 0.299, 0.301, 0.999)]
    assert drawn == [1, 1, 2, 2, 0, 0]
    assert [identity_theft.claimed(k) for k in (0, 1, 2)] == [0, 1, 0]
    assert [identity_theft.listed_with_firm(k, CODE) for k in (0, 1, 2)] == [0, 0, 1]
    assert identity_theft.listed_with_firm(2, -1) == 0 and identity_theft.listed_with_firm(2, 0) == 1
    assert [identity_theft.lose(adult, 0.01) for adult in (0, 1)] == [0.0, 0.01]


@pytest.mark.parametrize(("v", "due"), [(0.0, 34), (0.19, 34), (0.21, 35), (0.999, 38)])
def test_every_latency_between_the_two_is_as_likely(v: float, due: int) -> None:
    """Papers lost in month 30 come to light in months 34 to 38, and are looked at no more afterwards."""
    assert identity_theft.due(30, 30, 4.0, 8.0, v) == due
    assert identity_theft.due(30, due, 4.0, 8.0, v) == -1
    assert identity_theft.due(30, 30, 0.0, 0.0, v) == 31


def test_losses_claims_and_entries_are_as_many_as_the_rates_say() -> None:
    """Losses N r T; of those long enough ago, usable * loan become cases and usable * firm become entries.

    Fixed seed; 8,192 adults, 20 months: 1,638 losses, about 1,147 of them ripe; tested at four standard errors.
    """
    found = live(RULES)
    losses = int(found.columns["papers_lost"].sum())
    assert abs(losses - PEOPLE * 0.01 * 20) < 4 * np.sqrt(1638)
    born = np.arange(20)
    ripe = PEOPLE * 0.01 * sum(np.mean([b + lag < 20 for lag in range(4, 9)]) for b in born)
    cases, entries = found.rows("cases"), found.rows("listings")
    assert abs(len(cases["person"]) - ripe * 0.2) < 4 * np.sqrt(ripe * 0.2)
    assert abs(len(entries["person"]) - ripe * 0.1) < 4 * np.sqrt(ripe * 0.1)
    assert int(found.columns["papers_misused"].sum()) == len(cases["person"]) + len(entries["person"])


def test_the_victim_is_named_and_the_cause_is_not_hers() -> None:
    """Cases and entries are about somebody who lost papers, with cause 1, on the list of impostors' firms."""
    found = live(RULES)
    cases, entries = found.rows("cases"), found.rows("listings")
    assert set(cases["cause"]) == set(entries["cause"]) == {1}
    assert set(entries["list"]) == {CODE}
    assert (found.columns["papers_lost"][0][cases["person"]] > 0).all()
    assert cases["born"].min() >= 4


def test_switched_off_papers_are_lost_and_nothing_follows() -> None:
    """Without misuse the same people lose papers, and nobody has a case or an entry."""
    there, gone = live(RULES), live(OFF)
    assert np.array_equal(there.columns["papers_lost"], gone.columns["papers_lost"])
    assert not gone.columns["papers_misused"].any()
    assert not len(gone.rows("cases").get("person", ()))
    assert not len(gone.rows("listings").get("person", ()))


def test_a_regime_without_courts_has_no_claims() -> None:
    """Where nobody else keeps cases, the plan has no table of cases, and lists go on."""
    plan = plan_of((*LISTED, identity_theft.MECHANISM))
    assert "cases" not in plan.tables and "listings" in plan.tables
    assert not [s for s in plan.steps if s.name == "identity_theft.claimed"]


def test_compiled_as_interpreted() -> None:
    """Machine code and plain Python live the same months."""
    rules = RULES | {"identity_theft.loss_rate": 0.2, "identity_theft.loss_pmax": 0.2}
    fast, plain = live(rules, 64, 12), live(rules, 64, 12, interpreted=True)
    assert_same(fast, plain, tables=("cases", "listings", "thefts", "months", "people"))
