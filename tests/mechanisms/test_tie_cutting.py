"""Cut ties: how many friends of the listed fall silent, and whose score still counts for whom."""

from __future__ import annotations

import numpy as np
import pytest
from few import LISTED, lived, ties
from scored import SCORE, WITH_SCORE

from counterscore.engine.run import Given
from counterscore.mechanisms import entries, network_term, tie_cutting, tie_cutting_score

HUB = [(0, b) for b in range(1, 401)] + [(b, 0) for b in range(1, 401)]
GIVEN = [Given("listings", 2, {"person": 0, "list": 3, "term_months": 3})]


def test_the_silent_share_is_the_parameter() -> None:
    """400 friends, share 0.3: binomial of mean 120, bound 5 standard errors (1 in 10^6), same friends every month."""
    lives = lived(
        (*LISTED, tie_cutting.MECHANISM), {"off": {"tie_cutting.cut_share": 0.0}, "on": {"tie_cutting.cut_share": 0.3}},
        people=401, months=4, given=GIVEN, tied=ties(401, HUB),
    )  # fmt: skip
    silent = lives.columns["ties_silent"]
    assert abs(int(silent[1, 0]) - 120) < 5 * np.sqrt(400 * 0.3 * 0.7)
    assert silent[0].sum() == 0 and silent[1, 1:].sum() == 0
    assert lives.columns["silent_tie_months"][1, 0] == 2 * silent[1, 0]


def test_friends_come_back_after_the_listing() -> None:
    """Everybody keeps away in months 2 to 4 and nobody in month 5."""
    counts = [
        lived(
            (*LISTED, tie_cutting.MECHANISM), {"on": {"tie_cutting.cut_share": 1.0}}, people=401, months=m,
            given=GIVEN, tied=ties(401, HUB),
        ).columns["ties_silent"][0, 0]
        for m in (2, 3, 5, 6)
    ]  # fmt: skip
    assert counts == [0, 400, 400, 0]


def test_the_pull_of_listed_friends_ends_for_whoever_keeps_away() -> None:
    """By hand: friends at 400 (listed) and 800, weight 0.1; without the listed one the mean is 800."""
    assert network_term.drift(0.0, 0, 600.0, 1200.0, 2, 0, 0.0, 1, 0.0, 0.1) == 0.0
    assert network_term.drift(0.0, 0, 600.0, 1200.0, 2, 1, 400.0, 1, 0.0, 0.1) == pytest.approx(20.0)
    assert [tie_cutting_score.unheard(c, n, 2, 1.0) for c, n in ((1, 1), (0, 1), (1, 2))] == [1, 0, 0]


def test_cutting_ties_pays_where_friends_count() -> None:
    """Person 1 has a listed friend at 350 and one at 600: her points fall with the first, and stay if she cuts."""
    arm = SCORE | {"scoring.base": 600.0, "scoring.act_points": np.array([-250.0, 0, 0, 0]), "network_term.weight": 0.1}
    given = [
        Given("records", 1, {"person": 0, "act": 0}),
        Given("listings", 1, {"person": 0, "list": 3, "term_months": 99}),
    ]
    arms = {"cut": arm | {"tie_cutting.cut_share": 1.0}, "keep": arm | {"tie_cutting.cut_share": 0.0}}
    lives = lived(
        (
            *WITH_SCORE, *LISTED, entries.MECHANISM, network_term.MECHANISM, tie_cutting.MECHANISM,
            tie_cutting_score.MECHANISM,
        ),
        arms, months=6, given=given, tied=ties(8, [(0, 1), (1, 0), (1, 2), (2, 1)]),
    )  # fmt: skip
    cut, keep = lives.columns["points"][:, 1]
    assert cut > keep and keep < -20
