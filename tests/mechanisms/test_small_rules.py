"""Small rules by hand: who is compared, whose friends count, what is taken up, and when a score is worked out anew."""

from __future__ import annotations

from typing import Any

import pytest

from counterscore.mechanisms import (
    awareness,
    composite_friends,
    firm_effects,
    household_effects,
    household_term,
    ledger_friends,
    ledger_score,
    network_term,
    ranking_credits,
    ranking_score,
    ranking_use,
    repair,
    tie_cutting,
    tie_cutting_score,
    watchlist,
)

UNSCORED = 99


def test_who_is_ranked_by_what() -> None:
    """By score the scored, by credits who has an account, by use whose use is measured; nobody where it is off."""
    assert [ranking_score.ranked_among(band, on) for band, on in ((0, 1.0), (UNSCORED, 1.0), (0, 0.0))] == [1, 0, 0]
    assert ranking_score.ranked_among(98, 1.0) == 1 and ranking_score.ranked_value(612.5) == 612.5
    assert [ranking_credits.ranked_among(n, on) for n, on in ((1, 1.0), (0, 1.0), (1, 0.0))] == [1, 0, 0]
    assert ranking_credits.ranked_value(3.5) == 3.5
    assert [ranking_use.ranked_among(bits, 2.0, mean) for bits, mean in ((4, 9.0), (3, 9.0), (4, 0.0))] == [1, 0, 0]
    assert ranking_use.ranked_value(8.0) == -8.0
    assert [ranking_use.has_device(v, 0.2) for v in (0.19, 0.21)] == [1, 0]
    assert ranking_use.usual_kwh(7.0, 0, 0.5, 50.0, 0.4, 2.0) == 7.0
    usual = [ranking_use.usual_kwh(0.0, device, 0.5, 50.0, 0.4, 2.0) for device in (0, 1)]
    assert usual[1] == pytest.approx(2.0 * usual[0]) and 40.0 < usual[0] < 50.0


def test_friends_who_fall_silent_do_not_pull() -> None:
    """Whoever keeps away from listed friends hears the others; if all are listed, or nobody heeds it, all count."""
    assert [tie_cutting_score.listed_score(on, 700.0) for on in (0, 1)] == [0.0, 700.0]
    cases = ((1, 2, 5, 1.0), (0, 2, 5, 1.0), (1, 5, 5, 1.0), (1, 2, 5, 0.0), (1, 0, 5, 1.0), (1, 4, 5, 1.0))
    assert [tie_cutting_score.unheard(*case) for case in cases] == [2, 0, 0, 0, 0, 4]
    assert [tie_cutting_score.unheard_score(n, 900.0) for n in (0, 1, 2)] == [0.0, 900.0, 900.0]
    assert [tie_cutting.cuts(v, 0.3) for v in (0.29, 0.31)] == [1, 0]
    assert [tie_cutting.ties_silent(on, 3) for on in (0, 1)] == [0, 3] and tie_cutting.silent_tie_months(4, 3) == 7


def test_a_score_drifts_to_the_mean_of_those_who_are_heard() -> None:
    """A tenth of the distance to the mean of heard friends; nothing without friends or before anybody had a score."""
    rest = {"regime_month": 3.0, "weight": 0.1}
    assert network_term.drift(5.0, 0, 600.0, 2000.0, 4, 1, 350.0, 4, **rest) == pytest.approx(5.0 - 0.1 * 50.0)
    assert network_term.drift(5.0, 0, 600.0, 2000.0, 4, 0, 0.0, 4, **rest) == pytest.approx(5.0 - 0.1 * 100.0)
    assert network_term.drift(5.0, 0, 600.0, 0.0, 0, 0, 0.0, 4, **rest) == 5.0
    assert network_term.drift(5.0, 0, 600.0, 2000.0, 4, 0, 0.0, 3, **rest) == 5.0
    marks = [network_term.unsettled(*one) for one in ((0, 5, 0.1), (0, UNSCORED, 0.1), (0, 5, 0.0), (1, UNSCORED, 0.0))]
    assert marks == [1, 0, 0, 1]


def test_friends_as_a_trait_are_the_mean_of_the_scored() -> None:
    """From the lower end of the scale, 0, to the upper, 1; one half for whoever has no scored friend."""
    assert [composite_friends.shown(b, on) for b, on in ((0, 1.0), (UNSCORED, 1.0), (0, 0.0))] == [1, 0, 0]
    assert [composite_friends.shown_score(on, 700.0) for on in (0, 1)] == [0.0, 700.0]
    sums = ((1300.0, 2), (600.0, 2), (2400.0, 2), (0.0, 0))
    found = [composite_friends.friends_now(total, n, 350.0, 950.0, 1.0) for total, n in sums]
    assert found == pytest.approx([0.5, 0.0, 1.0, 0.5])
    assert composite_friends.friends_now(1600.0, 2, 350.0, 950.0, 1.0) == pytest.approx(0.75)
    assert composite_friends.friends_now(1600.0, 2, 350.0, 950.0, 0.0) == 0.5
    assert composite_friends.friends_level(0.75) == 0.75


