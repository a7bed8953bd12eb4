"""How far a study is: tasks of each part, failures, damaged files, and how long the rest may take."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..audit.studied.study import Failure
from ..core.errors import OutcomeError
from ..core.manifest import read_json
from .lock import holder_of
from .parts import PARTS
from .store import Folder

LATEST = 24  # tasks by which the speed is judged


@dataclass(frozen=True)
class PartProgress:
    """Tasks of one part by state."""

    name: str
    title: str
    done: int
    failed: int
    running: int
    cut_off: int
    pending: int
    seconds_left: float | None

    @property
    def counts(self) -> tuple[int, ...]:
        """Done, failed, running, cut off, pending."""
        return self.done, self.failed, self.running, self.cut_off, self.pending


@dataclass(frozen=True)
class Progress:
    """A whole study: ``status`` is finished, running, or stopped; ``seconds_left`` None where nothing tells."""

    folder: str
    status: str
    parts: tuple[PartProgress, ...]
    failures: tuple[Failure, ...]
    damaged: tuple[str, ...]
    holder: dict[str, Any] | None

    @property
    def seconds_left(self) -> float | None:
        """How long the tasks that are known now may still take, by the speed of the latest ones of their part."""
        known = [one.seconds_left for one in self.parts if one.seconds_left is not None]
        return sum(known) if known else None

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "folder": self.folder, "status": self.status, "parts": [vars(one) for one in self.parts],
            "failures": [one.model_dump() for one in self.failures], "damaged": list(self.damaged),
            "holder": self.holder, "seconds_left": self.seconds_left,
        }  # fmt: skip

    def sentence(self) -> str:
        """How far it is, and what to do."""
        open_ = sum(one.running + one.cut_off + one.pending for one in self.parts)
        left = f", about {duration(self.seconds_left)}" if self.seconds_left else ""
        tasks = f"{open_} task{'' if open_ == 1 else 's'} to live{left}"
        if self.holder:
            return f"being lived by process {self.holder.get('pid')} on {self.holder.get('host')}: {tasks}"
        go = f"go on with: counterscore study resume {self.folder}"
        if self.damaged:
            return f"damaged files are lived again when you {go}"
        return "finished" if self.status == "finished" else f"stopped with {tasks}; {go}"


def progress_of(folder: Folder) -> Progress:
    """How far a study is; looks only, and changes nothing."""
    holder = holder_of(folder.path)
    damaged = []
    failures = []
    for path in folder.task_files():
        try:
            one = folder.read_task(path)
        except OutcomeError as fault:
            damaged.append(" ".join(str(fault).removeprefix(f"{folder.path}/").split()))
            continue
        if one.status == "failed":
            failures.append(Failure(task=one.name, fault=one.fault))
    parts = () if damaged else tuple(_part(folder, part.name, part.title, holder is not None) for part in PARTS)
    whole = _is_finished(folder) and not damaged and not any(sum(one.counts[2:]) for one in parts)
    status = "running" if holder else ("finished" if whole else "stopped")
    begun = tuple(one for one in parts if sum(one.counts))
    return Progress(str(folder.path), status, begun, tuple(failures), tuple(damaged), holder)


def _is_finished(folder: Folder) -> bool:
    """Whether the manifest says so; one that is not there yet, or damaged, is written anew when the study goes on."""
    try:
        return bool(read_json(folder.path / "manifest.json", "a manifest")["deterministic"]["status"] == "finished")
    except (OutcomeError, KeyError, TypeError):
        return False


def _part(folder: Folder, name: str, title: str, held: bool) -> PartProgress:
    """One part, with the tasks that could be lived now."""
    part = next(one for one in PARTS if one.name == name)
    named = part.next_tasks(folder.study, folder)
    count = folder.counts(name, named)
    running = sum(folder.state(task) == "running" for task in named) if held else 0
    left = _left(folder, name, count.cut_off + count.pending)
    return PartProgress(name, title, count.done, count.failed, running, count.cut_off, count.pending - running, left)


def _left(folder: Folder, name: str, count: int) -> float | None:
    """Seconds for so many tasks, by when the latest files of the part were written.

    The longest wait between two files is left out: it may be the night in which the study was stopped.
    """
    times = sorted(path.stat().st_mtime for path in folder.task_files(name))[-LATEST:]
    waits = sorted(after - before for before, after in pairwise(times))
    known = waits[:-1] or waits
    if not count:
        return 0.0
    return count * sum(known) / len(known) if known else None


def duration(seconds: float) -> str:
    """A stretch of time in the unit that fits."""
    for size, word in ((86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.0f} seconds"
