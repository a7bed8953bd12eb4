"""The books of entries on lists: what an entry counts on a person while it stands, and what is left when it ends."""

from __future__ import annotations

import pytest

from counterscore.mechanisms import entries, retention, score_list, scoring, standing

# list and form of an entry: a black list, a consumption limit, a red list, a list of some other form
BLACK, LIMIT, RED, OTHER = (0, 0), (1, 0), (5, 1), (4, 3)


@pytest.mark.parametrize(("lead", "start"), [(0.0, 10), (0.4, 10), (0.5, 11), (1.0, 11), (1.5, 12)])
def test_an_entry_begins_after_its_notice(lead: float, start: int) -> None:
    """The time between notice and effect counts in whole months, halves upwards."""
    assert entries.start_month(10, lead) == start


def test_every_entry_goes_into_one_book() -> None:
    """Black and other lists count as entries, limits as orders, red lists as favours; what a hearing stopped, none."""
    kinds = (BLACK, LIMIT, RED, OTHER)
    assert [entries.entries(*kind, 0) for kind in kinds] == [1, 0, 0, 1]
    assert [entries.entries(*kind, 9) for kind in kinds] == [0, 0, 0, 0]
    assert [entries.limit_orders(kind[0], 0) for kind in kinds] == [0, 1, 0, 0]
    assert entries.limit_orders(1, 9) == 0 and entries.limit_orders(1, 2) == 1
    for now, before in ((1, 0), (0, 1), (1, 1), (0, 0)):
        change = now - before
        assert [entries.add_listing(*kind, now, before) for kind in kinds] == [change, 0, 0, change]
        assert [entries.add_limit(kind[0], now, before) for kind in kinds] == [0, change, 0, 0]
        assert [entries.add_favour(kind[1], now, before) for kind in kinds] == [0, 0, change, 0]


def test_what_stands_is_counted_until_it_ends() -> None:
    """An entry stands from its first month until it ends or is held; what was counted is what is taken back."""
    assert [entries.standing(10, 0, 0, month) for month in (9, 10, 11)] == [0, 1, 1]
    assert entries.standing(10, 2, 0, 11) == 0 and entries.standing(10, 0, 1, 11) == 0
    assert [entries.counted(now) for now in (0, 1)] == [0, 1]
    assert entries.add_hold(18, 1, 0) == 1 << 18 and entries.add_hold(9, 0, 1) == -(1 << 9)


def test_a_term_ends_an_entry_in_its_last_month() -> None:
    """A term of 6 months from month 10 ends in month 16, not in 15; without a term it never ends; a reason stays."""
    assert [entries.term_over(0, 10, 6, month) for month in (15, 16, 17)] == [0, 2, 2]
    assert [entries.term_over(0, 10, 1, month) for month in (10, 11)] == [0, 2]
    assert entries.term_over(0, 10, 0, 500) == 0 and entries.term_over(8, 10, 6, 20) == 8


def test_exits_count_once_and_only_what_was_an_entry() -> None:
    """In the month of its end an entry is one exit, and a fulfilment if that is why; limits and favours are none."""
    assert [entries.exits(*BLACK, 12, 2, month) for month in (11, 12, 13)] == [0, 1, 0]
    assert [entries.exits(*kind, 12, 1, 12) for kind in (LIMIT, RED, OTHER)] == [0, 0, 1]
    assert entries.exits(*BLACK, 12, 9, 12) == 0
    assert [entries.fulfilments(*BLACK, 12, reason, 12) for reason in (1, 2, 3, 9)] == [1, 0, 0, 0]
    assert [entries.fulfilments(*kind, 12, 1, 12) for kind in (LIMIT, RED, OTHER)] == [0, 0, 1]
    assert [entries.fulfilments(*BLACK, 12, 1, month) for month in (11, 13)] == [0, 0]


def test_an_entry_is_looked_at_while_anything_can_change() -> None:
    """Every month while it stands or a copy of it moves, and never after."""
    assert [entries.due(*state, 10) for state in ((0, 0), (0, 1), (2, 1), (2, 0))] == [11, 11, 11, -1]


