"""Replicates: the first is the run of the same seed, equal arms differ by exactly 0, stopping is the same for all."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from study_folders import effect_told, folder_of, settle

from counterscore import run
from counterscore.audit.metric import find_metric
from counterscore.core.draws import uniforms
from counterscore.studies import chance
from counterscore.studies.answers import answers
from counterscore.studies.chance import LOOK, PART, looks
from counterscore.studies.file import Replicates, StudyFile, parse_study
from counterscore.studies.tasks import Json, Task, seed_of

HEAD = """
study: small
title: Small
regime: judgment-defaulters
people: 1500
months: 12
seed: 5
"""
ASKED = """
questions:
  - {id: listed, metric: ever_listed, arm: as written, against: none, expect: higher}
  - {id: wrong, metric: wrongly_listed, arm: as written, against: perfect records}
  - {id: women, metric: ever_listed, arm: as written, against: none, group: {sex: female}}
"""
SAME = """
arms:
  as written: {}
  the same again: {}
  other hands: {with: [necessary-travel]}
questions:
  - {id: same, metric: months_listed, arm: the same again, against: as written}
"""


@cache
def first(text: str, number: int = 0) -> Json:
    """What comes of a replicate."""
    return chance.live(parse_study(text), Task(PART.name, number))


@pytest.mark.parametrize("number", [0, 3])
def test_a_replicate_is_the_run_of_its_seed(number: int, tmp_path: Path) -> None:
    """Every answer and interval of a replicate is what ``counterscore run`` with its seed compares."""
    out = run("judgment-defaulters", people=1500, months=12, seed=seed_of(5, number), folder=tmp_path / "run")
    told = first(HEAD + ASKED, number)["answers"]
    for question, metric, against in (
        ("listed", "ever_listed", "none"),
        ("wrong", "wrongly_listed", "perfect records"),
    ):
        known = out.compare("as written", against).metric(metric).effect
        here = told[question]
        assert (here["estimate"], here["low"], here["high"]) == (known.estimate, known.low, known.high)
        assert here["people"] == known.n
    assert told["listed"]["differing"] > 0
    assert 0 < told["women"]["people"] < told["listed"]["people"]


def test_the_first_replicate_has_the_seed_of_the_study() -> None:
    """Replicate 0 is lived with the study's own seed, and no two replicates share one."""
    assert first(HEAD + ASKED)["seed"] == seed_of(5, 0) == 5
    assert len({seed_of(5, number) for number in range(5000)}) == 5000


def test_equal_arms_differ_by_exactly_nothing(tmp_path: Path) -> None:
    """An arm with the same rules, under another name, gives "nobody" in every replicate and cannot tell by itself."""
    text = HEAD + "replicates: 2\n" + SAME
    folder = folder_of(tmp_path / "same", text)
    settle(folder, PART)
    (found,) = answers(folder.study, folder)
    assert (found.method, found.estimate, found.se, found.verdict) == ("nobody", 0.0, 0.0, "cannot tell")
    assert found.arm_mean == found.against_mean > 0.0
    # the rule of three, of the most months that anybody spent on the list
    months = found.high * found.people / 3.0 / find_metric("months_listed").per
    assert found.low == -found.high
    assert months == pytest.approx(round(months))
    assert 1 <= round(months) <= 12
    assert found.unpaired_replicates is None


def test_a_safeguard_that_changes_nothing_gives_nobody(tmp_path: Path) -> None:
    """Leave for necessary travel takes nobody off a list: with a margin that is no difference, as was expected."""
    asked = "metric: ever_listed, arm: other hands, against: as written, expect: no difference, margin: 5"
    text = HEAD + "replicates: 2\n" + SAME.split("questions")[0] + f"questions:\n  - {{id: travel, {asked}}}\n"
    folder = folder_of(tmp_path / "travel", text)
    settle(folder, PART)
    (found,) = answers(folder.study, folder)
    assert (found.method, found.estimate, found.verdict) == ("nobody", 0.0, "as expected")
    assert found.arm_mean > 0.0


SEQUENTIAL = HEAD + "replicates: {at_least: 4, at_most: 90, half_width: %s, question: wrong}\n" + ASKED


def made(study: StudyFile, task: Task) -> Json | None:
    """Made-up replicates: every seventh fails, effects are even between 0 and 1."""
    if task.number % 7 == 3:
        return None
    effects = uniforms(2, "bench.sequence", 1, month=task.number).tolist()
    return {"answers": {one.id: effect_told(effects[0]) for one in study.questions}, "months": {}}


