"""One process at a time lives a study: a lock in its folder that says who holds it, and is known when nobody does.

Only the process that runs a study writes into its folder. A process that was killed leaves its lock; whoever comes next
on the same machine sees that it is gone and takes over. From another machine that cannot be seen, and is refused.
"""

from __future__ import annotations

import json
import os
import platform
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from ..core.errors import OutcomeError

NAME = "lock"
YOUNG = 10.0  # seconds in which a lock may still be empty, because its owner is just writing it


class Lock:
    """Holds a study folder while a study is lived. Raises: OutcomeError where a living process holds it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._mine = json.dumps({"pid": os.getpid(), "host": platform.node(), "born": _born(os.getpid())})
        self.stale = False

    def __enter__(self) -> Lock:
        for _ in range(100):
            try:
                handle = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
            except FileExistsError:
                self._take_over()
                continue
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(self._mine)
            except OSError:  # a full disk must not leave a lock that nobody wrote
                self._path.unlink(missing_ok=True)
                raise
            return self
        raise OutcomeError(f"{self._path}: cannot be taken; others take it again and again. Try again later")

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Gives the folder back, unless somebody took it over in the belief that this process was gone."""
        with suppress(OSError):
            if self._path.read_text(encoding="utf-8") == self._mine:
                self._path.unlink()

    def _take_over(self) -> None:
        """Removes a lock that nobody holds. Raises: OutcomeError naming who holds it."""
        text = _text(self._path)
        if text is None:
            return
        holder = holder_of(self._path.parent)
        if holder is not None:
            raise OutcomeError(
                f"{self._path.parent}: is being lived by process {holder.get('pid')} on {holder.get('host')}\n"
                "  expected one process for each study folder: wait for it or stop it; if that machine is gone, "
                f"remove {self._path}"
            )
        self.stale = True
        aside = self._path.with_name(f"{NAME}.{os.getpid()}")
        with suppress(FileNotFoundError):
            self._path.replace(aside)
            if _text(aside) != text:
                # somebody else was faster and holds it now: it gets its lock back
                with suppress(FileExistsError):
                    os.link(aside, self._path)
            aside.unlink()


def holder_of(folder: Path) -> dict[str, Any] | None:
    """The process that lives the study in a folder, or None where nobody does (any more)."""
    path = folder / NAME
    text = _text(path)
    if text is None:
        return None
    try:
        holder: dict[str, Any] = json.loads(text)
        pid, host, born = int(holder["pid"]), str(holder["host"]), str(holder["born"])
    except (ValueError, KeyError, TypeError):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime < YOUNG:
                return {"pid": "unknown", "host": "this machine"}
        return None
    if host != platform.node() or os.name != "posix":
        return holder
    return holder if _lives(pid) and born == _born(pid) else None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None


def _lives(pid: int) -> bool:
    """Whether a process of that number is there, whoever owns it."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return _state(pid) != "Z"


def _stat(pid: int) -> list[str]:
    """What the system tells of a process, from its state on; nothing where it does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _state(pid: int) -> str:
    """R, S, Z ... A process that was killed and not yet buried is a Z."""
    return (_stat(pid) or [""])[0]


def _born(pid: int) -> str:
    """When a process began, since numbers of processes come again."""
    found = _stat(pid)
    return found[19] if len(found) > 19 else ""
