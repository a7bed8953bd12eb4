"""Deterrence: fewer of the same acts, exactly by its share, and the two books that tell it from hiding."""

from __future__ import annotations

import numpy as np
from behaving import conduct, keys
from toy_worlds import assert_same

from counterscore.mechanisms import bad_acts, deterrence

OFF = {"deterrence.general": 0.0, "deterrence.specific": 0.0}


def test_the_rules_by_hand() -> None:
    """Shares multiply; the specific one needs a listing or a refusal."""
    assert deterrence.act_ratio(0, -1, 0.1, 0.5) == 0.9
    assert deterrence.act_ratio(1, -1, 0.1, 0.5) == deterrence.act_ratio(0, 3, 0.1, 0.5) == 0.45
    assert [bad_acts.bad_acts(c, s, m, 4.0) for c, s, m in ((0, -1, 4), (1, -1, 4), (0, 1, 4), (0, -1, 3))] == [
        1,
        0,
        0,
        0,
    ]


def test_general_deterrence_thins_bad_acts_by_its_share() -> None:
    """Records under deterrence are a subset; bad acts fall to 1 - d, good ones stay; 5 standard errors (1 in 10^6)."""
    lives = conduct({"off": OFF, "half": OFF | {"deterrence.general": 0.5}}, deterrence.MECHANISM, people=2000)
    assert keys(lives, 1) < keys(lives, 0)
    full, left = (int(lives.columns["bad_acts"][arm].sum()) for arm in (0, 1))
    assert abs(left / full - 0.5) < 5 * np.sqrt(0.25 / full)
    assert {k for k in keys(lives, 0) if k[1] > 1} == {k for k in keys(lives, 1) if k[1] > 1}


def test_specific_deterrence_reaches_only_people_who_were_listed() -> None:
    """With d = 1 whoever is listed in the first month does nothing bad after it; all others go on as before."""
    arms = {"off": OFF, "sure": OFF | {"deterrence.specific": 1.0}}
    lives = conduct(arms, deterrence.MECHANISM, people=400, listed=np.arange(400) % 2)
    off, sure = keys(lives, 0), keys(lives, 1)
    assert sure == {k for k in off if k[0] % 2 == 0 or k[1] > 1 or k[2] < 1}
    assert sure != off


def test_a_share_of_zero_changes_nothing() -> None:
    """Bit for bit the people and records of a world without the mechanism."""
    with_it, without = conduct({"off": OFF}, deterrence.MECHANISM, people=500), conduct({"off": {}}, people=500)
    with_it.columns.pop("act_ratio")
    with_it.parts["months"] = [{k: v for k, v in p.items() if k != "act_ratio"} for p in with_it.parts["months"]]
    assert_same(with_it, without)
