"""Tasks in several processes of this machine, each with one thread of the engine.

Each worker is a fresh Python (never a fork: threads of compilers and of duckdb do not survive one) that is asked
through a pipe of its own. So it is always known which task a vanished worker was living, the others go on, and an
answer that was cut in half is no answer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType

from ...core.errors import RunError, SpecError
from ..tasks import Task
from . import Done
from .feeding import Lost, fed
from .work import READY, asking, compiled

COMMAND = (sys.executable, "-m", f"{__package__}.worker")
PATIENCE = 5.0  # seconds that a process whose pipe is closed has to end by itself
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class _Worker:
    """One process, started when it is first asked and anew after it went away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._process: subprocess.Popen[str] | None = None

    def ask(self, line: str) -> str:
        """The answer to one line. Raises: Lost where the process ends before it; RunError where none starts."""
        process = self._process or self._start()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:  # it ended before it was asked
            answer = ""
        if answer.endswith("\n"):
            return answer
        raise Lost(_end(self.close()))

    def _start(self) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopped:
                raise Lost("the study was stopped")
            try:
                # a session of its own, so that Ctrl-C reaches the study alone, which then stops it
                process = self._process = subprocess.Popen(
                    COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment(),
                    start_new_session=True,
                )  # fmt: skip
            except OSError as fault:
                raise RunError(f"no worker process could be started: {fault}; ask for fewer --workers") from None
        assert process.stdout
        if process.stdout.readline() == f"{READY}\n":
            return process
        code = self.close()
        if code < 0:
            raise Lost(_end(code))
        raise RunError(f"a worker process could not start: {_end(code)}; what it said stands above")

    def kill(self) -> None:
        """End it now; whoever waits for its answer gets none."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> int:
        """Leave nothing of a process that is ending; returns how it ended."""
        process, self._process = self._process, None
        if process is None:
            return 0
        try:
            ended = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            ended = process.wait()
        assert process.stdin and process.stdout
        process.stdout.close()
        with suppress(OSError):  # what was still to be written to it
            process.stdin.close()
        return ended


def environment() -> dict[str, str]:
    """That of a worker: the paths of this process, so that it imports what this one would, and one thread."""
    return {**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _end(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"it ended with exit code {code}"
    names = {int(one): one.name for one in signal.Signals}
    return f"it was ended by {names.get(-code, f'signal {-code}')}"


class Processes:
    """Lives tasks in ``workers`` processes, 0 for as many as there are cores. Raises: SpecError for fewer."""

    def __init__(self, workers: int = 0) -> None:
        self.workers = checked_workers(workers)
        self._all = [_Worker() for _ in range(self.workers)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)
        self._compiled: set[str] = set()
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="counterscore-worker")

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """End all workers, whatever they are doing."""
        for worker in self._all:
            worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._all:
            worker.close()

    def live(self, text: str, tasks: Iterable[Task]) -> Iterator[Done]:
        """Live tasks, twice as many under way as there are workers, so that none of these waits for this process.

        Where loops have still to be compiled, one worker lives the first task, and the others load what it compiled.
        """
        ready = text in self._compiled or compiled(text)
        self._compiled.add(text)
        return fed(
            lambda task: self._threads.submit(self._ask, asking(text, task)), tasks,
            lambda begun: 2 * self.workers if ready or begun else 1,
        )  # fmt: skip

    def _ask(self, line: str) -> str:
        worker = self._idle.get()
        try:
            return worker.ask(line)
        finally:
            self._idle.put(worker)


def checked_workers(workers: int) -> int:
    """That many, or one for each processor that this process may use. Raises: SpecError for fewer than none."""
    if workers < 0:
        raise SpecError(f"workers is {workers}; expected 1 or more, or 0 for one on each core")
    if workers:
        return workers
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
