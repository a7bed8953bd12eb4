"""Redress: who learns of a record, when it counts, who objects, how long it takes, what is put right together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import LISTED, WRITTEN, lived
from scored import SCORE, WITH_SCORE
from toy_worlds import assert_same

from counterscore.core.declare import Mechanism, rule
from counterscore.core.durations import corrected_by
from counterscore.engine.run import Given
from counterscore.engine.script import Fixed
from counterscore.mechanisms import appeal_queue, conduct_lists, redress

SURE: dict[str, Any] = {
    "redress.notice_p": 1.0, "redress.discover_at_refusal": 0.0, "redress.objects_p": np.ones(5),
    "redress.legal_share": 1.0, "redress.legal_months": 4.0, "redress.late_median_months": 12.0,
    "redress.late_sigma": 0.9, "redress.success_p": 1.0, "redress.appeal_p": 0.0, "redress.appeal_success_p": 1.0,
    "redress.appeal_months": 2.0, "redress.suspends": 0.0,
}  # fmt: skip
LEAD = {"redress.notice_lead_months": 2.0, "entries.notice_lead_months": 2.0}
MINUS = SCORE | {"scoring.base": 700.0, "scoring.act_points": np.array([-200.0, 150.0, 0.0, 0.0])}
CORRECTED, REJECTED, END_CORRECTED, EXPIRED = 1, 2, 5, 7
TO_A_LIST: dict[str, Any] = {
    "conduct_lists.act_list": np.array([3, -1, 3, -1]), "conduct_lists.act_term": np.full(4, -1.0),
    "conduct_lists.entry_p": np.ones(6), "conduct_lists.term": np.zeros(6), "conduct_lists.exit_hazard": np.zeros(6),
}  # fmt: skip
ON_A_LIST = (*WRITTEN, *LISTED, redress.MECHANISM, conduct_lists.MECHANISM)


@rule(phase="measures", writes="refused_month")
def refused(refused_month: int) -> int:
    """Nobody is refused by chance: refusals are given."""
    return refused_month


REFUSER = Mechanism("refuser", "refusals", "a test", "none", "life", (refused,))


def wrong(person: int, month: int = 1, act: int = 0) -> Given:
    """A report about something that nobody did."""
    return Given("records", month, {"person": person, "act": act, "cause": 1})


def entry(person: int, month: int = 1) -> Given:
    """A court's entry about a debt that nobody had."""
    return Given("listings", month, {"person": person, "act": -1, "list": 0, "cause": 1})


def scores(arm: dict[str, Any], given: list[Given], months: int = 8) -> list[list[float]]:
    """The score of everybody month by month."""
    found = [
        lived((*WITH_SCORE, redress.MECHANISM), {"a": MINUS | arm}, months=m, people=4, given=given).columns["score"][0]
        for m in range(1, months + 1)
    ]
    return np.array(found).T.tolist()


def test_a_record_counts_at_once_after_notice_or_not_at_all() -> None:
    """Notice none: it counts for good. After: until the decision. Two months before: until then it does not count."""
    given = [wrong(0)]
    none = scores(SURE | {"redress.notice_p": 0.0}, given)[0]
    after = scores(SURE, given)[0]
    before = scores(SURE | LEAD, given)[0]
    in_time = scores(SURE | LEAD | {"redress.legal_months": 2.0}, given)[0]
    assert none == [700] + [500] * 7
    assert after == [700, 500, 500, 500, 500, 700, 700, 700]
    assert before == [700, 700, 700, 500, 500, 700, 700, 700]
    assert in_time == [700] * 8


def test_an_entry_counts_at_once_after_notice_or_not_at_all() -> None:
    """The same for a court's entry: months on the list without notice, with it, before effect, and decided in time."""
    arms = {
        "none": SURE | {"redress.notice_p": 0.0}, "after": SURE, "before": SURE | LEAD,
        "in time": SURE | LEAD | {"redress.legal_months": 2.0},
    }  # fmt: skip
    lives = lived((*LISTED, redress.MECHANISM), arms, months=8, given=[entry(0)])
    assert lives.columns["months_listed"][:, 0].tolist() == [7, 4, 2, 0]


def test_what_counts_for_a_person_is_not_held_back() -> None:
    """Good points count at once, whatever notice comes before bad ones."""
    assert scores(SURE | LEAD, [Given("records", 1, {"person": 0, "act": 1})], 4)[0] == [700, 850, 850, 850]


