"""The trap: a ban on travelling costs the income from which the debt was to be paid."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from counterscore.core.outcome import Outcome
from counterscore.worlds.arms import Arm
from counterscore.worlds.live import live
from counterscore.worlds.study import Study

WRITTEN, MONTHS = 2, 48


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


def held_months(outcome: Outcome, arm: int) -> dict[tuple[int, int, int, int], int]:
    """Months that each entry of the court's list or limit stood, to the end of the run, by its identity."""
    rows = outcome.sql(f"SELECT person, born, list, repeat, start_month, end_month FROM listings WHERE arm = {arm}")
    stop = np.where(rows["end_month"] >= 0, rows["end_month"], MONTHS)
    keys = zip(*(rows[name].tolist() for name in ("person", "born", "list", "repeat")), strict=True)
    return dict(zip(keys, (stop - np.maximum(rows["start_month"], 0)).tolist(), strict=True))


def test_the_loop_by_name_and_what_it_adds(tmp_path: Path) -> None:
    """The trap beside the same world without its two parts: no entry is shorter, and some are longer.

    What the run notes as added by the trap is what the entries of the paired worlds differ by, to the month.
    """
    arms = (Arm("as written"), Arm("open", ("consequence", "interest")))
    lives = live(Study("judgment-defaulters-trap", 20_000, MONTHS, 4, arms=arms), tmp_path / "trap")
    trapped, free = (held_months(lives, arm) for arm in (0, 1))
    both = trapped.keys() & free.keys()
    longer = sum(trapped[key] - free[key] for key in both)
    assert all(trapped[key] >= free[key] for key in both)
    assert len(both) > 100 and longer > 0
    noted = lives.table("people", arm="as written", columns=["trapped_months"])["trapped_months"]
    assert noted.sum() == longer
    assert not lives.table("people", arm="open", columns=["trapped_months"])["trapped_months"].any()
    lost = [lives.table("people", arm=arm, columns=["money_lost_yuan"])["money_lost_yuan"] for arm in (0, 1)]
    assert lost[0].sum() > lost[1].sum() > 0


def test_without_consequence_nobody_loses_income(tmp_path: Path) -> None:
    """The switch is whole: people laid off for others keep their income too where the mechanism is left out."""
    lives = live(
        Study("consumption-limits-travel-trade", 20_000, 24, 4, arms=(Arm("open", ("consequence",)),)), tmp_path
    )
    people = lives.table("people", arm="open", columns=["laid_off", "income_lost_yuan"])
    assert people["laid_off"].any() and not people["income_lost_yuan"].any()
