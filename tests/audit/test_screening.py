"""The screening of Morris and the shares of Sobol against closed forms, and what happens where points are missing."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from counterscore.audit.screening import morris, screened, trajectories
from counterscore.audit.sensitivity import shared_out, sobol_indices, sobol_places
from counterscore.core.errors import SpecError

AROUND = dict.fromkeys(("a", "b", "c"), (-np.pi, np.pi))


def ishigami(points: np.ndarray) -> np.ndarray:
    """The function of Ishigami and Homma (1990) with a = 7, b = 0.1."""
    a, b, c = points.T
    return np.asarray(np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a))


def linear(points: np.ndarray) -> np.ndarray:
    """3 a - 2 b; c does nothing."""
    return np.asarray(3 * points[:, 0] - 2 * points[:, 1])


@pytest.mark.usefixtures("salib")
def test_a_straight_line_is_screened_exactly() -> None:
    """Of 3a - 2b over ranges of width 2 and 3: mu 6, -6 and 0, their sizes as mu star, no spread, no half-width."""
    found = morris(linear, {"a": (0.0, 2.0), "b": (1.0, 4.0), "c": (0.0, 1.0)}, count=4)
    assert found.mu == pytest.approx([6, -6, 0], abs=1e-12)
    assert found.mu_star == pytest.approx([6, 6, 0], abs=1e-12)
    assert found.sigma == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.mu_star_half == pytest.approx([0, 0, 0], abs=1e-12)
    assert found.effects.tolist() == [4, 4, 4]


@pytest.mark.usefixtures("salib")
def test_ishigami_is_screened_as_on_its_grid() -> None:
    """Over the four places of each range mu star is 7.704, 7.875 and 6.249 by hand; 1,000 trajectories come to 5 %.

    Seed fixed; four standard errors of the first are 0.8, so 0.5 holds for about 99 of 100 seeds.
    """
    found = morris(ishigami, AROUND, count=1000, seed=3)
    s, far, near = np.sin(np.pi / 3), np.pi**4, (np.pi / 3) ** 4
    by_hand = [1.5 * s * (1 + 0.1 * (far + near) / 2), 1.5 * 7 * s**2, 1.5 * 0.1 * (far - near) * s / 2]
    assert found.mu_star == pytest.approx(by_hand, abs=0.5)
    assert found.mu_star[1] == pytest.approx(by_hand[1], abs=1e-9)
    assert found.sigma.min() > 5 and abs(found.mu[1]) < 0.8


@pytest.mark.usefixtures("salib")
def test_ishigami_is_shared_out_as_in_closed_form() -> None:
    """First indices .3139, .4424, 0 and total ones .5576, .4424, .2437, within .02 at 4,096 base points."""
    found = sobol_indices(ishigami, AROUND, sample=4096)
    assert found.first == pytest.approx([0.313905, 0.442411, 0.0], abs=0.02)
    assert found.total == pytest.approx([0.557589, 0.442411, 0.243684], abs=0.02)


@pytest.mark.usefixtures("salib")
def test_the_same_from_parts() -> None:
    """Places and results handed over apart come to the same shares; base points left out whole leave a smaller lot."""
    places = sobol_places(3, 64, 5)
    results = ishigami(np.pi * (2 * places - 1))
    whole, few = shared_out(("a", "b", "c"), results, 64, 5), shared_out(("a", "b", "c"), results[5 * 8 :], 64, 5)
    again = sobol_indices(ishigami, AROUND, sample=64, seed=5)
    assert whole.first == pytest.approx(again.first, abs=1e-9) and whole.total == pytest.approx(again.total, abs=1e-9)
    assert few.evaluations == 5 * 56 and (few.first != whole.first).all()


@pytest.mark.usefixtures("salib")
@pytest.mark.parametrize("results", [np.ones(40), np.arange(39.0), np.arange(5.0), np.array([np.nan] * 40)])
def test_what_cannot_be_shared_out_is_refused(results: np.ndarray) -> None:
    """Results that are all the same, not whole, too few or no numbers are refused with what was expected."""
    with pytest.raises(SpecError, match="expected 5 for each base point"):
        shared_out(("a", "b", "c"), results, 8, 1)


@pytest.mark.usefixtures("salib")
def test_trajectories_move_one_number_at_a_time() -> None:
    """Each step moves one number by two thirds of its range, each number once; more trajectories change none before."""
    places = trajectories(7, 5, 9)
    moved = np.diff(places, axis=1)
    assert places.shape == (5, 8, 7) and places.min() == 0.0 and places.max() == 1.0
    assert (np.count_nonzero(moved, axis=2) == 1).all() and (np.count_nonzero(moved, axis=1) == 1).all()
    assert np.abs(moved[moved != 0]) == pytest.approx(2 / 3)
    assert (trajectories(7, 8, 9)[:5] == places).all() and (trajectories(7, 5, 10) != places).any()


@pytest.mark.usefixtures("salib")
def test_a_step_that_was_not_taken_is_no_effect() -> None:
    """Only the number whose step was refused, or whose result is unknown, loses an effect; the others stay exact."""
    names, places = ("a", "b", "c"), trajectories(3, 4, 2)
    results = linear(places.reshape(-1, 3)).reshape(4, 4)
    taken = np.ones((4, 3), bool)
    first = int(np.argmax(places[0, 1] != places[0, 0]))  # the number that moves first stays where it is
    taken[0, 0] = False
    results[0, 1:] -= results[0, 1] - results[0, 0]
    found = screened(names, places, results, 1, taken)
    assert found.effects.tolist() == [3 if n == first else 4 for n in range(3)]
    assert found.mu == pytest.approx([3, -2, 0], abs=1e-12)
    results[1, 3] = np.nan
    last = int(np.argmax(places[1, 3] != places[1, 2]))
    lost = screened(names, places, results, 1, taken)
    assert lost.effects.sum() == 10 and lost.effects[last] == found.effects[last] - 1
    assert lost.mu == pytest.approx([3, -2, 0], abs=1e-12)


@pytest.mark.usefixtures("salib")
def test_one_effect_is_none() -> None:
    """A number that moved in one trajectory only is not told; a step nobody took leaves the number out altogether."""
    places, taken = trajectories(2, 2, 1), np.ones((2, 2), bool)
    column = int(np.argmax(places[0, 1] != places[0, 0]))
    taken[0, 0] = False
    found = screened(("a", "b"), places, places.sum(axis=2), 1, taken)
    assert np.isnan(found.mu_star[column]) and np.isfinite(found.mu_star[1 - column])
    assert found.effects[column] == 1


@pytest.mark.usefixtures("salib")
def test_shapes_that_do_not_fit_are_refused() -> None:
    """Results of half a trajectory, or names for other numbers, are refused."""
    places = trajectories(2, 2, 1)
    with pytest.raises(SpecError, match="whole trajectories"):
        screened(("a", "b"), places, np.zeros((2, 2)), 1)
    with pytest.raises(SpecError, match="whole trajectories"):
        screened(("a",), places, np.zeros((2, 3)), 1)
    with pytest.raises(SpecError, match="at least one"):
        trajectories(0, 2, 1)


def test_the_screening_names_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SALib the error names it and the extra to install."""
    real = builtins.__import__

    def without(name: str, *more: Any, **rest: Any) -> Any:
        if name.split(".")[0] == "SALib":
            raise ModuleNotFoundError("No module named 'SALib'", name="SALib")
        return real(name, *more, **rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModuleNotFoundError, match=r"SALib.*counterscore\[sensitivity\]"):
        trajectories(2, 2, 1)
