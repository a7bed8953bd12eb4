"""Piercing: from firms to the people behind them and back, one hop and a month late."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, lived, ties
from toy_worlds import Friends, Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import piercing

FIRM = np.array([1, 0, 0, 1, 0, 0, 0, 0])
PAIRS = [(0, 1), (0, 2), (1, 0), (2, 0), (2, 3), (3, 2)]  # firm 0: persons 1 and 2; firm 3: person 2
FULL: dict[str, Any] = {"piercing.to_officers_p": 1.0, "piercing.to_firms_p": 1.0}
OFF: dict[str, Any] = {"piercing.to_officers_p": 0.0, "piercing.to_firms_p": 0.0}


def live(arms: dict[str, dict[str, Any]], given: list[Given], months: int = 8, **options: Any) -> Lived:
    """Two firms and three persons, one of them responsible for both."""
    town: dict[str, Any] = {"columns": {"firm": FIRM, "adult": 1 - FIRM}, "tied": ties(8, PAIRS)}
    return lived((*LISTED, piercing.MECHANISM), arms, months=months, given=given, **(town | options))


def entry(person: int, month: int, term: int = 0, code: int = 3) -> Given:
    """One entry on a list."""
    return Given("listings", month, {"person": person, "list": code, "term_months": term})


def test_a_firm_reaches_its_people() -> None:
    """Firm 0 is listed for three months from month 2: persons 1 and 2 are reached in months 3 to 5, firm 3 never."""
    lives = live({"full": FULL}, [entry(0, 2, 3)])
    assert lives.columns["pierced_months"][0].tolist() == [0, 3, 3, 0, 0, 0, 0, 0]
    assert lives.columns["ever_pierced"][0].tolist() == [0, 1, 1, 0, 0, 0, 0, 0]
    assert lives.columns["months_listed"][0].tolist() == [3, 0, 0, 0, 0, 0, 0, 0]
    assert lives.columns["pierced"][0].sum() == 0


def test_a_person_reaches_her_firms() -> None:
    """Person 2 is responsible for firms 0 and 3; her colleague in firm 0 is two hops away."""
    lives = live({"full": FULL}, [entry(2, 2)])
    assert lives.columns["pierced"][0].tolist() == [1, 0, 0, 1, 0, 0, 0, 0]


def test_a_consumption_limit_reaches_too() -> None:
    """A firm under a limit reaches its people, who are not listed for it; a red list reaches nobody."""
    limited = live({"full": FULL}, [entry(0, 2, code=1)])
    assert limited.columns["pierced"][0].tolist() == [0, 1, 1, 0, 0, 0, 0, 0]
    assert limited.columns["listed"][0].sum() == 0
    assert live({"full": FULL}, [entry(0, 2, code=4)]).columns["ever_pierced"].sum() == 0


def test_only_named_lists_reach() -> None:
    """Where a regime names the lists that reach through, an entry on another one, or a low grade, reaches nobody."""
    named = FULL | {"piercing.lists": 511 << 18}
    assert live({"named": named}, [entry(0, 2)]).columns["pierced"][0].tolist() == [0, 1, 1, 0, 0, 0, 0, 0]
    assert live({"named": named}, [entry(0, 2, code=0)]).columns["ever_pierced"].sum() == 0


def test_whoever_is_listed_herself_is_reached_all_the_same() -> None:
    """Both can be true of one person."""
    lives = live({"full": FULL}, [entry(0, 2), entry(1, 2)])
    assert (lives.columns["pierced"][0, 1], lives.columns["listed"][0, 1]) == (1, 1)


def test_each_way_has_its_own_probability() -> None:
    """Only to officers, only to firms, neither; two arms with one rule are one world."""
    arms = {"people": FULL | {"piercing.to_firms_p": 0.0}, "firms": FULL | {"piercing.to_officers_p": 0.0}, "off": OFF}
    lives = live(arms | {"again": OFF}, [entry(0, 1), entry(2, 1)])
    assert lives.columns["pierced"].tolist() == [[0, 1, 1] + [0] * 5, [1, 0, 0, 1] + [0] * 4, [0] * 8, [0] * 8]
    assert_same(lives, lives, arms={2: 3})


def test_the_same_people_are_reached_each_time() -> None:
    """The draw lasts: about 0.3 of the officers of 2,000 listed firms, the same in every month.

    Bounds at 5 standard errors (false alarm 1 in 10^6); raising the probability only adds people.
    """
    firms, months = 2000, 5
    across = Friends(np.arange(2 * firms + 1), np.roll(np.arange(2 * firms), firms).astype(np.int32))
    arms = {"some": FULL | {"piercing.to_officers_p": 0.3}, "more": FULL | {"piercing.to_officers_p": 0.6}}
    firm = np.arange(2 * firms) < firms
    lives = live(arms, [entry(f, 0) for f in range(firms)], months, people=2 * firms,
                 columns={"firm": firm, "adult": ~firm}, tied=across)  # fmt: skip
    some, more = lives.columns["pierced_months"][:, firms:]
    assert set(some.tolist()) == {0, months - 1}
    assert abs((some > 0).mean() - 0.3) < 5 * np.sqrt(0.21 / firms)
    assert ((some > 0) <= (more > 0)).all()
