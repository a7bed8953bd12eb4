"""Repair: what is right ends early, after a minimum time and a geometric wait."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, WRITTEN, lived
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import repair, watchlist

RULE: dict[str, Any] = {
    "repair.act_after_months": np.full(4, 3.0), "repair.list_after_months": np.full(6, 3.0), "repair.apply_p": 0.2,
    "repair.act_repairable": np.array([1, 0, 1, 1]), "repair.list_repairable": np.array([1, 0, 1, 1, 0, 0]),
}  # fmt: skip
AT_ONCE = RULE | {"repair.apply_p": 1.0}
OFF = RULE | {"repair.apply_p": 0.0}
ITEMS: dict[str, Any] = {
    "watchlist.item": np.array([0, 1, 0, -1]), "watchlist.item_count": 2, "watchlist.needed": 2,
    "watchlist.window_months": 5.0, "watchlist.pooled": 0, "watchlist.stay_months": 1.0,
}  # fmt: skip
REPAIRED, EXPIRED = 8, 7


def live(arms: dict[str, dict[str, Any]], given: list[Given], months: int = 12, **options: Any) -> Lived:
    """Records and entries that can be repaired."""
    return lived((*WRITTEN, *LISTED, repair.MECHANISM), arms, months=months, given=given, **options)


def record(person: int, act: int = 0, month: int = 1, **values: float) -> Given:
    """One record."""
    return Given("records", month, {"person": person, "act": act} | values)


def ends(lives: Lived, table: str = "records", arm: int = 0) -> list[tuple[int, int]]:
    """Month and reason of the end of every row, by the person who acted."""
    rows = lives.rows(table, arm)
    order = np.argsort(rows["person"], kind="stable")
    return list(zip(rows["end_month"][order].tolist(), rows["end_reason"][order].tolist(), strict=True))


def test_a_record_ends_after_the_minimum_time() -> None:
    """Written in month 1, repaired in month 4; acts that cannot be repaired stay, a shorter lifetime comes first."""
    given = [record(0), record(1, act=1), record(2, act=2)]
    lives = live({"now": AT_ONCE | {"retention.lifetime_months": np.array([0.0, 0.0, 2.0, 0.0])}}, given)
    assert ends(lives) == [(4, REPAIRED), (-1, 0), (3, EXPIRED)]
    assert lives.columns["repairs"][0].tolist() == [1, 0, 0, 0, 0, 0, 0, 0]


def test_the_wait_is_geometric() -> None:
    """Three months and a wait of mean (1 - p) / p = 4: 7 in all; 5 standard errors (false alarm 1 in 10^6)."""
    people = 3000
    lives = live({"slow": RULE}, [record(p, month=0) for p in range(people)], months=90, people=people)
    waits = np.array([month for month, _ in ends(lives)])
    assert waits.min() == 3
    assert abs(waits.mean() - 7.0) < 5 * np.sqrt(0.8 / 0.04 / people)
    assert abs((waits == 3).mean() - 0.2) < 5 * np.sqrt(0.16 / people)
    assert lives.columns["repairs"].sum() == people


def test_the_repair_counts_where_the_record_stands() -> None:
    """A record on somebody else's page is repaired by her; one that reached nobody is not repaired."""
    lives = live({"now": AT_ONCE}, [record(0, subject=5), record(1, subject=-1)])
    assert lives.columns["repairs"][0].tolist() == [0, 0, 0, 0, 0, 1, 0, 0]
    assert ends(lives) == [(4, REPAIRED), (-1, 0)]


def test_entries_on_black_lists_end_and_others_do_not() -> None:
    """The court's list and a black list end in month 4; a limit, a red list and a file stay."""
    given = [Given("listings", 1, {"person": p, "list": code}) for p, code in enumerate((0, 3, 1, 4, 5))]
    lives = live({"now": AT_ONCE}, given)
    assert ends(lives, "listings") == [(4, REPAIRED), (4, REPAIRED), (-1, 0), (-1, 0), (-1, 0)]
    assert lives.columns["months_listed"][0].tolist() == [3, 3, 0, 0, 8 + 3, 0, 0, 0]


def test_the_minimum_time_of_an_entry_runs_from_its_effect() -> None:
    """With a notice of two months the entry begins in month 3 and is repaired in month 6."""
    given = [Given("listings", 1, {"person": 0, "list": 0})]
    assert ends(live({"a": AT_ONCE | {"entries.notice_lead_months": 2.0}}, given), "listings") == [(6, REPAIRED)]