@pytest.mark.parametrize(
    ("rule", "same", "other"),
    [
        (composite_friends.unsettled, (0.5, 0.5), (0.5, 0.75)),
        (household_term.unsettled, (2.5, 10.0, 0.25), (2.5, 11.0, 0.25)),
        (household_term.unsettled, (2.5, 10.0, 0.25), (2.5, 10.0, 0.5)),
        (ledger_score.unsettled, (1, 30.0, 15.0, 4.0, 2.0), (1, 32.0, 15.0, 4.0, 2.0)),
        (ledger_score.unsettled, (0, 30.0, 0.0, 4.0, 2.0), (0, 30.0, 15.0, 4.0, 2.0)),
        (ledger_score.unsettled, (1, 30.0, 0.0, 0.0, 2.0), (1, 30.0, 15.0, 0.0, 2.0)),
    ],
)
def test_a_score_is_worked_out_when_what_goes_into_it_moves(
    rule: Any, same: tuple[Any, ...], other: tuple[Any, ...]
) -> None:
    """A mark that is there stays; without one, only a change sets it."""

    assert [rule(mark, *what) for mark, what in ((0, same), (0, other), (1, same), (1, other))] == [0, 1, 1, 1]


def test_points_of_the_household_and_the_ledger() -> None:
    """A share of the others' points in and outside dimensions; points per price for the credits of a year."""
    assert [household_term.shared_points(band, 4.0, 6.0) for band in (0, 5, UNSCORED)] == [10.0, 10.0, 0.0]
    assert household_term.household_points(10.0, 0.25) == 2.5
    found = [ledger_score.ledger_points(n, 30.0, price, 2.0) for n, price in ((1, 4.0), (0, 4.0), (1, 0.0))]
    assert found == [15.0, 0.0, 0.0]
    assert [ledger_friends.taken_credits(n, 12.0, ties, 0.5) for n, ties in ((1, 4), (0, 4), (1, 0))] == [1.5, 0.0, 0.0]
    assert [ledger_friends.left_credits(step, 0.25) for step in (8.0, -8.0, 0.0)] == [2.0, 0.0, 0.0]


def test_what_friends_and_household_show() -> None:
    """The share of listed friends; a closed loan beside an open one; the denied school place of a child."""
    assert [awareness.aware(listed, ties) for listed, ties in ((1, 4), (4, 4), (0, 4), (0, 0))] == [0.25, 1.0, 0.0, 0.0]
    states = ((1, 0, 1), (0, 0, 1), (1, 1, 1), (1, 0, 0), (1, 0, 2))
    assert [household_effects.beside_closed(*state) for state in states] == [1, 0, 0, 0, 1]
    children = ((0, 0, 1.0), (1, 0, 1.0), (0, 1, 1.0), (0, 0, 0.0))
    assert [household_effects.school_denied(adult, firm, 3, on) for adult, firm, on in children] == [3, 0, 0, 0]
    assert [ranking_use.beside_device(own, others) for own, others in ((0, 1), (0, 2), (1, 1), (0, 0))] == [1, 1, 0, 0]


def test_a_purchase_counts_inside_its_window() -> None:
    """From its month until the window closes, in the place of its thing; a flag lasts at least a month."""
    assert [watchlist.in_window(2, 0, 10, month, 3.0) for month in (10, 12, 13)] == [1, 1, 0]
    assert [watchlist.in_window(item, ended, 10, 10, 3.0) for item, ended in ((-1, 0), (0, 0), (0, 7))] == [0, 1, 0]
    assert [watchlist.add_item(item, 1, 0) for item in (-1, 0, 2)] == [0, 1, 1 << 18]
    assert watchlist.add_item(2, 0, 1) == -(1 << 18) and watchlist.counted_item(1) == 1
    assert [watchlist.household_bought(5, pooled) for pooled in (0.0, 1.0)] == [0, 5]
    assert [watchlist.flag_until(10, stay) for stay in (0.0, 1.0, 6.0)] == [11, 11, 16]
    assert [watchlist.watched(12, month) for month in (11, 12)] == [1, 0]
    assert [watchlist.matched(a, 1 << 9, 1, 3.0, need) for a, need in ((1, 2.0), (1, 3.0), (0, 2.0))] == [1, 0, 0]
    assert [watchlist.due(due, on, 10, 11, 3.0) for due, on in ((-1, 1), (12, 1), (20, 1), (20, 0))] == [13, 12, 13, 20]
    assert watchlist.due(5, 1, 10, 13, 3.0) == 5


def test_who_is_shaky_beside_a_firm_and_what_is_never_repaired() -> None:
    """An employee beside any firm with less business; what is over when it is made is never repaired."""
    states = ((1, 0, 1), (1, 0, 3), (0, 0, 1), (1, 1, 1), (1, 0, 0))
    assert [firm_effects.shaky(*state) for state in states] == [1, 1, 0, 0, 0]
    assert repair.entry_month(9, 10, 0, 3.0, 1.0, 1, 0.5) == -1 < repair.entry_month(0, 10, 0, 3.0, 1.0, 1, 0.5)
    assert repair.record_month(9, 5, 10, -1, 3.0, 1.0, 1, 0.5) == -1
    assert repair.record_month(0, -1, 10, -1, 3.0, 1.0, 1, 0.5) == -1
    assert [repair.record_month(0, 5, 10, lapse, 3.0, 1.0, 1, 0.5) for lapse in (-1, 13, 14)] == [13, -1, 13]
