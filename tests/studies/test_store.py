"""The folder of a study: nothing is lived twice, nothing damaged is used, nobody else writes into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from lived_studies import SMALL, broken, facts, lived, written

from counterscore.core.errors import OutcomeError
from counterscore.core.parquet import STAMP, connect, read_stamp
from counterscore.studies import lock, tables
from counterscore.studies.executors.serial import Serial
from counterscore.studies.finish import verify
from counterscore.studies.lock import holder_of
from counterscore.studies.runner import ask, live, opened
from counterscore.studies.store import Folder
from counterscore.studies.tables import write_tables
from counterscore.studies.tasks import Task
from counterscore.worlds.live import Stopped


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished small study, to be copied by whoever changes something in it."""
    place = tmp_path_factory.mktemp("studies")
    return lived(written(place), place / "whole")[0].path


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    """A finished small study that a test may damage."""
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy"


def again(folder: Path, **more: object) -> tuple[Folder, object]:
    """Goes on with the study in a folder."""
    here = Folder(folder)
    with Serial() as executor:
        return here, live(here, executor, **more)  # type: ignore[arg-type]


def test_a_finished_study_is_not_lived_again(copy: Path) -> None:
    """Going on with a finished study lives no task and leaves every task file and the content as they were."""
    before, times = facts(copy), {path.name: path.stat().st_mtime_ns for path in (copy / "tasks").iterdir()}
    _, found = again(copy)
    assert found.tasks == 0
    assert facts(copy) == before
    assert {path.name: path.stat().st_mtime_ns for path in (copy / "tasks").iterdir()} == times


def test_a_stopped_study_goes_on_to_the_same_content(whole: Path, tmp_path: Path) -> None:
    """Stopped after each third task and resumed, a study lives every task once and ends as one never stopped."""
    path, folder, total = written(tmp_path), tmp_path / "out", 0
    for _ in range(20):
        count = iter(range(100))
        try:
            total += lived(path, folder, stop=lambda count=count: next(count) == 3)[1].tasks
            break
        except Stopped as told:
            assert "study resume" in str(told)
            assert not list((folder / "running").glob("*")) or Folder(folder).counts("chance").done < 12
            assert facts(folder)["status"] == "unfinished"
    assert facts(folder) == facts(whole)


def test_another_study_in_the_folder_is_refused_with_what_differs(copy: Path, tmp_path: Path) -> None:
    """A folder that holds another study is refused, and the message names the fields that differ."""
    path = written(tmp_path, people=250, seed=4)
    with pytest.raises(OutcomeError, match=r"another study.*\n.*file\.people, file\.seed"):
        opened(ask(path), copy)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutcomeError, match="something here already"):
        opened(ask(path), tmp_path / "mine")


def test_a_lock_of_a_living_process_is_refused(copy: Path) -> None:
    """A folder that a living process holds is refused by its number, and nothing in it is touched."""
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        with Folder(copy).locked():
            text = (copy / "lock").read_text(encoding="utf-8")
        held = json.loads(text) | {"pid": sleeper.pid, "born": lock._born(sleeper.pid)}
        (copy / "lock").write_text(json.dumps(held), encoding="utf-8")
        with pytest.raises(OutcomeError, match=f"being lived by process {sleeper.pid}"):
            again(copy)
        assert holder_of(copy) == held
    finally:
        sleeper.kill()
        sleeper.wait()
    assert holder_of(copy) is None
    again(copy)
    assert not (copy / "lock").exists()


@pytest.mark.parametrize("text", ['{"pid": 4194304999, "host": "HOST", "born": "1"}', "{", "", '{"pid": "me"}'])
def test_a_stale_lock_is_taken_over(text: str, copy: Path) -> None:
    """The lock of a process that is gone, or one that nobody finished writing, stops nobody."""
    import platform

    held = copy / "lock"
    held.write_text(text.replace("HOST", platform.node()), encoding="utf-8")
    os.utime(held, (1, 1))
    again(copy)
    assert not held.exists()