def test_everything_that_is_due_happens_in_its_month() -> None:
    """Lapse, window and repair of one record: the window closes after 5 months, the first of the others ends it."""
    given = [record(p, act, month=p % 3) for p in range(300) for act in (0, 1, 2)]
    life = np.array([9.0, 6.0, 0.0, 0.0])
    arm = RULE | ITEMS | {"retention.lifetime_months": life}
    lives = lived((*WRITTEN, watchlist.MECHANISM, repair.MECHANISM), {"a": arm}, people=300, months=90, given=given)
    rows = lives.rows("records", 0)
    lapse = np.where(life[rows["act"]] > 0, rows["born"] + life[rows["act"]], 999)
    granted = np.where(rows["repair_month"] >= 0, rows["repair_month"], 999)
    assert np.array_equal(rows["end_month"], np.minimum(lapse, granted))
    assert np.array_equal(rows["end_reason"], np.where(granted < lapse, REPAIRED, EXPIRED))
    assert set(rows["end_reason"][rows["act"] == 1].tolist()) == {EXPIRED}
    alone = lived((*WRITTEN, repair.MECHANISM), {"a": arm}, people=300, months=90, given=given).rows("records", 0)
    assert sorted(zip(rows["person"], rows["act"], rows["end_month"], strict=True)) == sorted(
        zip(alone["person"], alone["act"], alone["end_month"], strict=True)
    )
    assert lives.columns["bought"].any() == 0


def test_what_ends_by_itself_is_not_repaired_in_that_month() -> None:
    """A lifetime or a term of three months and a repair after three: both end in the same month, by themselves."""
    lives = live({"now": AT_ONCE | {"retention.lifetime_months": np.full(4, 3.0)}}, [record(0)])
    assert ends(lives) == [(4, EXPIRED)]
    assert lives.columns["repairs"].sum() == 0
    given = [Given("listings", 1, {"person": 0, "list": 3, "term_months": 3})]
    assert ends(live({"now": AT_ONCE}, given), "listings") == [(4, 2)]
    given = [Given("listings", 1, {"person": 0, "list": 3, "term_months": 4})]
    assert ends(live({"now": AT_ONCE}, given), "listings") == [(4, REPAIRED)]


def test_acts_and_lists_have_minimum_times_of_their_own() -> None:
    """A minor act is repaired after one month, a serious one after six; the same for lists."""
    own = {"repair.act_after_months": np.array([1.0, 0.0, 6.0, 3.0])}
    own |= {"repair.list_after_months": np.array([3.0, 3.0, 3.0, 6.0, 3.0, 3.0])}
    given = [record(0), record(1, act=2), Given("listings", 1, {"person": 2, "list": 0})]
    lives = live({"classes": AT_ONCE | own}, [*given, Given("listings", 1, {"person": 3, "list": 3})])
    assert ends(lives) == [(2, REPAIRED), (7, REPAIRED)]
    assert ends(lives, "listings") == [(4, REPAIRED), (7, REPAIRED)]


def test_without_applications_nothing_changes() -> None:
    """Probability 0 leaves records and entries as they are without the mechanism; equal arms are one world."""
    given = [record(p, p % 4) for p in range(6)] + [Given("listings", 2, {"person": 0, "list": 3, "term_months": 4})]
    lives = live({"off": OFF, "a": RULE, "b": RULE}, given)
    bare = lived((*WRITTEN, *LISTED), {"off": {}}, months=12, given=given)
    for table in ("records", "listings"):
        mine, other = lives.rows(table, 0), bare.rows(table, 0)
        assert all(mine[name].tobytes() == values.tobytes() for name, values in other.items()), table
    assert all(np.array_equal(lives.columns[name][0], values[0]) for name, values in bare.columns.items())
    assert lives.columns["repairs"][0].sum() == 0
    assert_same(lives, lives, arms={1: 2})


def test_a_plan_may_lack_either_table() -> None:
    """Repair of records alone, and of entries alone."""
    only = lived((*WRITTEN, repair.MECHANISM), {"a": AT_ONCE}, given=[record(0)])
    assert ends(only) == [(4, REPAIRED)]
    only = lived((*LISTED, repair.MECHANISM), {"a": AT_ONCE}, given=[Given("listings", 1, {"person": 0, "list": 0})])
    assert ends(only, "listings") == [(4, REPAIRED)]
