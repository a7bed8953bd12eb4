"""Paired effects: exact where they can be, at least 95 % everywhere else."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.audit.metric import find_metric, people
from counterscore.audit.paired import (
    FEW,
    Effect,
    block_size,
    compare,
    effect,
    gamma_point,
    garwood,
    is_nothing,
    student,
)
from counterscore.core.draws import uniforms
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome


def test_common_draws_give_the_known_variance() -> None:
    """F1f: one uniform, p .10 and .09, a million people: difference, variances and their ratio as in closed form.

    False alarm: the tolerances are those of the validation plan, 4 to 8 standard errors; below 1 in 10,000.
    """
    u = uniforms(20, "test.common", 1_000_000)
    x, y = (u < 0.10).astype(float), (u < 0.09).astype(float)
    found = effect(x, y)
    assert found.method == "normal" and found.n == 1_000_000
    assert found.estimate == pytest.approx(0.0100, abs=0.0004)
    assert found.se**2 * found.n == pytest.approx(0.009900, rel=0.04)
    assert x.var() + y.var() == pytest.approx(0.171900, rel=0.01)
    assert found.variance_reduction == pytest.approx(17.364, rel=0.05)
    assert found.low < 0.01 < found.high


def test_independent_draws_gain_nothing() -> None:
    """Two arms with draws of their own have a variance reduction of 1.

    False alarm: tolerance 1 %, ten standard errors of the ratio for 1,000,000 pairs; below 1 in 10,000.
    """
    x = (uniforms(20, "test.one", 1_000_000) < 0.10).astype(float)
    y = (uniforms(20, "test.two", 1_000_000) < 0.09).astype(float)
    assert effect(x, y).variance_reduction == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (3, 0.6187, 8.7673), (10, 4.7954, 18.3904), (50, 37.1110, 65.9188)],
)
def test_poisson_limits_are_the_tabled_ones(count: int, low: float, high: float) -> None:
    """Exact Poisson limits equal half the chi-square quantiles of Garwood's relation."""
    assert garwood(count) == pytest.approx((low, high), abs=2e-4)


def test_poisson_limits_equal_the_chi_square_form() -> None:
    """For every count below the rule's bound, limits equal chi2(.025, 2k)/2 and chi2(.975, 2k + 2)/2."""
    chi2 = pytest.importorskip("scipy.stats").chi2
    for count in range(1, FEW):
        assert garwood(count) == pytest.approx((chi2.ppf(0.025, 2 * count) / 2, chi2.ppf(0.975, 2 * count + 2) / 2))


def test_gamma_points_equal_an_independent_library() -> None:
    """Gamma quantiles of any shape the rule for few people can meet agree with SciPy's."""
    gamma = pytest.importorskip("scipy.stats").gamma
    for shape in (0.02, 0.7, 1.0, 3.3, 17.5, 99.9):
        for p in (0.025, 0.5, 0.975):
            assert gamma_point(shape, p) == pytest.approx(gamma.ppf(p, shape), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("freedom", "value"), [(4, 2.7764), (9, 2.2622), (29, 2.0452), (10**6, 1.95996)])
def test_student_points_are_the_tabled_ones(freedom: int, value: float) -> None:
    """97.5 % points of Student's t as in any table."""
    assert student(freedom) == pytest.approx(value, abs=1.5e-3)


@pytest.mark.parametrize("n", [30, 1000, 10**6])
def test_equal_arms_get_the_rule_of_three(n: int) -> None:
    """Where nobody differs the effect is 0 and its bound 3 / n, never a false certainty of exactly 0."""
    x = (np.arange(n) % 2).astype(float)
    found = effect(x, x)
    assert (found.estimate, found.low, found.high) == (0.0, -3.0 / n, 3.0 / n)
    assert found.method == "nobody" and found.variance_reduction is None and not found.clear
    assert effect(50 * x, 50 * x).high == pytest.approx(150.0 / n)


def test_rule_of_three_keeps_its_promise() -> None:
    """If 3 / n of people really differed, nobody would be seen to differ at most 5 % of the time: (1 - 3/n)^n < .05."""
    for n in (10, 100, 10**5):
        assert (1 - 3 / n) ** n < 0.05


