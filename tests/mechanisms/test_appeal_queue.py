"""The queue of appeals: a fluid queue, first come first served, in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import LISTED, WRITTEN, lived
from toy_worlds import Lived, assert_same

from counterscore.core.draws import uniforms
from counterscore.engine.run import Given
from counterscore.mechanisms import appeal_queue, conduct_lists, escalation, redress

PEOPLE, TIME = 100, 2
ALL_APPEAL: dict[str, Any] = {
    "redress.notice_p": 1.0, "redress.discover_at_refusal": 0.0, "redress.objects_p": np.ones(5),
    "redress.legal_share": 1.0, "redress.legal_months": 1.0, "redress.late_median_months": 1.0,
    "redress.late_sigma": 0.0, "redress.success_p": 0.0, "redress.appeal_p": 1.0,
    "redress.appeal_success_p": 0.0, "redress.appeal_months": float(TIME), "redress.suspends": 0.0,
}  # fmt: skip
FIVE = ALL_APPEAL | {"appeal_queue.capacity": 0.05}  # five a month among 100 people


def filed(counts: list[int]) -> list[Given]:
    """So many wrong records in each month; everybody who is written up appeals at once."""
    return [
        Given("records", month, {"person": p, "act": 1, "cause": 1}) for month, n in enumerate(counts) for p in range(n)
    ]


def live(arms: dict[str, dict[str, Any]], given: list[Given], months: int, **options: Any) -> Lived:
    """Records, the ladder of redress and the queue."""
    mechanisms = (*WRITTEN, redress.MECHANISM, appeal_queue.MECHANISM)
    return lived(mechanisms, arms, people=PEOPLE, months=months, given=given, **options)


def test_the_wait_grows_linearly_above_capacity() -> None:
    """Eight appeals a month for five places: after n months a new one waits n (8/5 - 1) months, below capacity none."""
    months = 40
    lives = live({"above": FIVE}, filed([8] * months), months)
    assert lives.columns["appeal_wait_months"] == pytest.approx(np.full((1, PEOPLE), months * 0.6))
    rows = lives.rows("records", 0)
    wait = TIME + np.floor(0.6 * rows["filed_month"] + 0.5)
    assert np.array_equal(rows["decision_month"] - rows["filed_month"], wait)
    below = live({"below": FIVE}, filed([3] * months), months)
    assert below.columns["appeal_wait_months"].any() == 0


def test_the_body_decides_what_it_can() -> None:
    """Once the queue has grown, five appeals a month are decided, in the order in which they came."""
    months = 100
    rows = live({"above": FIVE}, filed([8] * months), months).rows("records", 0)
    decided = np.bincount(rows["decision_month"], minlength=months)[20:80]
    assert decided.mean() == pytest.approx(5.0, abs=0.15)
    order = np.argsort(rows["filed_month"], kind="stable")
    assert (np.diff(rows["decision_month"][order]) >= 0).all()


def test_the_backlog_grows_by_what_comes_less_what_is_decided() -> None:
    """Once the queue has grown, forty months of eight appeals for five places leave forty times three more pending."""
    months = (40, 80)
    pending = [live({"a": FIVE}, filed([8] * n), n).columns["appeals_pending"].sum() for n in months]
    assert pending[1] - pending[0] == pytest.approx(40 * (8 - 5), abs=2)
    fluid = 40 * (8 - 5) + 5 * TIME  # the work left, and what is being decided
    assert pending[0] == pytest.approx(fluid, abs=8)


def test_the_wait_of_a_steady_queue_is_geometric() -> None:
    """Ten appeals in a month with probability 0.2, else none, for five places: the wait is a reflected random walk.

    It stands at k months with probability (1 - r) r ** k, r = p / (1 - p), in the long run, so its mean is r / (1 - r)
    = 1/3; 4 standard errors with a correlation time of ten months (false alarm below 1 in 10^4).
    """
    p, months = 0.2, 3000
    come = uniforms(1, "toy.arrivals", months) < p
    rows = live({"a": FIVE}, filed((10 * come).tolist()), months).rows("records", 0)
    wait = rows["decision_month"] - rows["filed_month"] - TIME
    r = p / (1 - p)
    error = np.sqrt(r / (1 - r) ** 2 / (months / 10))
    assert abs(wait.mean() - r / (1 - r)) < 4 * error
    assert abs((wait == 0).mean() - (1 - r)) < 4 * error


def test_a_wave_is_worked_off() -> None:
    """Twenty in one month leave three months of work, and then two, one and none."""
    found = [live({"a": FIVE}, filed([20]), m).columns["appeal_wait_months"][0, 0] for m in range(1, 6)]
    assert found == pytest.approx([3.0, 2.0, 1.0, 0.0, 0.0])


def test_pending_are_filed_less_decided() -> None:
    """At the end of every run the pending appeals are the rows without a decision yet, and nobody is below zero."""
    for months in (1, 5, 12, 30):
        lives = live({"a": FIVE, "none": ALL_APPEAL}, filed([8, 0, 15, 3, 9]), months)
        for arm in range(2):
            rows = lives.rows("records", arm)
            open_now = (rows["appealed"] == 1) & (rows["outcome"] == appeal_queue.PENDING)
            pending = np.bincount(rows["subject"][open_now], minlength=PEOPLE)
            assert np.array_equal(lives.columns["appeals_pending"][arm], pending)
            assert lives.columns["appeals"][arm].sum() == rows["appealed"].sum()


def test_a_record_that_ends_leaves_the_queue() -> None:
    """An appeal against a record that lapses first is pending no more; its place was used."""
    short = FIVE | {"retention.lifetime_months": np.full(4, 3.0)}
    lives = live({"short": short}, filed([60]), 8)
    assert lives.columns["appeals"].sum() == 60
    assert lives.columns["appeals_pending"].any() == 0
    assert lives.columns["appeal_wait_months"][0, 0] == pytest.approx(60 / 5 - 8)


def test_what_the_agency_decides_does_not_wait() -> None:
    """With half of the objections appealed only those wait; the others are decided inside the window."""
    arms = {"queue": FIVE | {"redress.appeal_p": 0.5}, "none": ALL_APPEAL | {"redress.appeal_p": 0.5}}
    lives = live(arms, filed([40, 40, 40]), 30)
    rows, free = lives.rows("records", 0), lives.rows("records", 1)
    waited = (rows["decision_month"] - rows["filed_month"])[np.lexsort((rows["person"], rows["born"]))]
    usual = (free["decision_month"] - free["filed_month"])[np.lexsort((free["person"], free["born"]))]
    appealed = rows["appealed"][np.lexsort((rows["person"], rows["born"]))] == 1
    assert (waited[~appealed] == 1).all() and (usual[appealed] == TIME).all()
    assert waited[appealed].max() > TIME + 3
    assert 40 < appealed.sum() < 80


def test_only_persons_bring_places() -> None:
    """Capacity is per person: with half of the population firms the same wave takes twice as long."""
    firm = np.arange(PEOPLE) >= 50
    lives = live({"a": FIVE}, filed([20]), 1, columns={"firm": firm})
    assert lives.columns["appeal_wait_months"][0, 0] == pytest.approx(20 / 2.5 - 1)


def test_entries_on_lists_wait_in_the_same_queue() -> None:
    """Ten appeals over entries and ten over records are one wave of twenty."""
    given = filed([10]) + [Given("listings", 0, {"person": p, "act": -1, "list": 0, "cause": 1}) for p in range(10)]
    given += [Given("listings", 2, {"person": p, "act": -1, "list": 0, "cause": 1}) for p in range(10)]
    mechanisms = (*WRITTEN, *LISTED, redress.MECHANISM, appeal_queue.MECHANISM)
    lives = lived(mechanisms, {"a": FIVE}, people=PEOPLE, months=20, given=given)
    rows = lives.rows("listings", 0)
    assert set(rows["decision_month"][rows["born"] == 2].tolist()) == {2 + TIME + 2}
    assert lives.columns["appeals_pending"].any() == 0


def test_an_appeal_moves_with_its_entry() -> None:
    """An entry that escalates takes its pending appeal along: one before, one after, none when decided."""
    never, lists = np.zeros(4), np.array([-1, -1, -1, 5, -1, -1])
    arm = FIVE | {
        "redress.appeal_months": 9.0, "conduct_lists.act_list": never - 1, "conduct_lists.act_term": never - 1,
        "conduct_lists.entry_p": np.zeros(6), "conduct_lists.term": np.zeros(6),
        "conduct_lists.exit_hazard": np.zeros(6), "escalation.to": lists, "escalation.after_months": np.full(6, 4.0),
    }  # fmt: skip
    found = []
    for months in (3, 7, 12):
        lives = lived(
            (*WRITTEN, *LISTED, redress.MECHANISM, appeal_queue.MECHANISM, conduct_lists.MECHANISM,
             escalation.MECHANISM),
            {"a": arm}, people=PEOPLE, months=months,
            given=[Given("listings", 1, {"person": 0, "act": 0, "list": 3, "subject": 1})],
        )  # fmt: skip
        found.append((lives.columns["appeals_pending"][0, :2].tolist(), len(lives.rows("listings", 0)["person"])))
    assert found == [([0, 1], 1), ([0, 1], 2), ([0, 0], 2)]


def test_without_capacity_nobody_waits() -> None:
    """Capacity 0 gives every column and row that the plan without the queue gives, and two equal arms are one world."""
    given, months = filed([8, 20, 3, 0, 30]), 20
    arms = {"none": ALL_APPEAL, "a": FIVE, "b": FIVE}
    lives = live(arms, given, months)
    bare = lived((*WRITTEN, redress.MECHANISM), {"none": ALL_APPEAL}, people=PEOPLE, months=months, given=given)
    mine, other = lives.rows("records", 0), bare.rows("records", 0)
    assert all(mine[name].tobytes() == values.tobytes() for name, values in other.items())
    assert all(np.array_equal(lives.columns[name][0], values[0]) for name, values in bare.columns.items())
    assert not np.array_equal(lives.rows("records", 1)["decision_month"], other["decision_month"])
    assert_same(lives, lives, arms={1: 2})
