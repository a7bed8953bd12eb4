"""Serial and processes: same bytes, no result lost when workers are killed, nothing left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import fated
import pytest

from counterscore.core.errors import RunError, SpecError
from counterscore.studies.executors import Done, executor, feeding, processes, work
from counterscore.studies.executors.feeding import TRIES, Lost, fed
from counterscore.studies.executors.processes import Processes
from counterscore.studies.executors.serial import Serial
from counterscore.studies.tasks import Task

WORKER = "executors.worker"


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The bytes of the study when nothing happens to it."""
    return fated.bytes_of(fated.lived(Serial(), fated.study(tmp_path_factory.mktemp("calm"))))


def test_processes_give_the_bytes_of_one(calm: list[str], tmp_path: Path) -> None:
    """Replicates in two processes are those of this process, byte by byte; two replicates differ."""
    assert fated.bytes_of(fated.lived(Processes(2), fated.study(tmp_path))) == calm
    assert len({one.split('"answers"')[1] for one in calm}) == len(calm)


def test_a_worker_that_dies_costs_no_result(calm: list[str], tmp_path: Path) -> None:
    """Every replicate kills its process once, in a month of its own: all are told, with the same bytes."""
    found = fated.lived(Processes(2), fated.study(tmp_path, "die once"))
    assert fated.bytes_of(found) == calm
    assert len(list(tmp_path.glob("0.*"))) == len(calm)


def test_killed_from_outside_costs_no_result(calm: list[str], tmp_path: Path) -> None:
    """Workers killed (-9) from outside again and again: all replicates are told, with the same bytes."""
    found, killed = [], 0
    with Processes(2) as open_executor:
        for done in open_executor.live(fated.study(tmp_path), fated.tasks()):
            found.append(done)
            if done.task.number % 2 == 0:
                for worker in fated.children(WORKER):
                    os.kill(worker, signal.SIGKILL)
                    killed += 1
    assert fated.bytes_of(found) == calm and killed >= 3


@pytest.mark.parametrize("word, said", [("raise", "ValueError: a broken replicate"), ("leave", "SystemExit: 3")])
def test_what_a_replicate_raises_is_told(calm: list[str], tmp_path: Path, word: str, said: str) -> None:
    """A replicate that raises, or asks to leave, is told with its traceback, the same by both; the others are done."""
    text = fated.study(tmp_path, word)
    alone, together = fated.lived(Serial(), text), fated.lived(Processes(2), text)
    assert fated.bytes_of(alone) == fated.bytes_of(together)
    failed = [done for done in alone if done.found is None]
    assert 0 < len(failed) < len(calm)
    assert all(said in done.traceback and "fate.py" in done.traceback for done in failed)
    assert set(calm) > set(fated.bytes_of(done for done in alone if done.found is not None))


