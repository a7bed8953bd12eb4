"""Score-gated lending: laws of any table of cells, of simulated people and of pools, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.core.errors import PromiseError, SpecError
from counterscore.published import lending as module
from counterscore.published import lending_pools
from counterscore.published.equal_opportunity import EqualOpportunity, equal_opportunity
from counterscore.published.lending import Lending, lending
from counterscore.published.lending_pools import live_in_pools, people_in_cells

chances = st.floats(0.05, 0.95)
shares = st.one_of(st.just(0.0), st.just(1.0), st.floats(0.1, 0.9))


@st.composite
def tables(draw: Callable[[Any], Any]) -> tuple[Lending, list[float]]:
    """A rule over two to six cells, and a start."""
    size = draw(st.integers(2, 6))
    rule = Lending(
        tuple(draw(st.lists(chances, min_size=size, max_size=size))),
        tuple(draw(st.lists(shares, min_size=size, max_size=size))),
    )
    weights = np.array(draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))) + np.eye(size)[0]
    return rule, (weights / weights.sum()).tolist()


@settings(deadline=None)
@given(tables())
def test_the_long_run_is_where_walking_leads(case: tuple[Lending, list[float]]) -> None:
    """Squaring the moves many times ends in the settled shares, from any start and for any rule, within 1e-6."""
    rule, start = case
    walked = rule.moves()
    for _ in range(40):
        walked = walked @ walked
        walked /= walked.sum(axis=1, keepdims=True)
    found = rule.settled(start)
    assert found == pytest.approx(np.array(start) @ walked, abs=1e-6)
    assert found @ rule.moves() == pytest.approx(found, abs=1e-9)
    assert found.sum() == pytest.approx(1.0, abs=1e-9)


@settings(deadline=None)
@given(tables(), st.integers(0, 30), st.floats(0, 1))
def test_loans_are_the_sum_of_chances(case: tuple[Lending, list[float]], steps: int, asks: float) -> None:
    """Loans within some steps are the sum of the shares who apply and are accepted in each, within 1e-9."""
    rule, start = case
    summed = sum(asks * rule.eligible(start, step, asks) for step in range(steps))
    assert rule.loans_within(start, steps, asks) == pytest.approx(summed, abs=1e-9)


@settings(deadline=None)
@given(tables())
def test_expected_loans_are_reached_or_have_no_end(case: tuple[Lending, list[float]]) -> None:
    """From each cell, loans in very many steps come to the expected ones; where those are infinite they go on."""
    rule, size = case[0], len(case[1])
    for cell, loans in enumerate(rule.expected_loans):
        start = np.eye(size)[cell].tolist()
        within = [rule.loans_within(start, 2**power) for power in (29, 30)]
        if np.isinf(loans):
            assert within[1] - within[0] > 1.0
        else:
            assert within == pytest.approx([loans, loans], rel=1e-6)


def test_nobody_accepted_and_nobody_refused() -> None:
    """Without any acceptance all stay where they are without a loan; without refusal loans never end."""
    start = [0.25, 0.5, 0.25]
    closed, open_ = lending([0.2, 0.5, 0.8], accepted_from=3), lending([0.2, 0.5, 0.8], accepted_from=0)
    assert closed.settled(start).tolist() == start
    assert closed.expected_loans.tolist() == [0.0, 0.0, 0.0]
    assert np.isinf(open_.expected_loans).all()
    assert np.isinf(open_.loans(start)) and closed.loans(start) == 0.0
    apart = lending([0.2, 0.5, 0.8, 1.0], accepted=[0.0, 1.0, 0.0, 1.0])  # whoever starts at the top never leaves it
    assert apart.loans([0.5, 0.5, 0.0, 0.0]) == 0.5
    assert np.isinf(apart.loans([0.5, 0.25, 0.0, 0.25]))
    assert open_.loans_within(start, 17) == pytest.approx(17)
    assert closed.simulated(start, 100, 50, 1).loans == 0.0


def test_simulated_people_follow_the_law() -> None:
    """20,000 people for 40 steps under a rule with lots: cells, loans, eligible within 4.5 SE, false alarm 1e-4."""
    rule, start = lending([0.1, 0.45, 0.6, 0.7], accepted=[0.0, 0.3, 1.0, 0.8]), [0.1, 0.2, 0.3, 0.4]
    found, exact = rule.simulated(start, 20_000, 40, 3), rule.after(start, 40)
    assert (np.abs(found.cells - exact) < 4.5 * np.sqrt(exact * (1 - exact) / 20_000) + 1e-12).all()
    assert abs(found.loans - rule.loans_within(start, 40)) < 4.5 * found.loans_se
    assert found.eligible == pytest.approx(float(found.cells @ rule.accepted))
    assert rule.simulated(start, 20_000, 40, 4).loans != found.loans != rule.simulated(start, 20_000, 40, 3, 1).loans


def lived(function: Callable[..., None], people: int, steps: int) -> np.ndarray:
    """Cells and loans (2, P) from the kernel, compiled or plain."""
    out = np.zeros((2, people), np.int64)
    table = np.array([[0.2, 0.5, 0.8], [0.5, 1.0, 1.0]])
    function(out[0], out[1], np.array([0.2, 0.7, 1.0]), table, np.array([7, 610, 0], np.int64), steps)
    return out


def test_the_kernel_says_the_same_interpreted_and_in_larger_towns() -> None:
    """Compiled and plain give the same people, and more people leave the first ones as they are."""
    assert (lived(module._live, 30, 20) == lived(module.live, 30, 20)).all()
    assert (lived(module.live, 300, 20)[:, :30] == lived(module.live, 30, 20)).all()


POOLS = {"a": [0, 10, 20, 30], "b": [20, 10, 10, 0]}
REPAY = [0.2, 0.4, 0.6, 0.7]


def test_pools_keep_their_people_and_follow_the_law() -> None:
    """300 runs of 400 steps: people are conserved, and mean loans and repaying are exact within 4.5 SE (2e-5)."""
    rule = lending(REPAY, accepted_from=1)
    found = live_in_pools(POOLS, rule, REPAY, steps=400, runs=300, seed=5, marks=4)
    assert (found.cells.sum(axis=2) == [60, 40]).all()
    assert found.marks == (0, 100, 200, 300, 400)
    assert (found.loans[:, 0] == 0).all() and (np.diff(found.loans, axis=1) >= 0).all()
    assert found.repay[:, -1] == pytest.approx(found.cells @ np.array(REPAY) / [60, 40])
    for group, row in enumerate(POOLS.values()):
        people, start = sum(row), [n / sum(row) for n in row]
        for mark, steps in enumerate(found.marks[1:], 1):
            runs = found.loans[:, mark, group]
            assert abs(runs.mean() - people * rule.loans_within(start, steps, 1 / 100)) < 4.5 * runs.std() / 300**0.5
        ends = found.repay[:, -1, group]
        assert abs(ends.mean() - rule.repaid(rule.after(start, 400, 1 / 100))) < 4.5 * ends.std() / 300**0.5


def test_runs_share_their_luck_across_rules_and_marks() -> None:
    """With marks or without, in one run or many, run r is the same; all accepted, every step is a loan."""
    rule = EqualOpportunity(0.5)
    one = live_in_pools(POOLS, rule, REPAY, steps=300, runs=1, seed=5)
    more = live_in_pools(POOLS, rule, REPAY, steps=300, runs=3, seed=5, marks=300)
    assert (one.loans[0, -1] == more.loans[0, -1]).all()
    assert (one.cells[0] == more.cells[0]).all()
    everybody = live_in_pools(POOLS, lending(REPAY, accepted_from=0), REPAY, steps=300, runs=3, seed=5, marks=300)
    assert (everybody.loans.sum(axis=2) == np.arange(301)).all()
    assert (np.diff(more.loans, axis=1) <= np.diff(everybody.loans, axis=1)).all()


@pytest.mark.parametrize("break_even", [-1.0, 0.5])
def test_a_run_says_the_same_interpreted(break_even: float) -> None:
    """A run of the pools compiled and plain ends the same, for a fixed rule and for equal opportunity."""
    ends = []
    for function in (lending_pools._live_once, lending_pools.live_once):
        cells, loans, means = np.array(list(POOLS.values())), np.zeros((2, 2)), np.zeros((2, 2))
        accepted = np.tile([0.0, 0.5, 1.0, 1.0], (2, 1))
        key = np.array([5, 611, 2], np.int64)
        function(cells, loans, means, np.array([0, 150]), accepted, np.array(REPAY), break_even, key)
        ends.append((cells.tolist(), loans.tolist(), means.tolist()))
    assert ends[0] == ends[1]
    assert sum(ends[0][1][1]) > 0


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=1, max_size=3), chances)
def test_equal_opportunity_has_one_rate_and_accepts_from_the_top(rows: list[list[int]], break_even: float) -> None:
    """Every group has the same rate; no cell is accepted while one above it that holds people is not full."""
    pools = {f"g{g}": [*row[:-1], row[-1] + 1] for g, row in enumerate(rows)}
    found = equal_opportunity(pools, REPAY, break_even)
    would = np.array(list(pools.values())) * np.array(REPAY)
    rates = (found * would).sum(axis=1) / would.sum(axis=1)
    assert rates == pytest.approx(np.full(len(rows), rates[0]), abs=1e-9)
    for accepted in found:
        assert ((accepted >= 0.0) & (accepted <= 1.0)).all()
        assert (accepted[1:][accepted[:-1] > 0.0] == 1.0).all()
    if break_even > max(REPAY):
        assert found.sum() == 0.0
    if break_even < min(REPAY):
        assert (found[would > 0.0] == 1.0).all()


def test_whole_people_only() -> None:
    """Shares become people where they are whole numbers of them, else the error says what they would be."""
    assert people_in_cells([0.1, 0.3, 0.6], 10) == (1, 3, 6)
    with pytest.raises(SpecError, match=r"1\.5"):
        people_in_cells([0.5, 0.3, 0.2], 3)


@pytest.mark.parametrize("attack", [
    lambda: lending([0.1], accepted_from=0), lambda: lending([0.1, 1.2], accepted_from=0),
    lambda: lending([0.1, 0.2]), lambda: lending([0.1, 0.2], accepted_from=0, accepted=[1, 1]),
    lambda: lending([0.1, 0.2], accepted=[1]), lambda: lending([0.1, 0.2], accepted_from=-1),
    lambda: lending([0.1, 0.2], accepted_from=1).after([0.5, 0.4], 3),
    lambda: lending([0.1, 0.2], accepted_from=1).after([1.0], 3),
    lambda: lending([0.1, 0.2], accepted_from=1).after([0.5, 0.5], -3),
    lambda: lending([0.1, 0.2], accepted_from=1).moves(asks=1.5),
    lambda: EqualOpportunity(1.5), lambda: equal_opportunity({"a": [0, 0, 0, 0]}, REPAY, 0.5),
    lambda: equal_opportunity({"a": [1, 2, 3]}, REPAY, 0.5), lambda: equal_opportunity({}, REPAY, 0.5),
    lambda: live_in_pools(POOLS, lending([0.1] * 4, accepted_from=1), REPAY, steps=5, runs=1, seed=1),
    lambda: live_in_pools(POOLS, EqualOpportunity(0.5), REPAY, steps=5, runs=0, seed=1),
    lambda: live_in_pools(POOLS, EqualOpportunity(0.5), REPAY, steps=5, runs=1, seed=1, marks=6),
    lambda: live_in_pools(POOLS, EqualOpportunity(0.5), REPAY, steps=5, runs=1, seed=-1),
])  # fmt: skip
def test_nonsense_is_refused(attack: Callable[[], Any]) -> None:
    """Shares above 1, tables that do not fit, both rules or none, no people, no runs, too many marks: refused."""
    with pytest.raises(SpecError):
        attack()


@pytest.mark.parametrize("rows", [[{"name": "x"}], np.ones((4, 3)), "people.csv", [[0.1, 0.2]], [0.5] * 5000, b"1",
                                  ["Li", "Wang"], {"name": ["x"]}])  # fmt: skip
def test_rows_of_persons_are_refused(rows: Any) -> None:
    """Cells take a short list of shares or counts; anything that can hold somebody's records breaks a promise."""
    rule = lending([0.1, 0.2], accepted_from=1)
    attacks = (
        lambda: lending(rows, accepted_from=1), lambda: lending([0.1, 0.2], accepted=rows),
        lambda: rule.after(rows, 1), lambda: equal_opportunity(rows, REPAY, 0.5),
        lambda: equal_opportunity({"a": rows}, REPAY, 0.5), lambda: equal_opportunity(POOLS, rows, 0.5),
    )  # fmt: skip
    for attack in attacks:
        with pytest.raises(PromiseError, match="PROMISES"):
            attack()
