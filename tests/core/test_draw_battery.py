"""Statistical quality of the draws: the published battery at a small size, and proof that each of its tests can fail.

All seeds are fixed. The battery as a whole has a false-alarm rate of 1e-6, shared equally by its tests: a generator
without fault fails it once in a million versions of the scheme, not once in a million runs.
"""

from __future__ import annotations

import numpy as np
import pytest
from benched import acts, base, battery
from broken_draws import FAULTS, together
from scipy import stats

from counterscore.core import draws
from counterscore.core.draws import BATCH, BLOCK, jumps, log_miss

SIZE = 0.01


@pytest.mark.parametrize("name", list(battery.TESTS))
def test_battery(name: str) -> None:
    """Each test of the battery at 1 % of its published size; false-alarm rate 1e-6 for all of them together."""
    assert battery.TESTS[name](SIZE).p > battery.THRESHOLD


@pytest.mark.parametrize("name", list(battery.TESTS))
def test_battery_can_fail(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that a test is there for, put in on purpose, is found by it at the same size and threshold."""
    module, what, broken = FAULTS[name]
    monkeypatch.setattr(module, what, broken)
    assert battery.TESTS[name](SIZE).p < battery.THRESHOLD


def test_bits_that_flip_together_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bits that each flip half of the time, but all or none of them, are found by how many flip at once."""
    monkeypatch.setattr(base, "rows_at", together)
    assert battery.TESTS["flipped"](SIZE).p < battery.THRESHOLD


def test_the_battery_covers_what_it_says() -> None:
    """Every test has a fault that it must find, every family tests, and no two tests have one name."""
    assert set(FAULTS) == set(battery.TESTS)
    assert len(battery.TESTS) == sum(map(len, battery.FAMILIES.values()))
    assert battery.THRESHOLD * len(battery.TESTS) == pytest.approx(battery.FALSE_ALARM)


def test_rare_events_over_ten_thousand_million_person_months() -> None:
    """Acts of p = 1e-7 in 1.0e10 simulated person-months: as many as the binomial says, false-alarm rate 1e-7."""
    people, months, kinds = 1 << 24, 150, 4
    n = people * months * kinds
    found = len(acts.lived([1e-7] * kinds, [1.0], people, months, seed=99).all(0))
    assert n > 1e10 and base.binomial_p(found, n, 1e-7) > 1e-7


@pytest.mark.parametrize("p", [1e-7, 1e-5, 0.01, 0.3])
def test_rare_events_are_exact_on_the_grid(p: float) -> None:
    """The expected number of candidates in a block is 4,096 p to 1e-6 relative, by the generator's own arithmetic."""
    assert abs(acts.grid_error(p)) < 1e-6


def test_rare_uniforms_are_exact_on_the_grid() -> None:
    """P(u < p) differs from p by less than 2**-53: at p = 1e-7 less than 1.2e-9 relative."""
    assert abs(np.ceil(1e-7 * 2.0**53) * 2.0**-53 / 1e-7 - 1) < 1.2e-9


def gaps_in(n: int, first: int = 0, p: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    """Gaps and acceptances number ``first`` and on of one block, month and act."""
    gaps, accepts, work = np.empty(n, np.int64), np.empty(n), np.empty((2, n), np.int64)
    key, where = np.array([5, 6, 7], np.int64), np.array([8, 9, 10, first], np.int64)
    jumps(gaps, accepts, work, key, where, log_miss(p))
    return gaps, accepts


def test_gaps_do_not_depend_on_the_batch() -> None:
    """Asking for 96 gaps at once or 3 times for 32 gives the same gaps and acceptances."""
    whole = gaps_in(96)
    parts = [gaps_in(32, first) for first in (0, 32, 64)]
    assert (np.concatenate([g for g, _ in parts]) == whole[0]).all()
    assert (np.concatenate([a for _, a in parts]) == whole[1]).all()


def test_gaps_interpreted_equal_compiled() -> None:
    """The Python text of the jumps gives the same bits as their machine code, at common and rare probabilities."""
    for p in (0.9, 0.2, 0.01, 1e-7, 1e-12):
        results = []
        for function in (draws.jumps, draws._jumps):
            gaps, accepts, work = np.empty(64, np.int64), np.empty(64), np.empty((2, 64), np.int64)
            key, where = np.array([1, 2, 3], np.int64), np.array([4, 5, 6, 32], np.int64)
            function(gaps, accepts, work, key, where, log_miss(p))
            results.append((gaps.tobytes(), accepts.tobytes()))
        assert results[0] == results[1]


def test_gaps_equal_the_plain_formula() -> None:
    """A gap is 1 + floor(log(1 - u) / log(1 - p)) on the first two words of its own counter."""
    p = 0.01
    gaps, accepts = gaps_in(200, 40, p)
    for i in range(200):
        words = [np.uint64(w) for w in (8, 9 + 4096 * (40 + i), 7, 10, 5, 6)]
        a, b, c, d = draws._philox(*words)
        assert gaps[i] == 1 + int(np.log1p(-draws._unit(a, b)) / np.log1p(-p) * (1 + 1e-14))
        assert accepts[i] == draws._unit(c, d)


def test_each_gap_has_a_counter_of_its_own() -> None:
    """Month and number of a gap share a word without overlap, for as many gaps as a block can have."""
    months, numbers = np.array([0, 1, 4094, 4095]), np.arange(BLOCK + BATCH)
    words = months[:, None] + 4096 * numbers
    assert len(set(words.ravel().tolist())) == words.size and words.max() < 2**32
    for month in months.tolist():
        gaps, accepts, work = np.empty(1, np.int64), np.empty(1), np.empty((2, 1), np.int64)
        jumps(gaps, accepts, work, np.array([5, 6, 7]), np.array([8, month, 10, BLOCK]), log_miss(0.01))
        counter = [np.uint64(w) for w in (8, month + 4096 * BLOCK, 7, 10, 5, 6)]
        assert accepts[0] == draws._unit(*draws._philox(*counter)[2:])


def test_gaps_and_lower_bounds_share_nothing_but_the_uniform() -> None:
    """A higher probability never lengthens a gap: the same draw, so that bounds are comparable across catalogues."""
    assert (gaps_in(2000, p=0.02)[0] <= gaps_in(2000, p=0.01)[0]).all()


def test_every_person_does_what_her_own_probability_says() -> None:
    """Acts per place in a block follow n p in each of two arms of one run; chi-square, false-alarm rate 1e-7 each."""
    months, people, top = 40, 1 << 18, 0.05
    sink = acts.lived([top], [1.0, 0.2], people, months, seed=5)
    for arm, p in ((0, top), (1, top * 0.2)):
        counts = np.bincount(sink.all(arm) % BLOCK, minlength=BLOCK)
        expected = people // BLOCK * months * p
        value = float(((counts - expected) ** 2 / (expected * (1 - p))).sum())
        assert 1e-7 < stats.chi2.sf(value, BLOCK) < 1 - 1e-7


def test_acts_do_not_know_each_other() -> None:
    """Two acts of one person in one month coincide as often as independence says; false-alarm rate 1e-7."""
    months, people, p = 20, 1 << 18, 0.05
    plan_run = acts.lived([p, p], [1.0], people, months, seed=6)
    twice = sum(len(person) - len(set(person.tolist())) for person in plan_run.person[0])
    assert base.binomial_p(twice, people * months, p * p) > 1e-7
