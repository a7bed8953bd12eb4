"""Survival curves: equal to scipy's, and to what a hand can work out."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from counterscore.audit.frame import MINIMUM_PEOPLE, TOO_FEW
from counterscore.audit.survival import kaplan_meier
from counterscore.core.draws import uniforms
from counterscore.core.errors import OutcomeError


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=2, max_size=60))
def test_the_curve_and_its_limits_are_scipys(people: list[tuple[int, bool]]) -> None:
    """Share still waiting and log-log limits agree with scipy.stats.ecdf of censored data where scipy tells them."""
    times, events = np.array([t for t, _ in people]), np.array([e for _, e in people])
    found = kaplan_meier(times, events)
    if not events.any():
        assert set(found.waiting) == {1.0}
        return
    oracle = stats.ecdf(stats.CensoredData(uncensored=times[events], right=times[~events])).sf
    places = oracle.quantiles.astype(int)
    assert np.array(found.waiting)[places] == pytest.approx(oracle.probabilities, abs=1e-12)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that limits are not told where the curve is 1 or 0
        known = oracle.confidence_interval(method="log-log")
    inner = (oracle.probabilities > 1e-9) & (oracle.probabilities < 1)
    assert np.array(found.low)[places][inner] == pytest.approx(known.low.probabilities[inner], abs=1e-9)
    assert np.array(found.high)[places][inner] == pytest.approx(known.high.probabilities[inner], abs=1e-9)


def test_a_curve_by_hand() -> None:
    """Six people: after 1, 1, 3 months it happens, after 1, 4, 4 they are lost from sight.

    S: 1, 4/6, 4/6, 4/9, 4/9. Median 3. Mean up to month 4: 1 + 4/6 + 4/6 + 4/9 = 25/9.
    """
    found = kaplan_meier(np.array([1, 1, 1, 3, 4, 4]), np.array([1, 1, 0, 1, 0, 0]))
    assert found.at_risk == (6, 6, 3, 3, 2)
    assert found.events == (0, 2, 0, 1, 0)
    assert found.waiting == pytest.approx((1, 4 / 6, 4 / 6, 4 / 9, 4 / 9))
    assert (found.people, found.reached, found.median, found.until) == (6, 3, 3, 4)
    # among six people three may be missed (rule of three): a half at once; the upper limit stays above a half
    assert (found.low[0], found.median_low, found.median_high) == (0.5, 0, None)
    assert found.mean == pytest.approx(25 / 9)
    # areas right of the two events: 4/6 + 4/6 + 4/9 and 4/9
    spread = (16 / 9) ** 2 * 2 / (6 * 4) + (4 / 9) ** 2 * 1 / (3 * 2)
    assert found.mean_se == pytest.approx(spread**0.5)
    assert (found.at(0), found.at(2), found.at(99)) == (1.0, found.waiting[2], found.waiting[4])


def test_nobody_and_everybody() -> None:
    """Before anybody got there the rule of three bounds the curve; where all have, it is zero and keeps its limit."""
    none = kaplan_meier(np.full(300, 5), np.zeros(300))
    assert none.waiting == (1.0,) * 6
    assert none.low[-1] == pytest.approx(0.99)
    assert (none.median, none.mean) == (None, 5.0)
    every = kaplan_meier(np.array([1, 2, 2]), np.ones(3))
    assert every.waiting[-1] == every.low[-1] == 0.0
    assert every.high[2] == every.high[1] < 1
    assert every.mean == pytest.approx(5 / 3)


def test_without_censoring_the_mean_is_the_mean() -> None:
    """When everybody is seen to the end, the restricted mean is the plain mean and its error that of a mean."""
    times = (uniforms(5, "test.survival", 400) * 24).astype(int)
    found = kaplan_meier(times, np.ones(400))
    assert found.mean == pytest.approx(times.mean())
    assert found.mean_se == pytest.approx(times.std() / 20)


def test_censoring_by_the_end_of_a_run_does_not_bend_the_curve() -> None:
    """Waits are geometric with p = 0.1, people come at any time and the run ends: the curve is 0.9 ** (t + 1).

    False alarm: five standard errors of Greenwood in 20 points; below 1 in 10,000.
    """
    n, last = 40_000, 35
    waited = np.floor(np.log(1 - uniforms(6, "test.wait", n)) / np.log(0.9)).astype(int)
    left = last - (uniforms(6, "test.come", n) * last).astype(int)
    found = kaplan_meier(np.minimum(waited, left), waited <= left)
    for month in range(20):
        se = (found.high[month] - found.low[month]) / 3.92
        assert abs(found.waiting[month] - 0.9 ** (month + 1)) < 5 * se
    assert 0 < found.reached < n
    assert found.median == 6


def test_too_few_say_so() -> None:
    """Below the minimum the curve is there and says that it can tell little."""
    few = kaplan_meier(np.arange(MINIMUM_PEOPLE - 1), np.ones(MINIMUM_PEOPLE - 1), few=MINIMUM_PEOPLE)
    assert few.note == TOO_FEW
    assert kaplan_meier(np.arange(MINIMUM_PEOPLE), np.ones(MINIMUM_PEOPLE), few=MINIMUM_PEOPLE).note == ""


@pytest.mark.parametrize("times", [[], [-1, 3], [[1, 2], [3, 4]]])
def test_nonsense_is_refused(times: list[int]) -> None:
    """Nobody, negative waits and tables are no waits."""
    with pytest.raises(OutcomeError, match="survival"):
        kaplan_meier(np.array(times, int), np.zeros(np.shape(times)))
