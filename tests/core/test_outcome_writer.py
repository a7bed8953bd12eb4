"""The writer of run folders: same rows, same content, whatever happens on the way."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from counterscore.core import outcome_writer
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome, read_back
from counterscore.core.outcome_removal import remove_outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.core.parquet import Columns, connect, read_stamp

STUDY: dict[str, Any] = {"seed": 7, "months": 12, "people": 50, "arms": [{"name": "none"}, {"name": "as written"}]}
SCHEMA: dict[str, dict[str, Any]] = {
    "records": {"arm": "int16", "person": "int32", "born": "int16", "points": "float64"},
    "cases": {"arm": np.int16},
}


def rows(month: int, arm: int) -> Columns:
    """Seven rows of one month and arm, in an order that sorting must change."""
    person = (np.arange(7) * 31 + month * 5) % 50
    return {
        "arm": np.full(7, arm, np.int16),
        "person": person.astype(np.int32),
        "born": np.full(7, month, np.int16),
        "points": np.sin(person + month + arm),
    }


def write(writer: OutcomeWriter, months: range, flush: bool = True) -> list[dict[str, Any]]:
    """Appends some months of both arms; returns the state after each month."""
    states = []
    for month in months:
        for arm in range(2):
            writer.append("records", rows(month, arm))
        if flush:
            states.append(writer.flush())
    return states


def facts(folder: Path) -> dict[str, Any]:
    """The deterministic part of a manifest."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())["deterministic"]
    return found


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A run written without any interruption."""
    writer = OutcomeWriter(tmp_path / "whole", STUDY, schema=SCHEMA)
    write(writer, range(12))
    return writer.finish({"draw_scheme": "test/1", "streams": ["b", "a"]})


def test_content_does_not_depend_on_the_size_of_parts(whole: Path, tmp_path: Path) -> None:
    """Streaming every row set at once or all at the end leaves the same deterministic manifest."""
    tiny = OutcomeWriter(tmp_path / "tiny", STUDY, schema=SCHEMA, part_bytes=1)
    write(tiny, range(12), flush=False)
    assert len(list((tmp_path / "tiny" / "parts").glob("records.*.parquet"))) == 24
    tiny.finish({"draw_scheme": "test/1", "streams": ["a", "b"]})
    assert facts(tmp_path / "tiny") == facts(whole)


def test_resumed_run_equals_uninterrupted_run(whole: Path, tmp_path: Path) -> None:
    """A run that is aborted after its last durable point and resumed there ends with the same content."""
    first = OutcomeWriter(tmp_path / "run", STUDY, schema=SCHEMA, part_bytes=1)
    write(first, range(5))
    write(first, range(5, 8), flush=False)
    first.abort()
    again = OutcomeWriter(tmp_path / "run", STUDY, resume=True, schema=SCHEMA)
    write(again, range(5, 12))
    again.finish({"draw_scheme": "test/1", "streams": ["a", "b"]})
    assert facts(tmp_path / "run") == facts(whole)


@pytest.mark.parametrize("month", [0, 3, 6])
def test_restoring_an_older_state_drops_what_came_later(whole: Path, tmp_path: Path, month: int) -> None:
    """An engine whose checkpoint is older than the last durable point can go back to it, through JSON."""
    first = OutcomeWriter(tmp_path / "run", STUDY, schema=SCHEMA)
    state = json.loads(json.dumps(write(first, range(7))[month]))
    first.abort()
    again = OutcomeWriter(tmp_path / "run", STUDY, resume=True, schema=SCHEMA)
    again.restore(state)
    assert len(list((tmp_path / "run" / "parts").glob("*.parquet"))) == state["parts"]["records"] == month + 1
    write(again, range(month + 1, 12))
    again.finish({"draw_scheme": "test/1", "streams": ["a", "b"]})
    assert facts(tmp_path / "run") == facts(whole)


def test_resume_before_the_first_durable_point_starts_at_zero(tmp_path: Path) -> None:
    """Parts that no durable point vouches for are dropped, also when there is no such point at all."""
    first = OutcomeWriter(tmp_path / "run", STUDY, part_bytes=1)
    first.append("records", rows(0, 0))
    first.abort()
    again = OutcomeWriter(tmp_path / "run", STUDY, resume=True)
    again.append("records", rows(1, 1))
    folder = again.finish()
    assert read_back(folder / "records.parquet")["born"].tolist() == [1] * 7


def test_interrupted_finish_can_be_repeated(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finish that dies before its manifest leaves every part, and repeating it gives the same content."""
    first = OutcomeWriter(tmp_path / "run", STUDY, schema=SCHEMA)
    write(first, range(12))

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(outcome_writer, "build_manifest", broken)
        first.finish()
    with pytest.raises(OutcomeError, match="--resume"):
        Outcome(tmp_path / "run")
    again = OutcomeWriter(tmp_path / "run", STUDY, resume=True, schema=SCHEMA)
    again.finish({"draw_scheme": "test/1", "streams": ["a", "b"]})
    assert facts(tmp_path / "run") == facts(whole)
    assert not (tmp_path / "run" / "parts").exists()