def test_a_lock_of_another_machine_is_refused(copy: Path) -> None:
    """Whether a process of another machine lives cannot be seen, so its lock is respected and the cure is named."""
    (copy / "lock").write_text('{"pid": 1, "host": "elsewhere", "born": "1"}', encoding="utf-8")
    with pytest.raises(OutcomeError, match=r"on elsewhere\n.*remove .*lock"):
        again(copy)


def edited(path: Path) -> None:
    """Another number where a result was, everything else as before."""
    known = json.loads(path.read_text(encoding="utf-8"))
    known["deterministic"]["found"]["answers"]["listed"]["estimate"] += 1.0
    path.write_text(json.dumps(known), encoding="utf-8")


def truncated(path: Path) -> None:
    """The first half of the file."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2], encoding="utf-8")


def renamed(path: Path) -> None:
    """The result of one replicate under the number of another."""
    shutil.copy(path.with_name("chance-00007.json"), path)


def emptied(path: Path) -> None:
    """Nothing."""
    path.write_text("{}", encoding="utf-8")


@pytest.mark.parametrize("damage", [edited, truncated, renamed, emptied])
def test_a_damaged_task_is_told_and_lived_again(damage: Callable[[Path], None], whole: Path, copy: Path) -> None:
    """A damaged task file is never read as a result: reading says so, going on lives that task alone again."""
    damage(copy / "tasks" / "chance-00005.json")
    with pytest.raises(OutcomeError, match="chance-00005"):
        list(Folder(copy).found("chance"))
    assert not all(check.passed for check in verify(copy))
    _, found = again(copy)
    assert found.tasks == 1
    assert len(found.again) == 1
    assert "chance-00005" in found.again[0]
    assert facts(copy) == facts(whole)
    assert all(check.passed for check in verify(copy))


def test_a_task_of_another_study_is_not_used(whole: Path, copy: Path, tmp_path: Path) -> None:
    """A whole and genuine task file of another study is told and replaced."""
    other = lived(written(tmp_path, seed=5, replicates=2), tmp_path / "other")[0]
    shutil.copy(other.path / "tasks" / "chance-00001.json", copy / "tasks" / "chance-00001.json")
    _, found = again(copy)
    assert (found.tasks, "another study" in found.again[0]) == (1, True)
    assert facts(copy) == facts(whole)


def test_what_a_killed_process_left_is_cleared(whole: Path, copy: Path) -> None:
    """Half-written files go, a task with a mark and no result counts as cut off and is lived again."""
    for name in ("manifest.json.half", "tasks/chance-00003.json.half", "verdicts/listed.json.half"):
        (copy / name).write_text("{", encoding="utf-8")
    (copy / "tasks" / "chance-00003.json").unlink()
    (copy / "running").mkdir()
    (copy / "running" / "chance-00003").touch()
    here = Folder(copy)
    assert here.state(Task("chance", 3)) == "cut off"
    assert here.counts("chance", [Task("chance", 3)]).cut_off == 1
    _, found = again(copy)
    assert found.again == ("chance-00003 was cut off",)
    assert not list(copy.rglob("*.half"))
    assert not (copy / "running").exists()
    assert facts(copy) == facts(whole)


def test_a_study_with_broken_replicates_finishes_and_says_so(tmp_path: Path) -> None:
    """With one broken replicate in ten the others come out, the failed ones keep their traceback and stay failed."""
    path = broken(tmp_path, 0.1, replicates=20)
    here, found = lived(path, tmp_path / "out")
    failures = {one.name: one.traceback for one in here.kept("chance", "done")}
    assert 1 <= len(failures) == found.failed <= 6
    assert all("a broken replicate" in traceback and "Traceback" in traceback for traceback in failures.values())
    assert len(list(here.found("chance"))) == 20 - len(failures)
    known = facts(here)
    assert (known["status"], known["failed"], known["tasks"]) == ("finished", len(failures), 20 - len(failures))
    assert again(here.path)[1].tasks == 0
    assert facts(here) == known
    _, retried = again(here.path, retry_failed=True)
    assert (retried.tasks, retried.failed) == (len(failures), len(failures))
    assert facts(here) == known
    assert not (here.path / "aside").exists()


def test_what_waits_aside_is_taken_back_and_not_lived_again(copy: Path, whole: Path) -> None:
    """A study killed while its failed tasks were being retried takes the others back when it goes on."""
    (copy / "aside").mkdir()
    for path in (copy / "tasks").iterdir():
        path.replace(copy / "aside" / path.name)
    _, found = again(copy)
    assert found.tasks == 0
    assert facts(copy) == facts(whole)


def test_the_tables_hold_what_the_tasks_hold(whole: Path) -> None:
    """replicates.parquet has a row per replicate and question, months.parquet one per replicate, arm, sum and month."""
    connection, here = connect(), Folder(whole)
    for table in ("replicates", "months"):
        stamp = read_stamp(connection, whole / f"{table}.parquet")
        assert stamp[STAMP] == "true"
        assert stamp["counterscore_study"] == here.sha256
    found = {number: told for number, _, told in here.found("chance")}
    rows = connection.execute(
        "SELECT replicate, question, estimate, seed, arm, arm_mean FROM read_parquet(?)",
        [str(whole / "replicates.parquet")],
    ).fetchall()
    assert len(rows) == 24
    for replicate, question, estimate, seed, arm, mean in rows:
        told = found[replicate]["answers"][question]
        assert (estimate, mean) == (told["estimate"], told["arm"])
        assert seed == found[replicate]["seed"]
        assert arm == {"listed": "as written", "months": "perfect records"}[question]
    months = connection.execute(
        "SELECT replicate, arm, series, month, value FROM read_parquet(?)", [str(whole / "months.parquet")]
    ).fetchall()
    series = found[0]["months"]
    assert len(months) == sum(len(found[0]["months"][name]) * len(found[0]["months"][name][0]) for name in series) * 12
    arms = here.study.arm_names
    for replicate, arm, name, month, value in months[::97]:
        assert value == found[replicate]["months"][name][arms.index(arm)][month]


def test_memory_is_flat_in_the_number_of_replicates(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting, hashing and writing the tables of eight times as many replicates takes hardly more memory."""
    monkeypatch.setattr(tables, "ROWS", 4_000)
    found = next(told for number, _, told in Folder(whole).found("chance") if number == 0)
    big = found | {"months": {f"sum_{k}": [[float(k + m) for m in range(48)]] * 3 for k in range(6)}}
    peaks = []
    for count in (12, 96):
        here = opened(ask(written(tmp_path, replicates=count)), tmp_path / str(count))
        for number in range(count):
            here.finish(Task("chance", number), big, 0.0)
        fresh = Folder(here.path)
        tracemalloc.start()
        write_tables(fresh)
        assert fresh.counts("chance").done == count
        assert sum(1 for _ in fresh.digests()) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


