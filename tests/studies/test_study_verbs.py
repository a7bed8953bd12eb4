"""``counterscore study``: what it says, in which order, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from pathlib import Path
from typing import Any

import click
import pytest
from lived_studies import SMALL, broken, facts, lived, written
from verbs import say

from counterscore import studies
from counterscore.cli import main
from counterscore.cli.study import DOES
from counterscore.studies.executors import serial

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "studies").glob("*.yaml"))
QUICK = ("--executor", "serial", "--no-report")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """What ``counterscore study FILE`` said of a small study, and its folder."""
    place = tmp_path_factory.mktemp("verbs")
    said = say("study", written(place, replicates=6), "--out", place / "out", *QUICK)
    assert said.code == 0, said.err
    return said, place / "out"


def test_a_file_alone_is_run(told: tuple[Any, Path]) -> None:
    """The question comes first, then the whole hash and the folder, then a sentence for each question."""
    said, folder = told
    lines = said.out.splitlines()
    assert lines[0] == "Are people listed where there is a list?"
    assert lines[1] == f"study {facts(folder)['study_sha256']}"
    assert lines[2] == f"folder: {folder}"
    text = " ".join(said.out.split())
    for name in ("listed", "months"):
        verdict = json.loads((folder / "verdicts" / f"{name}.json").read_text(encoding="utf-8"))
        assert f"{name}: {verdict['sentence']}" in text
    assert "6 tasks lived" in lines[-1]
    assert max(len(line) for line in lines if str(folder) not in line) <= 80


def test_the_hash_is_printed_before_the_first_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash of a study stands on the screen before anything of it is lived."""
    printed: list[str] = []
    echo = click.echo
    monkeypatch.setattr(click, "echo", lambda *words, **more: (printed.append(str(words[0])), echo(*words, **more)))
    live = serial.lived

    def watched(*given: Any) -> Any:
        assert any(re.fullmatch("study [0-9a-f]{64}", line) for line in printed)
        return live(*given)

    monkeypatch.setattr(serial, "lived", watched)
    assert say("study", "run", written(tmp_path, replicates=2), "--out", tmp_path / "out", *QUICK).code == 0


def test_without_a_folder_it_goes_to_one_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default folder is studies/NAME-HASH; the same file again goes on there, another one goes elsewhere."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, replicates=2)
    first = say("study", "run", "small.yaml", *QUICK, "--json").json
    assert first["folder"] == f"studies/small-{first['study_sha256'][:8]}"
    assert say("study", "run", "small.yaml", *QUICK, "--json").json["lived"] == 0
    written(tmp_path, replicates=2, seed=2)
    assert say("study", "run", "small.yaml", *QUICK, "--json").json["folder"] != first["folder"]


def test_json_is_one_document(told: tuple[Any, Path]) -> None:
    """Every command with --json prints one document and nothing on standard error."""
    _, folder = told
    for words in (("resume", folder, *QUICK), ("status", folder), ("list", folder), ("schema",)):
        said = say("study", *words, "--json")
        assert (said.code, said.err) == (0, "")
        assert said.json
    known = say("study", "resume", folder, *QUICK, "--json").json
    assert (known["lived"], known["failed"], known["tasks"]) == (0, 0, 6)
    assert [one["question"]["id"] for one in known["answers"]] == ["listed", "months"]


def test_a_report_is_written_unless_not_wanted(told: tuple[Any, Path], tmp_path: Path) -> None:
    """``report`` writes report.html from the answers, in Chinese report.zh.html; ``run`` does unless told not to."""
    _, folder = told
    assert not (folder / "report.html").exists()
    shutil.copytree(folder, tmp_path / "copy")
    assert say("study", "report", tmp_path / "copy").code == 0
    assert "Are people listed" in (tmp_path / "copy" / "report.html").read_text(encoding="utf-8")
    assert say("study", "report", tmp_path / "copy", "--lang", "zh").code == 0
    assert (tmp_path / "copy" / "report.zh.html").is_file()


def test_verify_knows_studies(told: tuple[Any, Path], tmp_path: Path) -> None:
    """``counterscore verify`` checks the folder of a study as it does that of a run."""
    _, folder = told
    assert say("verify", folder).code == 0
    shutil.copytree(folder, tmp_path / "copy")
    path = tmp_path / "copy" / "tasks" / "chance-00001.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"number":1', '"number":2'), encoding="utf-8")
    said = say("verify", tmp_path / "copy", "--json")
    assert said.code == 1
    assert "chance-00001.json" in {row["subject"] for row in said.json["checks"] if not row["passed"]}


def test_ctrl_c_leaves_a_study_that_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first Ctrl-C stops after this task with exit code 130 and says how to go on; the content is the same."""
    path, live, count = written(tmp_path, replicates=6), serial.lived, iter(range(100))

    def interrupted(*given: Any) -> Any:
        if next(count) == 2:
            os.kill(os.getpid(), signal.SIGINT)
        return live(*given)

    with monkeypatch.context() as patch:
        patch.setattr(serial, "lived", interrupted)
        said = say("study", "run", path, "--out", tmp_path / "out", *QUICK)
    assert said.code == 130
    assert f"counterscore study resume {tmp_path / 'out'}" in said.err
    assert len(list((tmp_path / "out" / "tasks").iterdir())) == 3
    assert not (tmp_path / "out" / "lock").exists()
    resumed = say("study", "resume", tmp_path / "out", *QUICK, "--json")
    assert resumed.json["lived"] == 3
    assert resumed.json["content_sha256"] == facts(lived(path, tmp_path / "other")[0])["content_sha256"]


def test_a_second_ctrl_c_ends_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second Ctrl-C ends with 130 in the middle of a task; what was settled is kept and the lock is given back."""
    path, live, count = written(tmp_path, replicates=4), serial.lived, iter(range(100))

    def interrupted(*given: Any) -> Any:
        if next(count) == 2:
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
        return live(*given)

    with monkeypatch.context() as patch:
        patch.setattr(serial, "lived", interrupted)
        said = say("study", "run", path, "--out", tmp_path / "out", *QUICK)
    assert (said.code, "study resume" in said.err) == (130, True)
    status = say("study", "status", tmp_path / "out", "--json").json
    assert (status["status"], status["parts"][0]["done"], status["parts"][0]["cut_off"]) == ("stopped", 2, 1)
    assert say("study", "resume", tmp_path / "out", *QUICK, "--json").json["lived"] == 2


