"""Parquet files of an outcome: written and read through DuckDB, and never without the synthetic stamp.

The stamp says in the file's own key-value metadata that its people were simulated, from which study and which seed.
A file without it was not written here and is refused: this laboratory has no way in for records of real people.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import numpy as np

from .errors import OutcomeError

STAMP = "counterscore_synthetic"
ROW_GROUP = 131_072
CHUNK_ROWS = 4_000_000
DTYPES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "float32", "float64")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")

Columns = dict[str, np.ndarray]


def joined(parts: Sequence[Columns]) -> Columns:
    """Columns of the same names, one part after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def connect(memory: str = "2GB", spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A private DuckDB in memory: one thread (one order of sums), bounded memory, no extension is ever fetched."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": memory,
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(spill) if spill is not None else "",
    }
    connection = duckdb.connect(":memory:", config=config)
    # a progress bar would write into the output of our own verbs
    connection.execute("SET enable_progress_bar = false")
    return connection


def checked_name(name: str, what: str) -> str:
    """The name of a table or column, or an OutcomeError when it is not a plain lower-case word."""
    if not NAME.fullmatch(name):
        raise OutcomeError(f"{what} {name!r}: expected a lower-case word such as 'months' or 'debt_yuan'")
    return name


def literal(text: str | Path) -> str:
    """A text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def exactly(path: Path) -> str:
    """A path to read as an SQL literal; without this, DuckDB takes brackets, stars and question marks for patterns."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))


def rows_in(*paths: Path, more: str = "") -> str:
    """The rows of these files, one after the other, as something SQL can select from."""
    return f"read_parquet([{', '.join(exactly(path) for path in paths)}]{more})"


@contextmanager
def write_errors(path: Path, kept: str) -> Iterator[None]:
    """Turns a full disk or a refused write into one OutcomeError that says what was kept."""
    try:
        yield
    except (OSError, duckdb.Error) as problem:
        outside = isinstance(problem, (OSError, duckdb.IOException, duckdb.OutOfMemoryException))
        cure = (
            "free some space or make the folder writable, then run again with --resume"
            if outside
            else "this is a fault of counterscore, not of your study; please report it with this message"
        )
        reason = str(problem).splitlines()[0]
        raise OutcomeError(f"{path}: cannot be written: {reason}\n  kept: {kept}\n  {cure}") from problem


def _unlink(path: Path) -> None:
    """Removes a half-written file; a disk that refuses even that must not hide the first error."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def write_query(
    connection: duckdb.DuckDBPyConnection, path: Path, query: str, stamp: Mapping[str, str], kept: str
) -> None:
    """Writes the rows of a query to a stamped Parquet file; the file appears whole or not at all."""
    pairs = ", ".join(f"{key}: {literal(value)}" for key, value in sorted({STAMP: "true", **stamp}.items()))
    half = path.with_name(path.name + ".half")
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{{pairs}}}"
    try:
        with write_errors(path, kept):
            connection.execute(f"COPY ({query}) TO {literal(half)} ({options})")
            with half.open("rb") as handle:
                os.fsync(handle.fileno())
            half.replace(path)
    except BaseException:
        _unlink(half)
        raise


def write_columns(
    connection: duckdb.DuckDBPyConnection, path: Path, columns: Columns, stamp: Mapping[str, str], kept: str
) -> None:
    """Writes columns of one length to a stamped Parquet file, rows in the order given."""
    # DuckDB takes dense arrays only
    connection.register("buffered", {name: np.ascontiguousarray(values) for name, values in columns.items()})
    try:
        write_query(connection, path, "SELECT * FROM buffered", stamp, kept)
    finally:
        connection.unregister("buffered")


def read_stamp(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """The stamp of a file; OutcomeError for a missing, damaged or foreign file."""
    if not path.is_file():
        raise OutcomeError(f"{path}: no such file; expected a table of a finished run")
    query = f"SELECT key, value FROM parquet_kv_metadata({exactly(path)})"
    try:
        rows = connection.execute(query).fetchall()
    except duckdb.Error as problem:
        raise OutcomeError(
            f"{path}: not a readable Parquet file: {str(problem).splitlines()[0]}\n"
            "  the file is damaged or was replaced: run the study again, or restore the folder from a copy"
        ) from problem
    found = {bytes(key).decode("utf-8", "replace"): bytes(value).decode("utf-8", "replace") for key, value in rows}
    if found.get(STAMP) != "true":
        raise OutcomeError(
            f"{path}: not written by counterscore: the file carries no synthetic stamp ({STAMP}=true)\n"
            "  counterscore reads only tables of its own simulated people (PROMISES.md, 4)"
        )
    return found


def dtypes_of(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Column names and NumPy dtypes of a file, in file order."""
    empty = fetch(connection, f"SELECT * FROM {rows_in(path)} LIMIT 0", str(path))
    return {name: values.dtype.name for name, values in empty.items()}


def rows_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Number of rows of a file, from its footer."""
    found = fetch(connection, f"SELECT count(*) AS n FROM {rows_in(path)}", str(path))
    return int(found["n"][0])


def fetch(connection: duckdb.DuckDBPyConnection, query: str, where: str, values: list[object] | None = None) -> Columns:
    """The result of a query as NumPy columns; OutcomeError, naming the place, when it fails or holds nulls."""
    try:
        found = connection.execute(query, values or []).fetchnumpy()
    except duckdb.Error as problem:
        raise OutcomeError(f"{where}: {str(problem).splitlines()[0]}") from problem
    return {name: _plain(name, column, where) for name, column in found.items()}


def _plain(name: str, column: np.ndarray, where: str) -> np.ndarray:
    """A column without a mask: our tables hold -1 for 'never' and NaN for 'no number', not nulls."""
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if np.ma.getmaskarray(column).any():
        if column.dtype.kind == "f":
            return np.asarray(column.filled(np.nan))
        raise OutcomeError(f"{where}: column {name!r} has empty values; add coalesce({name}, -1) to the query")
    return np.asarray(column.data)


def chunks(connection: duckdb.DuckDBPyConnection, path: Path, column: str, rows: int) -> Iterator[np.ndarray]:
    """One column of a file in row order, in pieces of bounded size."""
    source = rows_in(path, more=", file_row_number = true")
    for first in range(0, rows, CHUNK_ROWS):
        window = f"file_row_number >= {first} AND file_row_number < {first + CHUNK_ROWS}"
        query = f'SELECT "{column}" AS piece FROM {source} WHERE {window}'
        yield fetch(connection, query, f"{path} column {column!r}")["piece"]
