"""Laws of confusion tables: the identity that no table escapes, and what is undefined; published rates are targets."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterscore.core.draws import uniforms
from counterscore.core.errors import PromiseError, SpecError
from counterscore.published import confusion

# tp, fp, fn, tn of the two-year table of COMPAS as published by ProPublica (2016)
BLACK = (1369, 805, 532, 990)
WHITE = (505, 349, 461, 1139)
COUNT = st.integers(0, 10**6)


def test_rates_that_are_one_less_another() -> None:
    """True positives and misses share the truly positive; right and wrong positives share the positive."""
    for table in (BLACK, WHITE):
        assert confusion.true_positive_rate(*table) + confusion.false_negative_rate(*table) == pytest.approx(1)
        assert confusion.positive_predictive_value(*table) + confusion.false_discovery_rate(*table) == pytest.approx(1)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_identity_in_exact_fractions(tp: int, fp: int, fn: int, tn: int) -> None:
    """With fractions for numbers both sides of the identity are fp / (fp + tn), with nothing left over."""
    p, value, missed = Fraction(tp + fn, tp + fp + fn + tn), Fraction(tp, tp + fp), Fraction(fn, tp + fn)
    assert p / (1 - p) * (1 - value) / value * (1 - missed) == Fraction(fp, fp + tn)
    found = confusion.implied_false_positive_rate(float(p), float(value), float(missed))
    assert found == pytest.approx(fp / (fp + tn), rel=1e-8)


def test_tables_come_in_any_shape() -> None:
    """A thousand tables of random counts in one call of shape (10, 100) give as many rates, each its own."""
    u = np.stack([uniforms(7, f"test.confusion.{k}", 1000) for k in range(4)])
    counts = (1 + np.floor(10_000 * u)).reshape(4, 10, 100)
    found = confusion.identity_residual(*counts)
    assert found.shape == (10, 100)
    assert np.abs(found).max() < 1e-12
    assert confusion.accuracy(*counts)[3, 7] == pytest.approx(float(confusion.accuracy(*counts[:, 3, 7])))


@given(COUNT, COUNT, COUNT, COUNT)
def test_the_identity_holds_or_is_undefined(tp: int, fp: int, fn: int, tn: int) -> None:
    """For any counts: 0 up to rounding, and NaN exactly where one of its rates cannot be told."""
    found = float(confusion.identity_residual(tp, fp, fn, tn))
    if tp and (fp + tn):
        assert abs(found) < 1e-9
    else:
        assert math.isnan(found)


@pytest.mark.parametrize("name", confusion.RATES)
def test_nobody_gives_no_rate(name: str) -> None:
    """Every rate of an empty table is undefined (NaN), never 0; beside it a table with people is not touched."""
    rate = confusion.RATES[name]
    assert math.isnan(float(rate(0, 0, 0, 0)))
    both = rate(*np.array([[0, 0, 0, 0], BLACK], np.float64).T)
    assert math.isnan(both[0])
    assert both[1] == pytest.approx(float(rate(*BLACK)))


@given(COUNT, COUNT, COUNT, COUNT)
def test_rates_are_shares(tp: int, fp: int, fn: int, tn: int) -> None:
    """Every rate that is defined lies between 0 and 1."""
    for name, rate in confusion.RATES.items():
        value = float(rate(tp, fp, fn, tn))
        assert math.isnan(value) or 0.0 <= value <= 1.0, name


def test_equal_value_and_misses_force_unequal_false_positives() -> None:
    """Of two groups with equal predictive value and equal misses the one with more true cases has more false ones."""
    low, high = confusion.implied_false_positive_rate(np.array([0.3, 0.5]), 0.6, 0.4)
    assert high > 2 * low
    assert math.isnan(float(confusion.implied_false_positive_rate(1.0, 0.6, 0.4)))


@pytest.mark.parametrize(
    "tables", [{"a": BLACK}, {"a": BLACK, "b": (1, 2, 3)}, {"a": BLACK, "b": (1, 2, -3, 4)},
               {"a": BLACK, "b": (1, 2, math.nan, 4)}],
)  # fmt: skip
def test_tables_that_cannot_be_compared_are_refused(tables: dict[str, tuple[float, float, float, float]]) -> None:
    """One group, three counts, a negative count or none at all: an error that says what is expected."""
    with pytest.raises(SpecError, match="expected"):
        confusion.factors(tables)


def test_a_rate_that_nobody_has_differs_by_no_factor() -> None:
    """A factor is undefined where a rate is, or where it is 0 in one group only; 0 in both is equal."""
    found = confusion.factors({"a": (1, 0, 0, 9), "b": (0, 0, 2, 8)})
    assert math.isnan(found["positive_predictive_value"])
    assert math.isnan(found["true_positive_rate"])
    assert found["false_positive_rate"] == 1.0


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.bool_, list])
def test_small_integers_and_lists_are_counts_too(kind: type) -> None:
    """Counts in small integers do not run over, and lists are added number by number, not strung together."""
    counts = ([200], [100], [50], [50]) if kind is not np.bool_ else ([1], [1], [1], [1])
    given_ = counts if kind is list else [np.array(one, kind) for one in counts]
    for name, rate in confusion.RATES.items():
        assert rate(*given_) == pytest.approx(rate(*(float(one[0]) for one in counts))), name


def test_a_register_is_no_set_of_groups() -> None:
    """More than a hundred groups, or rows in place of groups, are refused as persons."""
    for persons in ({f"P{i}": (1, 0, 0, 0) for i in range(101)}, [(1, 0, 0, 0), (0, 1, 0, 0)], np.ones((4, 4))):
        with pytest.raises(PromiseError, match="PROMISES"):
            confusion.factors(persons)  # type: ignore[arg-type]
