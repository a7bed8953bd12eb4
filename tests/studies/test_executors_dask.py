"""Dask: the bytes of a study lived here, no result lost when workers are killed, clear words where it cannot work."""

from __future__ import annotations

import builtins
import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType
from typing import Any

import fated
import pytest
from needed import need

from counterscore.core.errors import RunError
from counterscore.studies.executors import cluster, feeding, hands, work
from counterscore.studies.executors.cluster import Cluster
from counterscore.studies.executors.serial import Serial
from counterscore.studies.tasks import Task

WORKER = "dask_worker"
CLOSED = "tcp://127.0.0.1:9"


@pytest.fixture(scope="module", autouse=True)
def library() -> None:
    """Skips where distributed is missing, and fails where it must not be."""
    need("dask", "distributed")


@pytest.fixture(scope="module")
def local() -> Iterator[Cluster]:
    """A local cluster of two workers."""
    with Cluster(workers=2) as opened:
        yield opened


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The bytes of the study when nothing happens to it."""
    return fated.bytes_of(fated.lived(Serial(), fated.study(tmp_path_factory.mktemp("calm"))))


def another(**asked: Any) -> Any:
    """A local cluster that somebody else started."""
    from distributed import LocalCluster

    port = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
    return LocalCluster(**asked, silence_logs=logging.CRITICAL, scheduler_kwargs=port)


def on(opened: Cluster, text: str) -> list[Any]:
    """All replicates, lived by an open cluster."""
    return list(opened.live(text, fated.tasks()))


def test_a_cluster_gives_the_bytes_of_one(local: Cluster, calm: list[str], tmp_path: Path) -> None:
    """Replicates on two workers of a cluster are those of this process, byte by byte."""
    assert fated.bytes_of(on(local, fated.study(tmp_path))) == calm


def test_tasks_under_way_are_few(local: Cluster, tmp_path: Path) -> None:
    """Of tasks without end, one for each worker is taken at most, one by one as others are settled."""
    taken = 0

    def endless() -> Iterator[Task]:
        nonlocal taken
        while True:
            taken += 1
            yield Task("chance", taken % fated.COUNT)

    for settled, _ in enumerate(local.live(fated.study(tmp_path), endless()), 1):
        assert taken <= settled + 2
        if settled == 8:
            break


def test_a_worker_that_dies_costs_no_result(local: Cluster, calm: list[str], tmp_path: Path) -> None:
    """Every replicate kills its worker once, in a month of its own: all are told, with the same bytes."""
    assert fated.bytes_of(on(local, fated.study(tmp_path, "die once"))) == calm
    assert len(list(tmp_path.glob("0.*"))) == len(calm)


@pytest.mark.parametrize("word", ["", "die once"])
def test_killed_from_outside_costs_no_result(local: Cluster, calm: list[str], tmp_path: Path, word: str) -> None:
    """All workers killed (-9) at once, at every second answer: all replicates are told, with the same bytes."""
    found, killed = [], 0
    for done in local.live(fated.study(tmp_path, word), fated.tasks()):
        found.append(done)
        if len(found) % 2 == 0:
            for worker in fated.children(WORKER):
                os.kill(worker, signal.SIGKILL)
                killed += 1
    assert fated.bytes_of(found) == calm and killed >= 2


def test_workers_that_cannot_start_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that end by themselves a few times in a row stop the study with their exit code, before patience ends."""
    monkeypatch.setattr(hands, "COMMAND", (sys.executable, "-c", "raise SystemExit(7)"))
    with pytest.raises(RunError, match=r"worker processes end with exit code 7"):
        Cluster(workers=2).__enter__()


def test_workers_killed_while_they_start_are_started_again() -> None:
    """All workers killed (-9) before any is there: others take their place, and the cluster opens."""
    ended: list[int] = []

    def kill() -> None:
        while not ended:
            for worker in fated.children(WORKER):
                os.kill(worker, signal.SIGKILL)
                ended.append(worker)
            time.sleep(0.02)

    killer = threading.Thread(target=kill)
    killer.start()
    with Cluster(workers=2) as opened:
        killer.join()
        assert len(ended) >= 1 and set(on_each(opened, os.getpid)).isdisjoint(ended)
        assert len(on_each(opened, os.getpid)) == 2


