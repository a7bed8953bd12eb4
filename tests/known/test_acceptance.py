"""Acceptance of points on models whose posterior is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from counterscore.core.draws import uniforms
from counterscore.core.errors import SpecError
from counterscore.core.transforms import array_of, normal
from counterscore.studies.acceptance import accept, bounded, distances, least, quantiles, unbounded

WEIGH = np.array([[1.0, 0.5], [0.3, -1.0], [0.8, 0.8]])  # three quantities of two numbers
NOISE = 0.3


def gauss(seed: int, stream: str, rows: int, columns: int) -> np.ndarray:
    """Standard normal draws (rows, columns)."""
    return np.stack([array_of(normal, uniforms(seed, f"test.{stream}", rows, slot=k)) for k in range(columns)], axis=1)


def posterior(told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the numbers, standard normal before, once three noisy quantities are known."""
    cov = np.linalg.inv(np.eye(2) + WEIGH.T @ WEIGH / NOISE**2)
    return cov @ WEIGH.T @ told / NOISE**2, np.sqrt(np.diag(cov))


def world(seed: int, points: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the prior (K, 2) and what each tells, noise and all (K, 3)."""
    numbers = gauss(seed, "numbers", points, 2)
    return numbers, numbers @ WEIGH.T + NOISE * gauss(seed, "noise", points, 3)


@pytest.mark.parametrize("told", [(0.0, 0.0, 0.0), (1.0, -1.2, 0.9), (-2.0, 0.3, -1.5)])
def test_a_conjugate_model_is_recovered(told: tuple[float, float, float]) -> None:
    """Means are within 0.25 and spreads within 20 % of the closed form; with 300 accepted that is 4 standard errors.

    An exact sample of 300 would err by more in one case of 10,000 (six means, six spreads).
    """
    numbers, quantities = world(5, 3_000)
    found = accept(numbers, quantities, np.array(told), np.full(3, NOISE), 300)
    mean = found.weights @ found.values
    spread = np.sqrt(found.weights @ (found.values - mean) ** 2)
    wanted, width = posterior(np.array(told))
    assert np.abs(mean - wanted).max() < 0.25 * width.max()
    assert np.abs(spread / width - 1.0).max() < 0.2
    plain = numbers[found.chosen].std(axis=0)
    assert (plain > 1.3 * width).all(), "without the adjustment it would be too wide"


def test_ranks_of_the_truth_are_even() -> None:
    """Of 200 worlds drawn from the prior, the truth's place among what is accepted is even: chi-square over 8 bins.

    Simulation-based calibration (Talts and others 2018). False alarm 1 in 1,000 for each of two numbers.
    """
    places = np.array([_place(seed) for seed in range(200)])
    for number in range(2):
        counts = np.bincount(np.minimum((places[:, number] * 8).astype(int), 7), minlength=8)
        assert ((counts - 25.0) ** 2 / 25.0).sum() < 24.32, counts  # 99.9 % of chi-square with 7 degrees of freedom


def _place(seed: int) -> np.ndarray:
    """The weight of accepted values below the truth, for both numbers, in a world of its own."""
    truth, told = world(10_000 + seed, 1)
    numbers, quantities = world(seed, 1_000)
    found = accept(numbers, quantities, told[0], np.full(3, NOISE), 150)
    below: np.ndarray = found.weights @ (found.values < truth[0])
    return below


def test_ranks_would_notice_too_much_sureness() -> None:
    """The same test sees a posterior that is half as wide as it should be: the places pile up at both ends."""
    ends = 0
    for seed in range(60):
        truth, told = world(10_000 + seed, 1)
        numbers, quantities = world(seed, 1_000)
        found = accept(numbers, quantities, told[0], np.full(3, NOISE), 150)
        mean = found.weights @ found.values
        place = found.weights @ (mean + (found.values - mean) / 2 < truth[0])
        ends += int(((place < 0.05) | (place > 0.95)).sum())
    assert ends > 30, ends  # 12 expected of 120 where the posterior is right, some 48 here


def test_what_no_point_told_is_not_reached_for() -> None:
    """Where a quantity is asked that no point comes near, values stay among those of the nearest points."""
    numbers, quantities = world(5, 1_000)
    far = np.array([1.0, 40.0, 1.0])
    found = accept(numbers, quantities, far, np.full(3, NOISE), 100)
    assert found.aimed[1] == quantities[found.chosen, 1].max() and found.tolerance > 100
    assert np.abs(found.values).max() < 1.5 * np.abs(numbers).max()


def test_nearest_points_are_kept() -> None:
    """Exactly the nearest are accepted, and the nearer weighs more; the tolerance is the first that was left out."""
    numbers, quantities = world(3, 200)
    asked, scale = np.zeros(3), np.array([1.0, 2.0, 0.5])
    found = accept(numbers, quantities, asked, scale, 40)
    away = distances(quantities, asked, scale)
    assert set(found.chosen) == set(np.argsort(away)[:40])
    assert found.tolerance == np.sort(away)[40] and found.weights.sum() == pytest.approx(1.0)
    assert (np.diff(found.weights) <= 0.0).all()
    by_hand = np.sqrt(sum((quantities[0, j] / scale[j]) ** 2 for j in range(3)))
    assert away[0] == pytest.approx(by_hand)


def test_exact_lines_are_followed_exactly() -> None:
    """Where numbers are linear in quantities and nothing is noisy, every value is the one that was asked for."""
    numbers = gauss(1, "line", 200, 1)
    found = accept(numbers, 3.0 * numbers + 1.0, np.array([2.5]), np.ones(1), 60)
    assert found.values == pytest.approx(0.5)


def test_points_that_all_tell_the_same_are_the_prior() -> None:
    """A quantity that does not move leaves the accepted points where they were, all alike."""
    numbers = gauss(1, "flat", 50, 2)
    found = accept(numbers, np.ones((50, 1)), np.zeros(1), np.ones(1), 50)
    assert np.ptp(found.weights) < 1e-15
    assert np.corrcoef(found.values[:, 0], numbers[:, 0])[0, 1] == pytest.approx(1.0)


@pytest.mark.parametrize("keep", [least(3) - 1, 101])
def test_too_few_or_too_many_are_refused(keep: int) -> None:
    """An adjustment needs twice as many points as it has numbers to find, and cannot keep more than there are."""
    numbers, quantities = world(1, 100)
    with pytest.raises(SpecError, match=rf"keeps {keep} of 100 points; expected {least(3)} or more"):
        accept(numbers, quantities, np.zeros(3), np.ones(3), keep)


def test_scales_have_inverses() -> None:
    """Places between 0 and 1 go to a scale without ends and back, and nothing on it comes back outside."""
    places = np.linspace(0.001, 0.999, 99)
    assert bounded(unbounded(places)) == pytest.approx(places)
    assert bounded(np.array([-1e9, 1e9])) == pytest.approx([0.0, 1.0], abs=1e-300)
    assert np.isfinite(unbounded(np.array([0.0, 1.0]))).all()


def test_weighted_quantiles_are_those_of_repeated_values() -> None:
    """A value that weighs three times as much counts like three of it."""
    values = np.array([4.0, 1.0, 3.0, 2.0])
    weights = np.array([0.1, 0.3, 0.4, 0.2])
    low, middle, high = quantiles(values, weights, (0.15, 0.5, 0.95))
    assert (low, high) == (1.0, 4.0)
    assert middle == pytest.approx(2.0 + (0.5 - 0.4) / 0.3)
