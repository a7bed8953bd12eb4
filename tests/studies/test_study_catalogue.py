"""All studies on a disk as one table: asked by a condition that can see nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lived_studies import broken, lived, written
from verbs import say

from counterscore.core.errors import SpecError
from counterscore.core.manifest import manifest_digest
from counterscore.studies.catalogue import COLUMNS, listed


@pytest.fixture(scope="module")
def finished_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study that only lists read."""
    place = tmp_path_factory.mktemp("catalogue")
    return lived(written(place, replicates=6), place / "out")[0].path


def test_the_catalogue_is_asked_by_conditions(finished_study: Path, tmp_path: Path) -> None:
    """``list`` finds finished and unfinished studies below a folder; --where keeps rows of which it holds."""
    shutil.copytree(finished_study, tmp_path / "one")
    say(
        "study",
        "run",
        broken(tmp_path / "files", 2.0, replicates=2),
        "--out",
        tmp_path / "two",
        "--executor",
        "serial",
        "--no-report",
    )
    rows = say("study", "list", tmp_path, "--json").json
    assert [(Path(row["folder"]).name, row["question"]) for row in rows] == [
        ("one", "listed"), ("one", "months"), ("two", "listed"), ("two", "months")
    ]  # fmt: skip
    assert set(rows[0]) == set(COLUMNS)
    where = "people = 200 AND tasks > 0 AND question LIKE 'mon%'"
    assert [Path(row["folder"]).name for row in listed([tmp_path], where)] == ["one"]
    text = say("study", "list", tmp_path).out
    assert "2 studies" in text
    assert max(len(line) for line in text.splitlines() if str(tmp_path) not in line) <= 80


@pytest.mark.parametrize(
    "where",
    ["nothing = 1", "1=0) UNION ALL SELECT * FROM studies WHERE (1=1", "people = 200 ORDER BY 1",
     "1=1) UNION SELECT * FROM read_csv('/etc/passwd'", "1=1; DROP TABLE studies", "people = ",
     "study IN (SELECT content FROM read_text('/etc/passwd'))", "study IN (SELECT * FROM rows)",
     "1=1); COPY studies TO 'out.csv'; SELECT (1=1", "study = getenv('HOME') OR (SELECT 1 FROM duckdb_settings())"],
)  # fmt: skip
def test_a_condition_sees_nothing_but_the_catalogue(
    where: str, finished_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A condition that names no column, asks more than one thing or reaches for a file is refused."""
    monkeypatch.chdir(tmp_path)
    if "getenv" in where:
        with pytest.raises(SpecError):
            listed([finished_study], where)
        return
    said = say("study", "list", finished_study, "--where", where)
    assert said.code == 2
    assert "columns are" in said.err or "expected one condition" in said.err
    assert not list(tmp_path.iterdir())


def test_a_catalogue_of_many_studies(finished_study: Path, tmp_path: Path) -> None:
    """Two thousand manifests are read and asked at once, every one of them once."""
    manifest = json.loads((finished_study / "manifest.json").read_text(encoding="utf-8"))
    for number in range(2_000):
        place = tmp_path / f"study-{number:04d}"
        place.mkdir()
        (place / "study.yaml").touch()
        manifest["deterministic"]["seed"] = number
        manifest["sha256"] = manifest_digest(manifest["deterministic"], manifest["environment"])
        (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = listed([tmp_path, tmp_path / "study-0001"], "question = 'listed' AND seed % 2 = 0")
    assert [row["seed"] for row in found] == list(range(0, 2_000, 2))
