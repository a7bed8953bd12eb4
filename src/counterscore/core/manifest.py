"""What a run says about itself: which study, which draws, which contents, on which machine.

The deterministic part is the same wherever the study is run; the environment part is not and is kept apart, so that
two runs can be compared by one object. Contents are hashed column by column in row order, never as files, because the
bytes of a Parquet file change with the version of its writer; the bytes of the files at hand are hashed in the
environment part.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Mapping
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from .errors import OutcomeError
from .parquet import chunks, dtypes_of, rows_of

SCHEMA = "counterscore-outcome/1"
Json = dict[str, Any]


def _plain(value: object) -> object:
    """NumPy scalars, arrays, paths and sets as JSON values."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Path):
        return value.as_posix()
    raise TypeError(f"a {type(value).__name__} cannot be kept in a study or manifest")


def canonical(value: object) -> str:
    """JSON with sorted keys and no spare space: one text per value, so that it can be hashed.

    Raises OutcomeError for values JSON cannot hold (NaN, infinities, objects).
    """
    try:
        return json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=_plain
        )
    except (TypeError, ValueError) as problem:
        raise OutcomeError(f"study or manifest: {problem}; expected numbers, texts, lists and mappings") from problem


def steps_of(study: Mapping[str, Any]) -> int:
    """Steps that a study lives: stated where they are not months, else its months."""
    return int(study.get("steps") or study.get("months", 0))


def study_hash(study: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a resolved study: its identity."""
    return sha256(canonical(study).encode()).hexdigest()


def pretty(value: object) -> str:
    """JSON for people to read, equal in content to ``canonical``."""
    return json.dumps(json.loads(canonical(value)), sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def version() -> str:
    """The installed version of counterscore, or '0+source' when it runs from a source tree."""
    try:
        return metadata.version("counterscore")
    except metadata.PackageNotFoundError:
        return "0+source"


def stamp_of(study: Mapping[str, Any]) -> dict[str, str]:
    """The synthetic stamp of a study's files (the flag itself is added by the writer of every file)."""
    return {
        "counterscore_study": study_hash(study),
        "counterscore_seed": str(study.get("seed", "")),
        "counterscore_replicate": str(study.get("replicate", 0)),
        "counterscore_version": version(),
    }


def write_text(path: Path, text: str) -> None:
    """Writes a small file whole or not at all."""
    half = path.with_name(path.name + ".half")
    with half.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    half.replace(path)


def read_json(path: Path, what: str) -> Json:
    """A JSON mapping of a run folder; OutcomeError naming the file when it is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise OutcomeError(f"{path}: no such file; expected {what}") from problem
    except (OSError, ValueError) as problem:
        raise OutcomeError(f"{path}: cannot be read as JSON: {problem}; expected {what}") from problem
    if not isinstance(found, dict):
        raise OutcomeError(f"{path}: expected {what}, a mapping, and found a {type(found).__name__}")
    return found


def file_digest(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    digest = sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def column_digest(connection: duckdb.DuckDBPyConnection, path: Path, column: str, rows: int) -> str:
    """SHA-256 of a column's values in row order, little-endian, whatever the file's encoding."""
    digest = sha256()
    for piece in chunks(connection, path, column, rows):
        digest.update(np.ascontiguousarray(piece, piece.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()


def table_digest(connection: duckdb.DuckDBPyConnection, path: Path) -> Json:
    """Rows, dtypes and content digests of one table."""
    rows = rows_of(connection, path)
    columns = {
        name: {"dtype": dtype, "sha256": column_digest(connection, path, name, rows)}
        for name, dtype in dtypes_of(connection, path).items()
    }
    return {"rows": rows, "columns": columns, "sha256": sha256(canonical([rows, columns]).encode()).hexdigest()}


def peak_memory_mb() -> float | None:
    """Largest resident memory of this process so far in MB; None where the platform does not tell."""
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # macOS counts bytes, Linux kilobytes
    return round(used / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)


def environment(wall_seconds: float) -> Json:
    """What may differ between two runs of one study: packages, platform, time, memory. No name of the machine."""
    packages: Json = {}
    for name in ("numpy", "numba", "duckdb"):
        try:
            packages[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {
        "packages": packages,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "wall_seconds": round(wall_seconds, 3),
        "peak_memory_mb": peak_memory_mb(),
    }


def build_manifest(study: Mapping[str, Any], tables: Json, files: Json, extra: Mapping[str, Any], wall: float) -> Json:
    """The manifest of a finished run: deterministic part, environment part and a digest over both.

    ``extra["environment"]`` joins the environment part; every other key of ``extra`` joins the deterministic part.
    """
    # only a run knows draws; whoever verifies a folder should not wait for a compiler to load
    from .draws import SCHEME

    told = {key: value for key, value in extra.items() if key != "environment"}
    if "streams" in told:
        told["streams"] = sorted(told["streams"])
    deterministic = {
        "schema": SCHEMA,
        "counterscore": version(),
        "study_sha256": study_hash(study),
        "seed": study.get("seed"),
        "replicate": study.get("replicate", 0),
        "draw_scheme": SCHEME,
        "streams": [],
        **told,
        "status": "finished",
        "tables": tables,
        "content_sha256": content_digest(tables),
    }
    around = {**environment(wall), "files": files, **dict(extra.get("environment", {}))}
    return {"deterministic": deterministic, "environment": around, "sha256": manifest_digest(deterministic, around)}


def content_digest(tables: Mapping[str, Any]) -> str:
    """One digest over the contents of all tables: equal for equal results."""
    return sha256(canonical(tables).encode()).hexdigest()


def manifest_digest(deterministic: Mapping[str, Any], around: Mapping[str, Any]) -> str:
    """The digest a manifest carries of itself."""
    return sha256(canonical([deterministic, around]).encode()).hexdigest()
