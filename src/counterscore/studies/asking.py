"""Runs a study from Python: the same as ``counterscore study run``, without a report."""

from __future__ import annotations

from pathlib import Path

from ..audit.studied.study import Studied
from ..running import refuse_data
from .executors import executor as executor_of
from .runner import Stop, Tell, ask, live, opened
from .told import read_studied


def run(
    path: str | Path, folder: str | Path | None = None, executor: str = "processes", workers: int = 0, *,
    address: str = "", retry_failed: bool = False, tell: Tell = lambda told: None, stop: Stop = lambda: False,
) -> Studied:  # fmt: skip
    """Live the study of a file into a folder (default: studies/NAME-HASH) and return what it came to.

    ``executor`` is serial, processes (``workers``, 0 for one on each core) or dask (``address`` of a scheduler, or a
    local cluster). What is settled is never lived twice; failed tasks stay failed unless ``retry_failed``. ``tell``
    hears how far it is, ``stop`` is asked between tasks.

    Raises: PromiseError for data about persons; SpecError, PlanError for a faulty study, before anything is lived;
    OutcomeError for a folder that holds another study or is being lived; RunError.
    """
    refuse_data("studies.run", path=path, folder=folder, executor=executor, workers=workers)
    # a scheduler may be named by the file that it writes
    scheduler = address.removesuffix(".json") if isinstance(address, str) else address
    refuse_data("studies.run", address=scheduler, retry_failed=retry_failed)
    who = executor_of(executor, workers, address)
    here = opened(ask(path), folder)
    with who as lives:
        live(here, lives, tell, stop, retry_failed)
    return read_studied(here.path)
