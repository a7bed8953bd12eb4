"""The pull of friends: nothing moves before there are scores, and then by a share of the distance."""

from __future__ import annotations

import numpy as np
import pytest
from few import LISTED, lived, ties
from scored import SCORE, WITH_SCORE

from counterscore.engine.run import Given
from counterscore.mechanisms import network_term

PAIR = ties(8, [(0, 1), (1, 0)])
ALONE = SCORE | {"scoring.base": 600.0, "network_term.weight": 0.1, "network_term.regime_month": 0.0}
MECHANISMS = (*WITH_SCORE, *LISTED, network_term.MECHANISM)


def test_equals_stay_where_they_are() -> None:
    """Two friends with the same score and no record keep it, from the first month on (the score of nobody is not 0)."""
    for months in (1, 2, 6):
        points = lived(MECHANISMS, {"one": ALONE}, months=months, tied=PAIR).columns["points"]
        assert points[0].tolist() == [0.0] * 8


def test_nothing_moves_in_the_first_month_of_a_later_regime() -> None:
    """A regime that begins in month 3 moves nothing before month 4, though a friend has 250 points less."""
    arm = ALONE | {"scoring.act_points": np.array([-250.0, 0, 0, 0]), "network_term.regime_month": 3.0}
    given = [Given("records", 1, {"person": 0, "act": 0})]
    moved = [lived(MECHANISMS, {"one": arm}, months=m, given=given, tied=PAIR).columns["points"][0, 1] for m in (4, 5)]
    assert moved == [0.0, pytest.approx(0.1 * (350.0 - 600.0))]


def test_a_friend_who_falls_pulls_a_month_later() -> None:
    """By hand: a friend falls from 600 to 350 in month 1; in month 2 a tenth of the distance is lost."""
    arm = ALONE | {"scoring.act_points": np.array([-250.0, 0, 0, 0])}
    given = [Given("records", 1, {"person": 0, "act": 0})]
    moved = [lived(MECHANISMS, {"one": arm}, months=m, given=given, tied=PAIR).columns["points"][0, 1] for m in (2, 3)]
    assert moved == [0.0, pytest.approx(-25.0)]
