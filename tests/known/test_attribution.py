"""Attribution: the mean over all orders, written out, and the axioms."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.audit.shapley import interactions, moved, residual, shapley
from counterscore.core.errors import SpecError


def test_values_are_the_mean_over_all_orders() -> None:
    """What each cause adds, averaged over the orders in which causes can come, in exact fractions."""
    for worth in ([0, 0, 40, 100, 0, 20, 70, 180], [0, 0, 0, 0, 0, 1, 1, 1], [3, 1, 4, 1, 5, 9, 2, 6]):
        adds = [Fraction(0)] * 3
        for order in permutations(range(3)):
            there = 0
            for cause in order:
                adds[cause] += Fraction(worth[there | 1 << cause] - worth[there], 6)
                there |= 1 << cause
        assert shapley(np.array(worth, np.float64)) == pytest.approx([float(a) for a in adds], abs=1e-12)


def test_two_causes_interact_by_the_difference_of_differences() -> None:
    """With two causes the interaction is v(ab) - v(a) - v(b) + v(0)."""
    worth = np.array([3.0, 7.0, 12.0, 40.0])
    assert interactions(worth) == pytest.approx(np.array([[0, 24], [24, 0]]), abs=1e-12)


numbers = st.lists(st.floats(-1e3, 1e3, allow_nan=False, width=32), min_size=64, max_size=64)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(numbers, st.integers(1, 6), st.integers(0, 5))
def test_axioms(raw: list[float], count: int, quiet: int) -> None:
    """Values add up for everybody; a cause that never matters gets nothing; sums of games have sums of values."""
    worth = np.array(raw[: 2**count])[:, None] * np.array([1.0, 0.0, -2.0])
    assert residual(worth, shapley(worth)) < 1e-9
    cause = quiet % count
    without = np.array([worth[s & ~(1 << cause)] for s in range(len(worth))])
    assert np.abs(shapley(without)[cause]).max() == 0.0
    assert np.abs(interactions(without)[cause]).max() < 1e-9
    assert shapley(worth + without) == pytest.approx(shapley(worth) + shapley(without), abs=1e-6)


def test_moved_is_none_all_or_unknown() -> None:
    """The same attribution moves nothing, one on other people everything, none at all is unknown."""
    here, there = np.array([[2.0, 0.0, 1.0], [0.0, 0.0, 0.0]]), np.array([[0.0, 3.0, 0.0], [0.0, 0.0, 0.0]])
    assert moved(here, here)[0] == 0.0 and moved(here, there)[0] == 1.0
    assert np.isnan(moved(here, there)[1])


def test_a_set_that_is_missing_is_an_error() -> None:
    """Three sets are not all sets of any number of causes."""
    with pytest.raises(SpecError, match="3 sets; expected 2, 4, 8"):
        shapley(np.zeros((3, 2)))
