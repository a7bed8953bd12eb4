"""Progress on standard error, and the first and second Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from .common import WIDTH

if TYPE_CHECKING:
    from rich.progress import Progress

    from ..worlds.sink import Told

STAGES = {
    "people": "making people",
    "compiling": "compiling",
    "living": "living, month by month",
    "writing": "writing tables",
    "living arms": "living more worlds",
    "assumptions in groups": "moving assumptions in groups",
    "one assumption at a time": "moving one assumption at a time",
    "all assumptions together": "drawing all assumptions together",
    "other forms of the model": "trying other forms of the model",
    "each safeguard alone": "trying each safeguard alone",
    "report": "writing the report",
    "answers": "putting the answers together",
}
FIRST_RUN = "compiling (first run on this machine, about 20 s)"
FIRST_TIME = "the first run on a machine also compiles"
PATIENCE = 10.0  # seconds after which a wait may be one for the compiler
CLEAR = "\r\x1b[K"  # back to the first column, and nothing to the right of it


class Bar:
    """One line that says what goes on; silent where nobody looks at a terminal."""

    def __init__(self, shown: bool, first_run: Callable[[], bool]) -> None:
        self._first_run = first_run
        self._progress: Progress | None = None
        self._stage = ""
        if shown and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

            parts = (TextColumn("{task.description}"), BarColumn(None), TimeElapsedColumn(), TimeRemainingColumn())
            self._progress = Progress(*parts, console=Console(stderr=True), transient=True)
            self._task = self._progress.add_task("starting", total=None)
            self._progress.start()

    def __call__(self, told: Told) -> None:
        """Takes what a run tells."""
        if self._progress is None:
            return
        words = STAGES.get(told.stage, told.stage)
        if told.stage != self._stage:
            self._stage = told.stage
            if told.stage == "compiling":
                self._words = FIRST_RUN if self._first_run() else words
            self._progress.reset(self._task)
        shown = self._words if told.stage == "compiling" else words
        total = told.total if told.total > 1 else None
        self._progress.update(self._task, description=shown, completed=told.done, total=total)

    def close(self) -> None:
        """Removes the line."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None


@contextmanager
def waiting(words: str, after: float = 1.0) -> Iterator[None]:
    """Says what takes more than a second, and for how long so far; the line goes when it is done."""
    if not sys.stderr.isatty():
        yield
        return
    done, start = threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(after):
            took = time.monotonic() - start
            more = f"; {FIRST_TIME}" if took > PATIENCE else ""
            shown = f"  {took:.0f} s{more}  {words}"[: _columns() - 1]
            click.echo(f"{CLEAR}{shown}", nl=False, err=True)

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        if time.monotonic() - start >= after:
            click.echo(CLEAR, nl=False, err=True)


def _columns() -> int:
    """Width of the terminal behind standard error."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or WIDTH
    except OSError:
        return WIDTH


@contextmanager
def stopping(quiet: bool, after: str = "month") -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether to stop: the first Ctrl-C asks, the second ends at once."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        if not quiet:
            click.echo(f"\nstopping after this {after}; press Ctrl-C again to stop at once", err=True)

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
