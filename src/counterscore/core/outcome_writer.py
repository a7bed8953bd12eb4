"""Writes what a run leaves, while it runs, in bounded memory: the only door through which results reach a disk.

Rows are buffered per table and streamed to numbered part files; ``flush`` marks a point a resumed run can return to;
``finish`` sorts the parts into one Parquet file per table, derives spells and redress, and writes the manifest.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .derived import REDRESS_TYPES, SPELL_TYPES, redress_query, spells_query
from .errors import OutcomeError
from .manifest import (
    Json,
    build_manifest,
    file_digest,
    pretty,
    read_json,
    stamp_of,
    steps_of,
    table_digest,
    write_text,
)
from .parquet import (
    DTYPES,
    Columns,
    checked_name,
    connect,
    dtypes_of,
    rows_in,
    write_columns,
    write_errors,
    write_query,
)
from .stored import check_columns, converted, storable

# people, records, refusals ... by person, then time, then arm: one life is one row group; months by month and arm.
# Rows that tie stay in the order they were appended.
SORT = ("person", "month", "born", "arm", "cell")
ROW = "_row"
DERIVED = ("spells", "redress")
PART_BYTES = 16 << 20


class OutcomeWriter:
    """Streams the tables of one run to a folder.

    ``study`` is the resolved study (JSON-able); its hash is the identity of the run. ``schema`` maps table -> column
    -> dtype: declared tables are written even when they stay empty, and appended columns are converted to the
    declared dtype (refused when a value would change). Tables without a schema take the dtypes of their first rows.

    Raises OutcomeError where the folder already holds something, or ``resume`` meets another study.
    """

    def __init__(
        self,
        folder: Path | str,
        study: Mapping[str, Any],
        resume: bool = False,
        schema: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self.folder = Path(folder)
        self.parts = self.folder / "parts"
        self.study = dict(study)
        self.stamp = stamp_of(study)
        self._part_bytes = part_bytes
        self._types: dict[str, dict[str, str]] = {}
        self._buffers: dict[str, list[Columns]] = {}
        self._bytes: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        self._rows: dict[str, int] = {}
        self._open = True
        self._started = time.monotonic()
        for table, columns in (schema or {}).items():
            self._declare(table, {name: np.dtype(dtype).name for name, dtype in columns.items()})
        self._declared = set(self._types)
        self._enter(resume)
        self._connection = connect(spill=self.parts / "spill")

    def _enter(self, resume: bool) -> None:
        """Makes the folder, or steps back into it at its last durable point."""
        held = self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir()))
        if held and not resume:
            raise OutcomeError(
                f"{self.folder}: there is something here already\n"
                "  expected a new or empty folder: go on with that run by --resume, replace it by --force, "
                "or name another folder"
            )
        if held:
            self._check_same_study()
        with write_errors(self.folder, "nothing was written yet"):
            self.parts.mkdir(parents=True, exist_ok=True)
            write_text(self.folder / "study.json", pretty(self.study))
        durable = self.parts / "durable.json"
        self.restore(read_json(durable, "the state of an interrupted run") if durable.is_file() else self._state())

    def _check_same_study(self) -> None:
        """Refuses to continue a finished run, or a run of another study or version."""
        if (self.folder / "manifest.json").exists():
            raise OutcomeError(
                f"{self.folder}: this run is finished; read it, replace it by --force, or use another name"
            )
        if not (self.folder / "study.json").is_file():
            raise OutcomeError(
                f"{self.folder}: not a run of counterscore, so there is nothing to resume; use another name"
            )
        there = read_json(self.folder / "study.json", "the study of the interrupted run")
        if stamp_of(there)["counterscore_study"] == self.stamp["counterscore_study"]:
            return
        keys = sorted(key for key in {*there, *self.study} if there.get(key) != self.study.get(key))
        raise OutcomeError(
            f"{self.folder}: holds another study (different: {', '.join(keys) or 'values'})\n"
            "  resume it with its own study file (study.json in the folder), or use another name"
        )

    def _state(self) -> Json:
        """Parts, rows and dtypes of every table so far, JSON-able."""
        return {
            "study_sha256": self.stamp["counterscore_study"],
            "version": self.stamp["counterscore_version"],
            "parts": dict(self._counts),
            "rows": dict(self._rows),
            "types": {table: dict(types) for table, types in self._types.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Returns to a durable point: later parts and buffered rows are dropped, as if they had never been written.

        Raises OutcomeError when the state belongs to another study or a part it counts on is missing.
        """
        if state["study_sha256"] != self.stamp["counterscore_study"]:
            raise OutcomeError(
                f"{self.folder}: the checkpoint belongs to another study; remove it or resume that study"
            )
        version = self.stamp["counterscore_version"]
        if state["version"] != version:
            raise OutcomeError(
                f"{self.folder}: begun by version {state['version']} and resumed by {version}"
                "\n  one run is one version: resume it with that version, or start again with --force"
            )
        self._counts = {table: int(n) for table, n in state["parts"].items()}
        self._rows = {table: int(n) for table, n in state["rows"].items()}
        for table, types in state["types"].items():
            self._types.setdefault(table, dict(types))
        self._buffers.clear()
        self._bytes.clear()
        kept = {path for table in self._counts for path in self._part_paths(table)}
        for path in kept:
            if not path.is_file():
                raise OutcomeError(f"{path}: a part of the interrupted run is missing; start again with --force")
        for path in self.parts.glob("*.parquet*"):
            if path not in kept:
                path.unlink()

    def _part_paths(self, table: str) -> list[Path]:
        """The part files of a table, in order."""
        return [self.parts / f"{table}.{n:06d}.parquet" for n in range(self._counts.get(table, 0))]

    def abort(self) -> None:
        """Leaves the folder resumable at its last durable point; rows after it are dropped."""
        if not self._open:
            return
        self._open = False
        self._buffers.clear()
        self._connection.close()

    def append(self, table: str, columns: Mapping[str, np.ndarray]) -> None:
        """Adds rows to a table. All columns have shape (R,); they are copied, so the caller may go on changing them.

        Raises OutcomeError for unknown columns, unequal lengths, or values the declared dtype cannot hold.
        """
        self._check_open()
        if table in DERIVED:
            raise OutcomeError(f"table {table!r} is derived from listings and records at the end; append to those")
        if table not in self._types:
            self._declare(table, {name: storable(np.asarray(values)).dtype.name for name, values in columns.items()})
        types = self._types[table]
        check_columns(table, list(columns), types)
        piece = {name: converted(table, name, columns[name], dtype) for name, dtype in types.items()}
        lengths = {len(values) for values in piece.values()}
        if len(lengths) != 1:
            shown = {name: len(values) for name, values in piece.items()}
            raise OutcomeError(f"table {table!r}: columns of unequal length: {shown}")
        if lengths == {0}:
            return
        self._buffers.setdefault(table, []).append(piece)
        self._bytes[table] = self._bytes.get(table, 0) + sum(values.nbytes for values in piece.values())
        if self._bytes[table] >= self._part_bytes:
            self._write_part(table)

    def _declare(self, table: str, types: dict[str, str]) -> None:
        """Fixes the columns of a table."""
        checked_name(table, "table")
        if not types:
            raise OutcomeError(f"table {table!r}: no columns")
        for name, dtype in types.items():
            checked_name(name, f"column of table {table!r}")
            if dtype not in DTYPES:
                raise OutcomeError(
                    f"table {table!r}, column {name!r}: dtype {dtype}; expected one of {', '.join(DTYPES)}"
                )
        self._types[table] = types

    def _write_part(self, table: str) -> None:
        """Streams the buffer of one table to its next part file."""
        pieces = self._buffers.pop(table, [])
        self._bytes.pop(table, None)
        if not pieces:
            return
        columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in self._types[table]}
        rows = len(next(iter(columns.values())))
        first = self._rows.get(table, 0)
        columns[ROW] = np.arange(first, first + rows, dtype=np.int64)
        number = self._counts.get(table, 0)
        kept = f"every table up to the last durable point, in {self.parts}"
        write_columns(self._connection, self.parts / f"{table}.{number:06d}.parquet", columns, self.stamp, kept)
        self._counts[table] = number + 1
        self._rows[table] = first + rows

    def flush(self) -> Json:
        """Makes everything appended so far durable; the returned state can be given to ``restore`` later."""
        self._check_open()
        for table in sorted(self._buffers):
            self._write_part(table)
        state = self._state()
        with write_errors(self.parts, "every table up to the previous durable point"):
            write_text(self.parts / "durable.json", pretty(state))
        return state

    def _check_open(self) -> None:
        """Refuses to write after the end."""
        if not self._open:
            raise OutcomeError(f"{self.folder}: this writer was finished or aborted; open a new one with resume=True")

    def finish(self, manifest_extra: Mapping[str, Any] | None = None) -> Path:
        """Writes the final tables, the manifest and study.json, removes the parts, returns the folder.

        ``manifest_extra``: draw_scheme, streams, divergence and whatever else is the same wherever the study is run;
        its key ``environment`` holds what is not. An interrupted finish can be resumed and repeated.
        """
        self.flush()
        files = {table: self._merge(table) for table in sorted(self._types)}
        files |= self._derive(files)
        tables = {table: table_digest(self._connection, path) for table, path in sorted(files.items())}
        held = {path.name: {"bytes": path.stat().st_size, "sha256": file_digest(path)} for path in files.values()}
        wall = time.monotonic() - self._started
        manifest = build_manifest(self.study, tables, held, manifest_extra or {}, wall)
        self._open = False
        self._connection.close()
        with write_errors(self.folder, "all tables; only the manifest is missing, resume to write it"):
            write_text(self.folder / "manifest.json", pretty(manifest))
        shutil.rmtree(self.parts, ignore_errors=True)
        return self.folder

    def _merge(self, table: str) -> Path:
        """One sorted file from the parts of a table; ties stay in the order they were appended."""
        path = self.folder / f"{table}.parquet"
        kept = f"all rows, as parts in {self.parts}"
        parts = self._part_paths(table)
        types = self._types[table]
        if not parts:
            return self._write_empty(path, types, kept)
        names = ", ".join(f'"{name}"' for name in types)
        order = ", ".join([*(f'"{key}"' for key in SORT if key in types), ROW])
        query = f"SELECT {names} FROM {rows_in(*parts)} ORDER BY {order}"
        write_query(self._connection, path, query, self.stamp, kept)
        return path

    def _write_empty(self, path: Path, types: Mapping[str, str], kept: str) -> Path:
        """A table without rows."""
        empty = {name: np.empty(0, dtype) for name, dtype in types.items()}
        write_columns(self._connection, path, empty, self.stamp, kept)
        return path

    def _derive(self, files: Mapping[str, Path]) -> dict[str, Path]:
        """Writes spells and redress from the final listings and records."""
        sources = {
            table: (rows_in(files[table]), dtypes_of(self._connection, files[table]))
            for table in ("listings", "records")
            if table in files
        }
        made = {}
        for table, types, build in (("spells", SPELL_TYPES, spells_query), ("redress", REDRESS_TYPES, redress_query)):
            path = self.folder / f"{table}.parquet"
            query = build(sources, steps_of(self.study))
            made[table] = path
            if query is None:
                self._write_empty(path, types, "all other tables")
            else:
                write_query(self._connection, path, query, self.stamp, "all other tables")
        return made
