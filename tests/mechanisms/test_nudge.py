"""A nudge multiplies what a ledger watches; leaving the stream ends it."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, lived
from toy_worlds import Lived

from counterscore.mechanisms import data_exit, ledger, nudge

LEDGER: dict[str, Any] = {
    "ledger.consent_p": 1.0, "ledger.among": 0.0, "ledger.activity_sigma": 0.3, "ledger.needs": np.zeros(8),
    "ledger.rate": np.array([4.0, 1.0, 0, 0, 0, 0, 0, 0]), "ledger.credits": np.ones(8), "ledger.lapse_p": 0.0,
    "ledger.price": 0.0, "ledger.redeem_p": 0.0, "ledger.steps_year": 12.0, "nudge.more": 0.0,
    "data_exit.leave_p": 0.0, "data_exit.by_friends": 0.0, "data_exit.sign": np.zeros(0),
    "data_exit.streamed": np.zeros(0),
}  # fmt: skip


def live(arms: dict[str, dict[str, Any]], **options: Any) -> Lived:
    """People with an account, a nudge and a way out."""
    mechanisms = (*LISTED, ledger.MECHANISM, nudge.MECHANISM, data_exit.MECHANISM)
    return lived(mechanisms, {name: LEDGER | arm for name, arm in arms.items()}, **options)


def test_a_nudge_multiplies_what_is_done() -> None:
    """20 % more: 60 acts become 72 a person, on the same draws; 5 standard errors (false alarm 1 in 10^6)."""
    lives = live({"off": {}, "on": {"nudge.more": 0.2}, "again": {}}, people=1500)
    off, on, again = lives.columns["seen"].astype(float)
    assert (on >= off).all() and (off == again).all()
    ratio = on.sum() / off.sum()
    se = (on - ratio * off).std(ddof=1) / np.sqrt(1500) / off.mean()
    assert abs(ratio - 1.2) < 5 * se


def test_whoever_leaves_is_watched_no_more_whatever_the_nudge() -> None:
    """Everybody leaves in the first month: nothing is seen, nothing is credited, and the account stays open."""
    lives = live({"gone": {"data_exit.leave_p": 1.0, "nudge.more": 0.2}, "here": {}}, people=50)
    assert lives.columns["seen"][0].sum() == 0 == lives.columns["balance"][0].sum()
    assert (lives.columns["enrolled"][0] == 1).all() and lives.columns["seen"][1].sum() > 0
