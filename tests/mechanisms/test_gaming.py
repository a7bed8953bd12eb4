"""Gaming: who buys, how much, what it costs, and where the band ends up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived
from scored import SCORE, WITH_SCORE
from toy_worlds import Lived

from counterscore.engine.run import Given
from counterscore.mechanisms import gaming

TAU, REACH = 600.0, 20.0
ARM: dict[str, Any] = SCORE | {
    "scoring.base": 700.0, "scoring.low_bands": 1.0, "gaming.base": 700.0, "gaming.cutoffs": np.array([TAU]),
    "gaming.band_count": 2.0, "gaming.low_bands": 1.0, "gaming.high_bands": 0.0, "gaming.reach": REACH,
    "gaming.game_share": 1.0,
    "scoring.act_points": np.array([-100.0, -110.0, -120.0, -121.0]),
}  # fmt: skip
LEVELS = np.array([600.0, 590.0, 580.0, 579.0, 700.0])


def live(arms: dict[str, dict[str, Any]], months: int = 6, **options: Any) -> Lived:
    """Persons 0 to 3 fall to 600, 590, 580 and 579 in month 1, person 4 stays at 700."""
    given = [Given("records", 1, {"person": person, "act": person}) for person in range(4)]
    return lived((*WITH_SCORE, gaming.MECHANISM), {n: ARM | a for n, a in arms.items()}, months=months, given=given,
                 **options)  # fmt: skip


def wanted(level: float, reach: float = REACH, share: float = 1.0, **more: float) -> float:
    """The rule by hand: thresholds 600 (leaves the low bands), 650 (changes nothing) and 700 (favours)."""
    one = {"band": 0, "direct_cuts": 0, "points_bought": 0.0} | more
    return float(
        gaming.points_wanted(
            points=level - 500.0 + one["points_bought"], dimension_points=0.0, household_points=0.0, ledger_points=0.0,
            base=500.0, cutoffs=np.array([600.0, 650.0, 700.0]), low_bands=1.0, high_bands=1.0, band_count=4.0,
            game_share=share, reach=reach, v_games=0.5, **one,
        )
    )  # fmt: skip


def test_who_buys_and_how_much() -> None:
    """In [threshold - reach, threshold) what is missing, elsewhere nothing; only thresholds that change something."""
    assert [wanted(x) for x in (579.9, 600.0, 640.0, 660.0, 679.9, 700.0, 750.0)] == [0.0] * 7
    for level, missing in ((580.0, 20.0), (599.0, 1.0), (680.0, 20.0), (695.5, 4.5)):
        assert wanted(level) == pytest.approx(missing, abs=1e-5)
    assert wanted(590.0, points_bought=10.0) == pytest.approx(10.0, abs=1e-5)


@pytest.mark.parametrize("part", ["points", "dimension_points", "household_points", "ledger_points", "base"])
def test_all_parts_of_a_score_count_alike(part: str) -> None:
    """Ten points below the threshold are ten points to buy, whichever part of the score they are missing in."""
    parts = dict.fromkeys(("points", "dimension_points", "household_points", "ledger_points", "base"), 100.0)
    one = parts | {part: parts[part] + 90.0}
    rules = {"cutoffs": np.array([600.0]), "low_bands": 1.0, "high_bands": 0.0, "band_count": 2.0, "game_share": 1.0}
    found = gaming.points_wanted(band=0, direct_cuts=0, points_bought=0.0, reach=20.0, v_games=0.5, **one, **rules)
    assert found == pytest.approx(10.0, abs=1e-5)


def test_who_does_not_buy() -> None:
    """Nobody who is not scored, is held down by a grave record, is not of the kind, or has no reach."""
    never = ({"band": 99}, {"direct_cuts": 1}, {"share": 0.5}, {"reach": 0.0})
    assert [wanted(590.0, **one) for one in never] == [0.0] * 4


def test_burden_and_bands_follow_the_closed_form() -> None:
    """c * (threshold - x) for x in [threshold - 1 / c, threshold), else 0; buyers stand in the upper band."""
    lives = live({"games": {}})
    missing = np.where((LEVELS >= TAU - REACH) & (LEVELS < TAU), TAU - LEVELS, 0.0)
    assert lives.columns["gaming_burden"][0, :5] == pytest.approx(missing / REACH, abs=1e-5)
    assert lives.columns["points_bought"][0, :5] == pytest.approx(missing, abs=1e-5)
    assert lives.columns["band"][0, :5].tolist() == [1, 1, 1, 0, 1]
    assert lives.columns["ever_gamed"][0, :5].tolist() == [0, 1, 1, 0, 0]


def test_what_is_bought_once_is_paid_once_and_let_go_when_it_is_no_longer_needed() -> None:
    """The burden is the same after 3 and after 9 months; a record that lapses frees the points."""
    short, long = (live({"games": {}}, months).columns["gaming_burden"] for months in (3, 9))
    assert (short == long).all()
    freed = live({"games": {"retention.lifetime_months": np.array([3.0] * 4)}}, months=9)
    assert freed.columns["points_bought"].sum() == 0 and (freed.columns["score"][0] == 700.0).all()


def test_a_share_of_people_games_and_nobody_at_zero() -> None:
    """Share 0.3 of 2,000 people just below, bound 5 standard errors (1 in 10^6); 0 is the world without gaming."""
    given = [Given("records", 1, {"person": person, "act": 1}) for person in range(2000)]
    arms = {"off": ARM | {"gaming.game_share": 0.0}, "some": ARM | {"gaming.game_share": 0.3}}
    lives = lived((*WITH_SCORE, gaming.MECHANISM), arms, people=2000, months=4, given=given)
    gamed = lives.columns["ever_gamed"].mean(axis=1)
    assert gamed[0] == 0 and abs(gamed[1] - 0.3) < 5 * np.sqrt(0.21 / 2000)
    assert (lives.columns["score"][0] == 590.0).all() and lives.columns["gaming_burden"][0].sum() == 0
