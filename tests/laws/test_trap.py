"""The trap: a ban on travelling costs the income from which the debt was to be paid."""

from __future__ import annotations

from pathlib import Path

from counterscore.core.outcome import Outcome
from counterscore.worlds.live import live
from counterscore.worlds.study import Study

WRITTEN = 2


def limited_months(outcome: Outcome) -> int:
    """Months under a consumption limit, summed over people, in the arm as written."""
    found = outcome.sql(f"SELECT coalesce(sum(months), 0)::BIGINT AS n FROM spells WHERE arm = {WRITTEN} AND kind = 1")
    return int(found["n"][0])


def test_who_lives_from_travelling_loses_income_and_stays_limited_longer(tmp_path: Path) -> None:
    """The same people, with and without the loss: only held owners lose income, and no limit ends earlier for it."""
    names = ("consumption-limits", "consumption-limits-travel-trade")
    plain, trade = (live(Study(name, 20_000, 36, 4), tmp_path / name) for name in names)
    lost = trade.table("people", arm="as written", columns=["income_lost_yuan", "person"])
    assert lost["income_lost_yuan"].sum() > 0
    assert not trade.table("people", arm="none", columns=["income_lost_yuan"])["income_lost_yuan"].any()
    assert not plain.table("people", columns=["income_lost_yuan"])["income_lost_yuan"].any()
    assert limited_months(trade) > limited_months(plain) > 0
