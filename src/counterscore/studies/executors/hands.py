"""Worker processes for a Dask scheduler on this machine, each started anew when it ended.

The local cluster of the library starts workers as copies of the calling program: a script without a guard runs again
in each of them, and one that is killed while it starts may stay away for good. These are fresh Pythons.
"""

from __future__ import annotations

import subprocess
import sys
import time

from ...core.errors import RunError
from .processes import environment

COMMAND = (sys.executable, "-m", "distributed.cli.dask_worker")
HERE = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")  # nobody outside this machine can ask them
OPTIONS = ("--no-nanny", "--no-dashboard", *HERE, "--nthreads", "1", "--memory-limit", "0", "--death-timeout", "30")
# what it tells about a lost scheduler is told by the study; modules in the current folder are not taken for others
OWN = {"DASK_LOGGING__DISTRIBUTED": "critical", "PYTHONSAFEPATH": "1"}
BREATH = 1.0  # seconds between two starts of a worker that ends at once
STARTS = 3  # of each worker in a row that come to nothing, before there is no point in another


class Hands:
    """``count`` workers of the scheduler at ``address``; in a session of their own, so that Ctrl-C is not for them."""

    def __init__(self, address: str, count: int) -> None:
        self.address = address
        self._all: list[subprocess.Popen[bytes] | None] = [None] * count
        self._started = [-BREATH] * count
        self._idle = 0

    def look(self) -> None:
        """Start those that are not there, or no longer. Raises: RunError where they cannot be started.

        One that was killed is always started again, one that ends by itself a few times in a row.
        """
        now = time.monotonic()
        for place, process in enumerate(self._all):
            ended = None if process is None else process.poll()
            if (process is not None and ended is None) or now - self._started[place] < BREATH:
                continue
            self._idle += ended is not None and ended >= 0
            if self._idle >= STARTS * len(self._all):
                raise RunError(f"worker processes end with exit code {ended}; what they said stands above")
            self._all[place], self._started[place] = self._start(), now

    def work(self) -> None:
        """Says that some worker worked: those that end by themselves are counted anew."""
        self._idle = 0

    def close(self) -> None:
        """End all of them, whatever they are doing."""
        running = [process for process in self._all if process is not None]
        for process in running:
            process.kill()
        for process in running:
            process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                (*COMMAND, self.address, *OPTIONS), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                env={**environment(), **OWN}, start_new_session=True,
            )  # fmt: skip
        except OSError as fault:
            raise RunError(f"no worker process could be started: {fault}; ask for fewer --workers") from None
