"""Help for those who help: laws, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from counterscore.core.errors import CounterscoreError, PromiseError, SpecError
from counterscore.published.reputation import COOPERATOR, DEFECTOR, DISCRIMINATOR, ReputationGame

games = st.builds(
    lambda cost, more, known: ReputationGame(cost * more, cost, known),
    st.floats(0.1, 5), st.floats(1.05, 20), st.floats(0.01, 1),
)  # fmt: skip
GAME = ReputationGame(5, 1, 0.25)


def met(game: ReputationGame, one: int, other: int) -> float:
    """What the first earns when two meet once each way, over whether each knows of the other."""

    def gives(donor: int, recipient: int, knows: bool) -> bool:
        return donor == COOPERATOR or (donor == DISCRIMINATOR and not (knows and recipient == DEFECTOR))

    total = 0.0
    for knows, known in product((False, True), repeat=2):
        p = (game.known if knows else 1 - game.known) * (game.known if known else 1 - game.known)
        total += p * (game.benefit * gives(other, one, known) - game.cost * gives(one, other, knows))
    return total


@given(games)
def test_payoffs_are_counted_meeting_by_meeting(game: ReputationGame) -> None:
    """What each strategy earns from each is the sum over who gives and who knows."""
    counted = [[met(game, one, other) for other in range(3)] for one in range(3)]
    assert game.payoffs() == pytest.approx(np.array(counted), abs=1e-9)


@given(games)
def test_the_threshold_is_where_discriminators_stop_losing(game: ReputationGame) -> None:
    """SciPy's root of the flow between the corners is the stated share; without one, discriminators lose everywhere."""

    def gain(x: float) -> float:
        paid = game.payoffs()
        return float((paid[0, 0] - paid[1, 0]) * x + (paid[0, 1] - paid[1, 1]) * (1 - x))

    assert game.lasts == (gain(1.0) > 0)
    if game.threshold is None:
        assert all(game.flow((x, 1 - x, 0.0))[0] <= 1e-12 for x in (0.05, 0.5, 0.95))
    elif game.known < 1:
        assert game.threshold == pytest.approx(brentq(gain, 0, 1), abs=1e-9)


@given(games, st.lists(st.floats(0.01, 1), min_size=3, max_size=3))
def test_shares_stay_shares(game: ReputationGame, raw: list[float]) -> None:
    """Flows add up to nothing and a strategy that nobody has stays away; along a path shares stay in 0..1."""
    a, b = (one / sum(raw) for one in raw[:2])
    assert abs(game.flow((a, b, 1 - a - b)).sum()) < 1e-9 * game.benefit
    assert game.flow((a / (a + b), 1 - a / (a + b), 0.0))[COOPERATOR] == 0.0
    path = game.path((a, b, 1 - a - b), 2.0 / game.benefit, 0.02 / game.benefit)
    assert path.min() >= -1e-12 and np.abs(path.sum(axis=1) - 1).max() < 1e-9


@pytest.mark.parametrize(
    "start", [(0.7, 0.3, 0.0), (0.8, 0.2, 0.0), (0.4, 0.3, 0.3), (0.8, 0.1, 0.1), (0.6, 0.05, 0.35)]
)
def test_paths_are_those_of_another_solver(start: tuple[float, float, float]) -> None:
    """Shares after times 1, 3 and 8 are those of SciPy's solver, within 1e-7."""
    paid = GAME.payoffs()

    def slope(t: float, x: np.ndarray) -> np.ndarray:
        return np.asarray(x * (paid @ x - x @ paid @ x))

    solved = solve_ivp(slope, (0, 8), start, t_eval=(1, 3, 8), rtol=1e-10, atol=1e-12).y.T
    assert GAME.path(start, 8.0)[[100, 300, 800]] == pytest.approx(solved, abs=1e-7)


