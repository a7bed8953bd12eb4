"""``counterscore run``: what it prints, what it leaves, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from verbs import TINY, say, tiny_run


def test_run_prints_the_table_and_where_everything_lies(finished: Path, tmp_path: Path) -> None:
    """A run prints its table, folder and report in 80 columns, and both files are there."""
    said = say("run", "judgment-defaulters", *TINY, "--out", tmp_path / "r")
    assert said.code == 0, said.err
    assert (tmp_path / "r" / "report.html").is_file()
    assert (tmp_path / "r" / "manifest.json").is_file()
    for word in ("as written", "perfect", "folder:", "report:", "assumptions"):
        assert word in said.out
    told = [line for line in said.out.splitlines() if str(tmp_path) not in line]
    assert max(len(line) for line in told) <= 80


def test_json_is_json_and_nothing_else(tmp_path: Path) -> None:
    """With --json standard output is one JSON document and standard error stays empty."""
    said = tiny_run(tmp_path / "r")
    assert said.code == 0
    assert said.err == ""
    assert said.json["folder"] == str(tmp_path / "r")
    assert said.json["report"] is None
    assert [arm["arm"] for arm in said.json["summary"]["arms"]] == ["none", "perfect records", "as written"]


def test_quiet_says_nothing(tmp_path: Path) -> None:
    """With --quiet a run that goes well says nothing at all."""
    said = say("run", "judgment-defaulters", *TINY, "--out", tmp_path / "r", "--no-report", "--quiet")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_the_same_study_gives_the_same_contents(finished: Path, tmp_path: Path) -> None:
    """Two runs of one study, on one thread and on two, have equal content digests."""
    said = tiny_run(tmp_path / "r", "judgment-defaulters", "--threads", "1")
    known = json.loads((finished / "manifest.json").read_text(encoding="utf-8"))["deterministic"]
    assert said.json["content_sha256"] == known["content_sha256"]
    assert said.json["study_sha256"] == known["study_sha256"]


def test_the_seed_changes_the_contents(finished: Path, tmp_path: Path) -> None:
    """Another seed is another study with other contents."""
    said = tiny_run(tmp_path / "r", "judgment-defaulters", "--seed", "2")
    known = json.loads((finished / "manifest.json").read_text(encoding="utf-8"))["deterministic"]
    assert said.json["content_sha256"] != known["content_sha256"]


def test_without_and_with_add_arms(tmp_path: Path) -> None:
    """Every --without and --with adds one arm to the default ones; commas stay inside one arm."""
    more = ("--without", "linkage_error,false_claims", "--with", "notice", "--with", "notice,appeal")
    said = tiny_run(tmp_path / "r", "judgment-defaulters", *more)
    assert said.code == 0, said.err
    study = json.loads((tmp_path / "r" / "study.json").read_text(encoding="utf-8"))
    shown = [arm for arm in study["arms"] if not arm.get("twin")]
    assert [(arm["without"], arm["with"]) for arm in shown[3:]] == [
        (["linkage_error", "false_claims"], []), ([], ["notice"]), ([], ["notice", "appeal"]),
    ]  # fmt: skip


def test_more_arms_do_not_change_the_others(finished: Path, tmp_path: Path) -> None:
    """An added arm leaves the numbers of the other arms untouched."""
    said = tiny_run(tmp_path / "r", "judgment-defaulters", "--without", "linkage_error")
    alone = say("report", finished, "--out", tmp_path / "again.html", "--json")
    assert said.json["summary"]["arms"][:3] == alone.json["summary"]["arms"]


def test_numbers_may_be_written_with_k_and_m(tmp_path: Path) -> None:
    """2k people are 2000 people."""
    sizes = ("--people", "2k", "--months", "3")
    said = say("run", "judgment-defaulters", *sizes, "--out", tmp_path, "--no-report", "--json")
    assert said.json["summary"]["people"] == 2000


def test_the_default_folder_names_regime_and_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --out the run goes to runs/REGIME-HASH under the current folder."""
    monkeypatch.chdir(tmp_path)
    said = say("run", "judgment-defaulters", "--people", "2000", "--months", "2", "--no-report", "--json")
    folder = Path(said.json["folder"])
    assert folder.parts[0] == "runs"
    assert folder.name.endswith(said.json["study_sha256"][:8])
    assert (tmp_path / folder / "manifest.json").is_file()


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    """A folder that holds a stranger's file is neither written to nor, with --force, removed."""
    (tmp_path / "mine.md").write_text("notes", encoding="utf-8")
    for more in ((), ("--force",)):
        said = say("run", "judgment-defaulters", *TINY, "--out", tmp_path, *more)
        assert said.code == 1
        assert said.escaped is None
        assert [path.name for path in tmp_path.iterdir()] == ["mine.md"]


def test_an_older_run_is_replaced_only_by_force(tmp_path: Path) -> None:
    """A finished run stays unless --force is given."""
    assert tiny_run(tmp_path / "r").code == 0
    before = (tmp_path / "r" / "manifest.json").read_bytes()
    refused = tiny_run(tmp_path / "r")
    assert refused.code == 1
    assert "--force" in refused.err
    assert (tmp_path / "r" / "manifest.json").read_bytes() == before
    assert tiny_run(tmp_path / "r", "judgment-defaulters", "--force").code == 0


def test_a_mechanism_of_ones_own_takes_part(tmp_path: Path) -> None:
    """--with-file adds a mechanism; its column is in the people table."""
    example = Path(__file__).parents[2] / "examples" / "worry.py"
    said = tiny_run(tmp_path / "r", "judgment-defaulters", "--with-file", example)
    assert said.code == 0, said.err
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text(encoding="utf-8"))
    assert "worried_months" in manifest["deterministic"]["tables"]["people"]["columns"]