def test_failures_are_told_and_do_not_stop_the_rest(tmp_path: Path) -> None:
    """A study with some broken replicates exits 0 and says how many failed and why; status shows every one."""
    path = broken(tmp_path, 0.2, replicates=10)
    said = say("study", "run", path, "--out", tmp_path / "out", *QUICK)
    failed = facts(tmp_path / "out")["failed"]
    assert said.code == 0
    assert failed > 0
    assert f"{failed} of 10 tasks failed" in said.out
    assert "a broken replicate" in said.out
    status = say("study", "status", tmp_path / "out")
    assert status.out.count("ValueError: a broken replicate") == failed
    assert max(len(line) for line in status.out.splitlines() if str(tmp_path) not in line) <= 80
    retried = say("study", "resume", tmp_path / "out", *QUICK, "--retry-failed", "--json").json
    assert (retried["lived"], retried["failed"]) == (failed, failed)


def test_a_study_of_which_nothing_came_out_is_no_success(tmp_path: Path) -> None:
    """Where all replicates failed the exit code is 1, and no question has an answer."""
    said = say("study", "run", broken(tmp_path, 2.0, replicates=2), "--out", tmp_path / "out", *QUICK)
    assert said.code == 1
    assert "2 of 2 tasks failed" in said.out
    assert "Cannot tell" in said.out


def test_check_names_every_fault_and_lives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``check`` prints all faults with their lines and exits 1; of a good file it says what would be lived."""
    monkeypatch.chdir(tmp_path)
    two = SMALL.replace("metric: ever_listed", "metric: ever_flagged").replace("arm: perfect records", "arm: perfect")
    written(tmp_path, two, "faulty.yaml")
    said = say("study", "check", "faulty.yaml")
    assert (said.code, "faulty.yaml:1" in said.out) == (1, True)
    written(tmp_path)
    good = say("study", "check", "small.yaml")
    assert good.code == 0
    assert re.search(r"^replicates +12 +[\d,]+$", good.out, re.MULTILINE)
    assert max(map(len, good.out.splitlines())) <= 80
    months = say("study", "check", "small.yaml", "--json").json["expected"][0]["person_months"]
    assert months == 12 * 200 * 3 * (48 + 6)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faulty.yaml", "small.yaml"]


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_are_without_fault(file: Path) -> None:
    """Every study that ships can be lived as it is."""
    said = say("study", "check", file)
    assert said.code == 0, said.out + said.err


def test_the_file_in_the_guide_is_without_fault(tmp_path: Path) -> None:
    """The study file that the guide explains can be lived as it is, and shows all fields but a calibration."""
    text = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(study: .*?)```", text, re.DOTALL)
    assert block
    study = studies.load_study(written(tmp_path, block[1]))
    said = say("study", "check", tmp_path / "small.yaml")
    assert said.code == 0, said.out + said.err
    assert study.model_fields_set == set(type(study).model_fields) - {"calibration"}


def test_the_schema_knows_every_field() -> None:
    """The JSON Schema names the fields of a study file as they are written."""
    found = say("study", "schema").json
    assert {"study", "regime", "arms", "questions", "ranges", "replicates"} <= set(found["properties"])
    assert "with" in found["$defs"]["ArmAsked"]["properties"]


def test_a_word_that_it_does_not_know_is_told() -> None:
    """A mistyped command is answered with the nearest one; a file that is not there with its name."""
    said = say("study", "resum")
    assert (said.code, "did you mean 'resume'" in said.err) == (2, True)
    assert say("study", "nothing.yaml").code == 2
    assert say("study", "status", "nowhere").code == 1


def test_python_runs_the_same_study(tmp_path: Path) -> None:
    """``studies.run`` lives a study, returns its answers, and leaves the content that the verb leaves."""
    path = written(tmp_path, replicates=6)
    found = studies.run(path, tmp_path / "python", "serial")
    assert [one.question.id for one in found.answers] == ["listed", "months"]
    assert found == studies.read_studied(tmp_path / "python")
    say("study", "run", path, "--out", tmp_path / "verb", *QUICK)
    assert facts(tmp_path / "python") == facts(tmp_path / "verb")
    assert studies.load_study(path).people == 200


@pytest.mark.parametrize("name", DOES)
def test_the_reference_names_every_option(name: str) -> None:
    """Every command of ``study`` and every option of it stands in the reference."""
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    found = re.search(r"^### `counterscore study.*?(?=^### )", text, re.MULTILINE | re.DOTALL)
    assert found
    group = main.get_command(click.Context(main), "study")
    assert isinstance(group, click.Group)
    command = group.get_command(click.Context(group), name)
    assert command is not None
    assert f"`{name}" in found[0]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert f"`{max(parameter.opts, key=len)}" in found[0], f"{name} {parameter.name}"