def simulated(up: float, down: float, n: int, times: int, sizes: tuple[float, ...]) -> tuple[float, int]:
    """Share of intervals that hold the true effect, and how many used the rule for few differing people.

    Per person one keyed uniform decides who gains (rate ``up`` / n) or loses (``down`` / n), another one how much.
    """
    inside = few = 0
    truth = (up - down) / n * float(np.mean(sizes))
    for i in range(times):
        u = uniforms(77, f"test.side.{up}.{down}", n, month=i % 4000, replicate=i // 4000)
        size = np.array(sizes)[(uniforms(77, "test.size", n, month=i % 4000) * len(sizes)).astype(int)]
        x = np.where(u < up / n, size, 0.0)
        y = np.where(u > 1 - down / n, size, 0.0)
        found = effect(x, y)
        inside += found.low <= truth <= found.high
        few += found.method == "few"
    return inside / times, few


@pytest.mark.parametrize(
    ("up", "down", "sizes"),
    [(0.5, 0.0, (1.0,)), (2.0, 2.0, (1.0,)), (6.0, 1.0, (1.0,)), (25.0, 10.0, (1.0,)), (8.0, 3.0, (1.0, 6.0, 24.0))],
)
def test_rare_effects_are_covered(up: float, down: float, sizes: tuple[float, ...]) -> None:
    """Intervals for a handful of discordant pairs, yes/no or of unequal size, hold the truth 95 % of the time or more.

    False alarm: 800 simulations; a true coverage of 95 % falls below 92.7 % with probability 0.2 %.
    """
    coverage, few = simulated(up, down, 2000, 800, sizes)
    assert coverage >= 0.927
    assert few > 200


def test_nobody_can_be_harmed_less_than_not_at_all() -> None:
    """Against a reference that is zero by construction the interval stays at or above zero, and still above is found.

    One of 100,000 people harmed gives the exact Poisson limits of one event, and nobody the rule of three from zero.
    """
    zero = np.zeros(100_000)
    one = zero.copy()
    one[0] = 1.0
    found = effect(one, zero, nothing=True)
    assert found.low * 1e5 == pytest.approx(garwood(1)[0]) and found.high * 1e5 == pytest.approx(garwood(1)[1])
    assert found.clear and not effect(one, zero).clear
    assert (effect(zero, zero, nothing=True).low, effect(zero, zero, nothing=True).high) == (0.0, 3e-5)


def test_only_constructed_zeros_are_taken_for_zero(tmp_path: Path) -> None:
    """No regime is zero for every harm, perfect records only for wrong listings, and a safeguard for nothing."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=300, months=12))
    wrongly, listed = find_metric("wrongly_listed"), find_metric("ever_listed")
    told = {arm: (is_nothing(outcome, wrongly, arm), is_nothing(outcome, listed, arm)) for arm in outcome.arms}
    assert told == {"none": (True, True), "perfect records": (True, False), "as written": (False, False)}


def test_common_effects_are_covered_and_not_too_wide() -> None:
    """With many differing people the interval holds the truth 95 % of the time, neither less nor much more.

    False alarm: 800 simulations; a true coverage of 95 % leaves 92.7 % to 97.2 % with probability 0.5 %.
    """
    coverage, few = simulated(300.0, 150.0, 2000, 800, (1.0,))
    assert few == 0 and 0.927 <= coverage <= 0.972


def test_rare_intervals_are_not_careless() -> None:
    """Ten gains far from each other and no loss: the interval is close to the exact Poisson one and leaves out 0."""
    x = np.zeros(100_000)
    x[:100_000:10_000] = 1.0
    found = effect(x, np.zeros(100_000))
    assert found.method == "few" and found.clear
    assert found.high * 100_000 == pytest.approx(18.39, abs=0.01)
    assert 3.0 < found.low * 100_000 < 4.8


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=5, max_size=300))
def test_effects_are_antisymmetric_and_hold_their_estimate(pairs: list[tuple[int, int]]) -> None:
    """Swapping the arms flips the effect; the estimate is the difference of means and lies in its interval."""
    x, y = (np.array(side, float) for side in zip(*pairs, strict=True))
    one, two = effect(x, y), effect(y, x)
    assert one.estimate == pytest.approx(x.mean() - y.mean(), abs=1e-12)
    assert (one.low, one.high) == pytest.approx((-two.high, -two.low))
    assert one.low <= one.estimate <= one.high and one.method == two.method
    assert one.variance_reduction == two.variance_reduction


@settings(max_examples=30, deadline=None)
@given(st.floats(0.01, 1e6), st.integers(1, 60))
def test_effects_scale_with_their_unit(factor: float, changed: int) -> None:
    """Counting in months or in days gives one effect in two units."""
    x, y = np.zeros(400), np.zeros(400)
    x[:changed], y[changed // 2 : changed] = 3.0, 2.0
    one, two = effect(x * factor, y * factor), effect(x, y).times(factor)
    assert [one.estimate, one.se, one.low, one.high] == pytest.approx([two.estimate, two.se, two.low, two.high])


def test_a_constant_difference_has_no_spread() -> None:
    """If everybody loses the same, the effect is that amount exactly and the gain is not a number to show."""
    found = effect(np.arange(200.0) - 2.0, np.arange(200.0))
    assert found == Effect(-2.0, 0.0, -2.0, -2.0, 200, None, "normal")


def test_order_of_people_matters_for_the_width_alone() -> None:
    """Pairs are people: shuffling both arms alike leaves the estimate; who stands beside whom tells only how far off.

    Neighbours that are alike make the interval wider; nothing makes it narrower than that of independent people.
    """
    x, y = np.repeat(uniforms(1, "test.x", 250), 2), np.repeat(uniforms(1, "test.y", 250), 2)
    order = np.argsort(uniforms(1, "test.order", 500))
    one, two = effect(x, y), effect(x[order], y[order])
    assert one.estimate == pytest.approx(two.estimate) and one.variance_reduction == pytest.approx(
        two.variance_reduction
    )
    independent = float((x - y).std(ddof=1)) / math.sqrt(500)
    assert one.se > 1.2 * independent and two.se >= independent * (1 - 1e-12)


def test_ten_harmed_in_one_household_are_less_certain_than_ten_apart() -> None:
    """Events among neighbours count as a few large ones: the interval of clustered harm is the wider one."""
    apart, together = np.zeros(100_000), np.zeros(100_000)
    apart[::10_000], together[100:110] = 1.0, 1.0
    one, two = (effect(x, np.zeros(100_000)) for x in (apart, together))
    assert one.estimate == two.estimate and one.method == two.method == "few"
    assert two.low < one.low and two.high > 1.5 * one.high


def test_blocks_hold_households_and_there_are_enough_of_them() -> None:
    """Blocks are never under four people, 16 from 480 people on, and 1,000 of them at a million people."""
    sizes = [block_size(people) for people in (2, 100, 300, 480, 20_000, 1_000_000)]
    assert sizes == [4, 4, 10, 16, 20, 1000]


@pytest.mark.parametrize(("x", "y"), [(3, 4), (0, 0), (1, 1)])
def test_effects_need_the_same_people_twice(x: int, y: int) -> None:
    """Unequal arms, nobody and a single person have no interval."""
    with pytest.raises(OutcomeError):
        effect(np.ones(x), np.ones(y))


def test_compare_counts_adults_of_both_arms(tmp_path: Path) -> None:
    """A comparison of two arms is the paired effect of the metric among adults, in the metric's unit."""
    outcome = Outcome(fake_outcome(tmp_path / "run", people=2000, months=24))
    found = compare(outcome, find_metric("ever_listed"), "as written", "perfect records")
    here, there = (people(outcome, arm, "ever_listed", "adult") for arm in ("as written", "perfect records"))
    adults = here["adult"] == 1
    wanted = 1000.0 * (here["ever_listed"][adults].mean() - there["ever_listed"][adults].mean())
    assert found.estimate == pytest.approx(wanted) and found.n == adults.sum()
    assert math.isfinite(found.low) and found.low <= wanted <= found.high
