"""Copies: made late, through friends, and longer-lived than the consent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived
from toy_worlds import Friends, Lived, assert_same

from counterscore.mechanisms import copies

ALL: dict[str, Any] = {
    "copies.coverage_p": 1.0, "copies.consent_p": 1.0, "copies.through_friends_p": 0.0, "copies.lag_months": 1.0,
    "copies.retention_months": 0.0, "copies.withdraw_rate": 0.0, "copies.deletion_reaches_p": 0.0,
}  # fmt: skip
OFF = ALL | {"copies.consent_p": 0.0}
PEOPLE = 4000


def live(arms: dict[str, dict[str, Any]], months: int, people: int = PEOPLE, **options: Any) -> Lived:
    """Copies alone."""
    return lived((copies.MECHANISM,), arms, people=people, months=months, **options)


def near(share: float, expected: float, count: int = PEOPLE) -> bool:
    """Whether a share is inside 5 standard errors (false alarm 1 in 10^6)."""
    return bool(abs(share - expected) <= 5 * np.sqrt(expected * (1 - expected) / count))


@pytest.mark.parametrize("months", [1, 3, 8])
def test_a_copy_is_made_after_a_geometric_wait(months: int) -> None:
    """With a mean of four months a share of 1 - (3/4)^n is copied after n months."""
    lives = live({"slow": ALL | {"copies.lag_months": 4.0}}, months)
    assert near(lives.columns["copied"][0].mean(), 1 - 0.75**months)


def test_those_who_agree_and_are_covered_are_copied() -> None:
    """0.7 agree, 0.6 of them are covered; nobody else is copied where friends give nobody away."""
    lives = live({"some": ALL | {"copies.consent_p": 0.7, "copies.coverage_p": 0.6}}, 3)
    assert near(lives.columns["uses"][0].mean(), 0.7)
    assert near(lives.columns["copied"][0].mean(), 0.42)
    assert (lives.columns["copied"][0] <= lives.columns["uses"][0]).all()
    assert lives.columns["copied_without_consent"].sum() == 0


@pytest.mark.parametrize("friends", [1, 5])
def test_friends_give_people_away(friends: int) -> None:
    """With n friends who use it a share of 1 - (1 - t)^n is copied, all without consent; it takes two months."""
    people = PEOPLE * 2
    ends = np.tile(np.arange(PEOPLE, PEOPLE + friends), PEOPLE).astype(np.int32)
    offsets = np.concatenate([np.arange(PEOPLE) * friends, np.full(PEOPLE + 1, PEOPLE * friends)])
    adult = np.arange(people) >= PEOPLE
    arms = {"t": ALL | {"copies.through_friends_p": 0.1}, "none": ALL}
    lives = live(arms, 2, people, columns={"adult": adult}, tied=Friends(offsets, ends))
    children = lives.columns["copied_without_consent"][:, :PEOPLE]
    assert near(children[0].mean(), 1 - 0.9**friends)
    assert children[1].sum() == 0
    assert lives.columns["copied_without_consent"][:, PEOPLE:].sum() == 0


def test_a_copy_outlives_the_withdrawal() -> None:
    """All leave in month 1; a request reaches 0.4 of the copies, the others stay to month 9 or to their retention."""
    leave = ALL | {"copies.withdraw_rate": 1.0, "copies.deletion_reaches_p": 0.4}
    lives = live({"kept": leave, "five months": leave | {"copies.retention_months": 5.0}}, 10)
    assert (lives.columns["withdrawn_month"] == 1).all()
    for arm, (months, left) in enumerate(((8, 1), (3, 0))):
        residual = lives.columns["residual_months"][arm]
        assert set(residual.tolist()) == {0, months}
        assert near((residual > 0).mean(), 0.6)
        assert np.array_equal(lives.columns["copied"][arm], (residual > 0) * left)
    assert np.array_equal(lives.columns["copied_without_consent"], lives.columns["copied"])


def test_whoever_left_does_not_come_back() -> None:
    """Uses and withdrawals are exclusive, and (1 - rate)^(n - 1) still use it after n months."""
    lives = live({"some": ALL | {"copies.withdraw_rate": 0.1}}, 8)
    uses, left = lives.columns["uses"][0], lives.columns["withdrawn_month"][0]
    assert np.array_equal(uses == 0, left >= 0)
    assert near(uses.mean(), 0.9**7)


def test_the_copy_of_a_user_does_not_age() -> None:
    """It is kept fresh while she can be copied: a retention of three months ends no copy of anybody who stays."""
    assert live({"three": ALL | {"copies.retention_months": 3.0}}, 9).columns["copied"].all()


def test_friends_bring_a_deleted_copy_back() -> None:
    """Half leave and all requests reach: whoever has a friend who stayed is copied again, without consent."""
    pairs = Friends(np.arange(PEOPLE + 1), np.arange(PEOPLE, dtype=np.int32) ^ 1)
    leave = ALL | {"copies.withdraw_rate": 0.5, "copies.deletion_reaches_p": 1.0}
    lives = live({"friends": leave | {"copies.through_friends_p": 1.0}, "alone": leave}, 3, tied=pairs)
    uses, copied = lives.columns["uses"], lives.columns["copied"]
    assert np.array_equal(copied[1], uses[1])
    left_in_1 = lives.columns["withdrawn_month"][0] == 1
    friend_stayed = uses[0].reshape(-1, 2)[:, ::-1].ravel() == 1
    assert (left_in_1 & friend_stayed).sum() > 100
    assert (copied[0][left_in_1 & friend_stayed] == 1).all()
    assert lives.columns["residual_months"].sum() == 0


def test_a_platform_nobody_uses_copies_nobody() -> None:
    """Consent 0 leaves every column as it was, whatever friends could give away; two equal arms are one world."""
    ring = Friends(np.arange(PEOPLE + 1), np.roll(np.arange(PEOPLE), 1).astype(np.int32))
    off = OFF | {"copies.through_friends_p": 1.0}
    lives = live({"off": off, "a": ALL, "b": ALL}, 4, tied=ring)
    for name in ("uses", "friends_using", "in_reach", "copied", "copied_without_consent", "residual_months"):
        assert lives.columns[name][0].sum() == 0, name
    assert_same(lives, lives, arms={1: 2})
