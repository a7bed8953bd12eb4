"""Transforms of uniforms against scipy and math, their monotonicity, and interpreted = compiled."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from counterscore.core import transforms
from counterscore.core.draws import uniforms
from counterscore.core.transforms import array_of, exp, exponential, geometric, log, lognormal, normal, poisson

GRID = 2.0**-53
TOP = 2**53 - 1
FINE: dict[str, Any] = {"max_examples": 400, "deadline": None, "derandomize": True}
steps = st.one_of(st.integers(0, TOP), st.integers(0, 1000), st.integers(TOP - 1000, TOP))


def on_grid(k: int) -> float:
    """A uniform as the generator makes them."""
    return k * GRID


@settings(**FINE)
@given(st.floats(min_value=0, exclude_min=True, allow_infinity=False, allow_subnormal=True))
@example(5e-324)
@example(2.2250738585072009e-308)
@example(1.0 - 2.0**-53)
@example(1.0 + 2.0**-52)
@example(math.sqrt(0.5))
def test_log_is_log(x: float) -> None:
    """log has a relative error below 1e-15 for every positive number, subnormal numbers included."""
    assert abs(log(x) - math.log(x)) <= 1e-15 * abs(math.log(x))


def test_log_at_the_ends() -> None:
    """Zero, infinity, negative numbers and not-a-number are what IEEE says."""
    assert log(0.0) == log(-0.0) == -math.inf and log(math.inf) == math.inf
    assert math.isnan(log(-1.0)) and math.isnan(log(math.nan)) and log(1.0) == 0.0


@settings(**FINE)
@given(st.floats(-708, 709))
@example(-708.0)
@example(709.0)
@example(5e-324)
@example(0.5 * math.log(2))
def test_exp_is_exp(x: float) -> None:
    """exp has a relative error below 1e-15 from -708 to 709."""
    assert abs(exp(x) - math.exp(x)) <= 1e-15 * math.exp(x)


def test_exp_at_the_ends() -> None:
    """0 below the smallest normal number, infinity above 709, not-a-number passed on, 1 at 0."""
    assert exp(-708.5) == exp(-math.inf) == 0.0 and exp(709.1) == exp(math.inf) == math.inf
    assert math.isnan(exp(math.nan)) and exp(0.0) == 1.0


@settings(**FINE)
@given(st.floats(min_value=1e-300, max_value=1e300), st.floats(min_value=1e-300, max_value=1e300))
def test_log_is_monotone(x: float, y: float) -> None:
    """A clearly larger number has a larger logarithm: no step back where the exponent changes."""
    low, high = min(x, y), max(x, y)
    if high > low * (1 + 1e-15):
        assert log(low) <= log(high)


@settings(**FINE)
@given(steps)
@example(0)
@example(TOP)
@example(2**52)
def test_normal_is_the_quantile(k: int) -> None:
    """The normal quantile equals scipy's to 1e-12; u = 0 is read as half a step."""
    expected = float(special.ndtri(on_grid(k) if k else 2.0**-54))
    assert normal(on_grid(k)) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@settings(**FINE)
@given(steps)
def test_exponential_is_the_quantile(k: int) -> None:
    """The exponential quantile equals scipy's to 1e-12."""
    assert exponential(on_grid(k)) == pytest.approx(float(stats.expon.ppf(on_grid(k))), rel=1e-12, abs=0)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(steps.filter(bool), st.floats(0.01, 1e6), st.floats(0.01, 3))
def test_lognormal_is_the_quantile(k: int, median: float, sigma: float) -> None:
    """The lognormal quantile equals scipy's to 1e-12."""
    expected = float(stats.lognorm.ppf(on_grid(k), sigma, scale=median))
    assert lognormal(on_grid(k), median, sigma) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 2**53 - 2**14), st.floats(0.001, 690))
