"""Studies: ``python benchmarks/studies.py`` (200 replicates of 20,000 people, 24 months, three arms, two processes).

Seconds and processor seconds of a whole study with start of its workers, folder and answers; how much memory the
process that runs it and a worker ever held, for a quarter of the replicates and for all of them; and what each executor
adds to a task that is next to nothing. Everything is compiled before. On a busy machine, half the processor seconds say
more about two cores than the seconds do. Memory is read where Linux tells it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from counterscore.studies.executors import executor
from counterscore.studies.runner import ask, live, opened
from counterscore.studies.tasks import Task

GOAL_SECONDS = 120.0
TEXT = """
study: speed
title: How long a study takes
regime: judgment-defaulters
people: {people}
months: {months}
seed: 7
replicates: {replicates}
ranges: {{sample: none}}
structure: {{couplings: false, variants: none}}
questions:
- {{id: listed, metric: ever_listed, arm: as written, against: none}}
- {{id: wrongly, metric: wrongly_listed, arm: as written, against: perfect records}}
"""


class Memory:
    """Watches the most memory (MB) that this process and the largest of its children hold while it is open."""

    def __init__(self) -> None:
        self.here = self.child = 0.0
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._watch.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._stop.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._stop.wait(0.25):
            self.here = max(self.here, held(os.getpid()))
            self.child = max([self.child, *map(held, children())])


def held(process: int) -> float:
    """Memory (MB) that a process holds now; 0 for one that has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return float(lines[0].split()[1]) / 1024 if lines else 0.0


def children() -> Iterator[int]:
    """The processes that this one started."""
    for task in Path("/proc/self/task").iterdir():
        yield from map(int, (task / "children").read_text().split())


def tasks(number: int) -> Iterable[Task]:
    """The first replicates."""
    return (Task("chance", one) for one in range(number))


def whole(asked: argparse.Namespace, name: str, number: int, place: Path) -> tuple[float, float]:
    """Seconds and processor seconds of a study of so many replicates, from its file to its answers."""
    file = place / f"{name}-{number}.yaml"
    file.write_text(TEXT.format(people=asked.people, months=asked.months, replicates=number), encoding="utf-8")
    begun, busy = time.perf_counter(), spent()
    with executor(name, 1 if name == "serial" else asked.workers) as lives:
        lived = live(opened(ask(file), file.with_suffix("")), lives)
    assert lived.tasks == number and not lived.failed
    return time.perf_counter() - begun, spent() - busy


def spent() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def overhead(asked: argparse.Namespace, name: str, number: int = 60) -> tuple[float, float, float]:
    """Seconds to open an executor, to its first answer, and milliseconds that it adds to each later task."""
    text = TEXT.format(people=20, months=1, replicates=number)
    workers = 1 if name == "serial" else asked.workers
    begun = time.perf_counter()
    with executor(name, workers) as lives:
        opening = time.perf_counter() - begun
        next(lives.live(text, tasks(number)))
        first = time.perf_counter() - begun - opening
        list(lives.live(text, tasks(4 * workers)))  # every worker has loaded everything
        begun, busy = time.perf_counter(), 0.0
        for done in lives.live(text, tasks(number)):
            busy += done.seconds
        took = time.perf_counter() - begun
    return opening, first, (took - busy / workers) / number * 1000


def main() -> None:
    """Prints the times against the goal, memory, and what executors cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--replicates", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--executor", default="processes", choices=("serial", "processes", "dask"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        whole(asked, "serial", 2, Path(place))
        for number in (asked.replicates // 4, asked.replicates):
            with Memory() as memory:
                seconds, busy = whole(asked, asked.executor, number, Path(place))
            print(
                f"{number:>5} replicates {seconds:>7.1f} s {busy:>7.1f} s of a processor, {busy / number:.3f} s each; "
                f"at most {memory.here:,.0f} MB here, {memory.child:,.0f} MB in a worker"
            )
    print(f"goal: {GOAL_SECONDS:.0f} s for 200 replicates of 20,000 people, 24 months, three arms on two cores\n")
    print(f"{'executor':<12}{'opened s':>9}{'first s':>9}{'ms a task':>11}")
    for name in ("serial", "processes", "dask"):
        opening, first, each = overhead(asked, name)
        print(f"{name:<12}{opening:>9.2f}{first:>9.2f}{each:>11.1f}")


if __name__ == "__main__":
    main()
