"""Chilling: what lawful people give up is what the parameter says, on the same draws, and nothing at 0."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, lived, ties

from counterscore.engine.run import Given
from counterscore.mechanisms import awareness, chilling

RATES: dict[str, Any] = {
    "chilling.speech": 1.0, "chilling.association": 0.5, "chilling.reading": 2.0, "chilling.requests": 0.1,
    "chilling.given_up": 0.0, "chilling.by_friends": 0.0, "chilling.by_publicity": 0.0, "chilling.shown": 0.0,
}  # fmt: skip
ORDINARY = 3.6


def test_the_shares_add_up_to_at_most_all() -> None:
    """Own share, friends and publicity add up; children and firms give up nothing."""
    assert chilling.chilled_share(1, 0, 0.5, 0.1, 0.4, 0.2, 0.0) == 0.1 + 0.2
    assert chilling.chilled_share(1, 0, 0.5, 0.1, 0.4, 0.2, 1.0) == 0.1 + 0.2 + 0.2
    assert chilling.chilled_share(1, 0, 1.0, 0.9, 1.0, 0.0, 0.0) == 1.0
    assert (
        chilling.chilled_share(0, 0, 1.0, 0.9, 1.0, 0.0, 0.0) == 0.0 == chilling.chilled_share(1, 1, 1.0, 0.9, 1, 0, 0)
    )


def test_the_index_is_the_parameter() -> None:
    """1 - with / without is 0.17 within 4 standard errors of the pairing (false alarm 1 in 15,000); a pure subset."""
    arms = {"none": RATES, "chilled": RATES | {"chilling.given_up": 0.17}}
    lives = lived((*LISTED, chilling.MECHANISM), arms, people=2000, months=10)
    without, left = lives.columns["lawful_acts"].astype(float)
    assert abs(without.mean() - 10 * ORDINARY) < 5 * np.sqrt(10 * ORDINARY / 2000)
    ratio = left.sum() / without.sum()
    se = (left - ratio * without).std(ddof=1) / np.sqrt(2000) / without.mean()
    assert abs(1 - ratio - 0.17) < 4 * se
    assert (left <= without).all() and (lives.columns["lawful_given_up"][1] == without - left).all()


def test_what_friends_and_publicity_add() -> None:
    """All friends listed and a share of 1 by friends: nothing lawful is left; names shown add their share."""
    given = [Given("listings", 1, {"person": 0, "list": 3, "term_months": 99})]
    arms = {
        "none": RATES, "friends": RATES | {"chilling.by_friends": 1.0},
        "hidden": RATES | {"chilling.by_publicity": 1.0},
        "shown": RATES | {"chilling.by_publicity": 1.0, "chilling.shown": 1.0},
    }  # fmt: skip
    mechanisms = (*LISTED, awareness.MECHANISM, chilling.MECHANISM)
    early, late = (
        lived(mechanisms, arms, months=m, given=given, tied=ties(8, [(0, 1), (1, 0)])).columns["lawful_acts"]
        for m in (3, 12)
    )
    assert late[1, 1] == early[1, 1] > 0 and (late[1, 2:] == late[0, 2:]).all() and late[1, 0] == late[0, 0]
    assert (late[2] == late[0]).all() and (late[3] == 0).all()


def test_life_before_the_regime_does_not_count() -> None:
    """With the regime from month 12 on nothing is counted in 12 months."""
    lives = lived((*LISTED, chilling.MECHANISM), {"one": RATES | {"chilling.regime_month": 12.0}}, months=12)
    assert lives.columns["lawful_acts"].sum() == 0
