"""Income averaging: laws of any means test, of made-up years and populations, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.core.errors import PromiseError, SpecError
from counterscore.published.averaging import MeansTest, Stretch, averaged, paid_for
from counterscore.published.averaging_work import CasualWork, always_on, wronged

amounts = st.floats(0, 2000)


@st.composite
def means_tests(draw: Callable[[Any], Any], rising: bool = False) -> MeansTest:
    """Any means test of one to four tapers; ``rising``: rates that do not fall, the last above 0."""
    froms = sorted(draw(st.lists(st.integers(0, 1000), min_size=1, max_size=4, unique=True)))
    rates = draw(st.lists(st.floats(0.01, 1.2), min_size=len(froms), max_size=len(froms)))
    rates = sorted(rates) if rising else rates
    most = draw(st.floats(50, 900))
    return MeansTest(most, tuple((float(a), b) for a, b in zip(froms, rates, strict=True)), draw(st.integers(2, 53)))


def year_of(test: MeansTest, incomes: list[float], on: list[bool]) -> list[Stretch]:
    """A year of single periods."""
    return [Stretch(1, income, claims) for income, claims in zip(incomes, on, strict=True)][: test.periods]


@settings(deadline=None, max_examples=300)
@given(means_tests(rising=True), st.data())
def test_always_on_and_below_the_cut_off_there_is_no_debt(test: MeansTest, data: st.DataObject) -> None:
    """Rates that rise make the rule concave up to the cut-off: averaging never finds too much paid."""
    shares = data.draw(st.lists(st.floats(0, 1), min_size=test.periods, max_size=test.periods))
    year = year_of(test, [share * test.cut_off for share in shares], [True] * test.periods)
    assert averaged(test, year).difference <= 0.0
    assert averaged(test, year, fee=0.1).charged == 0.0


@settings(deadline=None)
@given(means_tests(), st.data())
def test_a_year_is_what_its_periods_add_up_to(test: MeansTest, data: st.DataObject) -> None:
    """Alike periods taken together or one by one, in any order, give the same; amounts within a millionth."""
    income, other = data.draw(amounts), data.draw(amounts)
    first = data.draw(st.integers(0, test.periods))
    together = averaged(test, [Stretch(first, income, True), Stretch(test.periods - first, other, False)])
    alone = [Stretch(1, other, False)] * (test.periods - first) + [Stretch(1, income, True)] * first
    single = averaged(test, alone)
    assert single.paid == pytest.approx(together.paid, abs=1e-6)
    assert single.recomputed == pytest.approx(together.recomputed, abs=1e-6)


@settings(deadline=None)
@given(means_tests(), amounts, st.booleans())
def test_equal_incomes_owe_nothing(test: MeansTest, income: float, on: bool) -> None:
    """A year of equal periods has a difference of 0, whatever the rule."""
    assert averaged(test, [Stretch(test.periods, income, on)]).difference == 0.0


@settings(deadline=None)
@given(means_tests(), st.data())
def test_one_sided_drops_what_is_owed_to_the_person(test: MeansTest, data: st.DataObject) -> None:
    """One-sided debts are two-sided ones cut at 0; a fee is on debts alone."""
    incomes = data.draw(st.lists(amounts, min_size=test.periods, max_size=test.periods))
    on = data.draw(st.lists(st.booleans(), min_size=test.periods, max_size=test.periods))
    year = year_of(test, incomes, on)
    both, one = averaged(test, year, one_sided=False, fee=0.1), averaged(test, year, fee=0.1)
    assert both.debt == both.difference == one.difference
    assert one.debt == max(both.debt, 0.0)
    assert one.charged == (pytest.approx(1.1 * one.debt, abs=0.005001) if one.debt else 0.0)
    assert both.charged == (one.charged if one.debt else both.debt)


@settings(deadline=None)
@given(means_tests(), st.lists(amounts, min_size=2, max_size=2))
def test_more_income_never_pays_more(test: MeansTest, incomes: list[float]) -> None:
    """Benefit falls with income from the maximum in the free area to 0 at the cut-off, and both forms agree."""
    low, high = sorted(incomes)
    assert test.maximum >= test.benefit(low) >= test.benefit(high) >= 0.0
    assert test.benefit(test.free_area) == test.maximum
    assert test.benefit(test.cut_off) == pytest.approx(0.0, abs=1e-9)
    assert test.benefit(test.cut_off * (1 - 1e-6)) > 0.0
    assert paid_for(test, np.array([low, high])).tolist() == [test.benefit(low), test.benefit(high)]


def test_a_rule_that_never_ends_has_no_cut_off() -> None:
    """Where rates are 0 at last, something is paid at any income; a rate of 0 in the middle only pauses."""
    assert math.isinf(MeansTest(100, ((50, 0.5), (100, 0.0)), 26).cut_off)
    assert MeansTest(100, ((50, 0.5), (100, 0.0), (200, 1.0)), 26).cut_off == 275.0


TEST = MeansTest(545.80, ((104, 0.5), (254, 0.6)), 26)
WORK = CasualWork(in_work=0.5, finds=0.08, loses=0.08, pay=1200, spread_people=0.4, spread_periods=0.3)


def test_a_population_obeys_the_rule_for_each_of_its_years() -> None:
    """Nobody below the cut-off all year long is charged, and the means are those of the debts above 0."""
    found = wronged(TEST, WORK, 3000, 5)
    debts = found.differences[found.differences > 0]
    assert 0 < len(debts) < found.claimants <= 3000
    assert found.mean_debt == pytest.approx(debts.mean())
    assert found.charged == len(debts) / found.claimants
    assert found.underpaid == (found.differences < 0).mean()
    poor = wronged(TEST, CasualWork(0.5, 0.08, 0.08, 400, 0.1, 0.2), 3000, 5)
    assert poor.charged == 0.0 == poor.mean_debt == poor.mean_debt_se
    assert poor.underpaid > 0.5


def test_all_work_or_none_leaves_nothing_to_average() -> None:
    """Who never works and who always earns far too much for the benefit have no false debt; the latter never claim."""
    never = wronged(TEST, CasualWork(0.0, 0.0, 0.0, 1200, 0.4, 0.3), 500, 1)
    assert (never.claimants, never.charged, never.underpaid) == (500, 0.0, 0.0)
    always = wronged(TEST, CasualWork(1.0, 0.0, 0.0, 90_000, 0.1, 0.1), 500, 1)
    assert (always.claimants, always.charged, always.mean_debt, always.mean_debt_se) == (0, 0.0, 0.0, 0.0)


def test_work_follows_its_chances() -> None:
    """Out of work at the start and sure to find some, then sure to lose it: half the year at one constant pay.

    13 fortnights on benefit at 0 and 13 off it at 2,000 is the first year of F2.
    """
    found = wronged(TEST, CasualWork(0.0, 1.0, 1.0, 2000, 0.0, 0.0), 50, 1)
    assert found.differences == pytest.approx(np.full(50, 6793.80))


def test_people_keep_their_luck() -> None:
    """More people leave the first ones as they are; another seed or replicate is another population."""
    few, many = wronged(TEST, WORK, 400, 3), wronged(TEST, WORK, 4000, 3)
    assert (many.differences[: few.claimants] == few.differences).all()
    assert wronged(TEST, WORK, 400, 4).mean_debt != few.mean_debt != wronged(TEST, WORK, 400, 3, 1).mean_debt


def test_random_years_need_the_cut_off_for_debts() -> None:
    """Below the cut-off the highest difference is exactly 0 to the cent; beyond it there are debts of thousands."""
    assert always_on(TEST, TEST.cut_off, 5000, 2)[1] <= 0.0
    assert always_on(TEST, 3 * TEST.cut_off, 5000, 2)[1] > 2000.0


@pytest.mark.parametrize("wrong", [
    {"maximum": 0}, {"maximum": float("nan")}, {"tapers": ()}, {"tapers": ((104, 0.5), (104, 0.6))},
    {"tapers": ((254, 0.5), (104, 0.6))}, {"tapers": ((104,),)}, {"tapers": ((104, -0.5),)}, {"tapers": (5,)},
    {"periods": 0}, {"periods": 26.0}, {"periods": 400}, {"tapers": [(104, 0.5)]},
])  # fmt: skip
def test_a_means_test_of_nonsense_is_refused(wrong: dict[str, Any]) -> None:
    """Amounts, rates, orders and numbers of periods that make no rule are refused."""
    with pytest.raises(SpecError, match="means test"):
        MeansTest(**{"maximum": 545.8, "tapers": ((104, 0.5), (254, 0.6)), "periods": 26} | wrong)


def test_years_and_work_of_nonsense_are_refused() -> None:
    """A year too short, a negative income, a chance above 1 and a fee above 1 are refused with what was expected."""
    with pytest.raises(SpecError, match="25 periods; the means test has 26"):
        averaged(TEST, [Stretch(25, 0, True)])
    with pytest.raises(SpecError, match="stretch: income"):
        Stretch(26, -1, True)
    with pytest.raises(SpecError, match="casual work: finds"):
        CasualWork(0.5, 1.2, 0.1, 1200, 0.4, 0.3)
    with pytest.raises(SpecError, match="fee"):
        averaged(TEST, [Stretch(26, 0, True)], fee=2)


@pytest.mark.parametrize("rows", [[{"name": "x", "income": 5}], np.ones((3, 2)), "people.csv", {"income": [1, 2]},
                                  [100.0, 250.0], b"1,2", [Stretch(1, 0, True)] * 1000])  # fmt: skip
def test_rows_of_persons_are_refused(rows: Any) -> None:
    """Years take stretches of one made-up year; anything that can hold somebody's records breaks a promise."""
    with pytest.raises(PromiseError, match="PROMISES"):
        averaged(TEST, rows)
    for attack in (lambda: TEST.benefit(rows), lambda: wronged(TEST, WORK, rows, 1)):
        if not isinstance(rows, str):
            with pytest.raises(PromiseError, match="PROMISES"):
                attack()
