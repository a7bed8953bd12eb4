"""Tasks on a cluster of machines, or in a local cluster of processes, through Dask.

What travels to a worker is the text of the study file and the number of a task; what comes back are totals of a
simulated world. Workers write nothing. This is the only file that knows the library; it needs the extra ``dask``.

Source: distributed, https://distributed.dask.org
Limits: whoever can reach a scheduler can have its workers run anything. Keep it inside a trusted network, or use the
certificates of the library.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future, InvalidStateError
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from ...core.errors import CounterscoreError, RunError, SpecError
from ..tasks import Task
from . import Done
from .feeding import Lost, fed
from .hands import Hands
from .processes import checked_workers
from .work import asking, checked_answer, code, code_here, compiled

INSTALL = "pip install 'counterscore[dask]'"
REACH = 10.0  # seconds for a scheduler to answer
PATIENCE = 60.0  # seconds for its first worker to be there
LONELY = 1800.0  # seconds without any worker after which a study stops waiting for new ones
LOOKED = 0.1  # seconds after which it is looked again whether workers are there
COUNTED = 5.0  # seconds after which the workers of a cluster are counted anew
LOGGERS = ("distributed", "distributed.client")
GONE = "a worker of the cluster went away"


class Cluster:
    """Lives tasks on the workers of a scheduler (address, or scheduler file), or of a local cluster without one.

    ``workers`` is the number of local ones, 0 for one on each core. Raises: SpecError for fewer, or for a number
    together with an address; on entering, ModuleNotFoundError with the cure where the library is missing, RunError
    where there is no scheduler, no worker, or one with another counterscore.
    """

    def __init__(self, address: str = "", workers: int = 0, patience: float = PATIENCE) -> None:
        if address and workers:
            raise SpecError(f"{workers} workers at {address}; how many there are is said where they are started")
        self.address, self.patience = address, patience
        self.workers = checked_workers(workers)
        self._compiled: set[str] = set()
        self._slots, self._counted, self._seen = 1, 0.0, 0.0
        self._hands: Hands | None = None
        self._local: Any = None
        self._open = ExitStack()
        self._client: Any = None
        self._killed: type[Exception] = Lost
        self._code = ""

    def __enter__(self) -> Cluster:
        try:
            import distributed
        except ModuleNotFoundError as lacking:
            raise ModuleNotFoundError(f"a cluster needs {lacking.name}; {INSTALL}", name=lacking.name) from None
        self._killed = distributed.scheduler.KilledWorker
        with ExitStack() as opened:
            for logger in map(logging.getLogger, LOGGERS):  # what they tell about a lost scheduler is told better here
                opened.callback(logger.setLevel, logger.level)
                logger.setLevel(logging.CRITICAL)
            self._client = opened.enter_context(self._connected(distributed, opened))
            self._check()
            self._open = opened.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Take back what is unfinished; a local cluster ends, another one stays as it was."""
        self._open.close()

    def live(self, text: str, tasks: Iterable[Task]) -> Iterator[Done]:
        """Live tasks, as many under way as the cluster has workers at that moment.

        Another one that waited at a worker would be blamed for the end of that worker too.
        Raises: RunError where the scheduler goes away, where no worker is left, or one joins with another
        counterscore.
        """
        ready = text in self._compiled or compiled(text)
        self._compiled.add(text)
        self._seen = time.monotonic()
        return fed(
            lambda task: self._submit(asking(text, task)), tasks,
            lambda begun: self._slots_now() if ready or begun else min(self._slots_now(), 1), self._answer,
        )  # fmt: skip

    def _connected(self, distributed: Any, opened: ExitStack) -> Any:
        """A client of the scheduler. Raises: RunError."""
        if not self.address:
            # every worker that goes away is told at once, since tries are counted here; without a dashboard the
            # scheduler still answers on a port, which must not be the one of another cluster
            own = {"allowed_failures": 0, "dashboard": False, "dashboard_address": "127.0.0.1:0"}
            self._local = opened.enter_context(distributed.LocalCluster(
                n_workers=0, processes=True, silence_logs=logging.CRITICAL, scheduler_kwargs=own
            ))  # fmt: skip
            self._hands = Hands(self._local.scheduler_address, self.workers)
            opened.callback(self._hands.close)
            self._hands.look()
            return distributed.Client(self._local, set_as_default=False)
        address, patience = self._asked_address(), min(self.patience, REACH)

        async def look() -> None:
            security = distributed.security.Security().get_connection_args("client")
            await (await distributed.comm.connect(address, timeout=patience, **security)).close()

        try:
            # looked for first, since a client that found nobody takes minutes to end
            distributed.utils.LoopRunner(asynchronous=False).run_sync(look)
            return distributed.Client(address, timeout=self.patience, set_as_default=False)
        except Exception as fault:  # whatever answers at that address may not be a scheduler at all
            raise RunError(
                f"no scheduler at {self.address} in {patience:g} seconds ({fault}); start one with `dask scheduler`, "
                "which prints its address, such as tcp://node1:8786"
            ) from None

    def _asked_address(self) -> str:
        """The address, read from the file of the scheduler where that was given. Raises: RunError."""
        if not self.address.endswith(".json"):
            return self.address
        try:
            return str(json.loads(Path(self.address).read_text(encoding="utf-8"))["address"])
        except FileNotFoundError:
            raise RunError(
                f"{self.address}: no such scheduler file; `dask scheduler --scheduler-file` writes it"
            ) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise RunError(f"{self.address}: is not what `dask scheduler --scheduler-file` writes") from None

    def _check(self) -> None:
        """Look whether there are workers, and this counterscore on each. Raises: RunError."""
        wanted, until = self.workers if self._hands else 1, time.monotonic() + self.patience
        while (threads := self._threads()) < wanted and time.monotonic() < until:
            time.sleep(LOOKED)
        if not threads:
            raise RunError(
                f"no worker of the local cluster is there after {self.patience:g} seconds; what they said stands above"
                if self._hands else
                f"the scheduler at {self.address} has no worker after {self.patience:g} seconds; start some with "
                f"`dask worker {self.address} --nthreads 1`"
            )  # fmt: skip
        if crowded := [worker for worker, threads in self._client.nthreads().items() if threads > 1]:
            raise RunError(
                f"worker {crowded[0]} has several threads, which would wait for each other; start workers with "
                "--nthreads 1, and as many as there are cores with --nworkers"
            )
        self._code = code()
        try:
            told = self._client.run(code_here, on_error="return")
        except (OSError, TimeoutError, ValueError) as fault:
            raise self._lost_scheduler(fault) from None
        for worker, found in sorted(told.items()):
            if found != self._code:
                raise RunError(
                    f"worker {worker} has counterscore {found!r}, here is {self._code!r}; install the same one on all"
                )

    def _slots_now(self) -> int:
        """How many tasks are under way together; workers come and go. Raises: RunError where they only went."""
        now = time.monotonic()
        if not self._hands and now - self._counted < COUNTED:
            return self._slots
        if threads := self._threads():
            self._seen = now
        elif now - self._seen > LONELY:
            raise RunError(
                f"the cluster has had no worker for {LONELY:g} seconds; what was lived is kept: start workers and "
                "resume the study"
            )
        self._counted, self._slots = now, max(1, threads)
        return self._slots

    def _threads(self) -> int:
        """How many workers there are; local ones that ended are started again. Raises: RunError."""
        if self._hands:
            self._hands.look()
            return len(self._local.scheduler.workers)
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError, ValueError) as fault:
            raise self._lost_scheduler(fault) from None

    def _submit(self, line: str) -> Future[str]:
        remote = self._client.submit(checked_answer, self._code, line, pure=False)
        told: Future[str] = Future()
        told.add_done_callback(lambda ended: remote.cancel() if ended.cancelled() else None)
        self._client.loop.add_callback(_bring, remote, told)
        return told

    def _answer(self, future: Future[str]) -> str:
        """The answer of a worker. Raises: Lost where it went away; RunError where the cluster cannot work."""
        if self._hands:
            self._hands.work()
        try:
            return future.result()
        except self._killed:
            raise Lost(GONE) from None
        except CancelledError as fault:
            raise self._lost_scheduler(fault) from None
        except CounterscoreError:
            raise
        except Exception as fault:
            raise RunError(f"a worker of the cluster cannot work: {type(fault).__name__}: {fault}") from None

    def _lost_scheduler(self, fault: BaseException) -> RunError:
        return RunError(
            f"the scheduler at {self.address or 'the local cluster'} went away ({type(fault).__name__}); what was "
            "lived is kept: start it again and resume the study"
        )


async def _bring(remote: Any, told: Future[str]) -> None:
    """Hand on what comes of a task, its answer or whatever else.

    The futures that the library offers for this stay silent for ever where a task is given up while its answer, that
    was there already, is being lived again.
    """
    try:
        answer = await remote
    except BaseException as fault:
        with suppress(InvalidStateError):  # it was taken back
            told.set_exception(fault)
    else:
        with suppress(InvalidStateError):
            told.set_result(answer)
