"""Retraining on a world that the last model has moved: laws, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from counterscore.core.errors import CounterscoreError, PromiseError, SpecError
from counterscore.published.retraining import Coin, LinearShift, contracts

ROWS = [{"name": "Li Xiulan", "debt": 12.0}]
numbers = st.floats(-20, 20)


@given(numbers, st.floats(-3, 3), st.floats(0, 2), numbers)
def test_a_path_is_a_geometric_approach_or_flight(mean: float, pull: float, ridge: float, start: float) -> None:
    """Every round multiplies the distance to the stable point by pull / (1 + ridge); the stable point stays."""
    world = LinearShift(mean, pull, ridge=ridge)
    assume(abs(1 + ridge - pull) > 1e-3)
    path = world.path(start, 12)
    foretold = world.stable + (start - world.stable) * world.rate ** np.arange(13)
    scale = max(1.0, np.abs(path).max(), abs(world.stable))
    assert np.abs(path - foretold).max() < 1e-9 * scale
    assert world.path(world.stable, 3) == pytest.approx([world.stable] * 4, rel=1e-6, abs=1e-9)


@given(st.floats(0, 3), st.floats(0, 2))
def test_the_condition_is_sharp_for_a_mean(pull: float, ridge: float) -> None:
    """Convergence is promised exactly where steps shrink: pull < (1 + ridge) / 1."""
    assume(abs(pull - 1 - ridge) > 1e-9)
    assert not contracts(1 + ridge, 1 + ridge, 1)
    steps = np.abs(np.diff(LinearShift(5.0, pull, ridge=ridge).path(1000.0, 2)))
    assert contracts(pull, 1 + ridge, 1) == (steps[1] < steps[0] or steps[0] == 0)


@pytest.mark.parametrize(
    "world", [LinearShift(10, 0.9, 0.1), LinearShift(-3, 0.4, 1.0, 0.5), LinearShift(2, 1.3, 0.2, 1)]
)
def test_the_best_mean_is_where_the_loss_is_lowest(world: LinearShift) -> None:
    """A search over models finds the stated best one, and with a penalty the stable one is worse."""
    found = minimize_scalar(world.loss, bracket=(world.best - 1, world.best + 2))
    assert found.x == pytest.approx(world.best, rel=1e-6)
    assert world.loss(world.stable) >= found.fun - 1e-12
    if world.ridge:
        assert world.loss(world.stable) > found.fun + 1e-3


@pytest.mark.parametrize(("lean", "pull"), [(0.3, 0.2), (0.1, 0.4), (0.0, 0.3), (0.2, 0.0)])
def test_the_coin_is_what_its_four_outcomes_say(lean: float, pull: float) -> None:
    """Loss and refit counted over feature and outcome; best and stable found by search; best at least as good."""
    world = Coin(lean, pull)

    def counted(theta: float, deployed: float) -> float:
        total = 0.0
        for x in (-1.0, 1.0):
            chance = 0.5 + (lean + pull * deployed) * x
            for y, p in ((1.0, chance), (0.0, 1 - chance)):
                total += 0.5 * p * (y - 0.5 - theta * x) ** 2
        return total

    for theta in (0.0, 0.2, 0.5):
        assert world.loss(theta) == pytest.approx(counted(theta, theta), abs=1e-15)
        refit = minimize_scalar(counted, args=(theta,), bracket=(-1, 1)).x
        assert world.retrained(theta) == pytest.approx(refit, abs=1e-7)
    assert minimize_scalar(world.loss, bracket=(-1, 1)).x == pytest.approx(world.best, abs=1e-7)
    assert world.retrained(world.stable) == pytest.approx(world.stable, abs=1e-15)
    assert world.loss(world.best) <= world.loss(world.stable)


def test_samples_follow_the_stated_spread() -> None:
    """400 runs of 8 rounds on 50 people: mean and spread within 4.5 standard errors; false alarm 1.4e-5."""
    world = LinearShift(1.0, -0.7, noise=2.0, ridge=0.2)
    ends = np.array([world.sampled(4.0, 8, 50, 3, run)[-1] for run in range(400)])
    spread = world.spread(8, 50)
    assert abs(ends.mean() - world.path(4.0, 8)[-1]) < 4.5 * spread / 20
    assert abs(ends.std(ddof=1) / spread - 1) < 4.5 / (2 * 399) ** 0.5


def test_samples_draw_anew_each_round_run_and_seed() -> None:
    """The same address gives the same path, a longer path begins with it; run and seed change it; noise 0 is exact."""
    world = LinearShift(10, 0.9, 0.1)
    path = world.sampled(10, 5, 40, 1)
    assert (world.sampled(10, 9, 40, 1)[:6] == path).all()
    assert (world.sampled(10, 5, 40, 1, 1)[1:] != path[1:]).all()
    assert (world.sampled(10, 5, 40, 2)[1:] != path[1:]).all()
    shocks = path[1:] - world.mean - world.pull * path[:-1]
    assert len(set(np.round(shocks, 12))) == 5
    assert LinearShift(10, 0.9).sampled(10, 5, 7, 1) == pytest.approx(LinearShift(10, 0.9).path(10, 5), rel=1e-15)
    coin = Coin(0.3, 0.2)
    assert (coin.sampled(0, 4, 50, 1) == coin.sampled(0, 9, 50, 1)[:5]).all()
    assert (coin.sampled(0, 4, 50, 1)[1:] != coin.sampled(0, 4, 50, 2)[1:]).any()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: LinearShift(float("nan"), 0.5), "mean"),
        (lambda: LinearShift(1, 0.5, noise=-1), "noise"),
        (lambda: LinearShift(1, 1.0).stable, "as fast as the model"),
        (lambda: LinearShift(1, 0.5).path(0, 5000), "4,000"),
        (lambda: LinearShift(1, 0.5).sampled(0, 2, 0, 1), "nobody"),
        (lambda: Coin(0.3, 0.5), "chances are chances"),
        (lambda: Coin(0.45, 0.3), "chances are chances"),
        (lambda: contracts(0.5, 0.0, 1.0), "convexity"),
    ],
)
def test_what_cannot_be_is_refused(wrong: Callable[[], object], says: str) -> None:
    """Worlds and paths that cannot be are refused with what was expected."""
    with pytest.raises(SpecError, match=says):
        wrong()


@pytest.mark.parametrize("rows", [ROWS, np.ones((4, 3)), "people.csv"])
def test_rows_of_persons_are_refused(rows: object) -> None:
    """Rows of persons in place of a number meet the promise."""
    offers: list[Callable[[], object]] = [
        lambda: LinearShift(rows, 0.5),  # type: ignore[arg-type]
        lambda: Coin(rows, 0.1),  # type: ignore[arg-type]
        lambda: LinearShift(1, 0.5).path(rows, 3),  # type: ignore[arg-type]
        lambda: LinearShift(1, 0.5).sampled(1, 3, rows, 1),  # type: ignore[arg-type]
    ]
    for offer in offers:
        with pytest.raises(PromiseError, match="PROMISES"):
            offer()
    with pytest.raises(CounterscoreError):
        contracts(rows, 1, 1)  # type: ignore[arg-type]
