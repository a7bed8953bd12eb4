"""Arms lived apart are paired as exactly as arms lived together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterscore.engine.state import Redeal
from counterscore.people import populate
from counterscore.running import run_study
from counterscore.worlds import relive as room
from counterscore.worlds.arms import Arm
from counterscore.worlds.relive import relive
from counterscore.worlds.study import Study

STUDY = Study("judgment-defaulters", people=4096, months=24, seed=3)
ARMS = (Arm("none", ("regime",)), Arm("as written"), Arm("clean", ("linkage_error",)), Arm("told", (), ("notice",)))
COLUMNS = ("refusals", "months_listed", "enforcements")


def test_relived_arms_equal_those_of_a_run(tmp_path: Path) -> None:
    """Every end column of every arm has the same bytes as in the outcome of a run."""
    outcome = run_study(STUDY, tmp_path / "run")
    asked = [*COLUMNS, "wrongly_listed_months"]
    lives = relive(STUDY, [Arm("none", ("regime",)), Arm("as written")], asked, paired=True)
    for arm in lives.arms:
        kept = outcome.table("people", arm=arm)
        for column in lives.people:
            if column in kept:
                assert (lives.of(arm, column) == kept[column]).all(), (arm, column)
    assert lives.of("as written", "months_listed").any()


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """All arms in one engine or in several: the same bytes, and the rows of a person in the same arms."""
    together = relive(STUDY, ARMS, COLUMNS, rows_of=[7, 11])
    monkeypatch.setattr(room, "PEOPLE_AT_ONCE", 0)
    apart = relive(STUDY, ARMS, COLUMNS, rows_of=[7, 11])
    for name, values in together.people.items():
        assert (apart.people[name] == values).all(), name
    for table, rows in together.rows.items():
        order, other = (np.lexsort((r["born"], r["person"], r["arm"])) for r in (rows, apart.rows[table]))
        assert all((rows[name][order] == apart.rows[table][name][other]).all() for name in rows)


def test_another_deal_leaves_the_life_as_it_was() -> None:
    """Redealing the regime's draws changes who is refused what, and no default, suit or judgment."""
    names = frozenset(m.name for m in STUDY.mechanisms if m.part != "life")
    clean = [Arm("clean", ("errors",))]
    usual = relive(STUDY, clean, COLUMNS)
    for redeal in (Redeal(names, 5), Redeal(names, 0, mirrored=True)):
        other = relive(STUDY, clean, COLUMNS, redeal=redeal)
        assert (other.of("clean", "enforcements") == usual.of("clean", "enforcements")).all()
        assert (other.of("clean", "refusals") != usual.of("clean", "refusals")).any()
    same = relive(STUDY, clean, COLUMNS, redeal=Redeal(names, 0))
    assert (same.of("clean", "refusals") == usual.of("clean", "refusals")).all()


def test_a_deal_begins_with_the_regime_whoever_lived_before() -> None:
    """Papers lost before the regime stay lost under another deal, and no answer depends on what was asked earlier."""
    names = frozenset(m.name for m in STUDY.mechanisms if m.part != "life")
    first, second = (populate(STUDY.people_recipe, STUDY.people, STUDY.seed) for _ in range(2))
    other, columns = Redeal(names, 77), ("papers_lost", "refusals")
    alone = relive(STUDY, ARMS, columns, redeal=other, people=first)
    relive(STUDY, ARMS, columns, people=second)
    after = relive(STUDY, ARMS, columns, redeal=other, people=second)
    unshared = relive(STUDY, ARMS, columns, redeal=other, people=second, rows_of=[7])
    for name in columns:
        assert (alone.people[name] == after.people[name]).all() and alone.people[name].any()
        assert (alone.people[name] == unshared.people[name]).all()