def test_what_always_dies_is_told_as_failed(calm: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replicate that always kills its process is told so after its tries; the others are done."""
    monkeypatch.setattr(feeding, "TRIES", 3)  # a worker takes seconds to start
    found = fated.lived(Processes(2), fated.study(tmp_path, "die"))
    failed = {done.task.number for done in found if done.found is None}
    expected = {done.task.number for done in fated.lived(Serial(), fated.study(tmp_path, "raise")) if not done.found}
    assert failed == expected and len(found) == len(calm)
    for done in found:
        if done.found is None:
            assert "went away 3 times" in done.traceback and "SIGKILL" in done.traceback
    assert set(calm) > set(fated.bytes_of(done for done in found if done.found is not None))


def test_tasks_under_way_are_few(tmp_path: Path) -> None:
    """Of tasks without end, two for each worker are taken at most, one by one as others are settled."""
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task("chance", taken % fated.COUNT)

    with Processes(2) as open_executor:
        for settled, _ in enumerate(open_executor.live(fated.study(tmp_path), endless()), 1):
            assert taken <= settled + 2 * 2
            if settled == 8:
                break


@pytest.mark.parametrize("fault", [None, KeyboardInterrupt, RuntimeError])
def test_nothing_is_left_behind(tmp_path: Path, fault: type[BaseException] | None) -> None:
    """Left in the middle, by hand, by Ctrl-C or by a fault: no worker process lives on."""
    with Processes(2) as open_executor:
        try:
            for _ in open_executor.live(fated.study(tmp_path, people=20_000), fated.tasks()):
                assert fated.children(WORKER)
                if fault:
                    raise fault
                break
        except (KeyboardInterrupt, RuntimeError):
            pass
    assert not fated.children(WORKER)


def test_workers_end_with_who_asks(tmp_path: Path) -> None:
    """A study that is killed (-9) in the middle takes its workers with it, long as their task may be."""
    fated.kill_the_one_who_asks("processes import Processes", "Processes(2)", WORKER, tmp_path)


def test_workers_that_cannot_start_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no worker can start, the study stops with that, and no task is blamed."""
    monkeypatch.setattr(processes, "COMMAND", (sys.executable, "-c", "raise SystemExit(7)"))
    with pytest.raises(RunError, match=r"could not start: it ended with exit code 7"):
        fated.lived(Processes(2), fated.study(tmp_path))
    monkeypatch.setattr(processes, "COMMAND", (str(tmp_path / "no-python"),))
    with pytest.raises(RunError, match=r"no worker process could be started"):
        fated.lived(Processes(2), fated.study(tmp_path))


def test_what_cannot_be_kept_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result that is no JSON, such as NaN, is told as a failure by whoever lives it."""
    monkeypatch.setattr("counterscore.studies.parts.part_of", lambda name: NotANumber)
    done = work.lived(SHORT, Task("chance", 0))
    assert done.found is None and "OutcomeError" in done.traceback


class NotANumber:
    """A part that comes to nothing."""

    @staticmethod
    def live(study: object, task: Task) -> dict[str, float]:
        """Not a number."""
        return {"estimate": float("nan")}


SHORT = """
study: short
title: Nothing is lived
regime: judgment-defaulters
questions:
- {id: listed, metric: ever_listed, arm: as written, against: none}
"""


def test_the_first_compiles_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where loops are still to be compiled, the others wait for the first task; later rounds do not."""
    flying, most = 0, []
    true_ask = Processes._ask

    def ask(self: Processes, line: str) -> str:
        nonlocal flying
        flying += 1
        most.append(flying)
        try:
            return true_ask(self, line)
        finally:
            flying -= 1

    monkeypatch.setattr(Processes, "_ask", ask)
    monkeypatch.setattr(processes, "compiled", lambda text: False)
    with Processes(3) as open_executor:
        found = open_executor.live(fated.study(tmp_path), fated.tasks(6))
        next(found)
        assert most[0] == 1
        list(found)
        assert max(most) == 3
        most.clear()
        list(open_executor.live(fated.study(tmp_path), fated.tasks(6)))
        assert most[1] == 2


def test_the_last_try_has_everything_to_itself() -> None:
    """The last try of a task that lost its workers comes when all others are settled, with nothing beside it."""
    under_way: set[int] = set()
    tries: dict[int, list[set[int]]] = {}

    def live(number: int) -> str:
        under_way.add(number)
        tries.setdefault(number, []).append(set(under_way))
        time.sleep(0.01)
        under_way.discard(number)
        if number == 4 or (number == 1 and len(tries[1]) < TRIES):
            raise Lost("it was ended by SIGKILL")
        return '{"found": {}, "traceback": "", "seconds": 0}'

    with ThreadPoolExecutor(3) as pool:
        submit = lambda task: pool.submit(live, task.number)  # noqa: E731
        found = list(fed(submit, (Task("chance", n) for n in range(9)), lambda begun: 3))
    assert sorted(done.task.number for done in found) == list(range(9))
    assert [done.task.number for done in found if done.found is None] == [4]
    assert {len(tries[n]) for n in (0, 2, 3, 5, 6, 7, 8)} == {1}
    assert len(tries[1]) == len(tries[4]) == TRIES
    assert tries[1][-1] == {1} and tries[4][-1] == {4}
    assert {done.task.number for done in found[-2:]} == {1, 4}


def test_what_is_no_fault_of_a_task_stops_the_study() -> None:
    """What an answer cannot be had for is raised, and what was handed over is taken back."""
    pending: list[Future[str]] = [Future(), Future(), Future()]
    left = iter(pending)
    pending[0].set_exception(RunError("the cluster is gone"))
    with pytest.raises(RunError, match="the cluster is gone"):
        list(fed(lambda task: next(left), (Task("chance", n) for n in range(9)), lambda begun: 3))
    assert pending[1].cancelled() and pending[2].cancelled()


def test_executors_are_called_by_name() -> None:
    """Each of three names is an executor; another one is refused with the nearest, and so is what one cannot take."""
    assert [type(executor(name)).__name__ for name in ("serial", "processes", "dask")] == [
        "Serial", "Processes", "Cluster"
    ]  # fmt: skip
    for asked, said in (
        (("proceses",), "did you mean 'processes'"), (("serial", 4), "serial has no 4 workers"),
        (("processes", 0, "tcp://a:1"), "takes no address"), (("dask", 2, "tcp://a:1"), "2 workers at tcp://a:1"),
        (("processes", -1), "expected 1 or more"),
    ):  # fmt: skip
        with pytest.raises(SpecError, match=said):
            executor(*asked)


def test_done_travels_as_text(tmp_path: Path) -> None:
    """A task asked and answered as lines of text is the same as one lived here."""
    text, task = fated.study(tmp_path), Task("chance", 3, {"points": [0.1, 1e-300], "of": {"a": None}})
    line = work.answered(work.asking(text, task))
    assert "\n" not in line
    there, here = work.told(task, line), work.lived(text, task)
    assert (there.task, there.found, there.traceback) == (here.task, here.found, here.traceback)
    assert isinstance(there, Done) and there.seconds > 0
