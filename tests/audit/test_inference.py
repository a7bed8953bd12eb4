"""The effect over replicates: equal to an independent library where that knows it, and to its definition elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from counterscore.audit.paired import FEW, clustering, effect, few_limits, sides, student
from counterscore.audit.studied.inference import Replicate, inferred
from counterscore.core.draws import uniforms


def replicate(x: np.ndarray, y: np.ndarray, nothing: bool = False) -> Replicate:
    """One replicate from the values of the same people in both arms (P,)."""
    found, difference = effect(x, y, nothing), x - y
    gains, losses = sides(difference)
    return Replicate(
        found.estimate, found.low, found.high, float(x.mean()), float(y.mean()), len(x),
        int(np.count_nonzero(difference)), float(max(np.abs(x).max(), np.abs(y).max())),
        float(np.abs(difference).max()), gains, losses, clustering(difference), nothing,
    )  # fmt: skip


def worlds(count: int, people: int = 300, shared: float = 0.8) -> list[Replicate]:
    """Replicates in which many people differ; each has a level of its own, which pairing takes away."""
    found = []
    for number in range(count):
        level, own, other = (
            uniforms(4, "bench.inference", n, month=number, slot=s) for s, n in enumerate((1, people, people))
        )
        y = own + 5.0 * level
        found.append(replicate(y + shared * other, y))
    return found


def events(ups: list[int], downs: list[int], people: int = 500) -> list[Replicate]:
    """Replicates in which so many people, far from each other, come out 1 higher or 1 lower."""
    found = []
    for up, down in zip(ups, downs, strict=True):
        x, y = np.zeros(people), np.zeros(people)
        x[: 20 * up : 20], y[10 : 10 + 20 * down : 20] = 1.0, 1.0
        found.append(replicate(x, y))
    return found


@pytest.mark.parametrize("count", [2, 3, 5, 20])
def test_the_interval_is_that_of_a_t_test_over_replicates(count: int) -> None:
    """Where many people differ it equals SciPy's one-sample interval over the effects of the replicates."""
    stats = pytest.importorskip("scipy.stats")
    known = worlds(count)
    found = inferred(known)
    oracle = stats.ttest_1samp([one.estimate for one in known], 0.0).confidence_interval(0.95)
    assert found.method == "replicates"
    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high), rel=2e-3)
    assert found.arm_mean - found.against_mean == pytest.approx(found.estimate)


def test_unpaired_replicates_are_the_fewest_that_are_as_narrow() -> None:
    """Two worlds with draws of their own are as narrow with that many replicates, and wider with one fewer."""
    known = worlds(12)
    found = inferred(known)
    arm, against = (np.array([getattr(one, name) for one in known]) for name in ("arm", "against"))
    apart = arm.var(ddof=1) + against.var(ddof=1)
    assert found.variance_reduction == pytest.approx(apart / (arm - against).var(ddof=1))
    assert found.unpaired_replicates is not None and found.unpaired_replicates > 100
    widths = [student(m - 1) * math.sqrt(apart / m) for m in
              (found.unpaired_replicates - 1, found.unpaired_replicates)]  # fmt: skip
    assert widths[0] > found.half_width >= widths[1]


@pytest.mark.parametrize("count", [2, 3, 8, 20, 61])
def test_beside_a_world_that_never_varies_nothing_is_saved(count: int) -> None:
    """Where the reference is 0 in every replicate, pairing neither saves nor costs a replicate."""
    known = [replace(one, against=0.0, arm=one.estimate) for one in worlds(count)]
    found = inferred(known)
    assert found.variance_reduction == pytest.approx(1.0)
    assert found.unpaired_replicates == count


def test_replicates_that_came_to_the_same_by_chance_are_not_sure() -> None:
    """Equal effects of events have the spread of people: about that of so many independent yes/no outcomes."""
    found = inferred([replicate(*one) for one in [yes_no(200)] * 3])
    assert found.method == "replicates"
    assert found.variance == 0.0
    alone = student(2) * math.sqrt(0.2 * 0.8 / 3000)
    assert alone * 0.999 <= found.half_width <= 2.0 * alone
    assert (found.variance_reduction, found.unpaired_replicates) == (None, None)


def test_what_is_the_same_for_everybody_has_no_spread() -> None:
    """Where each person of each replicate differs by 0.1, the effect is 0.1 and no other people would change it."""
    found = inferred([replicate(np.full(200, 0.1), np.zeros(200))] * 3)
    assert (found.low, found.high) == (pytest.approx(0.1), pytest.approx(0.1))


