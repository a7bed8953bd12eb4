"""Attributions of runs: the parts add up, person by person, and a cause that is not there gets nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counterscore.audit.shapley import shapley
from counterscore.core.errors import SpecError
from counterscore.people import populate
from counterscore.results import Result
from counterscore.running import run_study
from counterscore.worlds import attribute as room
from counterscore.worlds.arms import Arm
from counterscore.worlds.causes import causes_in, world_with
from counterscore.worlds.relive import relive
from counterscore.worlds.study import Study

CAUSES = ("linkage_error", "joint_punishment", "no_notice")
STUDY = Study("judgment-defaulters", people=8192, months=30, seed=5, attribute=CAUSES)
ERRORS = {m.name for m in STUDY.mechanisms if m.part == "error"}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A run with an attribution."""
    return run_study(STUDY, tmp_path_factory.mktemp("attribution") / "run")


def test_parts_make_the_whole(outcome: Result) -> None:
    """For every harm the shares add up to as written less without any cause, and each person's do (below 1e-9)."""
    found = outcome.attribution()
    assert found is not None and found.residual < 1e-9
    assert {"refusals", "months_listed"} <= {harm.id for harm in found.harms}
    for harm in found.harms:
        assert harm.residual < 1e-9 * max(1.0, harm.as_written)
    assert any(share.people for share in found.harm("refusals").shares)


def test_as_written_is_the_arm_of_the_run(outcome: Result) -> None:
    """The set of all causes is the arm as written, and the shares of a person are those of her own worlds."""
    found = outcome.attribution()
    assert found is not None
    refused = outcome.table("people", arm="as written")["refusals"]
    assert found.harm("refusals").as_written == refused.sum()
    causes = causes_in(STUDY, CAUSES)
    lives = relive(STUDY, [world_with(causes, s) for s in range(8)], ["refusals"])
    values = shapley(lives.people["refusals"].astype(np.float64))
    person = int(np.abs(values).sum(axis=0).argmax())
    told = found.person(person)["refusals"]
    assert {name: told.get(name, 0.0) for name in CAUSES} == pytest.approx(
        {name: values[k, person] for k, name in enumerate(CAUSES)}
    )


def test_wrong_refusals_are_those_that_perfect_records_spare(outcome: Result) -> None:
    """Person by person, refusals as written beyond those of the arm with perfect records, never below zero.

    The twin of every other set has its rules and safeguards, and perfect records too.
    """
    found = outcome.attribution()
    assert found is not None
    here, there = (
        outcome.table("people", arm=arm)["refusals"].astype(int) for arm in ("as written", "perfect records")
    )
    harm = found.harm("wrong_refusals")
    assert harm.as_written == np.maximum(here - there, 0).sum() > 0
    sets = outcome.table("attribution")
    wrong = sets["total"][sets["harm"] == outcome.facts["attribution"]["harms"].index("wrong_refusals")]
    causes = causes_in(STUDY, CAUSES)
    for s in range(8):
        arm = world_with(causes, s)
        clean = Arm("clean", ("errors", *(n for n in arm.without if n not in ERRORS)), arm.safeguards)
        lives = relive(STUDY, [arm, clean], ["refusals"])
        mine, hers = (lives.of(name, "refusals").astype(int) for name in (arm.name, "clean"))
        assert wrong[s] == np.maximum(mine - hers, 0).sum()


@pytest.mark.parametrize(("regime", "same"), [("judgment-defaulters", True), ("as-feared-2020", False)])
def test_the_first_people_stand_for_all_only_where_they_live_the_same(
    regime: str, same: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Couplings of large runs are tried among the first people: as they lived, or in a smaller world.

    Either way every world that is compared is of one size.
    """
    monkeypatch.setattr(room, "COUPLING_PEOPLE", 4096)
    study = Study(regime, people=16384, months=8, seed=5)
    causes, people = causes_in(study, ["linkage_error"]), populate(study.people_recipe, study.people, study.seed)
    few, first = room._first_people(study, people)
    usual = room._common(study, causes, people, 0, lambda told: None)
    known = room._known(few, causes, first, usual, 0, lambda told: None)
    small = room._common(few, causes, first, 0, lambda told: None)
    assert known.keys() == usual.keys() == small.keys()
    assert all(np.array_equal(known[harm], small[harm]) for harm in usual)
    assert all(np.array_equal(known[harm], usual[harm][:, :4096]) for harm in usual) == same


def test_another_deal_leaves_lives_alone() -> None:
    """What another coupling deals anew is the regime's and its errors', never what people do."""
    dealt = room.dealt_anew(STUDY)
    assert {"linkage_error", "listing", "measures"} <= dealt
    assert dealt.isdisjoint(m.name for m in STUDY.mechanisms if m.part == "life")
    assert any(m.part == "life" for m in STUDY.mechanisms)


def test_everybody_else_is_left_out(outcome: Result) -> None:
    """Only people with a share that is not zero have rows, and their rows add up to the totals."""
    rows = outcome.table("attribution_people")
    causes = outcome.table("attribution_causes")
    assert (rows["value"] != 0).all()
    for harm, cause, total in zip(causes["harm"], causes["cause"], causes["total"], strict=True):
        mine = (rows["harm"] == harm) & (rows["cause"] == cause)
        assert rows["value"][mine].sum() == pytest.approx(total, abs=1e-9)


def test_other_couplings_move_people_and_keep_totals(outcome: Result) -> None:
    """Another coupling puts a part on other people; the antithetic total of no notice stays within four errors.

    Seed fixed; the bound is four times the half-width of the 95 % interval, false alarms below 1e-4.
    """
    found = outcome.attribution()
    assert found is not None
    share = next(one for one in found.harm("months_listed").shares if one.cause == "no_notice")
    assert 0.0 < share.moved["antithetic"] <= 1.0 and 0.0 < share.moved["independent"] <= 1.0
    assert abs(share.totals["antithetic"] - share.total) < 4 * (share.high - share.low)


def test_the_rest_of_a_run_is_untouched(outcome: Result, tmp_path: Path) -> None:
    """Asking for an attribution changes no row of any other table."""
    plain = run_study(Study("judgment-defaulters", people=8192, months=30, seed=5), tmp_path / "plain")
    for table in plain.tables:
        here, there = outcome.table(table), plain.table(table)
        assert all((here[name] == there[name]).all() for name in there if there[name].dtype.kind != "f"), table
    assert plain.attribution() is None


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("linkage_errors",), "did you mean 'linkage_error'"),
        (("contagion",), "has nothing of cause 'contagion'"),
        (("no_notice", "no_notice"), "different causes"),
        (("no_notice", "notice"), "'no_notice' and 'notice' are the same"),
        (tuple("abcdefg"), "expected 1 to 6"),
    ],
)
def test_a_cause_that_cannot_be_taken_out_is_an_error(names: tuple[str, ...], message: str) -> None:
    """Unknown, absent, double and too many causes are refused with what to do instead."""
    with pytest.raises(SpecError, match=message):
        causes_in(Study("judgment-defaulters", people=10, months=1), names)
