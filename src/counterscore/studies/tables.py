"""What a study leaves for researchers' own tools: replicates and months as stamped Parquet tables.

    replicates.parquet   one row for each replicate and question: the paired effect and the means it comes from
    months.parquet       one row for each replicate, arm, monthly sum and month

Both are written from the files of the tasks, one after the other, so that memory does not grow with their number.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from ..core.manifest import version
from ..core.parquet import Columns, connect, joined, rows_in, write_columns, write_query
from .chance import NAME
from .store import Folder

TABLES = ("replicates", "months")
ROWS = 50_000  # rows held before they are written
KEPT = "every task of the study; resume it to write its tables"


def write_tables(folder: Folder) -> list[Path]:
    """Write both tables of a study, each whole or not at all; one without a row is not written.

    Raises: OutcomeError on a full disk, with all tasks kept.
    """
    parts = folder.path / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    connection = connect(spill=parts / "spill")
    rows = {"replicates": _effects(folder), "months": _months(folder)}
    try:
        found = [_write(connection, folder, table, parts, rows[table]) for table in TABLES]
    finally:
        connection.close()
        shutil.rmtree(parts, ignore_errors=True)
    return [path for path in found if path is not None]


def stamp_of(folder: Folder) -> dict[str, str]:
    """What every table says of itself, beside that its people are synthetic: which study, which seed."""
    seed = str(folder.study.seed)
    return {"counterscore_study": folder.sha256, "counterscore_seed": seed, "counterscore_version": version()}


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Folder, table: str, parts: Path, pieces: Iterable[Columns]
) -> Path | None:
    """One table from its pieces, a few at a time."""
    stamp, target = stamp_of(folder), folder.path / f"{table}.parquet"
    written: list[Path] = []
    for held in _together(pieces):
        written.append(parts / f"{table}-{len(written):05d}.parquet")
        write_columns(connection, written[-1], held, stamp, KEPT)
    if not written:
        target.unlink(missing_ok=True)
        return None
    write_query(connection, target, f"SELECT * FROM {rows_in(*written)}", stamp, KEPT)
    return target


def _together(pieces: Iterable[Columns]) -> Iterator[Columns]:
    """Pieces put together until they hold ROWS rows."""
    held: list[Columns] = []
    count = 0
    for piece in pieces:
        held.append(piece)
        count += len(next(iter(piece.values())))
        if count >= ROWS:
            yield joined(held)
            held, count = [], 0
    if held:
        yield joined(held)


def _effects(folder: Folder) -> Iterator[Columns]:
    """The paired effect of every question, replicate by replicate; numbers that nobody could tell are no numbers."""
    asked = {one.id: one for one in folder.study.questions}
    fields: list[str] = []
    for number, _, found in folder.found(NAME):
        told = {name: found["answers"][name] for name in asked if name in found["answers"]}
        if not told:
            continue
        fields = fields or [name for name, value in next(iter(told.values())).items() if _is_number(value)]
        yield {
            "replicate": np.full(len(told), number, np.int32),
            "seed": np.full(len(told), found["seed"], np.uint32),
            "question": _words(told),
            "metric": _words(asked[name].metric for name in told),
            "arm": _words(asked[name].arm for name in told),
            "against": _words(asked[name].against for name in told),
            **{_column(name): np.array([_number(one.get(name)) for one in told.values()]) for name in fields},
        }


def _months(folder: Folder) -> Iterator[Columns]:
    """Every monthly sum of every arm, replicate by replicate."""
    arms = folder.study.arm_names
    for number, _, found in folder.found(NAME):
        for series, rows in found["months"].items():
            values = np.array(rows, np.float64)
            months = values.shape[1]
            yield {
                "replicate": np.full(values.size, number, np.int32),
                "arm": np.repeat(_words(arms), months),
                "series": np.full(values.size, series, object),
                "month": np.tile(np.arange(months, dtype=np.int32), len(arms)),
                "value": values.ravel(),
            }


def _words(names: Iterable[str]) -> np.ndarray:
    return np.array(list(names), object)


def _column(name: str) -> str:
    """Names that SQL takes for its own words get another one."""
    return {"arm": "arm_mean", "against": "against_mean"}.get(name, name)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
