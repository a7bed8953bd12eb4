"""Human review: what is found is the share looked at times what a look of that length finds, if it may be changed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from few import WRITTEN, lived
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import human_review, review_staff

LOOK: dict[str, Any] = {"human_review.catch_p": 0.75}
STAFF: dict[str, Any] = LOOK | {"review_staff.staff": 5.0, "review_staff.hours": 160.0}
REVIEW, BUSY = (*WRITTEN, human_review.MECHANISM), (*WRITTEN, human_review.MECHANISM, review_staff.MECHANISM)


def live(arms: dict[str, dict[str, Any]], people: int = 4000, months: int = 1, **options: Any) -> Lived:
    """Each month everybody's record lands on the neighbour's page."""
    given = [
        Given("records", m, {"person": p, "act": 0, "subject": (p + 1) % people})
        for m in range(months)
        for p in range(people)
    ]
    return lived(options.pop("mechanisms", REVIEW), arms, people=people, months=months, given=given, **options)


def righted(lives: Lived, arm: int = 0, month: int = 0) -> np.ndarray:
    """Whose records of that month were sent back to the right page (n,)."""
    rows = lives.rows("records", arm)
    return np.sort(rows["person"][(rows["subject"] == rows["person"]) & (rows["born"] == month)])


def test_a_look_finds_its_share() -> None:
    """0.75 of the wrong links within 5 standard errors (false alarm 1 in 10^6); no power, no change."""
    idle = LOOK | {"human_review.overrules": 0.0}
    arms = {"may": LOOK, "may not": idle, "nobody": LOOK | {"human_review.catch_p": 0.0}}
    lives = live(arms)
    assert abs(len(righted(lives)) / 4000 - 0.75) < 5 * math.sqrt(0.75 * 0.25 / 4000)
    assert len(righted(lives, 1)) == len(righted(lives, 2)) == 0


def test_minutes_decide_what_a_look_finds() -> None:
    """1 - (1 - c) ** (m / usual): 58 % in 6.3 minutes and 90 % in 16.6, as the two ends of E-Verify's second review."""
    for minutes, share in ((0.0, 0.0), (6.2577, 0.58), (10.0, 0.75), (16.6096, 0.9), (60.0, 1 - 0.25**6)):
        assert human_review.found_p(1.0, 0.75, minutes, 10.0, 1.0) == pytest.approx(share, abs=2e-5)
    assert human_review.found_p(0.5, 0.75, 10.0, 10.0, 1.0) == 0.375
    assert human_review.found_p(1.0, 1.0, 1.0, 10.0, 1.0) == 1.0
    short, long = (LOOK | {"human_review.minutes": minutes} for minutes in (5.0, 20.0))
    lives = live({"short": short, "usual": LOOK, "long": long})
    found = [set(righted(lives, arm).tolist()) for arm in range(3)]
    assert found[0] < found[1] < found[2]
    assert abs(len(found[0]) / 4000 - 0.5) < 5 * math.sqrt(0.25 / 4000)


def test_a_look_of_the_usual_length_finds_exactly_its_share() -> None:
    """To the last bit, whatever is caught: who says nothing of minutes gets the numbers of a review without them."""
    caught = np.linspace(0.01, 1.0, 100).tolist()
    assert [human_review.found_p(1.0, share, 10.0, 10.0, 1.0) for share in caught] == caught


def test_staff_look_at_what_they_have_time_for() -> None:
    """Two people of 4,000 have 19,200 minutes: 1,920 of 4,000 files at ten minutes, all of them at four.

    What is found is share times catch, 5 standard errors (false alarm 1 in 10^6).
    """
    minutes = (4.0, 10.0, 20.0)
    arms = {
        f"{m:g}": STAFF | {"human_review.minutes": m, "review_staff.minutes": m} for m in minutes
    } | {"enough": STAFF | {"review_staff.staff": -1.0}}  # fmt: skip
    lives = live(arms, mechanisms=BUSY)
    assert lives.columns["review_share"][:, 0] == pytest.approx([1.0, 0.48, 0.24, 1.0])
    for arm, (share, time) in enumerate(zip((1.0, 0.48, 0.24), minutes, strict=True)):
        p = share * (1 - 0.25 ** (time / 10))
        assert abs(len(righted(lives, arm)) / 4000 - p) < 5 * math.sqrt(p * (1 - p) / 4000)
    assert np.array_equal(righted(lives, 3), righted(live({"a": LOOK})))


def test_the_share_follows_the_files_of_the_month() -> None:
    """4,000 files, none, 1,000: the same two people see 0.48, everything, everything; firms bring no staff."""
    given = [Given("records", 0, {"person": p, "act": 0}) for p in range(4000)]
    given += [Given("records", 2, {"person": p, "act": 0}) for p in range(1000)]
    for months, share in ((1, 0.48), (2, 1.0), (3, 1.0)):
        lives = lived(BUSY, {"a": STAFF}, people=4000, months=months, given=given)
        assert lives.columns["review_share"][0, 0] == pytest.approx(share)
        assert lives.columns["files_new"].any() == 0
    half = lived(BUSY, {"a": STAFF}, people=4000, months=1, given=given, columns={"firm": np.arange(4000) >= 2000})
    assert half.columns["review_share"][0, 0] == pytest.approx(0.24)


def test_right_links_are_left_alone_and_nobody_is_nobody() -> None:
    """A review changes neither a right record nor one that reached nobody."""
    given = [Given("records", 0, {"person": 0, "act": 0}), Given("records", 0, {"person": 1, "act": 0, "subject": -1})]
    rows = lived(REVIEW, {"a": LOOK | {"human_review.catch_p": 1.0}}, months=2, given=given).rows("records", 0)
    assert sorted(rows["subject"].tolist()) == [-1, 0]


def test_the_check_when_enforcement_opens() -> None:
    """A court file is looked at in that stage only."""
    numbers = (1.0, 0.75, 10.0, 10.0, 1.0)
    assert human_review.case_review(9, 5, 3, *numbers, 0.74) == 5
    assert human_review.case_review(9, 5, 3, *numbers, 0.76) == 9
    assert human_review.case_review(9, 5, 2, *numbers, 0.0) == 9
    assert human_review.case_review(-1, 5, 3, *numbers, 0.0) == -1
    assert [review_staff.new_case(stage) for stage in (2, 3, 4)] == [0, 1, 0]


def test_a_review_that_finds_nothing_changes_nothing() -> None:
    """Probability 0 gives every row and column of a plan without it; equal arms are one world."""
    lives = live({"off": STAFF | {"human_review.catch_p": 0.0}, "a": STAFF, "b": STAFF}, 300, 3, mechanisms=BUSY)
    bare = live({"off": {}}, 300, 3, mechanisms=WRITTEN)
    mine, other = lives.rows("records", 0), bare.rows("records", 0)
    assert all(mine[name].tobytes() == values.tobytes() for name, values in other.items())
    assert all(np.array_equal(lives.columns[name][0], values[0]) for name, values in bare.columns.items())
    assert len(righted(lives, 1)) > 0
    assert_same(lives, lives, arms={1: 2})
