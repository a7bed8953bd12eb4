"""The folder of a study: its file, one small file per task, what came out; nothing is ever held in memory as a whole.

    study.yaml      the study file, as it was given
    study.json      the study with everything that it stands on, and its hash
    tasks/          one file per task: what came out, or the traceback
    running/        one mark per task that is being lived; a mark without a result was cut off
    verdicts/       one file per question
    answers.json    everything that the report tells

Only the process that runs the study writes here, each file whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from ..core.errors import OutcomeError
from ..core.manifest import canonical, pretty, read_json, version, write_text
from .file import StudyFile, parse_study
from .tasks import Json, Task

SCHEMA = "counterscore-study/1"
State = Literal["done", "failed", "cut off", "pending"]


class Folder:
    """One study on disk. Raises: OutcomeError where the folder holds no study, or another one."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        resolved = read_json(self.path / "study.json", "the study of a study folder")
        self.resolved: Json = resolved["study"]
        self.sha256: str = resolved["sha256"]
        self.text = (self.path / "study.yaml").read_text(encoding="utf-8")
        self.study: StudyFile = parse_study(self.text, "study.yaml")

    @classmethod
    def create(cls, path: Path | str, text: str, resolved: Json) -> Folder:
        """A new study folder, or the one that is there where it holds the same study.

        Raises: OutcomeError where another study lies there.
        """
        place = Path(path)
        digest = sha256(canonical(resolved).encode()).hexdigest()
        if (place / "study.json").is_file():
            here = cls(place)
            if here.sha256 != digest:
                raise OutcomeError(f"{place}: holds another study ({here.sha256[:12]}); choose another --out")
            return here
        for name in ("tasks", "running", "verdicts"):
            (place / name).mkdir(parents=True, exist_ok=True)
        write_text(place / "study.yaml", text)
        write_text(place / "study.json", pretty({"schema": SCHEMA, "sha256": digest, "study": resolved}))
        return cls(place)

    def state(self, task: Task) -> State:
        """How far a task is."""
        found = self._read(task.name)
        if found is not None and found["deterministic"]["task_sha256"] == task.digest(self.sha256):
            return "done" if found["deterministic"]["status"] == "done" else "failed"
        return "cut off" if (self.path / "running" / task.name).is_file() else "pending"

    def settled(self, task: Task) -> bool:
        """Whether nothing more is to be done for a task."""
        return self.state(task) in ("done", "failed")

    def begin(self, task: Task) -> None:
        """Marks a task as being lived."""
        (self.path / "running" / task.name).touch()

    def finish(self, task: Task, found: Json, seconds: float) -> None:
        """Keeps what came out of a task."""
        self._keep(task, {"status": "done", "found": found}, seconds)

    def fail(self, task: Task, traceback: str, seconds: float) -> None:
        """Keeps why a task failed."""
        self._keep(task, {"status": "failed", "traceback": traceback}, seconds)

    def _keep(self, task: Task, told: Json, seconds: float) -> None:
        known = {
            "schema": SCHEMA, "counterscore": version(), "synthetic": True, "study_sha256": self.sha256,
            "task": task.name, "part": task.part, "number": task.number, "given": task.given,
            "task_sha256": task.digest(self.sha256), **told,
        }  # fmt: skip
        digest = sha256(canonical(known).encode()).hexdigest()
        around = {"wall_seconds": round(seconds, 3)}
        text = canonical({"deterministic": known, "environment": around, "content_sha256": digest})
        write_text(self.path / "tasks" / f"{task.name}.json", text + "\n")
        (self.path / "running" / task.name).unlink(missing_ok=True)

    def found(self, part: str) -> Iterator[tuple[int, Json, Json]]:
        """(number, given, what came out) of every task of a part that is done, in order."""
        for path in sorted((self.path / "tasks").glob(f"{part}-*.json")):
            known = read_json(path, "a task of a study")["deterministic"]
            if known["status"] == "done" and known["study_sha256"] == self.sha256:
                yield int(known["number"]), known["given"], known["found"]

    def failures(self, part: str) -> Iterator[tuple[str, str]]:
        """(task, traceback) of every task of a part that failed, in order."""
        for path in sorted((self.path / "tasks").glob(f"{part}-*.json")):
            known = read_json(path, "a task of a study")["deterministic"]
            if known["status"] == "failed":
                yield str(known["task"]), str(known["traceback"])

    def _read(self, name: str) -> dict[str, Any] | None:
        path = self.path / "tasks" / f"{name}.json"
        return read_json(path, "a task of a study") if path.is_file() else None
