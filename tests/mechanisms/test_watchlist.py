"""The watchlist: what comes together in a window is flagged, and nothing else is."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import WRITTEN, lived, ties
from toy_worlds import Lived, assert_same

from counterscore.core.draws import uniforms
from counterscore.engine.run import Given
from counterscore.mechanisms import watchlist

ITEMS = np.array([0, 1, 2, -1])
RULE: dict[str, Any] = {
    "watchlist.item": ITEMS, "watchlist.item_count": 3, "watchlist.needed": 3, "watchlist.window_months": 3.0,
    "watchlist.pooled": 0, "watchlist.stay_months": 2.0,
}  # fmt: skip
OFF = RULE | {"watchlist.needed": 99}


def bought(person: int, act: int, month: int, repeat: int = 0) -> Given:
    """One purchase."""
    return Given("records", month, {"person": person, "act": act, "repeat": repeat})


def shop(given: list[Given], months: int = 12, arms: Any = None, **options: Any) -> Lived:
    """The purchases under the rule."""
    return lived((*WRITTEN, watchlist.MECHANISM), arms or {"rule": RULE}, given=given, months=months, **options)


def watched_months(given: list[Given], rule: dict[str, Any], **options: Any) -> list[int]:
    """Months in which person 0 is watched."""
    last = [shop(given, months, {"rule": rule}, **options).columns["watched"][0, 0] for months in range(1, 9)]
    return [month for month, flag in enumerate(last) if flag]


def test_what_comes_together_in_the_window_is_flagged() -> None:
    """Three things in months 1, 2 and 3 match in month 3; the flag stays two months from there."""
    assert watched_months([bought(0, act, 1 + act) for act in range(3)], RULE) == [3, 4]


def test_what_lies_a_window_apart_is_not() -> None:
    """A window of three months: months 1 to 3 match, 1 to 4 do not; the same thing three times does not either."""
    apart = [bought(0, 0, 1), bought(0, 1, 2), bought(0, 2, 4), *(bought(1, 0, month) for month in (1, 2, 3))]
    lives = shop([*apart, bought(2, 3, 1), bought(2, 0, 2), bought(2, 1, 3)])
    assert lives.columns["flags"].sum() == 0
    assert shop(apart, arms={"rule": RULE | {"watchlist.window_months": 4.0}}).columns["flags"][0, 0] == 1


def test_a_flag_is_counted_once_while_it_stays() -> None:
    """A match of two months is one flag; the same purchases a year later are a second one."""
    once = [bought(0, act, 1) for act in range(3)]
    lives = shop([*once, *(bought(0, act, 20) for act in range(3))], months=30)
    assert lives.columns["flags"][0].tolist() == [2, 0, 0, 0, 0, 0, 0, 0]
    assert lives.columns["first_flag_month"][0, 0] == 1
    assert lives.columns["ever_listed"][0, 0] == 1


def test_innocent_purchases_match_as_often_as_chance_says() -> None:
    """Three things, each bought in one month of five: (1 - 0.8^3)^3 match in a window of three, 5 standard errors.

    The false-alarm rate is 1 in 10^6. Nobody here plans anything: this is the base rate of the rule.
    """
    people, months = 3000, 4
    buys = uniforms(5, "test.buys", months * people * 3).reshape(months, people, 3) < 0.2
    given = [bought(int(p), int(act), int(month)) for month, p, act in np.argwhere(buys)]
    lives = shop(given, months, {"rule": RULE | {"watchlist.stay_months": 1.0}}, people=people)
    expected = (1 - 0.8**3) ** 3
    assert abs(lives.columns["watched"].mean() - expected) < 5 * np.sqrt(expected * (1 - expected) / people)


def test_only_adults_are_flagged() -> None:
    """A child's purchases match nobody's rule."""
    assert shop([bought(0, act, 1) for act in range(3)], columns={"adult": 0}).columns["flags"].sum() == 0


def test_a_household_is_pooled_a_month_late() -> None:
    """Two things of one and one thing of the other flag both the month after; unpooled neither, and no third person."""
    given = [bought(0, 0, 1), bought(0, 1, 1), bought(1, 2, 1)]
    home = ties(8, [(0, 1), (1, 0)])
    arms = {"pooled": RULE | {"watchlist.pooled": 1}, "alone": RULE}
    lives = shop(given, arms=arms, tied=home)
    assert lives.columns["first_flag_month"].tolist() == [[2, 2, -1, -1, -1, -1, -1, -1], [-1] * 8]


def test_the_books_are_empty_in_the_end() -> None:
    """Every purchase that was counted is taken off again: after the window, and when its record lapses before."""
    given = [bought(p, act, month) for p in range(3) for act in range(4) for month in (0, 2, 3, 7)]
    for lifetime in (0.0, 2.0, 5.0):
        arm = RULE | {"retention.lifetime_months": np.full(4, lifetime)}
        lives = shop(given, months=14, arms={"rule": arm})
        assert lives.columns["bought"].any() == 0
        assert lives.columns["flags"][0, :3].all()


def test_a_record_that_ended_counts_no_more() -> None:
    """What lapses after two months no longer comes together with what is bought then."""
    given = [bought(0, act, 1 + act) for act in range(3)]
    arms = {"kept": RULE, "lapsed": RULE | {"retention.lifetime_months": np.full(4, 2.0)}}
    assert shop(given, arms=arms).columns["flags"][:, 0].tolist() == [1, 0]


def test_nobody_is_flagged_by_a_rule_that_is_off() -> None:
    """Off is nothing at all; two arms with one rule are one world."""
    given = [bought(p, act, 1 + p) for p in range(6) for act in range(3)]
    lives = shop(given, arms={"off": OFF, "a": RULE, "b": RULE})
    assert lives.columns["watched"][0].sum() == lives.columns["flags"][0].sum() == 0
    assert lives.columns["flags"][1].sum() == 6
    assert_same(lives, lives, arms={1: 2})


def test_records_are_looked_at_when_the_first_of_their_months_comes() -> None:
    """The end of the window, what others wait for, or nothing."""
    assert watchlist.due(4, 1, 4, 4, 2.5) == 7
    assert watchlist.due(-1, 1, 4, 4, 0.2) == 5
    assert watchlist.due(6, 1, 4, 4, 3.0) == 6
    assert watchlist.due(9, 1, 4, 4, 3.0) == 7
    assert watchlist.due(9, 0, 4, 7, 3.0) == 9
    assert watchlist.due(-1, 0, 4, 4, 3.0) == -1


def test_counts_of_things_do_not_spill_over() -> None:
    """511 purchases of one thing are still none of the next."""
    assert watchlist.matched(1, 511, 0, 3.0, 2.0) == 0
    assert watchlist.matched(1, 511, 1 << 18, 3.0, 2.0) == 1
    assert watchlist.add_item(2, 0, 1) == -(1 << 18)
    assert watchlist.add_item(-1, 0, 0) == 0
