"""Debts and courts by hand: who can default, which stage waits how long, what ends a case."""

from __future__ import annotations

import numpy as np
import pytest

from counterscore.mechanisms import courts, listing

LAGS = {"suit_lag_months": 3.0, "judgment_lag_months": 6.0, "enforcement_lag_months": 9.0}


def test_only_grown_borrowers_default() -> None:
    """Without a loan or before 18 nobody defaults; the two lowest fifths of income do so more often."""
    rates = {"default_rate": 0.01, "low_income_ratio": 3.0}
    assert [courts.default(b, a, 0, **rates) for b, a in ((0, 0), (0, 1), (1, 0))] == [0.0, 0.0, 0.0]
    found = [courts.default(1, 1, quintile, **rates) for quintile in range(5)]
    assert found == pytest.approx([0.03, 0.03, 0.01, 0.01, 0.01])


@pytest.mark.parametrize("ratio", [0.25, 1.0, 4.0])
def test_the_ceiling_of_defaults_is_reached_and_kept(ratio: float) -> None:
    """The ceiling is the higher of the two rates that there are, in every arm by itself."""
    rates = np.array([0.01, 0.02])
    top = courts.ceiling(rates, np.array([ratio, 1.0]))
    highest = max(courts.default(1, 1, q, 0.01, ratio) for q in range(5))
    assert top.tolist() == pytest.approx([highest, 0.02])


@pytest.mark.parametrize(("stage", "mean"), [(0, 3.0), (1, 6.0), (2, 9.0)])
def test_each_stage_waits_for_its_own_time(stage: int, mean: float) -> None:
    """A geometric wait with the mean of the stage, one step at least and 121 at most, over 4,000 even quantiles."""
    waits = [courts.due(stage, 10, **LAGS, u_lag=(k + 0.5) / 4000) - 10 for k in range(4000)]
    assert np.mean(waits) == pytest.approx(mean, rel=0.02)
    assert min(waits) == 1
    assert courts.due(stage, 10, **(dict.fromkeys(LAGS, 1e6)), u_lag=0.999999) == 10 + 121


def test_a_case_in_enforcement_is_decided_next_month_and_then_over() -> None:
    """Enforcement lasts one step, whatever is drawn; an unperformed or closed case is looked at no more."""
    assert {courts.due(3, 10, **LAGS, u_lag=u) for u in (0.0, 0.5, 0.999)} == {11}
    assert [courts.due(stage, 10, **LAGS, u_lag=0.5) for stage in (4, 9)] == [-1, -1]


def test_every_step_of_a_case_can_be_the_last() -> None:
    """No suit, a lost suit, obedience and performance close a case; over another's debt nobody obeys or performs."""
    p = {"suit_p": 0.5, "win_p": 0.5, "obey_p": 0.5, "perform_p": 0.5}

    def after(stage: int, u: float, cause: int = 0) -> int:
        return int(courts.stage(stage, cause, **p, u_suit=u, u_win=u, u_obey=u, u_perform=u))

    assert [after(stage, 0.4) for stage in range(4)] == [1, 2, 9, 9]
    assert [after(stage, 0.6) for stage in range(4)] == [9, 9, 3, 4]
    assert [after(stage, 0.4, cause=1) for stage in (2, 3)] == [3, 4]
    assert [after(stage, u) for stage in (4, 9) for u in (0.4, 0.6)] == [4, 4, 9, 9]


def test_an_enforcement_is_counted_once() -> None:
    """Only the stage of enforcement itself counts, not what comes before or after."""
    assert [courts.enforcements(stage) for stage in (0, 1, 2, 3, 4, 9)] == [0, 0, 0, 1, 0, 0]
    assert courts.opened(7) == 7 and courts.claim(12.5) == 12.5


def test_a_court_looks_for_grounds_when_it_enforces() -> None:
    """Able to pay is 1, a fault 2, both 3, by two lasting draws; before enforcement and after nothing is found anew."""
    found = [listing.ground(3, 0, 0.5, 0.5, able, fault) for able in (0.6, 0.4) for fault in (0.6, 0.4)]
    assert found == [0, 2, 1, 3]
    assert [listing.ground(stage, 0, 1.0, 1.0, 0.5, 0.5) for stage in (0, 1, 2, 3, 4, 9)] == [0, 0, 0, 3, 3, 0]
    assert listing.ground(9, 2, 1.0, 1.0, 0.5, 0.5) == 2
