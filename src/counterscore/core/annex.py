"""Adds answers to a finished run without touching it: one file per question, tied to the run and hashed by itself.

The tables of a run stay what they were, and so does its content hash; whoever asks more of a run later, or stops in the
middle of asking, cannot harm it. An annex holds totals of a whole world, never rows of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from .errors import OutcomeError
from .manifest import Json, canonical, pretty, read_json, version, write_text

SCHEMA = "counterscore-annex/1"
PREFIX = "annex-"


def annex_path(folder: Path | str, name: str) -> Path:
    """The file of an annex."""
    return Path(folder) / f"{PREFIX}{name}.json"


def write_annex(folder: Path | str, name: str, found: Mapping[str, Any], seconds: float = 0.0) -> Path:
    """Writes one annex of a finished run, whole or not at all; an older one of that name is replaced.

    ``found`` is plain data that is the same wherever the run is asked again; ``seconds`` it took are kept apart.
    Raises OutcomeError where the folder is no finished run, or for what JSON cannot hold.
    """
    place = Path(folder)
    facts = read_json(place / "manifest.json", "the manifest of a finished run")["deterministic"]
    known = {
        "schema": SCHEMA, "annex": name, "counterscore": version(), "synthetic": True, "seed": facts.get("seed"),
        "study_sha256": facts["study_sha256"], "run_sha256": facts["content_sha256"], "found": dict(found),
    }  # fmt: skip
    around = {"wall_seconds": round(seconds, 3)}
    digests = {"content_sha256": _digest(known), "sha256": _digest([known, around])}
    path = annex_path(place, name)
    write_text(path, pretty({"deterministic": known, "environment": around, **digests}))
    return path


def read_annex(folder: Path | str, name: str) -> Json | None:
    """What an annex found, or None where the run has none of that name.

    Raises OutcomeError for one that was changed, or that belongs to another run.
    """
    path = annex_path(folder, name)
    if not path.is_file():
        return None
    fault = fault_of(path)
    if fault:
        raise OutcomeError(f"{path}: {fault}\n  remove it and ask again, or restore it from a copy")
    found: Json = read_json(path, "an annex of a run")["deterministic"]["found"]
    return found


def annexes(folder: Path | str) -> list[Path]:
    """The files of all annexes of a run, by name."""
    return sorted(Path(folder).glob(f"{PREFIX}*.json"))


def fault_of(path: Path) -> str:
    """What is wrong with an annex; empty where it is as it was written and belongs to the run beside it."""
    try:
        whole = read_json(path, "an annex of a run")
        facts = read_json(path.parent / "manifest.json", "the manifest of a finished run")["deterministic"]
        known, around = whole["deterministic"], whole["environment"]
        if known["schema"] != SCHEMA or path.name != annex_path("", known["annex"]).name:
            return "is not what its name says: another annex, or of another version of counterscore"
        if whole["content_sha256"] != _digest(known) or whole["sha256"] != _digest([known, around]):
            return "was changed after it was written: its own digest does not fit"
        if (known["study_sha256"], known["run_sha256"]) != (facts["study_sha256"], facts["content_sha256"]):
            return "belongs to another run"
    except OutcomeError as problem:
        return str(problem)
    except (KeyError, TypeError):
        return "is not an annex of counterscore"
    return ""


def _digest(value: object) -> str:
    """SHA-256 of the canonical JSON."""
    return sha256(canonical(value).encode()).hexdigest()
