"""The folder of a study: its file, one small file per task, what came out; nothing is ever held in memory as a whole.

    study.yaml      the study file, as it was given
    study.json      the study with everything that it stands on, and its hash
    own/            copies of the files of one's own that the study names
    tasks/          one file per task: what came out, or why it failed
    running/        one mark per task that is being lived; a mark that nobody holds was cut off
    aside/          tasks that wait to be asked for again, while failed ones are lived again
    lock            who lives the study just now
    manifest.json   what the study is, how far it is, and the hash of all that came out
    answers.json    everything that the report tells
    verdicts/       one file per question
    *.parquet       replicates and months as tables

Only the process that runs the study writes here, each file whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..audit.studied.study import Count
from ..core.errors import OutcomeError, SpecError
from ..core.manifest import canonical, pretty, read_json, write_text
from ..people.guard import refuse_persons
from .differing import told_differences
from .file import StudyFile, parse_study
from .kept import Kept, digest_of, keep, read_kept
from .lock import NAME, Lock, holder_of
from .own import OWN, bare, copy_files, from_copies, plain, settled_study, text_of
from .tasks import Json, Task

SCHEMA = "counterscore-study/1"
State = Literal["done", "failed", "cut off", "running", "pending"]
FOLDERS = ("tasks", "running", "verdicts")


class _Seen(NamedTuple):
    """What is remembered of a task's file that was read and found whole."""

    stamp: tuple[int, int]
    done: bool
    task_sha256: str
    digest: str


