"""Sharing a roof: points of the others, one step late."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import lived, ties
from scored import SCORE, WITH_SCORE
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import household_term

HOMES = [(0, 1, 2), (3, 4)]
PAIRS = [(a, b) for home in HOMES for a in home for b in home if a != b]
ARM: dict[str, Any] = SCORE | {
    "scoring.base": 600.0, "scoring.act_points": np.array([-40.0, 20.0, 0.0, 0.0]),
    "retention.lifetime_months": np.array([3.0, 0.0, 0.0, 0.0]),
}  # fmt: skip
GIVEN = [
    Given("records", 1, {"person": 0, "act": 0}),
    Given("records", 1, {"person": 3, "act": 1}),
    Given("records", 2, {"person": 4, "act": 1}),
    Given("records", 1, {"person": 5, "act": 0}),
]


def live(shares: list[float], months: int, **options: Any) -> Lived:
    """A household of three, one of two, and three people alone."""
    arms = {f"{k}": ARM | {"household_term.share": share} for k, share in enumerate(shares)}
    mechanisms = (*WITH_SCORE, household_term.MECHANISM)
    return lived(mechanisms, arms, months=months, given=GIVEN, tied=ties(8, PAIRS), **options)


def test_the_rule_by_hand() -> None:
    """A quarter of the others' points; whoever has it already is not looked at again."""
    assert household_term.household_points(-40.0, 0.25) == -10.0
    assert household_term.unsettled(0, -10.0, -40.0, 0.25) == 0
    assert household_term.unsettled(0, 0.0, -40.0, 0.25) == 1
    assert household_term.unsettled(1, -10.0, -40.0, 0.25) == 1


def test_a_fault_reaches_the_household_a_month_later_and_leaves_it_so() -> None:
    """Person 0 loses 40 points in months 1 to 3: persons 1 and 2 lose 10 in months 2 to 4; 5 lives alone."""
    scores = {months: live([0.25], months).columns["score"][0].tolist() for months in (2, 3, 5, 6)}
    assert scores[2] == [560, 600, 600, 620, 600, 560, 600, 600]
    assert scores[3] == [560, 590, 590, 620, 625, 560, 600, 600]
    assert scores[5] == [600, 590, 590, 625, 625, 600, 600, 600]
    assert scores[6] == [600, 600, 600, 625, 625, 600, 600, 600]


def test_a_share_of_nothing_changes_nothing() -> None:
    """Without a share scores are those of everybody's own points; equal shares give equal arms."""
    run = live([0.0, 0.5, 0.5], 4)
    alone = lived(WITH_SCORE, {"x": ARM}, months=4, given=GIVEN)
    assert (run.columns["score"][0] == alone.columns["score"][0]).all()
    assert (run.columns["score"][1] != run.columns["score"][0]).any()
    assert_same(run, run, {1: 2})


def test_shared_points_add_up() -> None:
    """All that is handed out is the share times everybody's points times the others in her household."""
    columns = live([0.25], 5).columns
    last = live([0.25], 4).columns["points"][0]
    others = np.bincount([a for a, _ in PAIRS], minlength=8)
    assert columns["household_points"][0].sum() == 0.25 * (last * others).sum()


def test_interpreted_equals_compiled() -> None:
    """Plain Python and machine code: the same bits."""
    assert_same(live([0.1, 0.3], 6), live([0.1, 0.3], 6, interpreted=True))