@pytest.mark.parametrize(
    "name", ["answers.json", "verdicts/listed.json", "study.yaml", "study.json", "manifest.json", "months.parquet"]
)
def test_verify_notices_a_change_anywhere(name: str, copy: Path) -> None:
    """A change of a number in any file of a finished study is found by ``verify``; an untouched one passes."""
    assert all(check.passed for check in verify(copy))
    path = copy / name
    raw = path.read_bytes()
    places = [place for place in range(len(raw) // 2, len(raw)) if raw[place : place + 1].isdigit()]
    place = places[0] if places else len(raw) // 2
    path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
    try:
        assert not all(check.passed for check in verify(copy))
    except OutcomeError:
        assert name == "manifest.json"


def test_verify_counts_tasks(copy: Path) -> None:
    """A task that is missing, one that was added and a table that was added are found."""
    shutil.copy(copy / "months.parquet", copy / "more.parquet")
    (copy / "tasks" / "chance-00002.json").unlink()
    failed = {check.subject for check in verify(copy) if not check.passed}
    assert {"more.parquet", "tasks"} <= failed


def test_an_unfinished_study_is_not_verified(tmp_path: Path) -> None:
    """``verify`` of a study that was stopped says how to go on."""
    with pytest.raises(Stopped):
        lived(written(tmp_path, SMALL), tmp_path / "out", stop=lambda: True)
    with pytest.raises(OutcomeError, match="study resume"):
        verify(tmp_path / "out")