def yes_no(ups: int, people: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes of an arm in which so many people, spread by draws, come out 1, and of one in which nobody does."""
    order = np.argsort(uniforms(7, "bench.inference", people))
    x = np.zeros(people)
    x[order[:ups]] = 1.0
    return x, np.zeros(people)


def test_the_interval_is_of_paired_differences() -> None:
    """What both arms share makes no interval wider: levels of replicates leave the effect as it is."""
    known = worlds(8)
    moved = [replace(one, arm=one.arm + 9.0 * k, against=one.against + 9.0 * k) for k, one in enumerate(known)]
    assert (inferred(moved).low, inferred(moved).high) == (inferred(known).low, inferred(known).high)
    assert (inferred(moved).unpaired_replicates or 0) > (inferred(known).unpaired_replicates or 0)


@pytest.mark.parametrize("make", [worlds, lambda n: events(list(range(n)), [1] * n)])
def test_the_order_of_replicates_changes_nothing(make) -> None:  # type: ignore[no-untyped-def]
    """Who finished first is no part of an answer."""
    known = make(9)
    there, back = inferred(known), inferred(known[::-1])
    assert there.method == back.method
    assert (there.low, there.high) == pytest.approx((back.low, back.high), rel=1e-12)


def test_equal_arms_give_exactly_nothing() -> None:
    """Where nobody differs in any replicate the effect is 0 and its bound 3 over all people of all replicates."""
    x = (np.arange(400) % 2) * 2.0
    found = inferred([replicate(x, x) for _ in range(5)])
    assert (found.method, found.estimate, found.se) == ("nobody", 0.0, 0.0)
    assert (found.low, found.high) == pytest.approx((-2.0 * 3 / 2000, 2.0 * 3 / 2000))
    zero = [replicate(np.zeros(400), np.zeros(400), nothing=True)] * 5
    assert (inferred(zero).low, inferred(zero, 1000.0).high) == (0.0, pytest.approx(1000.0 * 3 / 2000))


def test_few_differing_people_are_pooled() -> None:
    """The limits of yes/no outcomes are the Jeffreys limits of a Poisson count, by SciPy, over all people."""
    gamma = pytest.importorskip("scipy.stats").gamma
    found = inferred([replace(one, nothing=True) for one in events([1, 2, 1, 2, 1], [0] * 5)])
    assert found.method == "few"
    assert found.estimate == pytest.approx(7 / 2500)
    limits = gamma.ppf((0.025, 0.975), 7.5) / 2500
    assert (found.low, found.high) == pytest.approx(tuple(limits), rel=1e-6)


def test_clusters_widen_the_limits_of_few() -> None:
    """People who differ by whole blocks, or by whole replicates, tell less than as many who differ alone."""
    alone = events([2, 2, 2, 2], [0] * 4)
    blocks = [replace(one, clustered=(3.0 * one.clustered[1], one.clustered[1])) for one in alone]
    uneven = events([8, 0, 0, 0], [0] * 4)
    wide = [inferred(one).high - inferred(one).low for one in (alone, blocks, uneven)]
    assert wide[0] < wide[1] and wide[0] < wide[2]
    assert inferred(alone).estimate == inferred(uneven).estimate


def test_many_people_who_differ_leave_the_rule_for_few() -> None:
    """From FEW people on, all replicates together, the effects of replicates decide."""
    few, many = events([20, 20, 20, 20, 19], [0] * 5), events([20] * 5, [0] * 5)
    assert [inferred(one).method for one in (few, many)] == ["few", "replicates"]
    assert sum(one.differing for one in many) == FEW


@pytest.mark.parametrize(
    "make", [worlds, lambda n: events(list(range(n)), [1] * n), lambda n: events([0] * n, [0] * n)]
)
def test_the_unit_of_the_metric_scales_everything(make) -> None:  # type: ignore[no-untyped-def]
    """Per 1,000 people is 1,000 times per person, ends included."""
    known = make(6)
    times = [
        replace(
            one, estimate=1e3 * one.estimate, arm=1e3 * one.arm, against=1e3 * one.against, largest=1e3 * one.largest,
            widest=1e3 * one.widest, gains=(1e3 * one.gains[0], 1e6 * one.gains[1]),
            losses=(1e3 * one.losses[0], 1e6 * one.losses[1]),
            clustered=(1e6 * one.clustered[0], 1e6 * one.clustered[1]),
        )
        for one in known
    ]  # fmt: skip
    here, there = inferred(known), inferred(times, 1e3)
    assert (there.estimate, there.low, there.high) == pytest.approx(
        (1e3 * here.estimate, 1e3 * here.low, 1e3 * here.high)
    )
    assert there.unpaired_replicates == here.unpaired_replicates


def test_too_few_replicates_say_so() -> None:
    """None tells nothing; one is told as it is; neither has a width."""
    assert inferred([]).method == inferred(worlds(1)).method == "too few"
    assert inferred([]).half_width == inferred(worlds(1)).half_width == math.inf
    assert inferred(worlds(1)).estimate == worlds(1)[0].estimate


def test_limits_that_hold_on_the_average_lie_inside_those_that_always_hold() -> None:
    """Half of the next difference at both ends gives shorter limits than none at one end and all at the other."""
    for ups, downs in (((3.0, 3.0), (0.0, 0.0)), ((9.0, 9.0), (4.0, 4.0)), ((0.0, 0.0), (2.0, 2.0))):
        exact = few_limits(ups, downs, 1.0, 1000)
        middle = few_limits(ups, downs, 1.0, 1000, exact=False)
        assert exact[0] <= middle[0] < middle[1] <= exact[1]


def test_student_points_of_few_replicates_are_exact() -> None:
    """Two to thirty replicates have the 97.5 % points of SciPy's Student's t, and fewer always have a larger one."""
    t = pytest.importorskip("scipy.stats").t
    assert all(student(freedom) == pytest.approx(t.ppf(0.975, freedom), rel=5e-4) for freedom in range(1, 30))
    assert all(a > b for a, b in pairwise(student(freedom) for freedom in range(1, 100)))
