"""A weighted score: traits and records inside the limits of dimensions, and friends as a trait."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived, ties
from scored import SCORE, WITH_SCORE
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import composite, composite_friends
from counterscore.regimes.units import DIMENSIONS, TRAITS

GAMING, FRIENDS = TRAITS.index("gaming"), TRAITS.index("friends")
NOBODY = {
    "income_quintile": 0, "education": 0, "employed": 0, "residence": 1, "age_years": 18, "borrower": 0, "driver": 0,
    "owner": 0, "parent": 0, "phone_pay": 0, "payments_year": 0.0, "v_gaming": 0.0,
}  # fmt: skip
FULL = NOBODY | {
    "income_quintile": 4, "education": 4, "employed": 1, "residence": 0, "age_years": 70, "borrower": 1, "driver": 1,
    "owner": 1, "parent": 1, "phone_pay": 1, "payments_year": 500.0, "v_gaming": 1.0,
}  # fmt: skip
LEVELS = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.25, 0.7]
FIRST = np.array([200.0, 0.0, 0.0, 0.0, 0.0])
PARTS = np.array([120.0, 180.0, 300.0, 0.0, 0.0])


def points(person: dict[str, Any], trait: dict[int, float], *, dim: float = 0.0, start: float = 0.0) -> float:
    """Points of one dimension of 200 for one person; friends stand at 0.7."""
    traits = np.zeros(DIMENSIONS * len(TRAITS))
    for place, worth in trait.items():
        traits[place] = worth
    counted = {f"dim_{d}": dim if d == 0 else 0.0 for d in range(DIMENSIONS)}
    tables = {"most": FIRST, "start": np.array([start, 0.0, 0.0, 0.0, 0.0]), "traits": traits}
    return float(composite.dimension_points(**counted, friends_level=0.7, **person, **tables))


def test_a_dimension_gives_between_nothing_and_its_limit() -> None:
    """Start, traits and records add up; the sum stays between 0 and 200."""
    assert points(NOBODY, {}, start=80) == 80
    assert points(NOBODY, {}, start=80, dim=50) == 130
    assert points(NOBODY, {}, start=80, dim=-500) == 0
    assert points(NOBODY, {}, start=80, dim=500) == 200
    assert points(FULL, {0: -30.0}, start=80) == 50


@pytest.mark.parametrize("place", range(len(TRAITS)))
def test_every_trait_counts_by_its_level(place: int) -> None:
    """The level of a trait is 0 for one person and the expected share for another; friends are given for both."""
    assert points(FULL, {place: 100.0}) == pytest.approx(100.0 * LEVELS[place])
    assert points(NOBODY, {place: 100.0}) == pytest.approx(70.0 if place == FRIENDS else 0.0)


def test_the_young_play_more() -> None:
    """On the same draw a person of 18 plays four times as much as one of 70, and in between the level falls."""
    levels = [points(NOBODY | {"v_gaming": 0.8, "age_years": age}, {GAMING: 100.0}) for age in (18, 30, 50, 70, 90)]
    assert levels[0] == pytest.approx(80.0)
    assert levels == sorted(levels, reverse=True)
    assert levels[3] == levels[4] == pytest.approx(20.0)


def traits(**of_first: float) -> np.ndarray:
    """Points of full traits, all in the first dimension."""
    found = np.zeros(DIMENSIONS * len(TRAITS))
    for name, worth in of_first.items():
        found[TRAITS.index(name)] = worth
    return found


ARM: dict[str, Any] = SCORE | {
    "composite.act_dimension": np.array([0, 1, -1, 1]), "composite.act_points": np.array([-30.0, 25.0, 7.0, -400.0]),
    "composite.most": PARTS, "composite.start": PARTS / 2, "composite.traits": traits(),
    "scoring.act_points": np.array([0.0, 0.0, 7.0, 0.0]), "retention.lifetime_months": np.array([3.0, 0, 0, 4]),
    "composite_friends.counts": 1.0, "composite_friends.lowest": 350.0, "composite_friends.highest": 950.0,
}  # fmt: skip
PLAIN = (*WITH_SCORE, composite.MECHANISM)
TIED = (*PLAIN, composite_friends.MECHANISM)


def live(arms: dict[str, dict[str, Any]], given: list[Given], months: int, **options: Any) -> Lived:
    """Eight people whose records are given."""
    return lived(PLAIN, {n: ARM | a for n, a in arms.items()}, months=months, given=given, **options)


def act(number: int, person: int, month: int) -> Given:
    """One record."""
    return Given("records", month, {"person": person, "act": number})


def test_records_count_in_their_dimension_and_are_taken_back() -> None:
    """Half of 600 at the start; -30 for three months from month 1, +25 for good, -400 takes what its dimension has."""
    given = [act(0, 1, 1), act(1, 2, 1), act(3, 3, 1), act(2, 4, 1)]
    found = {months: live({"x": {}}, given, months).columns["score"][0, :5].tolist() for months in (1, 2, 4, 5, 6)}
    assert found[1] == [650.0] * 5
    assert found[2] == [650.0, 620.0, 675.0, 560.0, 657.0]
    assert found[4] == found[2]
    assert found[5] == [650.0, 650.0, 675.0, 560.0, 657.0]
    assert found[6] == [650.0, 650.0, 675.0, 650.0, 657.0]


def test_no_weights_no_points() -> None:
    """With dimensions of nothing nobody has a point from them; the same arm twice is the same bit by bit."""
    off = {"composite.most": np.zeros(DIMENSIONS)}
    given = [act(k % 4, k % 8, k // 4) for k in range(20)]
    run = live({"off": off, "a": {}, "b": {}}, given, 8)
    assert (run.columns["dimension_points"][0] == 0.0).all()
    assert (run.columns["dimension_points"][1] > 0.0).all()
    assert_same(run, run, {1: 2})


def test_opposite_signs_see_one_habit() -> None:
    """Two regimes that value games in opposite ways see the same habit: their points mirror each other."""
    arms = {sign: {"composite.traits": traits(gaming=worth)} for sign, worth in (("for", 50.0), ("against", -50.0))}
    run = live(arms, [], 2)
    up, down = run.columns["dimension_points"] - 300.0
    assert up == pytest.approx(-down)
    assert len(set(up.tolist())) == 8 and (up > 0).all()


def test_interpreted_equals_compiled() -> None:
    """Records, traits, habits and friends in plain Python and as machine code: the same bits."""
    given = [act(k % 4, k % 8, k // 4) for k in range(20)]
    pairs = [(i, (i + d) % 8) for i in range(8) for d in (1, 3)]
    arm = ARM | {"composite.traits": traits(gaming=33.3, income=10.1, friends=17.7)}
    columns = {"income_quintile": np.arange(8) % 5, "age_years": 18 + 7 * np.arange(8)}
    runs = [
        lived(TIED, {"x": arm}, given=given, months=8, columns=columns, tied=ties(8, pairs), interpreted=interpreted)
        for interpreted in (False, True)
    ]
    assert_same(*runs)


def test_friends_count_by_their_mean() -> None:
    """The mean of the scored friends on the scale, inside it; the middle without any or where friends do not count."""
    scale = {"lowest": 350.0, "highest": 950.0}
    assert composite_friends.friends_now(1300.0, 2, **scale, counts=1.0) == pytest.approx(0.5)
    assert composite_friends.friends_now(950.0, 1, **scale, counts=1.0) == 1.0
    assert composite_friends.friends_now(300.0, 1, **scale, counts=1.0) == 0.0
    assert composite_friends.friends_now(0.0, 0, **scale, counts=1.0) == 0.5
    assert composite_friends.friends_now(950.0, 1, **scale, counts=0.0) == 0.5


def test_a_friend_who_falls_pulls_one_month_later() -> None:
    """Person 1 has only friend 0, who loses 30 points in month 2; nobody else has a friend, and 2 is not scored."""
    arm = ARM | {"composite.traits": traits(friends=60.0)}
    off = arm | {"composite_friends.counts": 0.0}
    given = [act(0, 0, 2)]
    scores = [
        lived(TIED, {"on": arm, "off": off}, given=given, months=months, tied=ties(8, [(1, 0)])).columns["score"]
        for months in (1, 2, 3, 4)
    ]
    start, second, third, fourth = (s[:, :3].tolist() for s in scores)
    assert start == [[680.0] * 3] * 2  # half of the trait
    assert second[0] == [680.0, pytest.approx(683.0), 680.0]  # the friend stands at 680, that is 0.55
    assert third[0] == [650.0, pytest.approx(683.0), 680.0]
    assert fourth[0] == [650.0, pytest.approx(680.0), 680.0]
    assert fourth[1] == [650.0, 680.0, 680.0]
