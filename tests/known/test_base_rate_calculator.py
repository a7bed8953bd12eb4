"""Laws of base rates: what a flag is worth, what a list makes of chance, a crowd that is screened."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterscore.core.errors import PromiseError, SpecError
from counterscore.published.base_rates import (
    alert_value,
    false_alarms_per_true,
    list_false_positive_rate,
    per_comparison_rate,
    pooled_value,
    predictive_value,
)
from counterscore.published.screening import CAUTION, Alerts, Screening

SHARES = st.floats(1e-6, 1.0)


def test_an_event_without_alerts_is_undefined() -> None:
    """No alert gives no value: None, neither 0 nor an error, alone and pooled; one false alert gives 0."""
    assert alert_value(0, 0) is None
    assert pooled_value([(0, 0), (0, 0)]) is None
    assert pooled_value([]) is None
    assert alert_value(0, 5) == 0.0


@pytest.mark.parametrize(("one_in", "entries"), [(60_000_000, 10_000), (60_000_000, 1_000), (20, 7), (10**12, 3)])
def test_the_list_law_in_forty_digits(one_in: int, entries: int) -> None:
    """1 - (1 - p) ** W in decimals of forty digits is what floating point gives, to twelve digits."""
    with localcontext() as context:
        context.prec = 40
        exact = 1 - (1 - Decimal(1) / one_in) ** entries
    assert list_false_positive_rate(1 / one_in, entries) == pytest.approx(float(exact), rel=1e-12, abs=0)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=8))
def test_pooling_adds_up_alerts(events: list[tuple[int, int]]) -> None:
    """The pooled value is all true alerts over all alerts, as a fraction, and lies between the events' own."""
    found, true = pooled_value(events), sum(true for true, _ in events)
    total = true + sum(false for _, false in events)
    assert (found is None) == (total == 0)
    if found is not None:
        assert found == pytest.approx(float(Fraction(true, total)), abs=1e-15)
        own = [value for one in events if (value := alert_value(*one)) is not None]
        assert min(own) - 1e-12 <= found <= max(own) + 1e-12


def test_a_screened_crowd_with_people_looked_for() -> None:
    """Right, wrong and missed of 500,000 people are as expected within 4 SE. Fixed seed, false alarm 2e-4."""
    screened = Screening(500_000, 0.02, 0.8, 0.01)
    found = screened.simulated(3)
    for seen, expected in zip(found, (screened.right, screened.wrong, screened.missed), strict=True):
        assert abs(seen - expected) < 4 * math.sqrt(expected)
    assert found.value == pytest.approx(screened.value, abs=0.01)
    assert Screening(500_000, 0.02, 0.8, 0.01).simulated(3) == found


def test_a_higher_rate_flags_the_same_people_and_more() -> None:
    """More false positives at the same seed leave right and missed untouched and never take a wrong flag away."""
    few, many = (Screening(200_000, 0.01, 0.7, rate).simulated(5) for rate in (0.001, 0.002))
    assert (few.right, few.missed) == (many.right, many.missed)
    assert few.wrong < many.wrong


@given(SHARES, SHARES, SHARES)
def test_odds_and_value_agree(prevalence: float, sensitivity: float, rate: float) -> None:
    """Wrong flags per right one are (1 - value) / value."""
    value = predictive_value(prevalence, sensitivity, rate)
    odds = false_alarms_per_true(prevalence, sensitivity, rate)
    assert value is not None and odds is not None
    assert odds == pytest.approx((1 - value) / value, rel=1e-6, abs=1e-9)


@given(st.floats(1e-9, 0.01), st.integers(1, 5000))
def test_list_law_and_its_inverse(per_comparison: float, entries: int) -> None:
    """The rate of a list gives back the rate of a comparison, and lies below comparisons times entries."""
    rate = list_false_positive_rate(per_comparison, entries)
    assert rate <= per_comparison * entries * (1 + 1e-12)
    if rate < 0.999:
        assert per_comparison_rate(rate, entries) == pytest.approx(per_comparison, rel=1e-6)


def test_certain_matches() -> None:
    """A comparison that always matches flags everybody on any list, and nobody on an empty one."""
    assert list_false_positive_rate(1.0, 5) == 1.0
    assert list_false_positive_rate(1.0, 0) == 0.0
    assert per_comparison_rate(1.0, 5) == 1.0
    assert false_alarms_per_true(0.0, 1.0, 0.5) is None
    assert Screening(0, 0.5, 0.5, 0.5).simulated(1) == Alerts(0, 0, 0)


@pytest.mark.parametrize(
    ("fields", "part"),
    [((10, -0.1, 1.0, 0.1), "prevalence"), ((10, 0.1, 1.2, 0.1), "sensitivity"), ((10, 0.1, 1.0, "x"), "rate"),
     ((-1, 0.1, 1.0, 0.1), "people"), ((1.5, 0.1, 1.0, 0.1), "people"), ((True, 0.1, 1.0, 0.1), "people")],
)  # fmt: skip
def test_a_screening_of_nonsense_is_refused(fields: tuple[object, ...], part: str) -> None:
    """A share outside 0 to 1 and a size that is none end with the name of the number."""
    with pytest.raises(SpecError, match=part):
        Screening(*fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("broken", "part"),
    [(lambda: alert_value(-1, 5), "true alerts"), (lambda: alert_value(math.nan, 5), "true alerts"),
     (lambda: alert_value(1, math.inf), "false alerts"), (lambda: pooled_value([(1, 2, 3)]), "two counts"),  # type: ignore[list-item]
     (lambda: predictive_value(2.0, 1.0, 0.1), "prevalence"), (lambda: predictive_value(math.nan, 1.0, 0.1), "preval"),
     (lambda: false_alarms_per_true(0.1, 1.0, -0.1), "false-positive rate"),
     (lambda: list_false_positive_rate(1.5, 5), "false-match rate"),
     (lambda: list_false_positive_rate(0.1, -5), "list"), (lambda: per_comparison_rate(0.1, 0), "one or more")],
)  # fmt: skip
def test_a_number_that_is_none_is_not_called_undefined(broken: Callable[[], float | None], part: str) -> None:
    """Negative alerts, shares above 1, NaN and an empty list end in an error: only "nobody flagged" is undefined."""
    with pytest.raises(SpecError, match=part):
        broken()


def test_the_caution_names_what_one_figure_hides() -> None:
    """Who is present, the list, the threshold and who counts as a false alert: each is another reason for 52 times."""
    for part in ("present", "length of the list", "threshold", "who counts as a false alert"):
        assert part in CAUTION


def test_rows_of_persons_are_no_alerts() -> None:
    """Records, rows and arrays in place of counts are refused as a promise."""
    for persons in ([{"name": "P1"}], [([1], [0])], np.ones((4, 2))):
        with pytest.raises(PromiseError):
            pooled_value(persons)  # type: ignore[arg-type]
    with pytest.raises(PromiseError):
        predictive_value(np.full(3, 0.1), 1.0, 0.1)  # type: ignore[arg-type]


def test_a_screening_of_persons_is_refused() -> None:
    """Rows of persons in place of a number are refused as a promise."""
    for persons in ([{"name": "P1"}], ("P1", "P2"), b"P1"):
        with pytest.raises(PromiseError):
            Screening(persons, 0.1, 1.0, 0.1)  # type: ignore[arg-type]
        with pytest.raises(PromiseError):
            Screening(10, persons, 1.0, 0.1)  # type: ignore[arg-type]
