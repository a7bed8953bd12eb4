"""Promise 4: every table about persons says in itself that they are synthetic; one that does not is not read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

import counterscore as cs
from counterscore.core.manifest import study_hash
from counterscore.core.outcome import read_back
from counterscore.core.parquet import STAMP, connect, read_stamp


def unstamped(source: Path, target: Path) -> None:
    """The same rows in a file without metadata."""
    duckdb.sql(f"COPY (SELECT * FROM read_parquet('{source}')) TO '{target}' (FORMAT parquet)")


def test_every_table_carries_the_stamp(finished: Path) -> None:
    """Each Parquet file of a run names its study, seed and version, and says that it is synthetic."""
    connection = connect()
    study = cs.open_outcome(finished).facts["study_sha256"]
    files = list(finished.glob("*.parquet"))
    assert {"people.parquet", "listings.parquet", "refusals.parquet"} <= {file.name for file in files}
    for file in files:
        stamp = read_stamp(connection, file)
        assert stamp[STAMP] == "true"
        assert stamp["counterscore_study"] == study
        assert stamp["counterscore_seed"] == "1"
        assert stamp["counterscore_version"]


def test_a_table_without_the_stamp_is_refused(finished: Path, tmp_path: Path) -> None:
    """The same rows without the stamp are refused by read_back; with it they are read."""
    assert len(read_back(finished / "people.parquet")["person"]) == 12_000
    unstamped(finished / "people.parquet", tmp_path / "people.parquet")
    with pytest.raises(cs.OutcomeError, match="stamp"):
        read_back(tmp_path / "people.parquet")


def test_a_run_with_a_foreign_table_is_refused(finished: Path, tmp_path: Path) -> None:
    """A run folder in which one table was replaced by an unstamped one cannot be opened, explained or reported."""
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    unstamped(finished / "people.parquet", folder / "people.parquet")
    with pytest.raises(cs.OutcomeError, match="stamp"):
        cs.open_outcome(folder)


def test_a_table_of_real_people_cannot_pose_as_a_run(tmp_path: Path) -> None:
    """A folder of somebody's own table with invented manifest and study is refused."""
    duckdb.sql(f"COPY (SELECT 0 AS arm, 1 AS person, 5.0 AS debt) TO '{tmp_path / 'people.parquet'}' (FORMAT parquet)")
    (tmp_path / "study.json").write_text("{}", encoding="utf-8")
    manifest = {"deterministic": {"tables": {"people": {}}, "study_sha256": study_hash({})}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(cs.OutcomeError, match="stamp"):
        cs.open_outcome(tmp_path)


def test_a_stamp_of_another_study_is_refused(finished: Path, tmp_path: Path) -> None:
    """A table with a genuine stamp of another study is refused."""
    other = cs.run("judgment-defaulters", people=500, months=2, seed=9, folder=tmp_path / "other")
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    shutil.copy(other.folder / "people.parquet", folder / "people.parquet")
    with pytest.raises(cs.OutcomeError, match="another study"):
        cs.open_outcome(folder)


def test_the_report_and_every_life_say_synthetic(finished: Path) -> None:
    """What people read about one person says that she does not exist."""
    assert "synthetic" in (finished / "report.html").read_text(encoding="utf-8").lower()
    assert "ynthetic" in cs.open_outcome(finished).person(3)