def test_nobody_outside_can_ask_the_workers(local: Cluster) -> None:
    """Every port of a local worker listens on this machine alone."""
    for worker in on_each(local, os.getpid):
        mine = {os.readlink(link) for link in Path(f"/proc/{worker}/fd").iterdir()}
        found = []
        for table in ("tcp", "tcp6"):
            for row in Path(f"/proc/{worker}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
                words = row.split()
                if words[3] == "0A" and f"socket:[{words[9]}]" in mine:
                    found.append(words[1].partition(":")[0])
        assert found and set(found) == {"0100007F"}


def test_a_task_given_up_after_its_answer_is_told(local: Cluster) -> None:
    """What is raised while an answer is fetched is told; the library's own futures stayed silent for ever."""

    async def given_up() -> str:
        raise local._killed("task", None, 0)

    told: Future[str] = Future()
    local._client.loop.add_callback(cluster._bring, given_up(), told)
    with pytest.raises(feeding.Lost, match="went away"):
        told.exception(60)
        local._answer(told)


def test_workers_end_with_who_asks(tmp_path: Path) -> None:
    """A study that is killed (-9) in the middle takes its workers with it; its script needs no guard."""
    fated.kill_the_one_who_asks("cluster import Cluster", "Cluster(workers=2)", WORKER, tmp_path)


def test_what_a_replicate_raises_is_told(local: Cluster, calm: list[str], tmp_path: Path) -> None:
    """A replicate that raises is told with its traceback, the same as by this process; the others are done."""
    text = fated.study(tmp_path, "raise")
    found = on(local, text)
    assert fated.bytes_of(found) == fated.bytes_of(fated.lived(Serial(), text))
    failed = [done for done in found if done.found is None]
    assert 0 < len(failed) < len(calm)
    assert all("ValueError: a broken replicate" in done.traceback for done in failed)


def test_what_always_dies_is_told_as_failed(
    local: Cluster, calm: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A replicate that always kills its worker is told so after its tries; the others are done."""
    monkeypatch.setattr(feeding, "TRIES", 3)  # a worker takes seconds to start
    found = on(local, fated.study(tmp_path, "die"))
    failed = {done.task.number for done in found if done.found is None}
    expected = {done.task.number for done in fated.lived(Serial(), fated.study(tmp_path, "raise")) if not done.found}
    assert failed == expected and len(found) == len(calm)
    assert all("went away 3 times" in done.traceback for done in found if done.found is None)
    assert set(calm) > set(fated.bytes_of(done for done in found if done.found is not None))


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """A local cluster that is left in the middle of a task leaves no process, and the log as loud as it was."""
    loud = logging.getLogger("distributed.client").level
    with Cluster(workers=1) as opened:
        next(opened.live(fated.study(tmp_path, people=20_000), fated.tasks()))
        mine = set(opened._client.run(os.getpid).values())
        assert mine and mine <= fated.children(WORKER)
    assert not mine & fated.children(WORKER)
    assert logging.getLogger("distributed.client").level == loud


def test_a_scheduler_is_asked_at_its_address(calm: list[str], tmp_path: Path) -> None:
    """A scheduler's address, or its file, gives the same bytes; it and its workers stay when the study is done."""
    import distributed

    with another(n_workers=1, threads_per_worker=1) as other:
        assert fated.bytes_of(fated.lived(Cluster(other.scheduler_address), fated.study(tmp_path))) == calm
        file = tmp_path / "scheduler.json"
        file.write_text(f'{{"address": "{other.scheduler_address}"}}', encoding="utf-8")
        with Cluster(str(file)) as opened:
            assert len(on(opened, fated.study(tmp_path))) == len(calm)
        with distributed.Client(other, set_as_default=False) as client:
            assert len(client.nthreads()) == 1


def test_a_scheduler_that_goes_away_stops_the_study(tmp_path: Path) -> None:
    """Where the scheduler ends in the middle, the study stops with that and says that it can be resumed."""
    with another(n_workers=1, threads_per_worker=1) as other, Cluster(other.scheduler_address) as opened:
        found = opened.live(fated.study(tmp_path), fated.tasks())
        next(found)
        other.close()
        with pytest.raises(RunError, match=r"went away.*resume"):
            list(found)


def test_no_scheduler_is_said(tmp_path: Path) -> None:
    """An address where nobody listens, or a scheduler file that is not there, is refused with the cure."""
    with pytest.raises(RunError, match=rf"no scheduler at {CLOSED} in 0.5 seconds.*dask scheduler"):
        Cluster(CLOSED, patience=0.5).__enter__()
    with pytest.raises(RunError, match=r"no such scheduler file"):
        Cluster(str(tmp_path / "scheduler.json")).__enter__()


def test_workers_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker, one with several threads, and one with another counterscore are refused, each with its cure."""
    nobody = pytest.raises(RunError, match=r"has no worker after 0.5 seconds.*dask worker")
    with another(n_workers=0) as other, nobody:
        Cluster(other.scheduler_address, patience=0.5).__enter__()
    crowd = pytest.raises(RunError, match=r"several threads.*--nthreads 1")
    with another(n_workers=1, threads_per_worker=2, processes=False, protocol="tcp") as other, crowd:
        Cluster(other.scheduler_address).__enter__()
    true_code = work.code()
    monkeypatch.setattr(cluster, "code", lambda: "9.9.9 0123456789ab")
    with pytest.raises(RunError, match=rf"'{re.escape(true_code)}', here is '9.9.9 .*install the same one"):
        Cluster(workers=1).__enter__()


def test_a_worker_that_joins_later_is_looked_at_too(tmp_path: Path) -> None:
    """A worker with another counterscore than the study's lives nothing for it."""
    line = work.asking(fated.study(tmp_path), Task("chance", 0))
    with pytest.raises(RunError, match="install the same one"):
        work.checked_answer("9.9.9 0123456789ab", line)
    assert work.told(Task("chance", 0), work.checked_answer(work.code(), line)).found


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without distributed the error names it and the extra to install."""
    true_import = builtins.__import__

    def refused(name: str, *more: Any) -> ModuleType:
        if name.split(".")[0] == "distributed":
            raise ModuleNotFoundError("No module named 'distributed'", name="distributed")
        return true_import(name, *more)

    monkeypatch.setattr(builtins, "__import__", refused)
    with pytest.raises(ModuleNotFoundError, match=r"distributed.*counterscore\[dask\]") as lacking:
        Cluster().__enter__()
    assert lacking.value.name == "distributed"


def test_ctrl_c_reaches_the_study_alone(local: Cluster) -> None:
    """Workers of a local cluster are in a session of their own, which a terminal's Ctrl-C does not reach."""
    workers = on_each(local, os.getpid)
    assert workers and all(os.getsid(worker) == worker for worker in workers)


def on_each(opened: Cluster, call: Any) -> list[Any]:
    """What a function says on every worker."""
    return list(opened._client.run(call).values())


@pytest.mark.parametrize("text, said", [("[]", "is not what"), ("{", "is not what"),
                                        (f'{{"address": "{CLOSED}"}}', "no scheduler")])  # fmt: skip
def test_a_scheduler_file_that_leads_nowhere_is_said(text: str, said: str, tmp_path: Path) -> None:
    """A file that no scheduler wrote, or one whose scheduler is gone, is told by name."""
    file = tmp_path / "scheduler.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=rf"{said}") as fault, Cluster(str(file), patience=0.5):
        pass
    assert "scheduler.json" in str(fault.value)


def test_an_address_that_is_none_is_said_at_once() -> None:
    """A word that is no address is refused with an example of one."""
    with pytest.raises(RunError, match=r"no scheduler at nonsense.*tcp://node1:8786"), Cluster("nonsense"):
        pass