def test_rows_are_sorted_by_person_time_and_arm(whole: Path) -> None:
    """Rows come out by person, month, arm, and no row is lost or changed on the way."""
    found = read_back(whole / "records.parquet")
    keys = list(zip(found["person"], found["born"], found["arm"], strict=True))
    assert keys == sorted(keys) and len(keys) == 12 * 2 * 7
    given = [rows(month, arm) for month in range(12) for arm in range(2)]
    wanted = sorted(
        (row for one in given for row in zip(*one.values(), strict=True)), key=lambda row: (row[1], row[2], row[0])
    )
    assert [tuple(row) for row in zip(*found.values(), strict=True)] == wanted


def test_ties_keep_the_order_of_appending(tmp_path: Path) -> None:
    """Rows of one person, month and arm stay in the order in which the engine wrote them, across parts."""
    writer = OutcomeWriter(tmp_path / "run", STUDY, part_bytes=64)
    for k in (5, 1, 4, 2, 3, 0):
        writer.append("records", {"arm": np.zeros(3, np.int16), "person": np.arange(3), "k": np.full(3, k)})
    found = read_back(writer.finish() / "records.parquet")
    assert found["k"].tolist() == [5, 1, 4, 2, 3, 0] * 3


def test_ties_keep_their_order_across_a_resume(tmp_path: Path) -> None:
    """What was appended before an interruption stays before what was appended after it."""
    same: Columns = {"arm": np.zeros(4, np.int16), "person": np.zeros(4, np.int32)}
    for k, resume in ((9, False), (5, True), (7, True)):
        writer = OutcomeWriter(tmp_path / "run", STUDY, resume=resume)
        writer.append("records", {**same, "k": k + 0.25 * np.arange(4)})
        writer.flush()
        if k != 7:
            writer.abort()
    found = read_back(writer.finish() / "records.parquet")["k"]
    assert found.tolist() == [k + 0.25 * i for k in (9, 5, 7) for i in range(4)]


@pytest.mark.parametrize(("dtype", "low", "high"), [("int8", -128, 127), ("uint8", 0, 255), ("int16", -32768, 32767)])
def test_the_last_value_that_fits_is_kept(tmp_path: Path, dtype: str, low: int, high: int) -> None:
    """A declared dtype takes its own extremes and refuses the next number on either side; nothing ever wraps."""
    writer = OutcomeWriter(tmp_path / "run", STUDY, schema={"sums": {"value": dtype}})
    for value in (low - 1, high + 1):
        with pytest.raises(OutcomeError, match="do not fit"):
            writer.append("sums", {"value": np.array([0, value])})
    writer.append("sums", {"value": np.array([low, high])})
    assert read_back(writer.finish() / "sums.parquet")["value"].tolist() == [low, high]