def test_any_one_thing_holds_a_person() -> None:
    """A list, a list by score, a low band and a flag each make a person listed; nothing does not."""
    one = [standing.listed(*(int(place == n) for n in range(4))) for place in range(4)]
    assert one == [1, 1, 1, 1] and standing.listed(0, 0, 0, 0) == 0
    assert standing.months_listed(7) == 8 and standing.ever_listed() == 1


def test_a_list_by_score_lasts_its_term() -> None:
    """Whoever is below the threshold and not on the list enters for the term; a month is one less, or all at once."""
    found = [score_list.enter(0, on, 0, score, 600.0, 12.0) for on, score in ((0, 599.0), (0, 600.0), (1, 599.0))]
    assert found == [12, 0, 0]
    assert score_list.stay(12, 0.25, 0.25) == 11 and score_list.stay(12, 0.25, 0.24) == 0
    assert [score_list.on_score_list(left) for left in (0, 1, 2)] == [0, 1, 1]
    assert score_list.unlisted(-1, 1, 5, 9) == -1 and score_list.unlisted(4, 0, -1, 9) == 4
    assert score_list.spell(5, 0, 9) == -1


def test_records_count_on_the_scored_while_they_stand() -> None:
    """Not on whoever is not scored, not once ended; held back only what counts against a person."""
    assert scoring.standing(1, 0, 0, -5.0) == 1 and scoring.standing(0, 0, 0, -5.0) == 0
    assert scoring.standing(1, 7, 0, -5.0) == 0
    assert [scoring.standing(1, 0, 1, points) for points in (-5.0, 0.0, 5.0)] == [0, 0, 1]
    assert scoring.add_points(1, -5.0, 0.0) == -5.0 and scoring.add_points(0, -5.0, -5.0) == 5.0
    assert scoring.add_direct_cut(1, 1, 0) == 1 and scoring.add_direct_cut(0, 1, 1) == -1
    assert scoring.counted_points(1, -5.0) == -5.0 and scoring.counted_cut(1, 1) == 1
    assert [scoring.unsettle(1, -5.0, 0, counted, cut) for counted, cut in ((-5.0, 0), (0.0, 0), (-5.0, 1))] == [
        0,
        1,
        1,
    ]


def test_scores_are_asked_for_when_rules_change() -> None:
    """In the month of the rules everybody is asked and worked out; at other times whoever is marked."""
    assert [scoring.asked(month, 5.0) for month in (4, 5, 6)] == [0, 1, 0]
    assert [scoring.unsettled(mark, month, 5.0) for mark, month in ((0, 5), (1, 4), (0, 4), (1, 5))] == [1, 1, 0, 1]
    assert [scoring.consents(v, 0.3) for v in (0.29, 0.31)] == [1, 0]


def test_bands_at_the_ends_carry_favours_and_restrictions() -> None:
    """Of six bands the lowest two are low and the highest three high; who is not scored (99) is in neither."""
    assert [scoring.low_band(band, 2.0) for band in (0, 1, 2, 99)] == [1, 1, 0, 0]
    assert [scoring.high_band(band, 3.0, 6.0) for band in (2, 3, 5, 99)] == [0, 1, 1, 0]
    assert scoring.low_band_months(4) == 5 and scoring.settled() == 0


def test_a_score_is_a_sum_inside_its_scale() -> None:
    """Base, points, dimensions, household and ledger add up, between the ends of the scale."""
    assert scoring.score(-50.0, 7.0, -3.0, 11.0, 1000.0, 0.0, 1300.0) == 965.0
    assert scoring.score(-5000.0, 0.0, 0.0, 0.0, 1000.0, 10.0, 1300.0) == 10.0
    assert scoring.score(900.0, 0.0, 0.0, 0.0, 1000.0, 0.0, 1300.0) == 1300.0


def test_an_ended_record_is_looked_at_no_more() -> None:
    """A standing record comes back when it lapses, -1 for never; an ended one never."""
    assert [retention.due(0, lapse) for lapse in (30, -1)] == [30, -1] and retention.due(7, 30) == -1
