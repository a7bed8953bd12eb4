"""Leaving the stream of data: a geometric law, and fewer records of platforms, good and bad."""

from __future__ import annotations

import numpy as np
from behaving import SIGN, conduct, keys
from few import ties

from counterscore.mechanisms import awareness, data_exit

# a bad act and a good one on a platform
STREAMED = {
    "data_exit.sign": SIGN, "data_exit.streamed": np.array([0, 1, 0, 1]), "data_exit.leave_p": 0.0,
    "data_exit.by_friends": 0.0,
}  # fmt: skip


def test_who_has_left_after_m_months() -> None:
    """1 - (1 - h)^12 of all; 5 standard errors (false alarm 1 in 10^6); months outside are counted from the first."""
    lives = conduct({"one": STREAMED | {"data_exit.leave_p": 0.1}}, data_exit.MECHANISM, people=3000)
    left, expected = lives.columns["left_streams"][0].mean(), 1 - 0.9**12
    assert abs(left - expected) < 5 * np.sqrt(expected * (1 - expected) / 3000)
    assert (lives.columns["left_months"][0] > 0).sum() == lives.columns["left_streams"][0].sum()


def test_only_records_of_platforms_are_missed() -> None:
    """What is missing is of platforms, good and bad, of people who had left; what they do is the same."""
    arms = {
        "off": STREAMED,
        "all": STREAMED | {"data_exit.leave_p": 1.0},
        "some": STREAMED | {"data_exit.leave_p": 0.05},
    }
    lives = conduct(arms, data_exit.MECHANISM, people=800)
    off, everybody, some = (keys(lives, arm) for arm in (0, 1, 2))
    assert everybody == {k for k in off if k[1] in (0, 2)}
    missing = off - some
    assert some < off and {k[1] for k in missing} == {1, 3}
    assert lives.columns["records_missed"].sum(axis=1).tolist() == [0, len(off - everybody), len(missing)]
    assert lives.columns["bad_records_missed"][2].sum() == len([k for k in missing if k[1] == 1])
    assert (lives.columns["bad_acts"] == lives.columns["bad_acts"][0]).all()


def test_friends_on_a_list_make_people_leave() -> None:
    """With a share of 1 by friends exactly the friends of the listed leave, once they have heard of it."""
    arms = {"off": STREAMED, "heard": STREAMED | {"data_exit.by_friends": 1.0}}
    tied = ties(8, [(0, 1), (1, 0), (2, 3), (3, 2)])
    lives = conduct(arms, data_exit.MECHANISM, awareness.MECHANISM, listed=np.arange(8) == 0, tied=tied)
    assert lives.columns["left_streams"].tolist() == [[0] * 8, [0, 1, 0, 0, 0, 0, 0, 0]]
