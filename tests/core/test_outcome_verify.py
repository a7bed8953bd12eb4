"""Verifying a run folder: whatever was changed is named."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome

from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import read_back
from counterscore.core.parquet import Columns, connect, read_stamp, write_columns
from counterscore.core.verify import Check, verify

TABLES = ("listings", "months", "people", "records", "redress", "refusals", "spells")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small finished run that tests may damage."""
    return fake_outcome(tmp_path / "run", people=150, months=8)


def failed(folder: Path) -> list[Check]:
    """What does not hold."""
    return [check for check in verify(folder) if not check.passed]


def rewrite(path: Path, columns: Columns) -> None:
    """Replaces the rows of a table while keeping its stamp, as a careful forger would."""
    connection = connect()
    stamp = read_stamp(connection, path)
    path.unlink()
    write_columns(connection, path, columns, stamp, "nothing")


def test_an_untouched_folder_holds(folder: Path) -> None:
    """Every table, the study and the manifest are checked, and nothing is wrong with what was just written."""
    checks = verify(folder)
    assert [check.subject for check in checks] == ["manifest.json", "study.json", *(f"{t}.parquet" for t in TABLES)]
    assert all(check.passed for check in checks)


@pytest.mark.parametrize("table", TABLES)
def test_any_wrong_byte_is_named(folder: Path, table: str) -> None:
    """Flipping one bit anywhere in a table, in values, footer or stamp, is reported under that table's name only."""
    path = folder / f"{table}.parquet"
    good = path.read_bytes()
    for place in np.linspace(0, len(good) - 1, 12).astype(int):
        bad = bytearray(good)
        bad[place] ^= 4
        path.write_bytes(bytes(bad))
        assert [check.subject for check in failed(folder)] == [f"{table}.parquet"], place
    path.write_bytes(good)
    assert not failed(folder)


def test_a_changed_value_names_its_column(folder: Path) -> None:
    """A forged value is found even behind a fresh valid file, and its column is named."""
    path = folder / "people.parquet"
    columns = read_back(path)
    columns["score"][3] += 1.0
    rewrite(path, columns)
    (check,) = failed(folder)
    assert check.message == "people.parquet: values changed in column score"


def test_the_stamp_of_another_study_is_told(folder: Path) -> None:
    """Equal contents under another study's stamp are not this run's table."""
    path = folder / "refusals.parquet"
    columns, connection = read_back(path), connect()
    stamp = {**read_stamp(connection, path), "counterscore_study": "0" * 64}
    path.unlink()
    write_columns(connection, path, columns, stamp, "nothing")
    (check,) = failed(folder)
    assert "another study" in check.message


def test_swapped_rows_name_every_column_they_change(folder: Path) -> None:
    """Order is content: two people who change places are noticed."""
    path = folder / "people.parquet"
    columns = {name: values[::-1] for name, values in read_back(path).items()}
    rewrite(path, columns)
    (check,) = failed(folder)
    assert "values changed in columns" in check.message and "person" in check.message


def test_added_and_dropped_rows_and_columns_are_told(folder: Path) -> None:
    """Rows and columns that came or went are told as such."""
    path = folder / "records.parquet"
    columns = {name: values[1:] for name, values in read_back(path).items()}
    rows = len(columns["person"])
    columns["extra"] = columns.pop("cause")
    rewrite(path, columns)
    (check,) = failed(folder)
    for said in (f"{rows} rows where the manifest has {rows + 1}", "column cause is missing", "column extra was added"):
        assert said in check.message


def test_files_that_came_or_went_are_told(folder: Path) -> None:
    """A missing table and a table nobody declared both fail."""
    (folder / "more.parquet").write_bytes((folder / "spells.parquet").read_bytes())
    (folder / "spells.parquet").unlink()
    assert {check.subject for check in failed(folder)} == {"more.parquet", "spells.parquet"}


@pytest.mark.parametrize(
    ("file", "path", "value"),
    [
        ("study.json", ("seed",), 8),
        ("manifest.json", ("deterministic", "seed"), 8),
        ("manifest.json", ("environment", "wall_seconds"), 1.5),
        ("manifest.json", ("sha256",), "0" * 64),
    ],
)
def test_edited_texts_are_told(folder: Path, file: str, path: tuple[str, ...], value: object) -> None:
    """Study and manifest cannot be edited afterwards without failing their own check."""
    content = json.loads((folder / file).read_text())
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    (folder / file).write_text(json.dumps(content))
    assert [check.subject for check in failed(folder)] == [file]


def test_equal_studies_have_equal_contents(folder: Path, tmp_path: Path) -> None:
    """Running one study twice gives one deterministic manifest; another seed gives another."""
    again = fake_outcome(tmp_path / "again", people=150, months=8)
    other = fake_outcome(tmp_path / "other", people=150, months=8, seed=8)
    one, two, three = (json.loads((f / "manifest.json").read_text())["deterministic"] for f in (folder, again, other))
    assert one == two
    assert one["content_sha256"] != three["content_sha256"] and one["study_sha256"] != three["study_sha256"]


def test_a_folder_without_manifest_is_no_run(tmp_path: Path) -> None:
    """Verifying something that is no finished run is an error, not a list of checks."""
    with pytest.raises(OutcomeError, match=r"manifest\.json"):
        verify(tmp_path)
