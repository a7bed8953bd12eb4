"""Points in the ranges are lived on common draws, and what varies over them is told apart from chance."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from study_folders import effect_told, folder_of, settle

from counterscore.core.draws import uniforms
from counterscore.studies import chance, ranges
from counterscore.studies.answers import doubts, variance_over_points, whole_points
from counterscore.studies.design import numbers_at
from counterscore.studies.file import StudyFile, parse_study
from counterscore.studies.tasks import Json, Task
from counterscore.studies.worlds import arms_of, run_of
from counterscore.worlds.moved_people import parted

HEAD = """
study: small
title: Small
regime: judgment-defaulters
people: 1500
months: 12
seed: 5
replicates: 2
questions:
  - {id: listed, metric: ever_listed, arm: as written, against: none}
  - {id: wrong, metric: wrongly_listed, arm: as written, against: perfect records}
"""
DRAWN = "ranges: {points: 4, replicates: 2}\n"


def made(study: StudyFile, task: Task) -> Json | None:
    """Made-up points: the effect is twice the point, and what the replicate has, and a little of both; one fails."""
    if task.part == chance.NAME:
        return {"answers": {one.id: effect_told(1.0 + task.number) for one in study.questions}, "months": {}}
    point, replicate = task.given["point"], task.given["replicate"]
    if point == 3 and replicate == 1:
        return None
    effect = 2.0 * point - 3.0 + 10.0 * replicate + 0.1 * ((point * (replicate + 1)) % 2)
    return {
        "answers": {one.id: effect_told(effect) for one in study.questions},
        "kept": {"a.path": "why"} if point else {},
    }


def test_without_samples_there_is_nothing_to_live(tmp_path: Path) -> None:
    """A study that samples no number has no points, and its doubts say nothing of parameters."""
    folder = folder_of(tmp_path / "none", HEAD + "ranges: {sample: none}\n")
    settle(folder, chance.PART, ranges.PART, given={chance.NAME: made})
    assert ranges.PART.next_tasks(folder.study, folder) == []
    found = doubts(folder.study, folder)[0]
    assert (found.parameters, found.low, found.holds, found.parameters_variance) == ((), None, None, None)
    assert found.verdicts == {}
    assert found.chance_variance == pytest.approx(0.5)


def test_numbers_that_say_what_is_written_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A point at which every number stands as written is the replicate itself, every question to the last digit."""
    study = parse_study(HEAD + DRAWN)
    monkeypatch.setattr(ranges, "numbers_at", lambda study, point, refused: ())
    for replicate in (0, 1):
        point = ranges.live(study, Task(ranges.NAME, 0, {"point": 0, "replicate": replicate}))
        assert point["answers"] == chance.live(study, Task(chance.NAME, replicate))["answers"]


def test_a_point_is_the_study_with_its_numbers_lived_apart() -> None:
    """A point lived on people and a past that others left behind is the same as lived as a study of its own."""
    study = parse_study(HEAD + DRAWN)
    told = [ranges.live(study, Task(ranges.NAME, point, {"point": point, "replicate": 1})) for point in range(3)]
    regime, people = parted(numbers_at(study, 2, lambda path, why: None))
    assert regime and people
    run = run_of(study, 1, arms_of(study, regime), people)
    alone = chance.witness(run, chance.columns_of(run, study.questions)).world
    assert told[2]["answers"] == {one.id: chance.told(alone, one) for one in study.questions}
    assert len({one["answers"]["listed"]["estimate"] for one in told}) > 1


def test_points_share_people_over_replicates() -> None:
    """Every point is lived in the same replicates, all points of one replicate side by side."""
    study = parse_study(HEAD + DRAWN)
    tasks = ranges.next_tasks(study, None)  # type: ignore[arg-type]
    assert [task.number for task in tasks] == list(range(8))
    assert [(task.given["replicate"], task.given["point"]) for task in tasks] == [
        (r, p) for r in (0, 1) for p in range(4)
    ]


def test_doubts_over_points_are_told_apart_from_chance(tmp_path: Path) -> None:
    """Points that came out whole are told with their spread; failed and refused ones say why; signs are counted."""
    folder = folder_of(tmp_path / "points", HEAD + DRAWN)
    settle(folder, chance.PART, ranges.PART, given={chance.NAME: made, ranges.NAME: made})
    found = doubts(folder.study, folder)[0]
    assert found.parameters == pytest.approx((2.0, 4.05, 6.0))
    assert (found.low, found.high, found.holds) == (pytest.approx(2.0), pytest.approx(6.0), 0.5)
    assert found.verdicts == {"higher": 3, "lower": 0, "none": 0}
    assert found.kept["a.path"] == "why"
    assert found.kept["point 4"].endswith("made to fail")
    assert found.chance_variance == pytest.approx(0.5)


def test_signs_of_points_take_the_margin_into_account(tmp_path: Path) -> None:
    """Points within the smallest difference that matters are neither higher nor lower."""
    text = HEAD.replace("against: none}", "against: none, margin: 5}") + DRAWN.replace("replicates: 2", "replicates: 1")
    folder = folder_of(tmp_path / "margin", text)
    settle(folder, chance.PART, ranges.PART, given={chance.NAME: made, ranges.NAME: lambda study, task: {
        "answers": {one.id: effect_told(4.0 * task.number - 6.0) for one in study.questions}, "kept": {}}})  # fmt: skip
    with_margin, without = doubts(folder.study, folder)
    assert with_margin.verdicts == {"higher": 1, "lower": 1, "none": 2}
    assert without.verdicts == {"higher": 2, "lower": 2, "none": 0}


def test_variance_over_points_is_net_of_chance() -> None:
    """On a two-way layout with known variances it finds that of the points, whatever replicates have in common.

    400 points of variance 4 in 5 replicates, with residual variance 1 and shared moves of 100: the estimate has a
    standard error of 0.3; false alarm beyond 1.2 is below 1e-4, and the seed is fixed.
    """
    ndtri = pytest.importorskip("scipy.special").ndtri
    points, shared, own = (
        ndtri(uniforms(8, "bench.layout", size, slot=slot)) for slot, size in enumerate((400, 5, 2000))
    )
    table = 2.0 * points[:, None] + 100.0 * shared + own.reshape(400, 5)
    assert variance_over_points(table) == pytest.approx(4.0, abs=1.2)
    assert variance_over_points(table - 2.0 * points[:, None]) == pytest.approx(0.0, abs=0.1)
    assert variance_over_points(100.0 * shared + 0.0 * table) == pytest.approx(0.0, abs=1e-9)
    assert variance_over_points(table[:, :1]) is None
    assert variance_over_points(table[:1]) is None


def test_points_that_are_not_whole_are_left_out() -> None:
    """A replicate in which few points came out yet is not looked at; a point that failed in one is."""
    table = np.arange(12.0).reshape(4, 3)
    table[1, 0] = np.nan
    table[1:, 2] = np.nan
    np.testing.assert_array_equal(whole_points(table), table[[0, 2, 3]][:, :2])
    assert whole_points(np.full((4, 2), np.nan)).size == 0
    assert whole_points(np.zeros((0, 2))).size == 0