def test_empty_tables_keep_their_columns(whole: Path) -> None:
    """A declared table nothing was ever appended to is written with its columns and dtypes."""
    found = read_back(whole / "cases.parquet")
    assert {name: (len(values), values.dtype.name) for name, values in found.items()} == {"arm": (0, "int16")}
    assert facts(whole)["tables"]["cases"]["rows"] == 0


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "int64", "uint8", "float32", "float64"])
def test_dtypes_survive(tmp_path: Path, dtype: str) -> None:
    """Every storable dtype comes back as it was appended, with its extreme values."""
    kind = np.dtype(dtype)
    ends = np.finfo(kind) if kind.kind == "f" else np.iinfo(kind)
    values = np.array([ends.min, 0, 1, ends.max], kind)
    writer = OutcomeWriter(tmp_path / "run", STUDY)
    writer.append("sums", {"value": values})
    found = read_back(writer.finish() / "sums.parquet")["value"]
    assert found.dtype == kind and np.array_equal(found, values)


def test_digest_is_that_of_the_values(whole: Path) -> None:
    """A column's digest is the SHA-256 of its little-endian values in row order, so anybody can recompute it."""
    found = read_back(whole / "records.parquet")
    for name, told in facts(whole)["tables"]["records"]["columns"].items():
        assert told["sha256"] == sha256(found[name].tobytes()).hexdigest()


def test_every_file_carries_the_stamp(whole: Path) -> None:
    """Promise 4: every Parquet file says in its own metadata that it is synthetic, and from which study and seed."""
    files = sorted(whole.glob("*.parquet"))
    assert {path.stem for path in files} == {"records", "cases", "spells", "redress"}
    for path in files:
        stamp = read_stamp(connect(), path)
        assert stamp["counterscore_synthetic"] == "true" and stamp["counterscore_seed"] == "7"
        assert stamp["counterscore_study"] == facts(whole)["study_sha256"]


def test_parts_carry_the_stamp(tmp_path: Path) -> None:
    """Promise 4 holds for an interrupted run too."""
    writer = OutcomeWriter(tmp_path / "run", STUDY)
    write(writer, range(2))
    for path in (tmp_path / "run" / "parts").glob("*.parquet"):
        assert read_stamp(connect(), path)["counterscore_seed"] == "7"


def test_environment_is_kept_apart(whole: Path) -> None:
    """What differs between machines is not in the deterministic part; the machine's name is nowhere."""
    manifest = json.loads((whole / "manifest.json").read_text())
    assert {"packages", "platform", "wall_seconds", "peak_memory_mb"} <= set(manifest["environment"])
    assert not {"packages", "platform", "wall_seconds"} & set(manifest["deterministic"])
    assert manifest["deterministic"]["streams"] == ["a", "b"]
    assert str(whole) not in json.dumps(manifest)


def test_caller_may_change_arrays_after_appending(tmp_path: Path) -> None:
    """Appended rows are copies: the engine can go on changing its columns in place."""
    writer = OutcomeWriter(tmp_path / "run", STUDY)
    values = np.arange(3, dtype=np.int32)
    writer.append("people", {"person": values})
    values[:] = 9
    assert read_back(writer.finish() / "people.parquet")["person"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({**rows(0, 0), "point": np.zeros(7)}, "did you mean 'points'"),
        ({"arm": np.zeros(7)}, "'person' is missing"),
        ({**rows(0, 0), "arm": np.zeros(6)}, "unequal length"),
        ({**rows(0, 0), "arm": np.full(7, 40_000)}, "do not fit int16"),
        ({**rows(0, 0), "born": np.full(7, 0.5)}, "fractions"),
        ({**rows(0, 0), "born": np.full(7, np.nan)}, "no number"),
        ({**rows(0, 0), "born": np.zeros((7, 1))}, "one axis"),
        ({**rows(0, 0), "born": np.array(["x"] * 7)}, "only numbers"),
    ],
)
def test_rows_that_do_not_fit_are_refused(tmp_path: Path, columns: Columns, said: str) -> None:
    """A value is stored exactly or not at all, and the error names table and column."""
    writer = OutcomeWriter(tmp_path / "run", STUDY, schema=SCHEMA)
    with pytest.raises(OutcomeError, match=said):
        writer.append("records", columns)


@pytest.mark.parametrize("name", ["Records", "re cords", "records;", "", "spells"])
def test_odd_and_derived_table_names_are_refused(tmp_path: Path, name: str) -> None:
    """A table is a plain word, and derived tables cannot be written by hand."""
    with pytest.raises(OutcomeError, match="table"):
        OutcomeWriter(tmp_path / "run", STUDY).append(name, rows(0, 0))


