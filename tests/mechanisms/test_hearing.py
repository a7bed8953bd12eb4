"""Hearings: what is wrong is stopped before it takes effect, and the books stay in balance."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, WRITTEN, lived
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import hearing, redress

LADDER: dict[str, Any] = {
    "redress.notice_p": 0.5, "redress.discover_at_refusal": 0.0, "hearing.hearing_p": 0.0,
    "redress.objects_p": np.full(5, 0.8), "redress.legal_share": 0.5, "redress.legal_months": 1.0,
    "redress.late_median_months": 4.0, "redress.late_sigma": 0.5, "redress.success_p": 0.7,
    "redress.appeal_p": 0.5, "redress.appeal_success_p": 0.9, "redress.appeal_months": 2.0, "redress.suspends": 0.0,
}  # fmt: skip
HEARD = 9


def live(arms: dict[str, dict[str, Any]], given: list[Given], months: int = 12, **options: Any) -> Lived:
    """Records, entries, hearings and the ladder of redress."""
    mechanisms = (*WRITTEN, *LISTED, hearing.MECHANISM, redress.MECHANISM)
    return lived(mechanisms, arms, months=months, given=given, **options)


def page(people: int) -> list[Given]:
    """For everybody a right record, one of somebody else, a false report, and two entries of each kind."""
    given = []
    for p in range(people):
        other, month = (p + 1) % people, p % 4
        given += [
            Given("records", month, {"person": p, "act": 0}),
            Given("records", month, {"person": p, "act": 1, "subject": other}),
            Given("records", month, {"person": p, "act": 2, "cause": 1}),
            Given("records", month, {"person": p, "act": 3, "subject": -1}),
            Given("listings", month, {"person": p, "act": -1, "list": 0}),
            Given("listings", month, {"person": p, "act": -1, "list": 0, "subject": other, "repeat": 1}),
            Given("listings", month, {"person": p, "act": -1, "list": 0, "cause": 1, "repeat": 2}),
            Given("listings", month, {"person": p, "act": 1, "list": 3, "subject": other}),
        ]
    return given


def test_a_sure_hearing_stops_all_that_is_wrong_and_nothing_else() -> None:
    """Wrong records and wrong entries of courts end in the month they are made; an act's entry is not heard twice."""
    lives = live({"heard": LADDER | {"hearing.hearing_p": 1.0}}, page(8))
    for table in ("records", "listings"):
        rows = lives.rows(table, 0)
        wrong = (rows["subject"] >= 0) & ((rows["subject"] != rows["person"]) | (rows["cause"] != 0))
        wrong &= (table == "records") | (rows["act"] < 0)
        assert wrong.sum() == 16
        assert np.array_equal(rows["end_reason"] == HEARD, wrong), table
        assert np.array_equal(rows["end_month"][wrong], rows["born"][wrong]), table
        assert (rows["filed_month"][wrong] < 0).all(), table
    standing = lives.rows("listings", 0)["subject"][lives.rows("listings", 0)["end_reason"] == 0]
    assert np.array_equal(lives.columns["listings"][0], np.bincount(standing, minlength=8))


def test_what_was_stopped_never_counts() -> None:
    """Somebody with only wrong entries is never listed, and entries less exits are those that stand."""
    given = [Given("listings", 2, {"person": 0, "act": -1, "list": 0, "subject": 1})]
    lives = live({"heard": LADDER | {"hearing.hearing_p": 1.0}, "not": LADDER | {"redress.notice_p": 0.0}}, given)
    assert lives.columns["months_listed"][:, 1].tolist() == [0, 10]
    assert (lives.columns["entries"] - lives.columns["exits"])[:, 1].tolist() == [0, 1]
    assert lives.columns["holds"][0].any() == 0


def test_every_end_has_a_reason() -> None:
    """In every arm a row has an end month exactly when it has a reason, and entries are exits and those that stand."""
    lives = live({"some": LADDER | {"hearing.hearing_p": 0.5}, "none": LADDER}, page(40), people=40, months=30)
    for table in ("records", "listings"):
        rows = lives.rows(table)
        assert np.array_equal(rows["end_reason"] != 0, rows["end_month"] >= 0), table
    for arm in range(2):
        rows = lives.rows("listings", arm)
        balance = int(lives.columns["entries"][arm].sum() - lives.columns["exits"][arm].sum())
        assert balance == (rows["end_reason"] == 0).sum()


def test_a_hearing_stops_its_share() -> None:
    """0.3 of the wrong records, 5 standard errors (false alarm 1 in 10^6); a higher share only adds to those."""
    people = 2000
    given = [Given("records", 0, {"person": p, "act": 2, "cause": 1}) for p in range(people)]
    arms = {"0.3": LADDER | {"hearing.hearing_p": 0.3}, "0.6": LADDER | {"hearing.hearing_p": 0.6}}
    lives = live(arms, given, 2, people=people)
    heard = [
        set(rows["person"][rows["end_reason"] == HEARD].tolist())
        for rows in (lives.rows("records", a) for a in range(2))
    ]
    assert abs(len(heard[0]) / people - 0.3) < 5 * np.sqrt(0.21 / people)
    assert heard[0] < heard[1]


def test_without_hearings_the_ladder_is_as_it_was() -> None:
    """Probability 0 gives every column and row that the plan without the mechanism gives; equal arms are equal."""
    arms = {"a": LADDER, "b": LADDER | {"redress.suspends": 1.0}, "c": LADDER}
    now = live(arms, page(60), 30, people=60)
    old = lived((*WRITTEN, *LISTED, redress.MECHANISM), arms, people=60, months=30, given=page(60))
    assert now.columns["corrections"].sum() > 20
    assert_same(now, old)
    assert_same(now, now, arms={0: 2})
