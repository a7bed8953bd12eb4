"""All studies on a disk as one table: their manifests, asked by one condition that can see nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from ..core.errors import OutcomeError, SpecError
from ..core.manifest import manifest_digest, read_json
from ..core.parquet import connect
from ..people.guard import refuse_persons
from .finish import SCHEMA

WORDS = ("folder", "study", "title", "regime", "recipe", "status", "question", "verdict", "study_sha256",
         "content_sha256", "version")  # fmt: skip
WHOLE = ("people", "months", "seed", "tasks", "failed", "replicates")
NUMBERS = ("estimate", "low", "high", "seconds")
COLUMNS = ("folder", "study", "title", "regime", "recipe", "people", "months", "seed", "status", "tasks", "failed",
           "question", "estimate", "low", "high", "verdict", "replicates", "seconds", "study_sha256",
           "content_sha256", "version")  # fmt: skip


def listed(folders: Sequence[Path | str], where: str = "") -> list[dict[str, Any]]:
    """One row for each question of each study in these folders, or in folders right below them, by folder.

    ``where`` is an SQL condition on COLUMNS. Raises: SpecError for anything but a condition; PromiseError for persons;
    OutcomeError for a folder that is not there or a manifest that is damaged.
    """
    refuse_persons(where, "study list, argument 'where'")
    if not isinstance(folders, list | tuple):
        refuse_persons(folders, "study list, argument 'folders'")
        raise SpecError(f"folders are {folders!r}; expected a list of folders")
    rows = [row for manifest in manifests(folders) for row in _rows(manifest)]
    return _chosen(rows, where)


def manifests(folders: Iterable[Path | str]) -> Iterator[Path]:
    """The manifests of the studies in these folders or right below them, each once, by name."""
    seen = set()
    for folder in folders:
        refuse_persons(folder, "study list")
        place = Path(folder)
        if not place.is_dir():
            raise OutcomeError(f"{place}: no such folder; expected a study, or a folder of studies")
        found = [place] if (place / "study.yaml").is_file() else sorted(place.iterdir())
        for one in found:
            manifest = one / "manifest.json"
            if (one / "study.yaml").is_file() and manifest.is_file() and one.resolve() not in seen:
                seen.add(one.resolve())
                yield manifest


def _rows(manifest: Path) -> Iterator[dict[str, Any]]:
    """One row for each question of a study; one that is not finished has no numbers yet."""
    whole = read_json(manifest, "the manifest of a study")
    known, around = whole.get("deterministic", {}), whole.get("environment", {})
    if not isinstance(known, dict) or known.get("schema") != SCHEMA:
        raise OutcomeError(f"{manifest}: not the manifest of a study")
    if whole.get("sha256") != manifest_digest(known, around):
        raise OutcomeError(f"{manifest}: was changed after it was written; its own digest does not fit")
    answers = {row["question"]: row for row in known.get("answers", ())}
    about = {name: known[name] for name in COLUMNS if name in known}
    about |= {"folder": str(manifest.parent), "version": known["counterscore"]}
    about["seconds"] = around.get("wall_seconds")
    for question in known["questions"]:
        # what failed is told of the whole study, not of one question
        answer = {name: value for name, value in answers.get(question, {}).items() if name != "failed"}
        yield about | answer | {"question": question}


def _chosen(rows: list[dict[str, Any]], where: str) -> list[dict[str, Any]]:
    """The rows of which a condition holds."""
    table = {name: _column(name, [row.get(name) for row in rows]) for name in COLUMNS}
    connection = connect()
    try:
        connection.execute("SET python_enable_replacements = false")
        connection.register("studies", table)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        everything = connection.table("studies")
        # takes one expression and nothing else: no second statement, no UNION, no ORDER BY
        chosen = everything.filter(where) if where else everything
        found = chosen.project(", ".join(COLUMNS)).fetchall()
    except duckdb.Error as fault:
        expected = f"expected one condition, for example verdict = 'lower'; columns are {', '.join(COLUMNS)}"
        raise SpecError(f"--where {where!r}: {str(fault).splitlines()[0]}\n  {expected}") from None
    finally:
        connection.close()
    return [dict(zip(COLUMNS, (_plain(value) for value in row), strict=True)) for row in found]


def _column(name: str, values: list[Any]) -> np.ndarray:
    """A column of one kind; what is not known yet is '' or no number, or 0 of what is counted."""
    if name in WORDS:
        return np.array([value or "" for value in values], object)
    if name in WHOLE:
        return np.array([value or 0 for value in values], np.int64)
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and value != value else value
