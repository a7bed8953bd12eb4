"""One settled task as one small file: what came out, or why it failed, with digests that notice every change.

What is the same wherever a task is lived stands apart from what is not, so that whole studies can be compared.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import dropwhile
from pathlib import Path
from typing import Any, Literal

from ..core.errors import OutcomeError
from ..core.manifest import canonical, read_json, version, write_text
from .tasks import Json, Task

SCHEMA = "counterscore-task/1"
LONGEST = 300
PLACES = re.compile(r"(?<![\w.:/\\])(?:[A-Za-z]:)?[/\\](?:[^\s'\"/\\]+[/\\])+")
MEMORY = re.compile(r"\b0x[0-9a-fA-F]{5,}\b")


@dataclass(frozen=True)
class Kept:
    """A settled task as its file tells it; ``digest`` is of what is the same everywhere."""

    name: str
    part: str
    number: int
    given: Json
    status: Literal["done", "failed"]
    found: Json
    fault: str
    traceback: str
    seconds: float
    study_sha256: str
    task_sha256: str
    digest: str


def keep(path: Path, task: Task, study_sha256: str, found: Json | None, traceback: str, seconds: float) -> None:
    """Write what came of a task, whole or not at all; without ``found`` it failed."""
    failed = {"status": "failed", "fault": fault_of(traceback, path.parents[1])}
    told: Json = failed if found is None else {"found": found}
    known = {
        "schema": SCHEMA, "counterscore": version(), "synthetic": True, "study_sha256": study_sha256,
        "task": task.name, "part": task.part, "number": task.number, "given": task.given,
        "task_sha256": task.digest(study_sha256), "status": "done", **told,
    }  # fmt: skip
    # as it will be read again: keys become text, and are sorted as text
    known = json.loads(canonical(known))
    around = {"wall_seconds": round(seconds, 3), **({"traceback": traceback} if found is None else {})}
    digests = {"content_sha256": digest_of(known), "sha256": digest_of([known, around])}
    write_text(path, canonical({"deterministic": known, "environment": around, **digests}) + "\n")


def read_kept(path: Path, checked: bool = False) -> Kept:
    """A settled task from its file. Raises: OutcomeError where the file is damaged or was changed.

    ``checked`` says that its digests were found to fit before, and that it was not written since.
    """
    whole = read_json(path, "a task of a study")
    try:
        known, around = whole["deterministic"], whole["environment"]
        same = checked or (
            whole["content_sha256"] == digest_of(known) and whole["sha256"] == digest_of([known, around])
        )
        if not same or known["schema"] != SCHEMA or known["task"] != path.stem:
            raise OutcomeError(f"{path}: was changed after it was written: its own digest does not fit")
        return _kept(known, around, whole["content_sha256"])
    except (KeyError, TypeError) as fault:
        raise OutcomeError(f"{path}: is not a task of counterscore; {fault!r}") from fault


def _kept(known: Mapping[str, Any], around: Mapping[str, Any], digest: str) -> Kept:
    return Kept(
        str(known["task"]), str(known["part"]), int(known["number"]), known["given"], known["status"],
        known.get("found", {}), known.get("fault", ""), around.get("traceback", ""), float(around["wall_seconds"]),
        str(known["study_sha256"]), str(known["task_sha256"]), digest,
    )  # fmt: skip


def digest_of(value: object) -> str:
    """SHA-256 of the canonical JSON."""
    return sha256(canonical(value).encode()).hexdigest()


def fault_of(traceback: str, folder: Path) -> str:
    """What went wrong in one line, without places of files or in memory, which differ from machine to machine."""
    for place in {str(folder), str(folder.resolve())}:
        traceback = traceback.replace(f"{place}{os.sep}", "") if Path(place).is_absolute() else traceback
    lines = [line for line in traceback.splitlines() if line.strip()]
    frames = [number for number, line in enumerate(lines) if line.startswith("  File ")]
    said = lines[frames[-1] + 1 :] if frames else lines
    # the line of code below a place, and the marks below that
    words = " ".join(" ".join(dropwhile(lambda line: line.startswith("    "), said)).split())
    return MEMORY.sub("0x...", PLACES.sub("", words))[:LONGEST] or "no reason given"
