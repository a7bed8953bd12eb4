"""Statistical quality of the draws: the published battery at a small size, rare events, and proof that it can fail.

All seeds are fixed. The battery has 26 tests at 1e-6 / 26 each: a generator without fault fails it once in a million
versions of the scheme, not once in a million runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from counterscore.core import draws
from counterscore.core.draws import BLOCK, jumps, log_miss, uniforms

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import battery_acts
import draw_battery

SIZE = 0.01


@pytest.mark.parametrize("name", list(draw_battery.TESTS))
def test_battery(name: str) -> None:
    """Each test of the battery at 1 % of its published size; false-alarm rate 1e-6 / 26 each, 1e-6 together."""
    assert draw_battery.TESTS[name](SIZE).p > draw_battery.THRESHOLD


def test_rare_events_over_ten_thousand_million_person_months() -> None:
    """Acts of p = 1e-7 in 1.0e10 simulated person-months: as many as the binomial says, false-alarm rate 1e-7."""
    people, months, kinds = 1 << 24, 150, 4
    n = people * months * kinds
    found = len(battery_acts.lived([1e-7] * kinds, [1.0], people, months, seed=99).all(0))
    assert n > 1e10 and battery_acts.binomial_p(found, n, 1e-7) > 1e-7


@pytest.mark.parametrize("p", [1e-7, 1e-5, 0.01, 0.3])
def test_rare_events_are_exact_on_the_grid(p: float) -> None:
    """The expected number of candidates in a block is 4,096 p to 1e-6 relative, by the generator's own arithmetic."""
    assert abs(battery_acts.grid_error(p)) < 1e-6


def test_rare_uniforms_are_exact_on_the_grid() -> None:
    """P(u < p) differs from p by less than 2**-53: at p = 1e-7 less than 1.2e-9 relative."""
    assert abs(np.ceil(1e-7 * 2.0**53) * 2.0**-53 / 1e-7 - 1) < 1.2e-9


def weak(seed: int, stream: str, persons: Any, *, month: int = 0, replicate: int = 0, slot: int = 0) -> np.ndarray:
    """A bad generator: a golden-ratio walk over persons, shifted by everything else."""
    numbers = np.arange(persons) if isinstance(persons, int) else np.asarray(persons)
    start = 0.1 * seed + 0.37 * len(stream) + 0.013 * month + 0.003 * replicate + 0.007 * slot
    return np.mod(numbers * 0.6180339887498949 + start, 1.0)


def single(seed: int, stream: str, persons: Any, *, month: int = 0, replicate: int = 0, slot: int = 0) -> np.ndarray:
    """Good uniforms rounded to 24 bits, as a float32 generator would make them."""
    good = uniforms(seed, stream, persons, month=month, replicate=replicate, slot=slot)
    return good.astype(np.float32).astype(np.float64)


@pytest.mark.parametrize("name", ["neighbours", "months_in_a_row", "across months", "across slots"])
def test_battery_can_fail(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk with a fixed step, uniform as it looks, is found out."""
    monkeypatch.setattr(draw_battery, "uniforms", weak)
    assert draw_battery.TESTS[name](SIZE).p < draw_battery.THRESHOLD


@pytest.mark.parametrize("name", ["low_bits", "bits"])
def test_battery_sees_missing_bits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uniforms of single precision are found out."""
    monkeypatch.setattr(draw_battery, "uniforms", single)
    assert draw_battery.TESTS[name](SIZE).p < draw_battery.THRESHOLD


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


def test_gaps_and_lower_bounds_share_nothing_but_the_uniform() -> None:
    """A higher probability never lengthens a gap: the same draw, so that bounds are comparable across catalogues."""
    assert (gaps_in(2000, p=0.02)[0] <= gaps_in(2000, p=0.01)[0]).all()


def test_every_person_does_what_her_own_probability_says() -> None:
    """Acts per place in a block follow n p in each of two arms of one run; chi-square, false-alarm rate 1e-7 each."""
    months, people, top = 40, 1 << 18, 0.05
    sink = battery_acts.lived([top], [1.0, 0.2], people, months, seed=5)
    for arm, p in ((0, top), (1, top * 0.2)):
        counts = np.bincount(sink.all(arm) % BLOCK, minlength=BLOCK)
        expected = people // BLOCK * months * p
        value = float(((counts - expected) ** 2 / (expected * (1 - p))).sum())
        assert 1e-7 < stats.chi2.sf(value, BLOCK) < 1 - 1e-7


def test_acts_do_not_know_each_other() -> None:
    """Two acts of one person in one month coincide as often as independence says; false-alarm rate 1e-7."""
    months, people, p = 20, 1 << 18, 0.05
    plan_run = battery_acts.lived([p, p], [1.0], people, months, seed=6)
    twice = sum(len(person) - len(set(person.tolist())) for person in plan_run.person[0])
    assert battery_acts.binomial_p(twice, people * months, p * p) > 1e-7
