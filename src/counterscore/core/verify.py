"""Re-hashes a run folder without a network: whoever receives a result can see that nothing in it was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from .annex import annexes, fault_of
from .errors import OutcomeError
from .manifest import Json, content_digest, file_digest, manifest_digest, read_json, study_hash, table_digest
from .parquet import connect, read_stamp


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what, whether it holds, and if not, where it differs."""

    subject: str
    passed: bool
    message: str


def verify(folder: Path | str) -> list[Check]:
    """Checks the manifest, the study and every table of a finished run, one line each.

    Raises OutcomeError where the folder is not a finished run at all; everything else is a failed Check.
    """
    place = Path(folder)
    manifest = read_json(place / "manifest.json", "the manifest of a finished run")
    known: Json = manifest.get("deterministic", {})
    around: Json = manifest.get("environment", {})
    if not isinstance(known, dict) or not isinstance(around, dict) or "tables" not in known:
        raise OutcomeError(f"{place / 'manifest.json'}: not a manifest of counterscore")
    checks = [_manifest(manifest, known, around), _study(place, known)]
    connection = connect()
    try:
        for table, told in known["tables"].items():
            bytes_told = around.get("files", {}).get(f"{table}.parquet", {})
            checks.append(_table(connection, place / f"{table}.parquet", told, bytes_told, str(known["study_sha256"])))
    finally:
        connection.close()
    strangers = sorted(path.name for path in place.glob("*.parquet") if path.stem not in known["tables"])
    checks += [Check(name, False, f"{name}: is not in the manifest; somebody added it") for name in strangers]
    checks += [_file(place / Path(name).name, told) for name, told in around.get("beside", {}).items()]
    return checks + [_annex(path) for path in annexes(place)]


def _file(path: Path, digest: str) -> Check:
    """Whether a file beside the tables has its bytes."""
    if not path.is_file():
        return Check(path.name, False, f"{path.name}: is missing")
    same = digest == file_digest(path)
    return Check(path.name, same, f"{path.name}: {'unchanged' if same else 'was changed after the run'}")


def _annex(path: Path) -> Check:
    """Whether an answer that was added later is as it was written, and about this run."""
    fault = fault_of(path)
    told = fault or "unchanged, and asked of this run"
    return Check(path.name, not fault, f"{path.name}: {told}")


def _manifest(manifest: Json, known: Json, around: Json) -> Check:
    """Whether the manifest is the one that was written."""
    same = manifest.get("sha256") == manifest_digest(known, around)
    contents = known.get("content_sha256") == content_digest(known["tables"])
    told = "unchanged" if same and contents else "was changed after the run: its own digest does not fit"
    return Check("manifest.json", same and contents, f"manifest.json: {told}")


def _study(place: Path, known: Json) -> Check:
    """Whether study.json is the study the run was made from."""
    try:
        same = study_hash(read_json(place / "study.json", "the resolved study")) == known["study_sha256"]
    except OutcomeError as problem:
        return Check("study.json", False, str(problem))
    told = "is the study of this run" if same else "is not the study this run was made from"
    return Check("study.json", same, f"study.json: {told}")


def _table(
    connection: duckdb.DuckDBPyConnection, path: Path, told: Mapping[str, Any], file_told: Mapping[str, Any], study: str
) -> Check:
    """Whether one table has its stamp, its contents and its bytes."""
    name = path.name
    try:
        stamp = read_stamp(connection, path)
        found = table_digest(connection, path)
    except OutcomeError as problem:
        return Check(name, False, str(problem))
    faults = _differences(told, found)
    if stamp.get("counterscore_study") != study:
        faults.append("carries the stamp of another study")
    if not faults and file_told.get("sha256") != file_digest(path):
        faults.append("the bytes of the file changed, though every value in it reads as before")
    if faults:
        return Check(name, False, f"{name}: {'; '.join(faults)}")
    return Check(name, True, f"{name}: {found['rows']} rows, {len(found['columns'])} columns unchanged")


def _differences(told: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """What differs between the contents in the manifest and those on disk, column by column."""
    faults = []
    if told["rows"] != found["rows"]:
        faults.append(f"{found['rows']} rows where the manifest has {told['rows']}")
    before, now = told["columns"], found["columns"]
    faults += [f"column {name} is missing" for name in before if name not in now]
    faults += [f"column {name} was added" for name in now if name not in before]
    changed = [name for name in before if name in now and before[name] != now[name]]
    if changed:
        faults.append(f"values changed in column{'s' if len(changed) > 1 else ''} {', '.join(changed)}")
    return faults
