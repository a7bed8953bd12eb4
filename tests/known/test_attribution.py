"""Attribution against closed forms: the published game of three mechanisms, the glove game, and the axioms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.audit.shapley import interactions, moved, residual, shapley
from counterscore.core.errors import SpecError

L, S, N = 1, 2, 4
PUBLISHED = {0: 0, L: 0, S: 40, N: 0, L | S: 100, L | N: 20, S | N: 70, L | S | N: 180}


def worth_of(values: dict[int, float]) -> np.ndarray:
    """The worth of every set, by its number."""
    return np.array([float(values[s]) for s in range(len(values))])


def test_linkage_sanction_and_no_notice() -> None:
    """Linkage error 50, sanction 95, no notice 35 of 180: the worked example by which attributions are checked."""
    worth = worth_of(PUBLISHED)
    found = shapley(worth)
    assert found == pytest.approx([50, 95, 35], abs=1e-12)
    assert residual(worth, found) < 1e-9


def test_glove_game() -> None:
    """Two left gloves and one right one: 1/6, 1/6, 2/3 (Shapley)."""
    worth = np.array([1.0 if s & 4 and s & 3 else 0.0 for s in range(8)])
    assert shapley(worth) == pytest.approx([1 / 6, 1 / 6, 2 / 3], abs=1e-12)


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
