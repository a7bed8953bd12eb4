"""A question about a group that some replicates do not have: only that answer is missing, and everybody is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from lived_studies import SMALL, lived, written
from study_folders import effect_told, folder_of, settle

from counterscore.core.errors import OutcomeError
from counterscore.studies import chance, forms, ranges
from counterscore.studies.answers import answers, doubts
from counterscore.studies.compare import compare_studies
from counterscore.studies.explain_numbers import opened
from counterscore.studies.explain_sides import number_of
from counterscore.studies.file import StudyFile
from counterscore.studies.finish import content_digest
from counterscore.studies.sentence import sentence
from counterscore.studies.store import Folder
from counterscore.studies.tasks import Json, Task
from counterscore.studies.told import studied

FEW = "  - {id: few, metric: ever_listed, arm: as written, against: none, group: {residence: migrant, age_band: 60 and over}}\n"  # noqa: E501
TEXT = (
    SMALL.replace("people: 200", "people: 60")
    .replace("ranges: {sample: none}", "ranges: {points: 2, replicates: 4}")
    .replace("couplings: false, variants: none", "couplings: true, variants: none, replicates: 4")
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Folder]:
    """The same study of 60 people without and with a question about few of them."""
    place = tmp_path_factory.mktemp("few")
    plain, _ = lived(written(place / "a", TEXT), place / "plain")
    asked, _ = lived(written(place / "b", TEXT + FEW), place / "asked")
    return plain, asked


def test_other_answers_stay(both: tuple[Folder, Folder]) -> None:
    """No task fails, and every other question is answered as if nobody had asked about few people."""
    plain, asked = both
    assert not studied(asked).failures
    assert answers(plain.study, plain) == answers(asked.study, asked)[:2]


def test_what_cannot_be_told_is_counted(both: tuple[Folder, Folder]) -> None:
    """Replicates with fewer than two such people are those that say so; the sentence and the answer count them."""
    asked = both[1]
    found = [one for _, _, one in asked.found(chance.NAME)]
    without = [one for one in found if "few" not in one["answers"]]
    assert 0 < len(without) < len(found) - 1
    assert all("two or more" in one["untold"]["few"] for one in without)
    assert all(one["answers"]["few"]["people"] >= 2 and not one["untold"] for one in found if one not in without)
    answer = answers(asked.study, asked)[2]
    assert (answer.untold, answer.replicates, answer.failed) == (len(without), len(found) - len(without), 0)
    assert f"in {len(without)} of {len(found)} replicates there were fewer than two such people" in sentence(answer)


def test_ranges_and_forms_leave_it_out_too(both: tuple[Folder, Folder]) -> None:
    """Points and forms without such people are left out of that answer, with the reason, and of no other."""
    asked = both[1]
    for part in (ranges.NAME, forms.NAME):
        told = [set(found["answers"]) for _, _, found in asked.found(part)]
        assert {"listed", "months"} in told and {"listed", "months", "few"} in told
    doubt = {one.question: one for one in doubts(asked.study, asked)}
    assert 0 < len(doubt["few"].parameters) <= 2 == len(doubt["listed"].parameters)
    assert len(doubt["few"].kept) == 2 - len(doubt["few"].parameters)
    assert all("two or more" in one.problem for one in doubt["few"].forms if one.kind == "coupling")
    assert not any(one.problem for one in doubt["listed"].forms) and not doubt["listed"].kept


def test_tables_and_comparisons_hold_what_there_is(both: tuple[Folder, Folder]) -> None:
    """The table has a row for every answer, two studies are compared where both tell, and a change is not explained."""
    asked = both[1]
    count = answers(asked.study, asked)[2].replicates
    table = (asked.path / "replicates.parquet").as_posix()
    rows = duckdb.sql(f"SELECT count(*) FROM '{table}' WHERE question = 'few'").fetchall()
    assert rows == [(count,)]
    assert compare_studies(asked.path, asked.path).shared[2].pairs == count
    with pytest.raises(OutcomeError, match=r"tells nothing of this.*two or more"):
        opened(asked.path, 12).recorded(number_of(asked.study.questions[2]))


@pytest.mark.parametrize("share, lived, stopped", [(2, 40, "narrow enough"), (1000, 60, "at most")])
def test_replicates_with_nobody_do_not_end_a_study(tmp_path: Path, share: int, lived: int, stopped: str) -> None:
    """A spread is judged from 20 replicates that tell, and a study goes on where none did so far, to the most asked."""
    text = SMALL.replace("replicates: 12", "replicates: {at_least: 20, at_most: 60, half_width: 100}")
    folder = folder_of(tmp_path / "sequential", text)

    def given(study: StudyFile, task: Task) -> Json:
        able = task.number % share == 1
        told = {one.id: effect_told(1.0 + task.number % 5) for one in study.questions if able}
        return {"answers": told, "untold": {} if able else {"listed": "two or more"}, "months": {}, "seed": task.number}

    settle(folder, chance.PART, given={chance.NAME: given})
    answer = answers(folder.study, folder)[0]
    assert (answer.replicates + answer.untold, answer.stopped) == (lived, stopped)


def test_a_replicate_without_any_answer_is_none(tmp_path: Path) -> None:
    """Where no replicate has such people, the answer says so; months are there all the same."""
    nobody = FEW.replace("60 and over", "60 and over, sex: male, income_quintile: highest fifth")
    head = TEXT.partition("questions:\n")[0].replace("ranges: {points: 2, replicates: 4}", "ranges: {sample: none}")
    here, _ = lived(written(tmp_path, f"{head}questions:\n{nobody}"), tmp_path / "out")
    (answer,) = answers(here.study, here)
    assert (answer.replicates, answer.untold, answer.verdict) == (0, 12, "cannot tell")
    assert sentence(answer).endswith("no replicate of 12 had two such people.")
    assert not (here.path / "replicates.parquet").exists() and (here.path / "months.parquet").exists()
    assert not (here.path / "running").exists() and content_digest(here, studied(here).model_dump(mode="json"))
