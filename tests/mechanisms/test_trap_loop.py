"""The loop: kept from travel, less income, slower payment, longer on the list; how many months it adds."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import lived
from losses import COURT, LAW
from toy_worlds import Lived

from counterscore.engine.run import Given

HAZARD, LOSS = 0.1, 0.3
PEOPLE, MONTHS = 4000, 200


def live(arms: dict[str, dict[str, Any]]) -> Lived:
    """4,000 owners are listed in month 0, able to pay, each once."""
    given = [Given("listings", 0, {"person": p, "list": 0, "ground": 1}) for p in range(PEOPLE)]
    columns = {"owner": 1, "income_yuan": 1000.0}
    return lived(COURT, arms, people=PEOPLE, months=MONTHS, given=given, columns=columns)


def test_the_loop_adds_the_months_that_the_law_says() -> None:
    """A constant chance h a month lasts 1 / h months; with the loop h * (1 - loss), so 1 / (h (1 - loss)) months.

    The months that are noted as added are, person by person, those by which the paired worlds differ. Means of 4,000
    within 5 standard errors (false alarm 1 in 10^6); what lasts beyond 200 months is one in a million.
    """
    law = LAW | {"listing.fulfil_hazard": HAZARD}
    arms = {
        "loop": law | {"consequence.income_loss_share": LOSS},
        "without": law | {"consequence.income_loss_share": 0.0},
    }
    lives = live(arms)
    loop, without = lives.columns["months_listed"].astype(np.int64)
    for months, p in ((loop, HAZARD * (1 - LOSS)), (without, HAZARD)):
        assert abs(months.mean() - 1 / p) < 5 * np.sqrt((1 - p) / p**2 / PEOPLE)
    added = lives.columns["trapped_months"].astype(np.int64)
    assert (added[0] == loop - without).all() and not added[1].any()
    expected = 1 / (HAZARD * (1 - LOSS)) - 1 / HAZARD
    assert abs(added[0].mean() - expected) < 5 * added[0].std() / np.sqrt(PEOPLE)
    rows = lives.rows("listings", 0)
    assert (rows["spared_month"] >= 0).all() and (rows["end_reason"] == 1).all()


def test_somebody_without_income_never_pays() -> None:
    """With all of the income lost nobody fulfils; every month after the one that would have been the last is added."""
    law = LAW | {"listing.fulfil_hazard": HAZARD}
    lives = live({"all": law | {"consequence.income_loss_share": 1.0}})
    assert (lives.columns["months_listed"][0] == MONTHS).all()
    assert (lives.rows("listings", 0)["end_reason"] == 0).all()
    assert (lives.columns["trapped_months"][0] == MONTHS - lives.rows("listings", 0)["spared_month"]).all()