def test_a_full_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is ever written over: the error offers --resume, --force and another name."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutcomeError, match=r"--resume.*--force.*another folder"):
        OutcomeWriter(tmp_path, STUDY)
    with pytest.raises(OutcomeError, match="nothing to resume"):
        OutcomeWriter(tmp_path, STUDY, resume=True)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_resuming_another_study_names_what_differs(tmp_path: Path) -> None:
    """A folder holds one study: resuming it with another is refused, with the keys that differ."""
    OutcomeWriter(tmp_path / "run", STUDY).abort()
    with pytest.raises(OutcomeError, match=r"another study \(different: months, seed\)"):
        OutcomeWriter(tmp_path / "run", {**STUDY, "seed": 8, "months": 6}, resume=True)


def test_a_finished_run_is_not_resumed(whole: Path) -> None:
    """A finished run is immutable."""
    with pytest.raises(OutcomeError, match="finished"):
        OutcomeWriter(whole, STUDY, resume=True)


def test_a_closed_writer_writes_no_more(tmp_path: Path) -> None:
    """After abort, rows are refused instead of silently lost; aborting twice is harmless."""
    writer = OutcomeWriter(tmp_path / "run", STUDY)
    writer.abort()
    writer.abort()
    with pytest.raises(OutcomeError, match="aborted"):
        writer.append("records", rows(0, 0))


def test_a_missing_part_is_noticed(tmp_path: Path) -> None:
    """A resumed run that lost a durable part stops instead of going on with holes."""
    writer = OutcomeWriter(tmp_path / "run", STUDY)
    write(writer, range(3))
    writer.abort()
    (tmp_path / "run" / "parts" / "records.000001.parquet").unlink()
    with pytest.raises(OutcomeError, match=r"records\.000001\.parquet"):
        OutcomeWriter(tmp_path / "run", STUDY, resume=True)


def test_studies_must_be_plain(tmp_path: Path) -> None:
    """A study that JSON cannot hold exactly has no identity, so it is refused at once."""
    with pytest.raises(OutcomeError, match="study"):
        OutcomeWriter(tmp_path / "run", {"seed": float("nan")})
    with pytest.raises(OutcomeError, match="study"):
        OutcomeWriter(tmp_path / "run", {"seed": object()})


def test_force_removes_runs_only(tmp_path: Path, whole: Path) -> None:
    """Replacing a run removes that run and refuses any other folder."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("five years")
    with pytest.raises(OutcomeError, match="not a run of counterscore"):
        remove_outcome(other)
    assert (other / "thesis.txt").exists()
    remove_outcome(whole)
    assert not whole.exists()
    remove_outcome(whole)


FULL_DISK = """
import resource, sys
import numpy as np
from counterscore.core.outcome_writer import OutcomeWriter
writer = OutcomeWriter(sys.argv[1], {"seed": 7})
writer.append("people", {"person": np.arange(10)})
writer.flush()
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
writer.append("people", {"person": (np.arange(100_000) * 7919) % 104_729})
writer.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a file size limit of the operating system")
def test_full_disk_keeps_what_was_durable(tmp_path: Path) -> None:
    """When the disk refuses a write, one OutcomeError says what was kept, and that can be resumed."""
    run = tmp_path / "run"
    told = subprocess.run([sys.executable, "-c", FULL_DISK, str(run)], capture_output=True, text=True, check=False)
    last = told.stderr[told.stderr.rindex("OutcomeError") :]
    assert "cannot be written" in last and "kept: every table up to the last durable point" in last
    assert "--resume" in last
    assert not list((run / "parts").glob("*.half"))
    folder = OutcomeWriter(run, {"seed": 7}, resume=True).finish()
    assert read_back(folder / "people.parquet")["person"].tolist() == list(range(10))


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    """A path that runs through a file is refused as an OutcomeError, not a traceback."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutcomeError, match="cannot be written"):
        OutcomeWriter(tmp_path / "file" / "run", STUDY)
    shutil.rmtree(tmp_path)
