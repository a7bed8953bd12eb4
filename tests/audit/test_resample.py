"""Intervals of indices: paired, on blocks of neighbours, and silent where too few people tell."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from counterscore.audit.frame import TOO_FEW
from counterscore.audit.index import Parts
from counterscore.audit.paired import block_size, effect
from counterscore.audit.resample import (
    CARRIED,
    Estimate,
    bounded,
    nobody_differs,
    paired_index,
    parting,
    resamples,
    seen,
    sums_of_blocks,
    value_and_differences,
)
from counterscore.core.draws import uniforms

UNIT = (0.0, 1.0)


def share(totals: np.ndarray) -> np.ndarray:
    """A toy index: the first total over the second."""
    whole = totals[..., 1]
    return np.divide(totals[..., 0], whole, out=np.full(whole.shape, np.nan), where=whole != 0)


def toy(hit: np.ndarray, among: np.ndarray | None = None, of: Callable[..., np.ndarray] = share) -> Parts:
    """Parts of the share of people hit."""
    among = np.ones(len(hit), bool) if among is None else among
    return Parts(np.stack([hit & among, among], axis=1).astype(float), of, among)


def some(people: int, rate: float, name: str) -> np.ndarray:
    """Who is hit, at random."""
    hit: np.ndarray = uniforms(2, f"test.resample.{name}", people) < rate
    return hit


def test_a_share_is_the_mean_of_its_people() -> None:
    """For a plain share, value and interval are those of the paired mean of the same people, but for resampling."""
    hit, other = some(6000, 0.3, "a"), some(6000, 0.2, "b")
    value, change = value_and_differences(toy(hit), [toy(other)], UNIT)
    known = effect(hit.astype(float), other.astype(float))
    assert value.estimate == pytest.approx(hit.mean()) and value.n == 6000
    assert change.estimate == pytest.approx(known.estimate)
    assert change.low is not None and change.high is not None
    assert (change.high - change.low) / (known.high - known.low) == pytest.approx(1.0, abs=0.2)
    assert change.variance_reduction == pytest.approx(1.0, abs=0.2)


def test_the_pairing_is_used() -> None:
    """Where all but a few people are the same in both arms, the difference is far surer than either value."""
    hit = some(6000, 0.3, "a")
    here, there = toy(hit), toy(hit & ~some(6000, 0.1, "c"))
    value, change = value_and_differences(here, [there], UNIT)
    widths = [one.high - one.low for one in (value, change) if one.low is not None and one.high is not None]
    assert len(widths) == 2 and widths[1] < 0.5 * widths[0]
    assert change.variance_reduction is not None and change.variance_reduction > 4.0
    assert paired_index(here, there, UNIT) == change


def test_neighbours_alike_make_it_wider() -> None:
    """If households of four are hit together, the interval doubles: variance four times that of independent people."""
    alone, together = some(8000, 0.3, "d"), np.repeat(some(2000, 0.3, "d"), 4)
    one, two = (bounded(seen(toy(hit)), UNIT) for hit in (alone, together))
    assert one.low is not None and one.high is not None and two.low is not None and two.high is not None
    assert (two.high - two.low) / (one.high - one.low) == pytest.approx(2.0, rel=0.15)


def test_arms_alike_differ_by_nothing_and_say_how_sure() -> None:
    """Rows equal person by person give 0 with the rule of three, one person's part in a share being 1 / n."""
    found = paired_index(toy(some(3000, 0.3, "a")), toy(some(3000, 0.3, "a")), UNIT)
    assert (found.estimate, found.method, found.clear) == (0.0, "nobody", False)
    assert found.high == pytest.approx(3 / 3000, rel=0.01) and found.low == -found.high  # type: ignore[operator]


def test_equal_rows_of_nobody_hit_still_have_a_bound() -> None:
    """Where no influence is seen at all the bound is three people's part of the whole scale."""
    found = nobody_differs(toy(np.zeros(300, bool)), np.ones(300, bool), UNIT)
    assert found.estimate == 0.0 and found.high == pytest.approx(0.01)


def test_too_few_people_or_events_are_told_so() -> None:
    """Nineteen people have no value; four people hit have no interval; forty do."""
    among = np.arange(3000) < 19
    assert bounded(seen(toy(some(3000, 0.5, "e"), among)), UNIT) == Estimate(None, None, None, 19, "none", TOO_FEW)
    for hits, told in ((4, False), (40, True)):
        hit = np.zeros(3000, bool)
        hit[:: 3000 // hits][:hits] = True
        hit = hit[:3000]
        found = bounded(seen(toy(hit)), UNIT)
        assert found.estimate == pytest.approx(hits / 3000)
        assert (found.low is not None) == told and (found.note == "") == told
    assert CARRIED == 5.0


def test_undefined_stays_undefined() -> None:
    """An index over nobody has neither value nor interval, and no difference."""
    nobody = Parts(np.zeros((100, 2)), share, np.ones(100, bool))
    value, change = value_and_differences(toy(some(100, 0.5, "f")), [nobody], UNIT)
    assert value.estimate is not None
    assert (change.estimate, change.low, change.method) == (None, None, "none")


def test_only_people_counted_in_both_arms_are_compared() -> None:
    """Whom one arm leaves out is left out of the difference, and of it alone."""
    hit, among = some(4000, 0.5, "g"), np.arange(4000) < 2000
    value, change = value_and_differences(toy(hit), [toy(~hit, among)], UNIT)
    assert value.n == 4000 and change.n == 2000
    assert change.estimate == pytest.approx(hit[:2000].mean() - (~hit[:2000]).mean())


def test_ends_of_the_scale_are_kept() -> None:
    """No interval leaves the scale; against an arm without any variation it stays on its side of zero."""
    hit = some(3000, 0.01, "h")
    value, change = value_and_differences(toy(hit), [toy(np.zeros(3000, bool))], UNIT)
    assert value.low is not None and value.low >= 0.0
    assert change.low is not None and change.low >= 0.0 and change.variance_reduction == pytest.approx(1.0)


def test_one_group_alone_is_counted_as_itself() -> None:
    """An index among some people is that of a run of them, at any place among the others."""
    hit = some(4000, 0.3, "i")
    only = np.arange(4000) % 2 == 0
    found = bounded(seen(toy(hit), only), UNIT)
    assert found.estimate == pytest.approx(hit[only].mean()) and found.n == 2000


def test_blocks_add_up_and_are_drawn_alike_every_time() -> None:
    """Sums of blocks are sums of rows, the last block smaller; each replicate draws as many blocks as there are."""
    rows = uniforms(1, "test.rows", 3 * 1003).reshape(1003, 3)
    sums = sums_of_blocks(rows, block_size(1003))
    assert sums.shape == (-(-1003 // 16), 3) and sums.sum(0) == pytest.approx(rows.sum(0))
    assert sums[-1] == pytest.approx(rows[62 * 16 :].sum(0))
    drawn = resamples(63)
    assert (drawn.sum(axis=1) == 63).all() and np.array_equal(drawn, resamples(63))
    assert drawn.mean(axis=0) == pytest.approx(1.0, abs=0.15)


def test_whether_anybody_differs() -> None:
    """One person's row is enough, but not if she is not counted; other totals are other rows."""
    rows = np.zeros((70_000, 2))
    other = rows.copy()
    other[69_999, 1] = 1.0
    everybody = np.ones(70_000, bool)
    assert parting(rows, other, everybody) and not parting(rows, rows, everybody)
    assert not parting(rows, other, np.arange(70_000) < 69_999)
    assert parting(rows, np.zeros((70_000, 3)), everybody)