class Folder:
    """One study on disk. Raises: OutcomeError where the folder holds no study, or another one."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        known = read_json(self.path / "study.json", "the study of a study folder")
        if known.get("schema") != SCHEMA or not isinstance(known.get("study"), dict):
            raise OutcomeError(f"{self.path}: is not the folder of a study; expected a study.json of {SCHEMA}")
        self.resolved: Json = known["study"]
        self.sha256: str = digest_of(self.resolved)
        if known.get("sha256") != self.sha256:
            raise OutcomeError(f"{self.path / 'study.json'}: was changed after it was written; its hash does not fit")
        self._seen: dict[str, _Seen] = {}

    @cached_property
    def given(self) -> StudyFile:
        """The study as its file has it, its arms in that order. Raises: OutcomeError where it is not what it was."""
        path = self.path / "study.yaml"
        try:
            given = parse_study(path.read_text(encoding="utf-8"), str(path))
        except (OSError, SpecError) as fault:
            raise OutcomeError(f"{path}: cannot be read; restore it from a copy\n  {fault}") from None
        begun = self.resolved.get("file")
        if begun is not None and canonical(plain(bare(given))) != canonical(begun):
            raise OutcomeError(f"{path}: was changed since the study began; restore it, or run it into another folder")
        return given

    @cached_property
    def study(self) -> StudyFile:
        """The study with the copies of its own files, its arms as they are lived. Raises: as ``given``."""
        return settled_study(from_copies(self.given, self.path))

    @cached_property
    def text(self) -> str:
        """The text that is lived: one text for one content."""
        return text_of(self.study)

    @classmethod
    def create(cls, path: Path | str, text: str, resolved: Mapping[str, Any], own: StudyFile | None = None) -> Folder:
        """A new study folder, or the one that is there where it holds the same study.

        ``text`` is the study file as it was given; ``own`` is the study with whole paths to files of one's own, which
        are copied. Raises: OutcomeError naming what differs where another study lies there.
        """
        place, digest = Path(path), digest_of(resolved)
        if not (place / "study.json").is_file():
            if not _is_free(place):
                expected = "expected a new or empty folder, or a study"
                raise OutcomeError(f"{place}: there is something here already; {expected}")
            place.mkdir(parents=True, exist_ok=True)
            with Lock(place):
                for name in FOLDERS:
                    (place / name).mkdir(exist_ok=True)
                if own is not None:
                    copy_files(own, place)
                write_text(place / "study.yaml", text)
                write_text(place / "study.json", pretty({"schema": SCHEMA, "sha256": digest, "study": dict(resolved)}))
        here = cls(place)
        if here.sha256 != digest:
            raise OutcomeError(f"{place}: holds another study ({here.sha256[:8]}, not {digest[:8]})\n  different: "
                               f"{told_differences(here.resolved, resolved)}\n  choose another --out")  # fmt: skip
        return here

    def locked(self) -> Lock:
        """Holds the folder while its study is lived. Raises: OutcomeError where another process does."""
        return Lock(self.path)

    def state(self, task: Task) -> State:
        """How far a task is."""
        seen = self._look(self._file(task.name))
        if seen is not None and seen.task_sha256 == task.digest(self.sha256):
            return "done" if seen.done else "failed"
        if (self.path / "running" / task.name).is_file():
            return "running" if holder_of(self.path) else "cut off"
        return "pending"

    def settled(self, task: Task) -> bool:
        """Whether nothing more is to be done for a task."""
        return self.state(task) in ("done", "failed")

    def begin(self, task: Task) -> None:
        """Marks a task as being lived."""
        (self.path / "running").mkdir(exist_ok=True)
        (self.path / "running" / task.name).touch()

    def tidy(self) -> None:
        """Takes away the folder of marks, where none is left."""
        with suppress(OSError):
            (self.path / "running").rmdir()

    def finish(self, task: Task, found: Json, seconds: float) -> None:
        """Keeps what came out of a task. Raises: OutcomeError for what JSON cannot hold."""
        self._keep(task, found, "", seconds)

    def fail(self, task: Task, traceback: str, seconds: float) -> None:
        """Keeps why a task failed."""
        self._keep(task, None, traceback, seconds)

    def _keep(self, task: Task, found: Json | None, traceback: str, seconds: float) -> None:
        keep(self._file(task.name), task, self.sha256, found, traceback, seconds)
        (self.path / "running" / task.name).unlink(missing_ok=True)

    def found(self, part: str) -> Iterator[tuple[int, Json, Json]]:
        """(number, given, what came out) of every task of a part that is done, in order, one at a time.

        Raises: OutcomeError for a file that was changed or belongs to another study.
        """
        for one in self.kept(part, "failed"):
            yield one.number, one.given, one.found

    def failures(self, part: str = "") -> Iterator[tuple[str, str]]:
        """(task, what went wrong in one line) of every task of a part that failed, in order."""
        for one in self.kept(part, "done"):
            yield one.name, one.fault

    def kept(self, part: str = "", but: str = "") -> Iterator[Kept]:
        """Every settled task of a part, or of all, in order, one at a time; ``but`` leaves out done or failed ones.

        Raises: as ``found``.
        """
        for path in self.task_files(part):
            seen = self._look(path)
            if seen is None or but != ("done" if seen.done else "failed"):
                yield self.read_task(path)

    def digests(self) -> Iterator[tuple[str, str]]:
        """(task, hash of what came of it) of every settled task, by name."""
        for path in self.task_files():
            seen = self._look(path) or self._seen_of(path, self.read_task(path))
            yield path.stem, seen.digest

    def counts(self, part: str, named: Iterable[Task] = ()) -> Count:
        """How many tasks of a part are done, failed, cut off and pending; ``named`` are those that could be lived."""
        states = [seen.done for path in self.task_files(part) if (seen := self._look(path))]
        todo = [state for task in named if (state := self.state(task)) not in ("done", "failed")]
        cut = todo.count("cut off")
        return Count(
            part=part, done=sum(states), failed=len(states) - sum(states), cut_off=cut, pending=len(todo) - cut
        )

    def sweep(self) -> list[str]:
        """Clears what a killed process left, and damaged files; returns what will be lived again because of that.

        Only for the process that holds the lock.
        """
        for half in (*self.path.glob("*.half"), *self.path.glob("*/*.half")):
            half.unlink(missing_ok=True)
        cut = sorted(mark.name for mark in (self.path / "running").glob("*"))
        for name in cut:
            (self.path / "running" / name).unlink(missing_ok=True)
        again = [f"{name} was cut off" for name in cut if not self._file(name).is_file()]
        for path in self.task_files():
            try:
                self.read_task(path)
            except OutcomeError as fault:
                again.append(str(fault))
                path.unlink()
        return again

    def retry(self) -> int:
        """Forgets failed tasks, so that they are lived again; returns how many there were.

        All others wait aside until they are asked for again: some may have been made from what came before.
        """
        failed = [name for name, _ in self.failures()]
        for name in failed:
            self._file(name).unlink()
        if failed:
            (self.path / "aside").mkdir(exist_ok=True)
            for path in self.task_files():
                path.replace(self.path / "aside" / path.name)
        return len(failed)

    def recall(self, task: Task) -> bool:
        """Takes a task back that waited aside; False where there is none, or it was made from something else."""
        path = self.path / "aside" / f"{task.name}.json"
        if not path.is_file() or read_kept(path).task_sha256 != task.digest(self.sha256):
            return False
        path.replace(self._file(task.name))
        return True

    def clear_aside(self) -> None:
        """Forgets what nobody asked for again."""
        for path in (self.path / "aside").glob("*"):
            path.unlink()
        if (self.path / "aside").is_dir():
            (self.path / "aside").rmdir()

    def _file(self, name: str) -> Path:
        return self.path / "tasks" / f"{name}.json"

    def task_files(self, part: str = "") -> list[Path]:
        """The files of settled tasks of a part, or of all, by part and number."""
        named = [(*path.stem.rpartition("-")[::2], path) for path in (self.path / "tasks").glob("*-*.json")]
        mine = [one for one in named if part in ("", one[0]) and one[1].isdecimal()]
        return [path for _, _, path in sorted(mine, key=lambda one: (one[0], int(one[1])))]

    def read_task(self, path: Path) -> Kept:
        """A settled task of this study. Raises: OutcomeError where it was changed or belongs to another study."""
        seen = self._seen.get(path.stem)
        one = read_kept(path, seen is not None and seen.stamp == _stamp(path))
        if one.study_sha256 != self.sha256:
            raise OutcomeError(f"{path}: belongs to another study ({one.study_sha256[:8]})")
        self._seen_of(path, one)
        return one

    def _seen_of(self, path: Path, one: Kept) -> _Seen:
        seen = _Seen(_stamp(path), one.status == "done", one.task_sha256, one.digest)
        self._seen[path.stem] = seen
        return seen

    def _look(self, path: Path) -> _Seen | None:
        """What is known of a task's file without reading it twice; None where there is none that holds."""
        try:
            stamp = _stamp(path)
        except FileNotFoundError:
            return None
        seen = self._seen.get(path.stem)
        if seen is None or seen.stamp != stamp:
            try:
                return self._seen_of(path, self.read_task(path))
            except OutcomeError:
                return None
        return seen


def _is_free(place: Path) -> bool:
    """Whether a study can begin in a folder: new, empty, or with no more than what a study killed at birth left."""
    if not place.is_dir():
        return not place.exists()
    names = {path.name.removesuffix(".half") for path in place.iterdir()}
    if names <= {NAME}:
        return True
    born = {NAME, OWN, "study.yaml", "study.json", *FOLDERS}
    return FOLDERS[0] in names <= born and not any((place / FOLDERS[0]).iterdir())


def _stamp(path: Path) -> tuple[int, int]:
    """When a file was written, and how large it is."""
    about = path.stat()
    return about.st_mtime_ns, about.st_size


def opened_folder(path: Path | str) -> Folder:
    """The study in a folder, begun or finished. Raises: PromiseError for data about persons; OutcomeError."""
    refuse_persons(path, "study folder")
    return Folder(path)
