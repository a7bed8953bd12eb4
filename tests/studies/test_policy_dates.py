"""Arms of a study file that begin at a policy date."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.documents import OWN
from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime
from counterscore.regimes.patches import value_paths
from counterscore.studies.chance import PART
from counterscore.studies.file import StudyFile, load_study, parse_study
from counterscore.studies.tasks import Task
from counterscore.studies.worlds import arms_of, run_of
from counterscore.worlds.arms import Arm

EXAMPLE = Path(__file__).parents[2] / "examples" / "studies" / "futures.yaml"
TEXT = """
study: dated
title: From a date on?
regime: judgment-defaulters
people: 1000
months: 12
arms:
  as written: {{}}
  dated: {{{patch}}}
questions: [{{id: q, metric: months_listed, arm: dated, against: as written}}]
"""


def asked(patch: str) -> StudyFile:
    """A study with one dated arm; the regime begins in 2017-05."""
    return parse_study(TEXT.format(patch=patch))


def test_a_date_is_months_after_the_start() -> None:
    """The patch of the arm holds from that month on: safeguards, mechanisms left out, and values."""
    arm = arms_of(asked("with: [notice], without: [linkage_error], from: 2018-02"))[1]
    assert arm == Arm("dated", ("linkage_error",), ("notice",), since=9)
    arm = arms_of(asked("values: {listing.term: 12}, from: 2017-06"))[1]
    assert (arm.since, arm.numbers) == (1, ()) and arm.later[0][0] == "listing.term"
    entry = arm.later[0][1].root[0]
    assert (entry.value, entry.unit, entry.grade, entry.source) == (12, "months", "assumption", OWN)


def test_drawn_numbers_hold_before_the_date() -> None:
    """A number drawn from its range is part of the shared past, also where the arm has another value later."""
    path = "listing.discretion_p"
    drawn = ((path, dict(value_paths(load_regime("judgment-defaulters").spec))[path]),)
    written, arm = arms_of(asked(f"values: {{{path}: 0.1}}, from: 2018-02"), drawn)
    assert written.numbers == arm.numbers == drawn and arm.later[0][1].root[0].value == 0.1
    assert arms_of(asked(f"values: {{{path}: 0.1}}"), drawn)[1].numbers[0][1].root[0].value == 0.1


@pytest.mark.parametrize(("date", "words"), [
    ("2016-12", "before the regime begins"), ("2017-05", "without from, an arm is so from the start"),
    ("2018-05", "no later than 2018-04"), ("2031-01", "after the last month"),
])  # fmt: skip
def test_dates_outside_the_study_are_refused(date: str, words: str) -> None:
    """The error names study, arm and field, and says which months there are."""
    with pytest.raises(SpecError, match=words) as told:
        arms_of(asked(f"with: [notice], from: {date}"))
    assert str(told.value).startswith("dated: arms.dated.from: ") and "2017-05" in str(told.value)


def test_a_replicate_says_where_its_futures_part() -> None:
    """Its result holds the families that lived as one, what they had come to, and no pair that parts before."""
    found = PART.live(asked("with: [notice], from: 2018-02"), Task("chance", 3))
    (fork,) = found["forks"]
    assert (fork["month"], fork["families"]) == (9, [["as written", "dated"]])
    assert len(fork["sha256"]) == 1 and len(fork["sha256"][0]) == 64
    assert all(row["month"] is None or row["month"] >= 9 for row in found["divergence"])


def test_the_example_shares_one_past() -> None:
    """The shipped example asks for seven arms, six of which begin two years in."""
    study = load_study(EXAMPLE)
    run = run_of(study)
    assert [arm.since for arm in run.arms] == [0, *[24] * 6] and len(run.lived) == 7
