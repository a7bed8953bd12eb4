"""Slow trains: whole journeys, right on average, each for its hours and yuan."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import lived
from losses import HELD, NO_LOSS
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import detours

SLOW: dict[str, Any] = NO_LOSS | {
    "detours.made_p": 1.0, "detours.air_hours": 27.0, "detours.rail_hours": 8.0, "detours.air_yuan": 150.0,
    "detours.rail_yuan": 50.0, "doors.shut": 3.0, "doors.trips": 2.0,
}  # fmt: skip
OFF = SLOW | {"detours.made_p": 0.0}


def live(arms: dict[str, dict[str, Any]], people: int = 8, **options: Any) -> Lived:
    """Half of the people are listed for 5 months and refused 2 flights and 2 fast trains in each."""
    given = [Given("listings", 1, {"person": p, "list": 3, "term_months": 5}) for p in range(people // 2)]
    return lived((*HELD, detours.MECHANISM), arms, people=people, given=given, **options)


def test_every_refused_trip_is_made_by_slow_train() -> None:
    """10 flights and 10 fast trains: 10 * 27 + 10 * 8 hours and 10 * 150 + 10 * 50 yuan."""
    lives = live({"slow": SLOW, "off": OFF})
    assert lives.columns["detours"].tolist() == [[20] * 4 + [0] * 4, [0] * 8]
    assert lives.columns["hours_lost"][0].tolist() == [350.0] * 4 + [0.0] * 4
    assert lives.columns["detour_yuan"][0].tolist() == [2000.0] * 4 + [0.0] * 4
    assert lives.columns["money_lost_yuan"][0].tolist() == [2000.0] * 4 + [0.0] * 4
    assert not lives.columns["money_lost_yuan"][1].any()


def test_without_a_refusal_there_is_no_slow_journey() -> None:
    """Kept out for five months and never on the way: nothing new was refused, so nothing is made more slowly."""
    columns = live({"at home": SLOW | {"doors.trips": 0.0}}).columns
    assert columns["barred"].any() or columns["months_listed"].any()
    assert not columns["detours"].any() and not columns["hours_lost"].any() and not columns["detour_yuan"].any()


def test_trips_are_whole_and_right_on_average() -> None:
    """Of 2 refused trips 0.6 are made: none or one, 0.6 of the time one; 5 standard errors (false alarm 1 in 10^6)."""
    people = 4000
    lives = live({"some": SLOW | {"detours.made_p": 0.3}}, people)
    made = lives.columns["detours"][0, : people // 2]
    assert abs(made.mean() - 10 * 0.6) < 5 * np.sqrt(10 * 0.24 / (people // 2))
    assert detours.made.py_func(5, 3, 0.3, 0.39) == 0 and detours.made.py_func(5, 3, 0.3, 0.41) == 1


def test_fewer_trips_made_take_no_trip_away_from_another_arm() -> None:
    """Raising the share only adds journeys, person by person."""
    lives = live({"few": SLOW | {"detours.made_p": 0.2}, "many": SLOW | {"detours.made_p": 0.7}}, 400)
    few, many = lives.columns["detours"]
    assert (few <= many).all() and few.sum() < many.sum()


def test_compiled_is_interpreted() -> None:
    """The same bits either way."""
    arms = {"slow": SLOW | {"detours.made_p": 0.45}, "off": OFF}
    lives = live(arms, 64)
    assert lives.columns["hours_lost"][0].any()
    assert_same(lives, live(arms, 64, interpreted=True))