def test_cooperators_make_room_for_defectors() -> None:
    """With no defectors discriminators and cooperators earn the same; too many cooperators let defectors in."""
    assert GAME.flow((0.5, 0.0, 0.5)) == pytest.approx([0, 0, 0], abs=1e-15)
    few = GAME.flow((0.97, 0.01, 0.02))[DEFECTOR]
    many = GAME.flow((0.2, 0.01, 0.79))[DEFECTOR]
    assert few < 0 < many


def test_people_move_as_the_dynamics_say() -> None:
    """One round of copying among 4,000 people, 40 runs: the share moves by the flow / (benefit + cost).

    Within 4 standard errors (false alarm 6e-5 each); the flow is off by less than the error as pairs are few.
    """
    for start in (0.5, 0.75, 0.9):
        shares = (start, 1 - start, 0.0)
        moves = np.array(
            [GAME.lived(shares, 4_000, 1, 3, meetings=40, replicate=run)[1, 0] - start for run in range(40)]
        )
        hoped = GAME.flow(shares)[DISCRIMINATOR] / (GAME.benefit + GAME.cost)
        assert abs(moves.mean() - hoped) < 4 * moves.std(ddof=1) / 40**0.5


def test_nobody_meets_herself() -> None:
    """One discriminator who knows all among two defectors helps nobody, earns nothing and is copied by nobody."""
    path = ReputationGame(5, 1, 1.0).lived((1 / 3, 2 / 3, 0.0), 3, 30, 1)
    assert (path == path[0]).all() and path[0, 0] == pytest.approx(1 / 3)


def test_a_town_is_the_same_in_any_length_and_differs_by_run_and_seed() -> None:
    """A longer path begins with the shorter one; another run or seed is another town; nobody is lost."""
    path = GAME.lived((0.6, 0.3, 0.1), 200, 5, 1)
    assert path[0] == pytest.approx([0.6, 0.3, 0.1]) and path.sum(axis=1) == pytest.approx(np.ones(6))
    assert (GAME.lived((0.6, 0.3, 0.1), 200, 9, 1)[:6] == path).all()
    assert (GAME.lived((0.6, 0.3, 0.1), 200, 5, 2) != path).any()
    assert (GAME.lived((0.6, 0.3, 0.1), 200, 5, 1, replicate=1) != path).any()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: ReputationGame(1, 1, 0.5), "above the cost"),
        (lambda: ReputationGame(5, 0, 0.5), "above 0"),
        (lambda: ReputationGame(5, 1, 1.5), "known"),
        (lambda: GAME.flow((0.5, 0.4, 0.0)), "add up to 0.9"),
        (lambda: GAME.flow((0.5, 0.5)), "expected three"),  # type: ignore[arg-type]
        (lambda: GAME.flow(0.5), "expected three"),  # type: ignore[arg-type]
        (lambda: GAME.lived((0.5, 0.5, 0), 1, 3, 1), "2 or more"),
        (lambda: GAME.lived((0.5, 0.5, 0), 10, 5000, 1), "4,000"),
        (lambda: GAME.lived((0.5, 0.5, 0), 10, 3, 1, meetings=0), "1 to 100"),
    ],
)
def test_what_cannot_be_is_refused(wrong: Callable[[], object], says: str) -> None:
    """Games, shares and towns that cannot be are refused with what was expected."""
    with pytest.raises(SpecError, match=says):
        wrong()


@pytest.mark.parametrize("rows", [[{"name": "Li", "helps": 1}] * 3, np.ones((4, 3)), "people.csv", {"name": ["Li"]}])
def test_rows_of_persons_are_refused(rows: object) -> None:
    """Rows of persons in place of a number or of shares meet the promise."""
    offers: list[Callable[[], object]] = [
        lambda: ReputationGame(rows, 1, 0.5),  # type: ignore[arg-type]
        lambda: GAME.flow(rows),  # type: ignore[arg-type]
        lambda: GAME.lived((0.5, 0.5, 0), rows, 3, 1),  # type: ignore[arg-type]
    ]
    for offer in offers:
        with pytest.raises(PromiseError, match="PROMISES"):
            offer()
    with pytest.raises(CounterscoreError):
        GAME.path((0.5, 0.5, 0), rows)  # type: ignore[arg-type]
