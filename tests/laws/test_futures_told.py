"""What is told of arms with a policy date: before it they are the regime as written, whoever asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.audit.counting.truth import perfect_arm, without_regime
from counterscore.audit.four_counts import judged_arms
from counterscore.audit.law.shown import arm_with
from counterscore.core.documents import OWN, Dated
from counterscore.core.outcome import Outcome
from counterscore.regimes import load_regime
from counterscore.regimes.patches import value_paths
from counterscore.running import run_study
from counterscore.worlds.arms import AS_WRITTEN, NONE, PERFECT, Arm, default_arms
from counterscore.worlds.bind import plan_of, schedule
from counterscore.worlds.describe import describe
from counterscore.worlds.relive import relive
from counterscore.worlds.study import Study

SINCE = 4
PATH = "listing.discretion_p"
WRITTEN = dict(value_paths(load_regime("judgment-defaulters").spec))[PATH].root[0]
OWN_NUMBER = ((PATH, Dated((WRITTEN.model_copy(update={"value": 1.0, "range": (0.0, 1.0), "source": OWN}),))),)
FUTURES = (
    Arm("told", (), ("notice",), since=SINCE), Arm("gone", ("regime",), since=SINCE),
    Arm("clean", ("errors",), since=SINCE), Arm("linked well", ("linkage_error",), since=SINCE),
    Arm("strict", numbers=OWN_NUMBER), Arm("strict, told", (), ("notice",), numbers=OWN_NUMBER, since=SINCE),
)  # fmt: skip
STUDY = Study("judgment-defaulters", 500, 8, 3, arms=(*default_arms(), *FUTURES))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One small run of all futures."""
    place: Path = tmp_path_factory.mktemp("futures") / "run"
    run_study(STUDY, place)
    return Outcome(place)


def test_the_audit_finds_the_worlds_of_perfect_records(outcome: Outcome) -> None:
    """Read from the folder, each arm's perfect records are those that the run compared it with."""
    used = schedule(STUDY, plan_of(STUDY))[48]["pairing.reference"].astype(int).tolist()
    names = [arm.name for arm in STUDY.lived]
    for arm in (AS_WRITTEN, *(future.name for future in FUTURES)):
        assert perfect_arm(outcome, arm) == used[names.index(arm)], arm
    assert perfect_arm(outcome, NONE) is None and perfect_arm(outcome, PERFECT) == names.index(PERFECT)


def test_a_regime_that_ends_is_no_world_without_one(outcome: Outcome) -> None:
    """The world without any regime is the one that never had it, and futures are judged like the regime as written."""
    assert without_regime(outcome) == 0
    assert set(judged_arms(outcome)) == {AS_WRITTEN, *(future.name for future in FUTURES)}
    assert arm_with(outcome, "notice") is None


def test_the_model_description_says_from_when() -> None:
    """Arms are told with their month, and numbers that end at a date are among those in force."""
    told = describe(STUDY)
    words = dict(told.arms)
    assert words["told"] == "with the safeguards notice, from 2017-09 on" and words["gone"].endswith(
        ", from 2017-09 on"
    )
    assert words[AS_WRITTEN] == "the regime as its text has it"
    held = {number.value.value: number.arms for number in told.numbers if number.path == "redress.notice_p"}
    assert len(held) == 2 and all("told" in arms for arms in held.values())
    assert "gone" in next(arms for arms in held.values() if AS_WRITTEN in arms)


def test_perfect_records_from_a_date_on_are_no_reference() -> None:
    """An arm whose errors end at its date has wrong listings before it, and is compared with perfect records."""
    arms = (*default_arms(), Arm("clean", ("errors",), since=14), Arm("gone", ("regime",), since=9))
    study = Study("judgment-defaulters", 60_000, 24, 3, arms=arms)
    assert [arm.name for arm in study.lived] == [*(arm.name for arm in arms), f"gone, {PERFECT}"]
    found = schedule(study, plan_of(study))[48 + 9]["pairing.reference"]
    assert found.tolist() == [-1, -1, 1, 1, 5, -1]
    wrong = relive(study, arms, ["wrongly_listed_months"], paired=True).people["wrongly_listed_months"].sum(axis=1)
    assert wrong[2] > wrong[3] > 0 == wrong[0] == wrong[1]
