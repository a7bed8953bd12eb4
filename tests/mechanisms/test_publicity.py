"""Publicity: who is named, and for how long."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, LOW, lived
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import publicity

SHOWN: dict[str, Any] = {
    "publicity.black_lists": 511 + (511 << 18), "publicity.name_listed": 1.0, "publicity.name_low": 0.0,
    "publicity.name_ranked": 0.0, "publicity.stay_months": 2.0,
}  # fmt: skip
OFF = SHOWN | {"publicity.name_listed": 0.0}


def live(arms: dict[str, dict[str, Any]], given: list[Given], months: int = 10, **options: Any) -> Lived:
    """Entries on lists: 0 defaulters, 1 limit, 3 black, 4 red, 5 file."""
    return lived((*LISTED, LOW, publicity.MECHANISM), arms, months=months, given=given, **options)


def entry(person: int, code: int, month: int = 2, term: int = 3) -> Given:
    """One entry of three months from month 2."""
    return Given("listings", month, {"person": person, "list": code, "term_months": term})


def reason(**changes: int) -> int:
    """The rule by hand in month 7, everything shown; the last reason was in month 1."""
    person = {"reason_month": 1, "holds": 0, "score_listed": 0, "low_band": 0, "ranked_low": 0, "month": 7} | changes
    return int(
        publicity.reason(**person, black_lists=511 + (511 << 18), name_listed=1.0, name_low=1.0, name_ranked=1.0)
    )


def test_each_reason_names() -> None:
    """A list entered by score, a low band, the bottom of a ranking, the court's list (place 0), a black list (2)."""
    assert reason() == 1
    assert [reason(score_listed=3), reason(low_band=1), reason(ranked_low=1)] == [7, 7, 7]
    assert [reason(holds=1), reason(holds=1 << 9), reason(holds=1 << 18), reason(holds=1 << 27)] == [7, 1, 7, 1]


def test_names_stay_after_the_reason() -> None:
    """Three months on a black list and two months after: five; a limit, a red list and a file are not shown."""
    lives = live({"shown": SHOWN}, [entry(person, code) for person, code in enumerate((0, 3, 1, 4, 5))])
    assert lives.columns["named_months"][0].tolist() == [5, 5, 0, 0, 0, 0, 0, 0]
    assert lives.columns["ever_named"][0].tolist() == [1, 1, 0, 0, 0, 0, 0, 0]
    assert lives.columns["named"][0].sum() == 0


def test_a_name_that_never_had_a_reason_is_not_shown() -> None:
    """However long names stay, a person without a reason is named in no month."""
    lives = live({"forever": SHOWN | {"publicity.stay_months": 600.0}}, [entry(0, 0)])
    assert lives.columns["named_months"][0].tolist() == [8, 0, 0, 0, 0, 0, 0, 0]


def test_low_bands_are_named_where_the_regime_says_so() -> None:
    """Low bands, lists, nothing; two arms with one rule are one world."""
    low = OFF | {"publicity.name_low": 1.0}
    lives = live({"low": low, "listed": SHOWN, "off": OFF, "again": OFF}, [entry(1, 3, term=0)],
                 columns={"sex": np.array([1, 0, 0, 0, 0, 0, 0, 0])})  # fmt: skip
    assert lives.columns["named"][:, :2].tolist() == [[1, 0], [0, 1], [0, 0], [0, 0]]
    assert lives.columns["named_months"][2].sum() == 0
    assert_same(lives, lives, arms={2: 3})
