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
OPTIONS = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--memory-limit", "0", "--death-timeout", "60")
QUIET = {"DASK_LOGGING__DISTRIBUTED": "critical"}  # what it tells about a lost scheduler is told by the study
BREATH = 1.0  # seconds between two starts of a worker that ends at once


class Hands:
    """``count`` workers of the scheduler at ``address``; in a session of their own, so that Ctrl-C is not for them."""

    def __init__(self, address: str, count: int) -> None:
        self.address = address
        self._all: list[subprocess.Popen[bytes] | None] = [None] * count
        self._started = [-BREATH] * count

    def look(self) -> None:
        """Start those that are not there, or no longer. Raises: RunError where none can be started."""
        now = time.monotonic()
        for place, process in enumerate(self._all):
            if (process is None or process.poll() is not None) and now - self._started[place] >= BREATH:
                self._all[place], self._started[place] = self._start(), now

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
                env={**environment(), **QUIET}, start_new_session=True,
            )  # fmt: skip
        except OSError as fault:
            raise RunError(f"no worker process could be started: {fault}; ask for fewer --workers") from None
