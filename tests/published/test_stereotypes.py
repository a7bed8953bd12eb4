"""A belief that makes itself true: laws, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq

from counterscore.core.errors import PromiseError, SpecError
from counterscore.published.stereotypes import (
    Stereotype,
    even_standard,
    gains_standard,
    linear_others,
    linear_qualified,
)

PUBLISHED = Stereotype(1, 0.1, 1)


@given(st.floats(0.01, 0.99), st.floats(0.1, 10))
def test_the_standard_is_where_an_employer_starts_to_gain(belief: float, gain: float) -> None:
    """At the standard, gain times the chance of being qualified equals the chance of not being, from densities."""
    asked = gains_standard(gain)(belief)
    qualified, other = belief * 2 * asked, (1 - belief) * 2 * (1 - asked)
    assert gain * qualified == pytest.approx(other, rel=1e-9, abs=1e-12)
    assert even_standard(belief) == pytest.approx(1 - belief, abs=1e-15)


def test_the_curves_are_those_of_the_densities() -> None:
    """Shares below a signal are the integrals of 2s and 2 (1 - s)."""
    for signal in (0.0, 0.3, 0.8, 1.0):
        assert linear_qualified(signal) == pytest.approx(quad(lambda s: 2 * s, 0, signal)[0], abs=1e-12)
        assert linear_others(signal) == pytest.approx(quad(lambda s: 2 * (1 - s), 0, signal)[0], abs=1e-12)


@given(st.floats(0.6, 3), st.floats(0, 0.4), st.floats(0.5, 2))
def test_fixed_points_are_all_roots_and_their_slopes(benefit: float, lowest: float, wide: float) -> None:
    """Inside, fixed points are the roots of the quadratic that the linear signals give, and they alone."""
    world = Stereotype(benefit, lowest, lowest + wide)
    # 2 b x (1 - x) - lowest = wide x, where the map is not cut off at 1
    under = (2 * benefit - wide) ** 2 - 8 * benefit * lowest
    assume(abs(under) > 1e-3 and lowest > 1e-3 and benefit / 2 - lowest < wide)
    roots = [(2 * benefit - wide + sign * math.sqrt(under)) / (4 * benefit) for sign in (-1, 1)] if under > 0 else []
    found = world.fixed_points()
    assert [one.belief for one in found] == pytest.approx([0.0, *(x for x in roots if x > 0)], abs=1e-9)
    for one in found[1:]:
        assert one.slope == pytest.approx((2 * benefit - 4 * benefit * one.belief) / wide, abs=1e-4)


def test_a_stable_point_draws_beliefs_in_and_an_unstable_one_pushes_them_away() -> None:
    """From 1e-4 beside each fixed point inside, ten rounds come closer if it is stable and go farther if it is not."""
    for one in PUBLISHED.fixed_points()[1:]:
        for side in (-1e-4, 1e-4):
            away = abs(PUBLISHED.path(one.belief + side, 10)[-1] - one.belief)
            assert (away < 1e-4) == one.stable


def test_other_signals_give_other_traps() -> None:
    """With signals that tell more (densities 3 s^2 and 3 (1 - s)^2) fixed points are those SciPy finds."""

    def standard(belief: float) -> float:
        if belief in (0.0, 1.0):
            return 1.0 - belief
        return 1 / (1 + math.sqrt(belief / (1 - belief)))

    world = Stereotype(1, 0.1, 1, standard, lambda s: s**3, lambda s: 1 - (1 - s) ** 3)
    grid = np.linspace(0.001, 0.999, 3001)
    rise = [world.map(x) - x for x in grid]
    roots = [
        brentq(lambda x: world.map(x) - x, low, high, xtol=1e-14)
        for low, high, a, b in zip(grid[:-1], grid[1:], rise[:-1], rise[1:], strict=True)
        if a * b < 0
    ]
    assert [one.belief for one in world.fixed_points() if 0 < one.belief < 1] == pytest.approx(roots, abs=1e-10)
    assert len(roots) == 2


def test_a_town_invests_as_the_map_says() -> None:
    """One round of 100,000 people from each of nine beliefs is the map within 4.5 standard errors; false alarm 6e-5."""
    for belief in np.linspace(0.1, 0.9, 9):
        share, seen = PUBLISHED.map(belief), PUBLISHED.lived(belief, 1, 100_000, 5)[1]
        assert abs(seen - share) <= 4.5 * math.sqrt(share * (1 - share) / 100_000) + 1e-12


def test_near_the_tipping_point_chance_decides() -> None:
    """Of 60 small towns that start at the unstable belief some end in the trap and some do not; false alarm 2^-59."""
    tipping = PUBLISHED.fixed_points()[1].belief
    ends = [PUBLISHED.lived(tipping, 60, 2_000, 1, run)[-1] for run in range(60)]
    assert 0 < sum(end < 0.05 for end in ends) < 60


def test_every_generation_is_new() -> None:
    """In a town that stands at the stable belief shares go on to vary from round to round; false alarm 1e-6."""
    path = PUBLISHED.lived(PUBLISHED.fixed_points()[2].belief, 20, 1_000, 1)
    assert len(set(path[5:].tolist())) > 5


def test_a_town_is_the_same_in_any_length_and_differs_by_run_and_seed() -> None:
    """A longer path begins with the shorter one; another run or seed is another town."""
    path = PUBLISHED.lived(0.5, 5, 1000, 1)
    assert (PUBLISHED.lived(0.5, 9, 1000, 1)[:6] == path).all()
    assert (PUBLISHED.lived(0.5, 5, 1000, 1, 1) != path).any() and (PUBLISHED.lived(0.5, 5, 1000, 2) != path).any()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: Stereotype(1, 0.5, 0.5), "lowest first"),
        (lambda: Stereotype(-1, 0.1, 1), "benefit"),
        (lambda: PUBLISHED.map(1.2), "0 to 1"),
        (lambda: PUBLISHED.path(0.5, 5000), "4,000"),
        (lambda: PUBLISHED.lived(0.5, 3, 0, 1), "nobody"),
        (lambda: Stereotype(1, 0.1, 1, lambda belief: 2.0).map(0.5), "standard gives 2.0"),
        (lambda: gains_standard(0.0), "gain"),
    ],
)
def test_what_cannot_be_is_refused(wrong: Callable[[], object], says: str) -> None:
    """Costs, beliefs and curves that cannot be are refused with what was expected."""
    with pytest.raises(SpecError, match=says):
        wrong()


@pytest.mark.parametrize("rows", [[{"name": "Li Xiulan", "cost": 0.2}], np.ones((4, 3)), "people.csv"])
def test_rows_of_persons_are_refused(rows: object) -> None:
    """Rows of persons in place of a number meet the promise."""
    offers: list[Callable[[], object]] = [
        lambda: Stereotype(rows, 0.1, 1),  # type: ignore[arg-type]
        lambda: Stereotype(1, rows, 1),  # type: ignore[arg-type]
        lambda: PUBLISHED.path(rows, 3),  # type: ignore[arg-type]
        lambda: PUBLISHED.lived(0.5, 3, rows, 1),  # type: ignore[arg-type]
    ]
    for offer in offers:
        with pytest.raises(PromiseError, match="PROMISES"):
            offer()
