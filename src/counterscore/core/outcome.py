"""Reads what a run left: immutable tables, the study they belong to, and every arm of one synthetic life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from .errors import OutcomeError, nearest
from .manifest import Json, read_json, steps_of, study_hash
from .parquet import Columns, connect, dtypes_of, exactly, fetch, literal, read_stamp, rows_in

LIFE_KEYS = ("person", "subject")


def read_back(path: Path | str) -> Columns:
    """The columns of one Parquet file of a run, for those who want no more than NumPy arrays.

    Raises OutcomeError for a missing or damaged file, and for a file without the synthetic stamp: it was not written
    by counterscore, and this laboratory reads no other people.
    """
    place = Path(path)
    connection = connect()
    try:
        read_stamp(connection, place)
        return fetch(connection, f"SELECT * FROM {rows_in(place)}", str(place))
    finally:
        connection.close()


class Outcome:
    """The tables of one finished run.

    Raises OutcomeError where the folder is missing, unfinished, damaged or not written by counterscore.
    Limits: queries run on one thread, so that sums of fractions come out in one order.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        # a later change of the working directory must not move the tables
        self._place = self.folder.resolve()
        if not self.folder.is_dir():
            raise OutcomeError(f"{self.folder}: no such folder; expected the folder of a finished run")
        if not (self.folder / "manifest.json").is_file():
            self._explain_unfinished()
        self.manifest: Json = read_json(self.folder / "manifest.json", "the manifest of a finished run")
        self.study: Json = read_json(self.folder / "study.json", "the resolved study of this run")
        if "deterministic" not in self.manifest or "tables" not in self.manifest["deterministic"]:
            raise OutcomeError(f"{self.folder / 'manifest.json'}: not a manifest of counterscore")
        if self.facts.get("study_sha256") != study_hash(self.study):
            raise OutcomeError(
                f"{self.folder / 'study.json'}: is not the study this run was made from (its hash differs from the "
                "manifest's)\n  restore the folder from a copy, or run the study again"
            )
        self.tables: tuple[str, ...] = tuple(self.facts["tables"])
        self._connection = self._connect()

    def _explain_unfinished(self) -> None:
        """Says whether a folder without a manifest is an interrupted run or something else."""
        if (self.folder / "parts").is_dir():
            raise OutcomeError(f"{self.folder}: this run was interrupted; finish it with --resume")
        raise OutcomeError(f"{self.folder}: no manifest.json, so not a finished run of counterscore")

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """A connection that can see the tables of this folder and nothing else."""
        connection = connect()
        hashes = {read_stamp(connection, self.path(table)).get("counterscore_study") for table in self.tables}
        if hashes - {self.facts["study_sha256"]}:
            raise OutcomeError(f"{self.folder}: holds a table of another study; run `counterscore verify` on it")
        files = [self.path(table) for table in self.tables]
        # the path as it is opened and as it is asked for
        paths = ", ".join(f"{literal(path)}, {exactly(path)}" for path in files)
        connection.execute(f"SET allowed_paths = [{paths}]")
        connection.execute("SET enable_external_access = false")
        for table in self.tables:
            twins = len(self.arms) < len(self.study.get("arms", ()))
            # what causes add up to has a row per cause, not per arm
            by_arm = twins and "arm" in dtypes_of(connection, self.path(table))
            seen = f" WHERE arm < {len(self.arms)}" if by_arm else ""
            connection.execute(f'CREATE VIEW "{table}" AS SELECT * FROM {rows_in(self.path(table))}{seen}')
        connection.execute("SET lock_configuration = true")
        return connection

    @property
    def facts(self) -> Json:
        """The deterministic part of the manifest: the same wherever this study is run."""
        found: Json = self.manifest["deterministic"]
        return found

    @property
    def codebook(self) -> Json:
        """Names of the codes in every code column: acts, sectors, bands, lists, reasons ..."""
        found: Json = self.study.get("codebook", {})
        return found

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms; the number of an arm is its place here.

        Twins, lived at the end of the list only to tell wrong listings from right ones, are left out, here and in all
        tables as seen through an Outcome.
        """
        listed: Sequence[Any] = self.study.get("arms", ())
        shown = [arm for arm in listed if not (isinstance(arm, Mapping) and arm.get("twin"))]
        return tuple(str(arm["name"]) if isinstance(arm, Mapping) else str(arm) for arm in shown)

    @property
    def steps(self) -> int:
        """How many steps this run lived through; a step is a month unless the regime says week."""
        return steps_of(self.study)

    @property
    def step(self) -> str:
        """The word for one step: month or week."""
        return str(self.study.get("step", "month"))

    @property
    def steps_year(self) -> int:
        """Steps in a year."""
        return 52 if self.step == "week" else 12

    def path(self, table: str) -> Path:
        """The file of a table; OutcomeError with the nearest name when there is none."""
        if table not in self.tables:
            known = ", ".join(self.tables)
            raise OutcomeError(f"{self.folder}: no table {table!r}{nearest(table, self.tables)}\n  tables: {known}")
        return self._place / f"{table}.parquet"

    def arm_number(self, arm: str | int) -> int:
        """The number of an arm, given by name or number; OutcomeError with the nearest name otherwise."""
        if isinstance(arm, str):
            if arm not in self.arms:
                known = ", ".join(self.arms)
                raise OutcomeError(f"{self.folder}: no arm {arm!r}{nearest(arm, self.arms)}\n  arms: {known}")
            return self.arms.index(arm)
        if not 0 <= int(arm) < len(self.arms):
            raise OutcomeError(f"{self.folder}: no arm number {arm}; expected 0 to {len(self.arms) - 1}")
        return int(arm)

    @cached_property
    def _columns(self) -> dict[str, tuple[str, ...]]:
        return {table: tuple(dtypes_of(self._connection, self.path(table))) for table in self.tables}

    def columns(self, table: str) -> tuple[str, ...]:
        """Column names of a table, in file order."""
        self.path(table)
        return self._columns[table]

    def table(
        self, name: str, where: str | None = None, columns: Sequence[str] | None = None, arm: str | int | None = None
    ) -> Columns:
        """Columns of a table as NumPy arrays, rows in file order.

        ``where`` is an SQL condition on the table's columns, ``arm`` a name or number of one arm.
        """
        known = self.columns(name)
        for column in columns or ():
            if column not in known:
                shown = ", ".join(known)
                raise OutcomeError(
                    f"table {name!r} has no column {column!r}{nearest(column, known)}\n  columns: {shown}"
                )
        chosen = ", ".join(f'"{column}"' for column in columns) if columns else "*"
        tests = [f"({where})"] if where else []
        if arm is not None:
            tests.append(f"arm = {self.arm_number(arm)}")
        condition = f" WHERE {' AND '.join(tests)}" if tests else ""
        return self.sql(f'SELECT {chosen} FROM "{name}"{condition}')

    def sql(self, query: str, values: list[object] | None = None) -> Columns:
        """The answer to one SQL question about this run's tables, as NumPy columns.

        Only a single SELECT is taken, and it can see no file but the tables of this folder.
        Raises OutcomeError for anything else. Empty (null) integers must be coalesced in the query.
        """
        try:
            statements = self._connection.extract_statements(query)
        except duckdb.Error as problem:
            raise OutcomeError(f"{self.folder}: {str(problem).splitlines()[0]}\n  in: {query.strip()}") from problem
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise OutcomeError(
                f"{self.folder}: expected one SELECT; an outcome is read, never changed\n  in: {query.strip()}"
            )
        return fetch(self._connection, query, str(self.folder), values)

    def life(self, person: int) -> dict[str, Columns]:
        """Everything about one synthetic person in every arm: {table: columns}, tables without a row included.

        Rows name the person either as the one who acted (``person``) or as the one who bears it (``subject``).
        Raises OutcomeError when the run has no person of that number.
        """
        number = int(person)
        found: dict[str, Columns] = {}
        for table in self.tables:
            keys = [key for key in LIFE_KEYS if key in self.columns(table)]
            if keys:
                found[table] = self.table(table, " OR ".join(f"{key} = {number}" for key in keys))
        if "people" in found and not len(found["people"]["person"]):
            people = self.study.get("people", "?")
            raise OutcomeError(f"{self.folder}: no person {number}; the {people} people of this run count from 0")
        return found

    def close(self) -> None:
        """Releases the files."""
        self._connection.close()

    def __repr__(self) -> str:
        return f"Outcome({self.folder.name!r}, arms={list(self.arms)}, tables={list(self.tables)})"