def test_suspension_holds_points_back_until_the_decision() -> None:
    """Contested in the month it is written, it counts that month and then only if the objection fails."""
    held = SURE | {"redress.suspends": 1.0}
    assert scores(held, [wrong(0)])[0] == [700, 500, 700, 700, 700, 700, 700, 700]
    assert scores(held | {"redress.success_p": 0.0}, [wrong(0)])[0] == [700, 500, 700, 700, 700, 500, 500, 500]
    assert scores(held | LEAD, [wrong(0)])[0] == [700] * 8


def test_a_refusal_tells_of_a_record_as_well() -> None:
    """Nobody is told; who is refused in month 5 objects then and is corrected four months later, the other never."""
    quiet = SURE | {"redress.notice_p": 0.0, "redress.discover_at_refusal": 1.0}
    given = [wrong(0), wrong(1), Fixed("refused_month", 5, 0, 5)]
    rows = lived((*WRITTEN, redress.MECHANISM, REFUSER), {"a": quiet}, months=14, given=given).rows("records", 0)
    order = np.argsort(rows["person"])
    assert rows["aware_month"][order].tolist() == [5, -1]
    assert rows["end_month"][order].tolist() == [9, -1]


def test_who_objects_is_education_less_burden_less_distance() -> None:
    """Shares within 5 standard errors (false alarm 1 in 10^6), and every burden only takes objections away."""
    people = 6000
    rates = np.array([0.1, 0.2, 0.4, 0.6, 0.9])
    free = SURE | {"redress.objects_p": rates}
    arms = {"free": free, "dear": free | {"redress.burden": 0.5}, "far": free | {"redress.far_burden": 0.75}}
    own, other = np.arange(people // 2), np.arange(people // 2, people)
    given = [wrong(int(p)) for p in own]
    given += [Given("records", 1, {"person": int(p), "act": 0, "subject": int(p) - 1}) for p in other]
    columns = {"education": np.arange(people) % 5}
    lives = lived((*WRITTEN, redress.MECHANISM), arms, people=people, months=3, given=given, columns=columns)
    found = []
    for arm, (mine, strange) in enumerate(((1.0, 1.0), (0.5, 0.5), (1.0, 0.25))):
        rows = lives.rows("records", arm)
        filed, theirs = rows["filed_month"] >= 0, rows["subject"] != rows["person"]
        for level, rate in enumerate(rates):
            for group, ratio in ((~theirs, mine), (theirs, strange)):
                whom = group & (rows["subject"] % 5 == level)
                p = rate * ratio
                assert abs(filed[whom].mean() - p) < 5 * np.sqrt(p * (1 - p) / whom.sum()) + 1e-12
        found.append(set(rows["person"][filed].tolist()))
    assert found[1] < found[0] and found[2] < found[0]


@pytest.mark.parametrize("press", [(0.0, 1.0), (0.1, 10.0)], ids=["alone", "press"])
def test_the_time_to_a_decision_is_the_mixture(press: tuple[float, float]) -> None:
    """Half inside the window and half lognormal, as closed form, month by month; with the press the second formula.

    Twelve thousand objections; 5 standard errors at each of seven months (false alarm 1 in 10^5).
    """
    people = 12_000
    arm = SURE | {
        "redress.legal_share": 0.5, "redress.legal_months": 0.63, "redress.press_p": press[0],
        "redress.press_ratio": press[1],
    }  # fmt: skip
    given = [wrong(p, 0) for p in range(people)]
    rows = lived((*WRITTEN, redress.MECHANISM), {"a": arm}, people=people, months=2, given=given).rows("records", 0)
    waited = rows["decision_month"] - rows["filed_month"]
    for month in (1, 2, 3, 6, 12, 24, 48):
        p = corrected_by(month, 0.5, 0.63, 12.0, 0.9, *press)
        assert abs((waited <= month).mean() - p) < 5 * np.sqrt(p * (1 - p) / people), month


def test_the_closed_form_of_the_wait() -> None:
    """Half of the late cases are decided in a median time; press that is certain divides the wait; it never slows."""
    assert corrected_by(0, 0.5, 0.6, 12.0, 0.9) == 0.0
    assert corrected_by(1, 1.0, 0.6, 12.0, 0.9) == 1.0
    assert corrected_by(6, 0.0, 0.6, 6.5, 0.9) == pytest.approx(0.5)
    assert corrected_by(6, 0.0, 0.6, 65.0, 0.9, 1.0, 10.0) == pytest.approx(0.5)
    assert all(corrected_by(m, 0.3, 1, 12, 0.9, 0.05, 10) > corrected_by(m, 0.3, 1, 12, 0.9) for m in range(1, 60))
    assert corrected_by(600, 0.3, 1, 12, 0.9) == pytest.approx(1.0, abs=1e-4)


def test_a_record_and_its_entry_are_put_right_together() -> None:
    """Told or refused, both are contested in one month and end in one month; that is one correction and one appeal."""
    people, given = 400, [wrong(p, p % 3, act=2 * (p % 2)) for p in range(400)]
    some = SURE | TO_A_LIST | {
        "redress.notice_p": 0.5, "redress.objects_p": np.full(5, 0.8), "redress.success_p": 0.6,
        "redress.legal_share": 0.5, "redress.appeal_p": 0.5, "redress.appeal_success_p": 0.7,
        "redress.discover_at_refusal": 1.0, "appeal_queue.capacity": 0.01,
    }  # fmt: skip
    refused = [Fixed("refused_month", 6, p, 6) for p in range(0, people, 2)]
    mechanisms = (*ON_A_LIST, appeal_queue.MECHANISM, REFUSER)
    lives = lived(mechanisms, {"a": some}, people=people, months=60, given=[*given, *refused])
    records, entries = lives.rows("records", 0), lives.rows("listings", 0)
    assert len(records["person"]) == len(entries["person"]) == people
    one, two = np.argsort(records["person"]), np.argsort(entries["person"])
    for name in ("filed_month", "decision_month", "appealed", "outcome", "end_reason", "end_month"):
        assert np.array_equal(records[name][one], entries[name][two]), name
    filed = records["filed_month"][one] >= 0
    assert np.array_equal(records["aware_month"][one][filed], entries["aware_month"][two][filed])
    put_right = records["outcome"] == CORRECTED
    assert 0 < put_right.sum() < people and (records["aware_month"] == 6).sum() > 50
    assert np.array_equal(lives.columns["corrections"][0], np.bincount(records["person"][put_right], minlength=people))
    assert lives.columns["appeals"].sum() == records["appealed"].sum() > 50
    pending = (records["outcome"] == 3) & (records["appealed"] == 1)
    assert lives.columns["appeals_pending"].sum() == pending.sum()


def test_each_goes_on_alone_when_the_other_has_ended() -> None:
    """A record that lapses leaves its objection to the entry, an entry whose term is over to the record: one each."""
    short = SURE | TO_A_LIST | {"retention.lifetime_months": np.array([2.0, 0, 0, 0])}
    lives = lived(ON_A_LIST, {"a": short}, months=12, given=[wrong(0)])
    assert lives.rows("records", 0)["end_reason"].tolist() == [EXPIRED]
    assert lives.rows("listings", 0)["end_reason"].tolist() == [END_CORRECTED]
    assert lives.columns["corrections"][0, 0] == 1
    brief = SURE | TO_A_LIST | {"conduct_lists.term": np.full(6, 2.0)}
    lives = lived(ON_A_LIST, {"a": brief}, months=12, given=[wrong(0)])
    assert lives.rows("records", 0)["end_reason"].tolist() == [END_CORRECTED]
    assert lives.rows("listings", 0)["end_reason"].tolist() == [2]
    assert lives.columns["corrections"][0, 0] == 1


def test_every_end_has_a_reason_and_every_correction_an_end() -> None:
    """Records and entries end with a reason or not at all; corrections are acts put right, each counted once."""
    people = 300
    given = [wrong(p, p % 5, act=p % 4) for p in range(people)] + [entry(p, p % 4) for p in range(0, people, 3)]
    half = {"redress.success_p": 0.5, "redress.legal_share": 0.5, "redress.objects_p": np.full(5, 0.5)}
    some = SURE | TO_A_LIST | half
    lives = lived(ON_A_LIST, {"a": some, "b": some | LEAD}, people=people, months=40, given=given)
    for arm in range(2):
        righted: set[tuple[int, int, int]] = set()
        for table in ("records", "listings"):
            rows = lives.rows(table, arm)
            assert np.array_equal(rows["end_reason"] != 0, rows["end_month"] >= 0), table
            assert np.array_equal(rows["end_reason"] == END_CORRECTED, rows["outcome"] == CORRECTED), table
            done = rows["outcome"] == CORRECTED
            righted |= set(zip(*(rows[name][done].tolist() for name in ("person", "act", "born")), strict=True))
        assert lives.columns["corrections"][arm].sum() == len(righted) > 50


def test_nobody_who_objects_is_nobody_who_knows() -> None:
    """With no notice and no discovery nothing is filed, and nothing differs from a plan without redress."""
    off = SURE | {"redress.notice_p": 0.0, "redress.objects_p": np.zeros(5)}
    given = [*(wrong(p, p % 4) for p in range(8)), entry(2)]
    lives = lived((*WRITTEN, *LISTED, redress.MECHANISM), {"off": off, "a": SURE, "b": SURE}, given=given)
    bare = lived((*WRITTEN, *LISTED), {"off": {}}, given=given)
    for table in ("records", "listings"):
        mine, other = lives.rows(table, 0), bare.rows(table, 0)
        assert all(mine[name].tobytes() == values.tobytes() for name, values in other.items()), table
    assert all(np.array_equal(lives.columns[name][0], values[0]) for name, values in bare.columns.items())
    assert lives.columns["corrections"].sum(axis=1).tolist() == [0, 9, 9]
    assert_same(lives, lives, arms={1: 2})


def test_without_press_burden_and_distance_nothing_changes() -> None:
    """At zero each of them gives the same bits as a plan that does not say them."""
    given = [*(wrong(p, p % 4) for p in range(8)), entry(2), entry(3)]
    some = SURE | {"redress.legal_share": 0.5, "redress.objects_p": np.full(5, 0.7)}
    zero = some | {"redress.press_ratio": 50.0}
    zero |= {f"redress.{name}": 0.0 for name in ("press_p", "burden", "far_burden")}
    lives = lived((*WRITTEN, *LISTED, redress.MECHANISM), {"a": some, "b": zero}, given=given, months=40)
    assert_same(lives, lives, arms={0: 1})


def test_a_record_is_looked_at_when_something_happens_to_it() -> None:
    """A due month that has passed is no due month; a later one is brought forward, an earlier one stays."""

    def due(due: int, outcome: int, decision: int, **given: float) -> int:
        usual = {"born": 1, "month": 5, "end_reason": 0, "course": redress.OBJECTS, "aware_month": 5, "held": 0}
        usual |= {"notice_lead_months": 0, "discover_at_refusal": 0, "suspends": 0}
        return int(redress.due(due=due, outcome=outcome, decision_month=decision, **(usual | given)))

    assert [due(5, 3, 9), due(-1, 3, 9), due(12, 3, 9), due(7, 3, 9), due(7, 1, 5)] == [9, 9, 9, 7, 7]
    assert [due(-1, 3, 9, suspends=1), due(-1, 3, 9, suspends=1, held=1)] == [6, 9]
    assert [due(-1, 0, -1, aware_month=-1, discover_at_refusal=1), due(-1, 0, -1, aware_month=-1)] == [6, -1]
    assert [due(-1, 0, -1, born=5, notice_lead_months=2), due(6, 0, -1, born=5, notice_lead_months=2)] == [7, 6]
    assert due(-1, 4, 9, end_reason=7, suspends=1, born=5, notice_lead_months=2) == -1


def test_interpreted_is_compiled() -> None:
    """Rules as plain Python and as machine code: every column and row bit for bit."""
    given = [*(wrong(p, p % 4, act=p % 4) for p in range(60)), *(entry(p, p % 3) for p in range(0, 60, 4))]
    some = SURE | TO_A_LIST | LEAD | {
        "redress.notice_p": 0.7, "redress.objects_p": np.full(5, 0.7), "redress.success_p": 0.6,
        "redress.legal_share": 0.4, "redress.appeal_p": 0.3, "redress.press_p": 0.2, "redress.far_burden": 0.4,
        "redress.suspends": 1.0, "appeal_queue.capacity": 0.02,
    }  # fmt: skip
    mechanisms = (*ON_A_LIST, appeal_queue.MECHANISM)
    lives, again = (
        lived(mechanisms, {"a": some}, people=60, months=30, given=given, interpreted=plain) for plain in (False, True)
    )
    assert lives.columns["corrections"].sum() > 5
    assert_same(lives, again)
