"""Keyed choices and quotas: their frequencies, and how little moves when weights or eligibility change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from counterscore.core import choices
from counterscore.core.choices import choose, smallest_n
from counterscore.core.draws import when_word, which_word
from counterscore.core.errors import SpecError


@pytest.mark.parametrize("options", [{"month": 4096}, {"month": -1}, {"replicate": 65536}])
def test_choices_refuse_what_does_not_fit(options: dict[str, int]) -> None:
    """A choice checks the same ranges as a uniform; month 4096 must not be month 0 of a record born in month 1."""
    with pytest.raises(SpecError, match="toy"):
        choose(1, "toy", 3, np.zeros(4), **options)


def test_choice_frequencies_follow_the_weights() -> None:
    """Gumbel-max gives each option its share: chi-square over 6 options, 300,000 people, false-alarm rate 1e-7."""
    weights = np.array([0.5, 0.2, 0.15, 0.1, 0.049, 0.001])
    found = np.bincount(choose(11, "toy.choice", 300_000, np.log(weights)), minlength=6)
    assert stats.chisquare(found, weights * 300_000).pvalue > 1e-7


def test_choice_of_an_impossible_option_never_happens() -> None:
    """A weight of minus infinity is never chosen; a single option always is."""
    picks = choose(11, "toy.choice", 20_000, np.array([-np.inf, 0.0, -np.inf, 0.0]))
    assert set(picks.tolist()) == {1, 3}
    assert (choose(11, "toy.choice", 100, np.zeros(1)) == 0).all()


def test_choice_depends_on_the_person_alone() -> None:
    """One row of weights for all or the same row for each, any order, any company: the same choice."""
    weights = np.log([0.2, 0.3, 0.5])
    whole = choose(4, "toy", 1000, weights)
    numbers = np.arange(1000)[::-1]
    assert (choose(4, "toy", numbers, np.tile(weights, (1000, 1))) == whole[::-1]).all()
    assert (choose(4, "toy", np.array([17]), weights) == whole[17]).all()


weight_lists = st.lists(st.floats(-5, 5), min_size=3, max_size=6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(weight_lists, st.data())
def test_nobody_moves_to_an_option_that_did_not_improve(old: list[float], data: st.DataObject) -> None:
    """Whoever changes her choice moves to an option that gained strictly more log weight than the one she left."""
    new = data.draw(st.lists(st.floats(-5, 5), min_size=len(old), max_size=len(old)))
    gain = np.array(new) - np.array(old)
    before, after = choose(2, "toy", 400, np.array(old)), choose(2, "toy", 400, np.array(new))
    moved = before != after
    assert (gain[after[moved]] >= gain[before[moved]] - 1e-12).all()


def switched(old: np.ndarray, new: np.ndarray, people: int) -> float:
    """Share of people whose choice changes."""
    pairs = [choose(13, "toy.switch", people, np.log(w)) for w in (old, new)]
    return float((pairs[0] != pairs[1]).mean())


def test_one_changed_weight_moves_exactly_the_total_variation() -> None:
    """One option gains: the share that moves equals the total variation; 5.1 standard errors, false-alarm rate 4e-7."""
    old = np.array([0.4, 0.3, 0.2, 0.1])
    raw = old * np.array([1.0, 1.5, 1.0, 1.0])
    new = raw / raw.sum()
    variation = 0.5 * np.abs(new - old).sum()
    assert abs(switched(old, new, 400_000) - variation) < 5.1 * np.sqrt(variation * (1 - variation) / 400_000)


def test_many_changed_weights_move_what_the_coupling_says() -> None:
    """In general the share that stays is sum_i 1 / sum_j max(p_j/p_i, q_j/q_i); false-alarm rate 4e-7."""
    old, new = np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.35, 0.32, 0.15, 0.18])
    ratios = np.maximum(old[None, :] / old[:, None], new[None, :] / new[:, None])
    moved = 1.0 - (1.0 / ratios.sum(axis=1)).sum()
    variation = 0.5 * np.abs(new - old).sum()
    found = switched(old, new, 400_000)
    assert abs(found - moved) < 5.1 * np.sqrt(moved * (1 - moved) / 400_000)
    assert variation - 0.002 < found < 2 * variation / (1 + variation) + 0.002


def test_choice_refuses_wrong_shapes() -> None:
    """More than 256 options, or weights for another number of people, are errors with the shape."""
    for shape in ((257,), (3, 4)):
        with pytest.raises(SpecError, match=r"shape"):
            choose(1, "toy", 5, np.zeros(shape))


def test_choice_interpreted_equals_compiled() -> None:
    """The Python text of the choice gives the same choices as its machine code."""
    weights = np.log(np.array([[0.2, 0.3, 0.5], [0.1, 0.8, 0.1]]))
    numbers, key = np.arange(100), np.array([3, 5, int(when_word(4, 0, 0)), int(which_word(1, 0, 0))])
    plain, fast = np.zeros(100, np.int64), np.zeros(100, np.int64)
    choices._gumbel_max(plain, numbers, weights, key)
    choices.gumbel_max(fast, numbers, weights, key)
    assert (plain == fast).all()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=60, unique=True), st.data())
def test_quota_has_its_size_and_growth_only_replaces(persons: list[int], data: st.DataObject) -> None:
    """Exactly n are taken in any order of the list; more eligible people only push some out, and let nobody else in."""
    n = data.draw(st.integers(0, len(persons) + 2))
    extra = data.draw(
        st.lists(st.integers(0, 2**31 - 1), max_size=20, unique=True).map(lambda x: sorted(set(x) - set(persons)))
    )
    taken = smallest_n(6, "toy", np.array(persons), n)
    assert len(taken) == min(n, len(persons)) == len(set(taken.tolist()))
    assert taken.tolist() == smallest_n(6, "toy", np.array(sorted(persons)), n).tolist()
    grown = set(smallest_n(6, "toy", np.array(persons + extra), n).tolist())
    assert grown - set(taken.tolist()) <= set(extra)
    assert smallest_n(6, "toy", np.array(persons), n + 1)[: len(taken)].tolist() == taken.tolist()


def test_quota_favours_nobody() -> None:
    """Each of 40 people is taken equally often over 4,000 months: chi-square on 10 of 40, false-alarm rate 1e-7."""
    people = np.arange(40)
    counts = np.zeros(40)
    for month in range(4000):
        counts[smallest_n(8, "toy.quota", people, 10, month=month)] += 1
    # without replacement: the usual statistic is shrunk by (N - 1) / (N - n)
    statistic = ((counts - 1000.0) ** 2 / 1000.0).sum() * (40 - 1) / (40 - 10)
    assert 1e-7 < stats.chi2.sf(statistic, 39) < 1 - 1e-7
