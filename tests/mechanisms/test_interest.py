"""A debt grows until it is performed; by how much is a matter of months and rates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived
from losses import COURT, LAW
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import interest

LATE_MONTH = 0.000175 * 365 / 12  # 0.0175 % a day
RATES: dict[str, Any] = LAW | {"interest.ordinary_rate": 0.01, "interest.late_rate": LATE_MONTH}
OFF: dict[str, Any] = LAW | {"interest.ordinary_rate": 0.0, "interest.late_rate": 0.0}
CLAIM = 250_000.0


def live(arms: dict[str, dict[str, Any]], given: list[Given], **options: Any) -> Lived:
    """Courts, the list and interest; everybody owes 250,000 yuan and has 1,000 a month."""
    town: dict[str, Any] = {"columns": {"debt_yuan": CLAIM, "income_yuan": 1000.0}, "months": 30}
    return lived((*COURT, interest.MECHANISM), arms, given=given, **(town | options))


def case(person: int, month: int, cause: int = 0) -> Given:
    """A case whose enforcement opens in this month and is found unperformed in the next."""
    return Given("cases", month, {"person": person, "act": -1, "stage": 3, "cause": cause})


def test_interest_is_rate_times_principal_times_months() -> None:
    """Unperformed from month 5 to the end of 30 months: 25 months of simple interest, 250,000 yuan each month."""
    lives = live({"law": RATES, "off": OFF}, [case(0, 4)])
    assert lives.columns["owed_yuan"][:, 0].tolist() == [CLAIM, CLAIM]
    assert lives.columns["grown_yuan"][0, 0] == pytest.approx(25 * CLAIM * (0.01 + LATE_MONTH))
    assert lives.columns["late_interest_yuan"][0, 0] == pytest.approx(25 * CLAIM * LATE_MONTH)
    assert lives.columns["money_lost_yuan"][0, 0] == pytest.approx(25 * CLAIM * LATE_MONTH)
    assert not lives.columns["grown_yuan"][1].any() and not lives.columns["grown_yuan"][0, 1:].any()


def test_a_forgotten_debt_of_250_000_is_400_000_after_some_years() -> None:
    """With the late interest on top, 6 % ordinary interest takes 59 months to 400,000 and 24 % takes 24 months."""
    for yearly, months in ((0.06, 59), (0.24, 24)):
        arms = {"law": RATES | {"interest.ordinary_rate": yearly / 12}}
        before, after = (live(arms, [case(0, 0)], months=n + 1).columns for n in (months - 1, months))
        owed = [float(c["owed_yuan"][0, 0] + c["grown_yuan"][0, 0]) for c in (before, after)]
        assert owed[0] < 400_000.0 <= owed[1]


def test_a_debt_that_is_performed_grows_no_more() -> None:
    """With certain fulfilment the entry of month 5 ends in month 6: one month of interest, and nothing is owed."""
    lives = live({"paid": RATES | {"listing.fulfil_hazard": 1.0}}, [case(0, 4)])
    assert lives.columns["owed_yuan"][0, 0] == 0.0 == lives.columns["grown_yuan"][0, 0]
    assert lives.columns["late_interest_yuan"][0, 0] == pytest.approx(CLAIM * LATE_MONTH)
    assert lives.rows("listings", 0)["end_reason"].tolist() == [1]


def test_a_limit_performs_a_claim_only_of_whoever_is_on_no_list() -> None:
    """A lifted limit alone pays; beside a standing entry it does not, and the entry still waits."""
    limit = RATES | {"listing.limit_p": 1.0, "listing.limit_exit_hazard": 1.0}
    judged = Given("cases", 4, {"person": 0, "act": -1, "stage": 2})
    lives = live({"alone": limit | {"listing.discretion_p": 0.0}, "both": limit}, [judged], months=10)
    assert [lives.rows("listings", arm)["list"].tolist() for arm in (0, 1)] == [[1], [1, 0]]
    assert lives.columns["owed_yuan"][:, 0].tolist() == [0.0, CLAIM]


def test_a_claim_out_of_a_stolen_identity_is_nobodys_debt() -> None:
    """Interest counts for debts of one's own only."""
    assert not live({"law": RATES}, [case(0, 4, cause=1)]).columns["grown_yuan"].any()


def test_a_grown_debt_slows_fulfilment_by_a_power() -> None:
    """Doubled, with exponent one half: the chance to fulfil falls to 0.7071 of what it was; exponent 0 leaves it."""
    assert interest.debt_factor(100.0, 100.0, 0.5) == pytest.approx(np.sqrt(0.5))
    assert interest.debt_factor(100.0, 100.0, 0.0) == 1.0 == interest.debt_factor(0.0, 0.0, 0.5)
    assert interest.owed(0.004) == 0.0


def test_compiled_is_interpreted() -> None:
    """The same bits either way, with several debts, fulfilments and a power."""
    arms = {"law": RATES | {"listing.fulfil_hazard": 0.2, "listing.limit_p": 0.5, "interest.burden_exponent": 0.7,
                            "listing.limit_exit_hazard": 0.2}, "off": OFF}  # fmt: skip
    given = [case(p, m) for p in range(32) for m in range(p % 3, 12, 6)]
    options: dict[str, Any] = {"people": 32, "months": 20, "columns": {"debt_yuan": CLAIM, "income_yuan": 1.0}}
    lives = live(arms, given, **options)
    assert (lives.columns["grown_yuan"][0] > 0).any() and lives.columns["trapped_months"][0].any()
    assert_same(lives, live(arms, given, interpreted=True, **options))