@pytest.mark.parametrize("half_width", [0.5, 0.14, 0.1, 0.001])
def test_stopping_does_not_hang_on_who_finished_first(half_width: float, tmp_path: Path) -> None:
    """Rounds settled from the front, from behind, or cut off and resumed end with the same replicates and answers."""
    text = SEQUENTIAL % half_width
    there, back, cut = (folder_of(tmp_path / name, text) for name in ("there", "back", "cut"))
    rounds = settle(there, PART, given={PART.name: made})
    assert settle(back, PART, given={PART.name: made}, turn=-1) == rounds
    for number in (0, 2, 3, 19, 21, 27, 33):  # some of this round, some of later ones, one that fails
        found = made(there.study, Task(PART.name, number))
        task = Task(PART.name, number)
        cut.finish(task, found, 0.0) if found else cut.fail(task, "ValueError: made to fail", 0.0)
    settle(cut, PART, given={PART.name: made})
    assert answers(there.study, there) == answers(back.study, back)
    assert answers(cut.study, cut) == answers(there.study, there)


def test_it_stops_at_the_first_look_that_is_narrow_enough(tmp_path: Path) -> None:
    """A wide half-width ends at the first look, an impossible one at ``at_most``; the leading question decides."""
    for half_width, lived, why in ((0.5, 20, "narrow enough"), (0.14, 30, "narrow enough"), (1e-9, 90, "at most")):
        folder = folder_of(tmp_path / str(lived), SEQUENTIAL % half_width)
        settle(folder, PART, given={PART.name: made})
        listed, wrong, _ = answers(folder.study, folder)
        failed = len([number for number in range(lived) if number % 7 == 3])
        assert (wrong.replicates, wrong.failed, wrong.stopped) == (lived - failed, failed, why)
        assert wrong.asked_half_width == half_width
        assert listed.asked_half_width is None
        assert (wrong.half_width <= half_width) == (why == "narrow enough")


def test_replicates_lived_beyond_the_last_look_are_not_counted(tmp_path: Path) -> None:
    """A folder that holds more than the rule asked for, as after failed ones were lived again, answers as without."""
    folder = folder_of(tmp_path / "more", SEQUENTIAL % 0.5)
    settle(folder, PART, given={PART.name: made})
    before = answers(folder.study, folder)
    folder.finish(Task(PART.name, 40), made(folder.study, Task(PART.name, 40)) or {}, 0.0)
    assert answers(folder.study, folder) == before


def test_a_study_without_any_usable_replicate_goes_no_further(tmp_path: Path) -> None:
    """Where all fail, no more than the first look is lived, and the answer says that there are too few."""
    folder = folder_of(tmp_path / "broken", SEQUENTIAL % 0.1)
    assert settle(folder, PART, given={PART.name: lambda study, task: None}) == [LOOK]
    found = answers(folder.study, folder)
    assert {one.method for one in found} == {"too few"}
    assert {one.verdict for one in found} == {"cannot tell"}
    assert {one.failed for one in found} == {LOOK}


@pytest.mark.parametrize("wanted", [(2, 21), (20, 29), (2, 100), (25, 65536), (30, 31)])
def test_looks_are_whole_batches(wanted: tuple[int, int]) -> None:
    """Looks grow, begin at at_least and at LOOK, are ten or more apart, and end at at_most."""
    least, most = wanted
    found = list(looks(Replicates(at_least=least, at_most=most, half_width=1.0)))
    assert found[0] == max(least, LOOK)
    assert found[-1] == most
    steps = [b - a for a, b in pairwise(found)]
    assert all(step >= 10 for step in steps[:-1])
    assert all(step > 0 for step in steps)
    assert len(found) < 60


def test_a_plain_number_of_replicates_is_lived_as_asked(tmp_path: Path) -> None:
    """Without a half-width exactly so many are lived, in one round."""
    folder = folder_of(tmp_path / "plain", HEAD + "replicates: 7\n" + ASKED)
    assert settle(folder, PART, given={PART.name: made}) == [7]
    assert {(one.replicates, one.failed, one.stopped) for one in answers(folder.study, folder)} == {(6, 1, "as asked")}


def test_a_group_of_nobody_is_told_with_its_question() -> None:
    """Where fewer than two people of a replicate are counted, it says for which question and what to do."""
    asked = "metric: ever_listed, arm: as written, against: none, group: {age_band: 60 and over, residence: migrant}"
    text = HEAD.replace("people: 1500", "people: 20") + f"questions:\n  - {{id: few, {asked}}}\n"
    found = chance.live(parse_study(text), Task(PART.name, 0))
    assert not found["answers"]
    assert re.match(r"question few: .* counts [01] of 20 people; .* ask for more people", found["untold"]["few"])