def test_poisson_is_the_quantile(k: int, mean: float) -> None:
    """The count is the smallest whose cumulative probability exceeds u, to 1e-12 (u below 1 - 2e-12)."""
    u = on_grid(k)
    found = poisson(u, mean)
    assert stats.poisson.cdf(found, mean) > u - 1e-12
    assert found == 0 or stats.poisson.cdf(found - 1, mean) <= u + 1e-12


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(TOP - 2**14, TOP), st.floats(0.001, 690))
@example(TOP, 0.1)
@example(TOP, 650.0)
def test_poisson_ends_at_the_top(k: int, mean: float) -> None:
    """Even the largest uniform gives a possible count: beyond mean + 40 + 12 sqrt(mean) lie fewer than 1e-18 draws."""
    assert poisson(on_grid(k), mean) <= mean + 40 + 12 * math.sqrt(mean)


@pytest.mark.parametrize("mean", [0.0, -1.0])
def test_poisson_of_nothing_is_nothing(mean: float) -> None:
    """A mean of 0 or below gives 0 whatever the draw."""
    assert poisson(0.0, mean) == poisson(on_grid(TOP), mean) == 0


@settings(max_examples=300, deadline=None, derandomize=True)
@given(steps, st.floats(1e-12, 0.999999))
@example(2**52, 1e-9)
@example(1, 1e-12)
def test_geometric_is_the_quantile(k: int, p: float) -> None:
    """Failures before the first success: the smallest count with a cumulative probability above u, to 1e-12."""
    exact = math.log1p(-on_grid(k)) / math.log1p(-p)
    found = geometric(on_grid(k), p)
    if exact < transforms.NEVER * (1 - 1e-9):
        assert math.floor(exact * (1 - 1e-12)) <= found <= math.floor(exact * (1 + 1e-12))
    else:
        assert found >= transforms.NEVER * (1 - 1e-9)


def test_geometric_equals_scipy() -> None:
    """The same quantiles as scipy's geometric distribution, which counts from 1."""
    for p in (0.01, 0.2, 0.75):
        u = uniforms(1, "toy.geometric", 500)
        assert [geometric(x, p) + 1 for x in u] == stats.geom.ppf(u, p).astype(int).tolist()


@pytest.mark.parametrize("p", [1e-15, 1e-16, 1e-17, 1e-300])
@pytest.mark.parametrize("function", [geometric, transforms._geometric], ids=["compiled", "interpreted"])
def test_geometric_of_almost_never(function: Callable[[float, float], int], p: float) -> None:
    """A probability so small that 1 - p is 1 gives NEVER, neither an error nor a negative number."""
    assert function(0.5, p) == transforms.NEVER
    assert 0 <= function(0.0, p) <= transforms.NEVER


def test_geometric_at_the_ends() -> None:
    """p >= 1 succeeds at once, p <= 0 never."""
    assert geometric(0.9, 1.0) == geometric(0.9, 2.0) == 0
    assert geometric(0.1, 0.0) == geometric(0.1, -1.0) == transforms.NEVER


@settings(**FINE)
@given(steps, st.integers(2, 2**40))
@example(int(0.075 * 2**53) - 3, 2)
@example(int(0.925 * 2**53) - 3, 2)
@example(0, 2)
def test_monotone_in_the_draw(k: int, more: int) -> None:
    """A larger uniform never gives less, from two grid steps on, across every seam of the approximations."""
    low, high = on_grid(k), on_grid(min(TOP, k + more))
    if high - low >= 2 * GRID:
        assert normal(low) <= normal(high)
        assert exponential(low) <= exponential(high)
        assert lognormal(low, 3.0, 1.2) <= lognormal(high, 3.0, 1.2) * (1 + 1e-15)
        assert poisson(low, 4.5) <= poisson(high, 4.5)
        assert geometric(low, 0.03) <= geometric(high, 0.03)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 2**53 - 2**20), st.integers(1, 6000), st.integers(1, 6000))
def test_poisson_is_monotone_in_the_mean(k: int, a: int, b: int) -> None:
    """A higher mean never gives a lower count on the same draw (means on a grid of 1/10, u below 1 - 1e-10)."""
    low, high = min(a, b) / 10, max(a, b) / 10
    assert poisson(on_grid(k), low) <= poisson(on_grid(k), high)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(steps, st.floats(0.001, 0.9), st.floats(0.001, 0.9))
