"""Copies at agencies: how they come and go, what they close, and what they count on the person."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from copying import LIST, PLACES, agency, by_month, copied, entries_of, numbers_of
from few import LISTED, lived

from counterscore.core.declare import Field, Mechanism, rule
from counterscore.core.errors import PlanError
from counterscore.core.routes import PULL, VARYING
from counterscore.engine.run import Given
from counterscore.mechanisms import agency_copies, escalation, measures, redress

AIR, TENDER = 0, 10
LIMIT = 1


def held(rows: list[Any], stands: int = 6, months: int = 40, **options: Any) -> list[tuple[int, int]]:
    """(month, holders) after every change of the copies of one entry."""
    found = copied({"one": rows}, people=1, stands=stands, months=months, **options).rows("copies", 0)
    return list(zip(found["month"].tolist(), found["holders"].tolist(), strict=True)) if found else []


def test_a_message_takes_its_time_both_ways() -> None:
    """Told after the lag, told of the end after the other lag; parts of a month count as begun."""
    assert held([agency()]) == [(0, 1), (6, 0)]
    assert held([agency(lag=2, revoke_lag=3)]) == [(2, 1), (9, 0)]
    assert held([agency(lag=0.2, revoke_lag=0.2)]) == [(1, 1), (7, 0)]


def test_who_fetches_sees_what_the_list_says_on_that_day() -> None:
    """Fetched every four months: there from the fourth, gone at the eighth; between two fetches nothing is seen."""
    pulls = agency(kind=PULL, lag=4)
    assert held([pulls], given=entries_of(1, 6, month=1)) == [(4, 1), (8, 0)]
    assert held([pulls], given=entries_of(1, 2, month=1)) == []
    assert held([pulls], given=entries_of(1, 3, month=4)) == [(4, 1), (8, 0)]


def test_what_is_lost_stays_for_good_or_until_it_is_old() -> None:
    """A revocation that never arrives leaves the copy for good; a holder that clears its files drops it with age."""
    assert held([agency(revoked_p=0.0)]) == [(0, 1)]
    assert held([agency(revoked_p=0.0, keeps=5)]) == [(0, 1), (11, 0)]
    assert held([agency(revoke_lag=9, keeps=5)]) == [(0, 1), (11, 0)]
    assert held([agency(revoke_lag=2, keeps=5)]) == [(0, 1), (8, 0)]
    assert held([agency(copy_p=0.0)]) == []


def test_down_a_chain_nobody_knows_more_than_the_one_before() -> None:
    """What the first never got the second never has; a correction lost on the way reaches nobody behind; stale copies
    are passed on; a holder that clears its files tells nobody, and who fetches from it sees that they are gone."""
    second = agency(upstream=0)
    assert held([agency(copy_p=0.0), second]) == []
    assert held([agency(revoked_p=0.0), second]) == [(0, 3)]
    assert held([agency(revoked_p=0.0), agency(upstream=0, lag=10)]) == [(0, 1), (10, 3)]
    assert held([agency(revoke_lag=3), agency(upstream=0, lag=8)]) == [(0, 1), (8, 3), (9, 0)]
    assert held([agency(revoke_lag=2), agency(upstream=0, lag=8)]) == [(0, 1), (8, 0)]
    assert held([agency(revoked_p=0.0, keeps=2), second]) == [(0, 3), (8, 2)]
    assert held([agency(revoked_p=0.0, keeps=2), agency(upstream=0, keeps=5)]) == [(0, 3), (8, 2), (11, 0)]
    fetches = agency(upstream=0, kind=PULL, lag=5)
    assert held([agency(revoked_p=0.0, keeps=2), fetches]) == [(0, 3), (8, 2), (10, 0)]


def test_copies_are_counted_on_whom_they_are_about() -> None:
    """Wrong ones on whoever is wrongly written up, stale ones from the end at the source on, both to nothing again."""
    rows = [agency(revoke_lag=4), agency(revoked_p=0.0)]
    wrong = {"person": 1, "subject": 0, "act": -1, "list": LIST, "term_months": 3}
    right = {"person": 2, "act": -1, "list": LIST, "term_months": 3}
    given = [Given("listings", 0, wrong), Given("listings", 0, right)]
    found = copied({"one": rows}, people=3, stands=0, months=12, given=given)
    assert by_month(found, "copies") == [4.0] * 7 + [2.0] * 5
    assert by_month(found, "wrong_copies") == [2.0] * 7 + [1.0] * 5
    assert by_month(found, "stale_copies") == [0.0] * 3 + [4.0] * 4 + [2.0] * 5
    people = found.rows("people", 0)
    assert people["residual_copies"].tolist() == [1, 0, 0] and people["stale_months"].tolist() == [9, 0, 9]
    assert found.rows("listings", 0)["holders"].tolist() == [0b10, 0b10]


def test_a_row_is_filed_when_nothing_about_its_copies_can_change() -> None:
    """An entry whose last copy is lost for good leaves the calendar; one that is waited for stays."""
    for row, waits in ((agency(revoked_p=0.0), 0), (agency(revoked_p=0.0, keeps=30), 1), (agency(revoke_lag=30), 1)):
        found = copied({"one": [row]}, people=1, stands=2, months=10)
        assert found.engine.state.tables["listings"][0].count() == waits


def doors(rows: dict[str, list[Any]], months: int = 12, **more: Any) -> np.ndarray:
    """Sectors closed month by month to one person whose entry stands for six months, (arms, months)."""
    params = measures.MECHANISM.params
    found = {f"measures.{param.name}": np.zeros(12) if param.index else 0.0 for param in params}
    found |= {"measures.closed_by": np.full(12, 512), "measures.steps_year": 12.0} | more
    arms = {name: numbers_of(row) | found for name, row in rows.items()}
    columns = []
    for n in range(1, months + 1):
        run = lived((*LISTED, agency_copies.MECHANISM, measures.MECHANISM), arms, people=1, months=n,
                    given=entries_of(1, 6, month=1), interpreted=True)  # fmt: skip
        columns.append(run.columns["closed"][:, 0])
    return np.array(columns).T


def test_doors_close_and_open_with_the_copies() -> None:
    """All copies made and recalled at once close doors while the entry stands; without copies every door stays open."""
    both = (1 << AIR) | (1 << TENDER)
    sure = [agency(door=AIR), agency(door=TENDER)]
    late = [agency(door=AIR, lag=1, revoke_lag=2), agency(door=TENDER, copy_p=0.0)]
    found = doors({"sure": sure, "none": [agency(door=AIR, copy_p=0.0)], "late": late}, months=10)
    assert found[0].tolist() == [0] + [both] * 6 + [0] * 3
    assert not found[1].any()
    assert found[2].tolist() == [0, 0] + [1 << AIR] * 7 + [0]


def test_without_copies_nothing_but_the_doors_is_different() -> None:
    """Where no entry arrives anywhere, every column and row but those of copies is the same, bit for bit."""
    own = {"shut", "shut_more", "held_copies", "wrong_copies", "stale_copies", "residual_copies", "stale_months"}
    rows = [agency(door=AIR, revoke_lag=3), agency(door=TENDER, revoked_p=0.0, upstream=0)]
    none = [{**row, "copy_p": 0.0} for row in rows]
    found = copied({"as said": rows, "none": none}, people=20, stands=4, months=12)
    assert own <= set(found.columns) and found.columns["held_copies"][0].any()
    for name in set(found.columns) - own:
        assert found.columns[name][0].tobytes() == found.columns[name][1].tobytes(), name
    assert not any(found.columns[name][1].any() for name in own)
    left, right = (found.rows("listings", arm) for arm in (0, 1))
    order = [np.lexsort((part["person"],)) for part in (left, right)]
    for name in set(left) - {"arm", "holders", "held_before", "shuts", "shuts_before", "copying", "due"}:
        assert np.array_equal(left[name][order[0]], right[name][order[1]]), name


def test_an_entry_that_moves_to_a_graver_list_is_copied_anew() -> None:
    """Moved in month 3: told of both a month late, the copy of the first goes two months after it has ended."""
    row = agency(lag=1, revoke_lag=2, door=AIR)
    moves = np.full(9, -1)
    moves[LIST] = LIST + 2
    both = np.pad([(1 << LIST) | (1 << LIST + 2)], (0, PLACES - 1))
    numbers = numbers_of([row]) | {"agency_copies.takes": both, "agency_copies.closes": both}
    numbers |= {"escalation.to": moves, "escalation.after_months": np.full(9, 3.0)}
    field = Field("listings", "list_term_months", "i2", "term", start=-1)
    terms = Mechanism("terms", "terms of acts", "a test", "none", "life", (), fields=(field,))
    found = lived((*LISTED, terms, agency_copies.MECHANISM, escalation.MECHANISM), {"one": numbers}, people=1,
                  months=9, given=entries_of(1, 0), interpreted=True)  # fmt: skip
    assert by_month(found, "copies") == [0, 1, 1, 1, 2, 1, 1, 1, 1]
    assert by_month(found, "stale_copies") == [0, 0, 0, 1, 1, 0, 0, 0, 0]
    assert found.columns["shut"][0, 0] == 1


def test_two_entries_close_a_door_until_both_are_gone() -> None:
    """Closed doors are counted per entry, so that the end of one does not open what the other still closes."""
    one, other = entries_of(1, 3)[0], entries_of(1, 6)[0]
    given = [one, Given("listings", 0, {**other.values, "repeat": 1})]
    found = copied({"one": [agency(door=TENDER)] * 3}, people=1, stands=0, months=5, given=given)
    assert found.columns["shut_more"][0].tolist() == [1 << (10 * (TENDER - 6))]
    later = copied({"one": [agency(door=TENDER)]}, people=1, stands=0, months=9, given=given)
    assert later.columns["shut_more"][0] == 0


def test_where_nothing_leaves_the_source_a_list_closes_its_own_sectors() -> None:
    """Switched off, there is no copy at all, and only what the list belongs to is closed, while the entry stands."""
    home = np.zeros(12, np.int64)
    home[TENDER] = 1 << LIST
    off = numbers_of([agency(door=AIR)]) | {"agency_copies.spreads": 0.0, "agency_copies.at_home": home}
    found = lived((*LISTED, agency_copies.MECHANISM), {"off": off}, people=1, months=3, given=entries_of(1, 6))
    assert "copies" not in found.parts and found.columns["held_copies"].sum() == 0
    assert found.columns["shut"][0, 0] == 0 and found.columns["shut_more"][0, 0] == 1 << (10 * (TENDER - 6))


def test_an_order_is_not_copied_and_a_copy_is_dropped_when_the_rule_is() -> None:
    """Lists that no agency takes leave no copy; a door that a law opens is open from that month on."""
    given = [Given("listings", 0, {"person": 0, "act": -1, "list": LIMIT, "term_months": 6})]
    assert held([agency()], given=given) == []
    assert agency_copies.shuts(1, LIST, 1, 1.0, np.array([0]), np.array([AIR]), np.zeros(12, np.int64)) == 0


def test_a_suspension_goes_the_way_of_a_revocation() -> None:
    """While an objection suspends the entry it is gone at its source; holders that are told drop it and get it anew."""
    sent, gone = -1, -1
    for month, standing, wanted in ((4, 1, (4, -1)), (5, 1, (4, -1)), (6, 0, (4, 6)), (7, 0, (4, 6)), (8, 1, (8, -1))):
        sent = agency_copies.sent_month(sent, gone, standing, 4, month)
        gone = agency_copies.gone_month(gone, sent, standing, month)
        assert (sent, gone) == wanted
    assert agency_copies.sent_month(3, -1, 0, 9, 9) == -1
    assert redress.held(redress.PENDING, 1.0) == 1


def test_every_agency_has_its_own_luck() -> None:
    """Shares of copies and of lost revocations come out as said, each agency and each message apart.

    Of 6,000 entries, shares and pairs lie within 4 standard errors: 9 checks, false alarms below 6 in 10,000.
    """
    people, p, q = 6_000, 0.3, 0.6
    found = copied({"one": [agency(copy_p=p, revoked_p=q)] * 3}, people=people, stands=2, months=4)
    rows = found.rows("copies", 0)
    first = rows["month"] == 0
    made, left = rows["holders"][first], found.rows("listings", 0)["holders"]
    for j in range(3):
        for share, wanted in (
            (np.count_nonzero(made >> j & 1) / people, p),
            (np.count_nonzero((made >> j & 1) & (made >> (j + 1) % 3 & 1)) / people, p * p),
            (np.count_nonzero(left >> j & 1) / people, p * (1 - q)),
        ):
            assert share == pytest.approx(wanted, abs=4 * (wanted * (1 - wanted) / people) ** 0.5)


def test_an_agency_more_changes_nobody_elses_luck() -> None:
    """What the first agencies hold is the same, bitwise, with and without others behind or beside them."""
    rows = [agency(copy_p=0.4, revoked_p=0.5), agency(copy_p=0.7, kind=VARYING, lag=2.0, revoke_lag=3.0, upstream=0)]
    few = copied({"few": rows, "more": [*rows, agency(copy_p=0.5, upstream=1)]}, people=800, stands=3, months=30)
    left = [few.rows("listings", arm)["holders"] & 0b11 for arm in (0, 1)]
    assert np.array_equal(*left) and left[0].any()


def test_a_log_over_rows_needs_a_field() -> None:
    """Changes are logged of what a rule writes; a rule that only adds has nothing to compare."""
    with pytest.raises(PlanError, match="log='copies'"):
        rule(phase="measures", over="rows:listings", adds="shut", log="copies")(lambda shuts: shuts)