def test_geometric_is_antitone_in_the_chance(k: int, p: float, q: float) -> None:
    """A higher chance of success never means a longer wait on the same draw."""
    if abs(p - q) > 1e-9:
        assert geometric(on_grid(k), max(p, q)) <= geometric(on_grid(k), min(p, q))


PAIRS: list[tuple[str, tuple[Any, ...]]] = [
    ("log", ()), ("exp", ()), ("normal", ()), ("exponential", ()), ("lognormal", (2.5, 0.8)), ("poisson", (3.7,)),
    ("poisson", (120.0,)), ("geometric", (0.013,)), ("geometric", (0.7,)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "more"), PAIRS)
def test_interpreted_equals_compiled(name: str, more: tuple[Any, ...]) -> None:
    """The Python text of a transform and its machine code give the same bits, on draws and at their ends."""
    fast, plain = getattr(transforms, name), getattr(transforms, f"_{name}")
    values = [*uniforms(2, "toy.bits", 1500).tolist(), 0.0, GRID, 0.5, 0.075, 0.925, 1 - GRID]
    if name in ("log", "exp"):
        values += [x * scale for x in values for scale in (1e-310, 1e-300, 700.0, -700.0, 1e300)] + [
            math.inf,
            -math.inf,
        ]
    for u in values:
        left, right = np.float64(fast(u, *more)), np.float64(plain(u, *more))
        assert left.tobytes() == right.tobytes() or (np.isnan(left) and np.isnan(right)), u


@pytest.mark.parametrize("name", ["central", "middle_tail", "far_tail", "log_from"])
def test_pieces_interpreted_equal_compiled(name: str) -> None:
    """So do the branches of the quantile and the series of the logarithm."""
    fast, plain = getattr(transforms, name), getattr(transforms, f"_{name}")
    scale = {"central": (-0.425, 0.85), "middle_tail": (1.6, 3.4), "far_tail": (5.0, 3.6), "log_from": (0.71, 0.7)}[
        name
    ]
    for u in uniforms(3, "toy.pieces", 500).tolist():
        x = scale[0] + scale[1] * u
        arguments = (x, int(1000 * u) - 500) if name == "log_from" else (x,)
        assert np.float64(fast(*arguments)).tobytes() == np.float64(plain(*arguments)).tobytes()


def test_branches_of_the_quantile_meet() -> None:
    """At the seams of the quantile (|q| = 0.425, r = 5) the branches differ by less than 1e-14."""
    for u in (0.075, 0.925, math.exp(-25.0)):
        k = int(u / GRID)
        values = [normal(on_grid(k + j)) for j in range(-40, 41)]
        slope = 40 * GRID / stats.norm.pdf(normal(u))
        assert values == sorted(values) and values[-1] - values[0] < 2.5 * slope + 1e-14


def test_array_form_maps_the_scalar_form() -> None:
    """array_of keeps shapes, broadcasts scalars and applies the scalar function to each element."""
    u = uniforms(4, "toy.array", 60).reshape(5, 12)
    found = array_of(poisson, u, 2.5)
    assert found.shape == (5, 12) and found.dtype == np.float64
    assert found.ravel().tolist() == [poisson(x, 2.5) for x in u.ravel()]
    assert array_of(lognormal, u[0], np.arange(1.0, 13.0), 0.5).tolist() == [
        lognormal(x, m, 0.5) for x, m in zip(u[0].tolist(), range(1, 13), strict=True)
    ]


def test_moments_of_the_transforms() -> None:
    """Means of 200,000 transformed draws lie within 5.4 standard errors; false-alarm rate 7e-8 each, 4 of them."""
    u = uniforms(6, "toy.moments", 200_000)
    for values, mean, sd in [
        (array_of(normal, u), 0.0, 1.0),
        (array_of(exponential, u), 1.0, 1.0),
        (array_of(poisson, u, 3.3), 3.3, math.sqrt(3.3)),
        (array_of(geometric, u, 0.25), 3.0, math.sqrt(0.75) / 0.25),
    ]:
        assert abs(values.mean() - mean) < 5.4 * sd / math.sqrt(len(u))
