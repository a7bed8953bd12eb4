"""A study whose replicates can be made to fail: by an own mechanism that raises, or ends the process that lives it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from counterscore.core.manifest import canonical
from counterscore.studies.executors import Done, Executor
from counterscore.studies.tasks import Task

MONTHS = 6
COUNT = 4
MECHANISM = '''
"""Ends some replicates: which, and in which month, says a lasting draw of their first person."""

import os
import signal
from pathlib import Path

import numpy as np

from counterscore.core.declare import Column, Mechanism, rule

PLACE = Path({place!r})


@rule(phase="adaptation", writes="moods", form="array")
def moods(moods: np.ndarray, month: int, v_mood: np.ndarray) -> np.ndarray:
    """Changes nothing, where it comes to that."""
    word, fate = (PLACE / "word").read_text(), float(v_mood[0])
    if word == "raise" and fate < {share}:
        raise ValueError("a broken replicate")
    if word == "leave" and fate < {share}:
        raise SystemExit(3)
    if word == "die" and fate < {share}:
        os.kill(os.getpid(), signal.SIGKILL)
    once = PLACE / f"{{fate}}"
    if word == "die once" and int(month) == int(fate * {months}) and not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return moods


MECHANISM = Mechanism(
    "fate", "ends processes", "a test", "none", "regime", (moods,),
    columns=(Column("moods", "i2", "months", "nothing"),),
)
'''
SHARE = 0.1  # of replicates that fail: two of four


def study(place: Path, word: str = "", people: int = 60) -> str:
    """The text of a study of ``people``; ``word`` says what happens to its replicates, and can be said anew."""
    say(place, word)
    file = place / "fate.py"
    file.write_text(MECHANISM.format(place=str(place), share=SHARE, months=MONTHS), encoding="utf-8")
    return textwrap.dedent(f"""
        study: fated
        title: Replicates that may fail
        regime: judgment-defaulters
        people: {people}
        months: {MONTHS}
        seed: 5
        files: ["{file}"]
        replicates: {COUNT}
        questions:
        - {{id: listed, metric: ever_listed, arm: as written, against: none}}
        """)


def say(place: Path, word: str) -> None:
    """What happens from now on: nothing, or raise, leave, die, or die once."""
    (place / "word").write_text(word, encoding="utf-8")


def tasks(number: int = COUNT) -> Iterator[Task]:
    """The first replicates of the study."""
    return (Task("chance", one) for one in range(number))


def bytes_of(found: Iterable[Done]) -> list[str]:
    """What came out, in the order of the tasks, without how long it took."""
    return [
        canonical([done.task.part, done.task.number, done.found, done.traceback])
        for done in sorted(found, key=lambda done: done.task.number)
    ]


def lived(executor: Executor, text: str, number: int = COUNT) -> list[Done]:
    """All replicates, lived by an executor that is then left."""
    with executor as open_executor:
        return list(open_executor.live(text, tasks(number)))


def children(word: str) -> set[int]:
    """Processes that this one started, with this word in their command line, as Linux tells them."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            command = (place / "cmdline").read_bytes()
        except OSError:  # it has just ended
            continue
        if parent == os.getpid() and word.encode() in command:
            found.add(int(place.name))
    return found


def kill_the_one_who_asks(imported: str, opened: str, word: str, place: Path) -> None:
    """Kill (-9) a script, without a guard, in the middle of a study with two workers; wait until these are gone."""
    lines = f"""
import fated
from counterscore.studies.executors.{imported}
with {opened} as opened:
    for number, _ in enumerate(opened.live({study(place, people=50_000)!r}, fated.tasks())):
        if number == 0:
            print(*fated.children({word!r}), flush=True)
"""
    script = place / "script.py"
    script.write_text(lines, encoding="utf-8")
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=paths) as asking:
        assert asking.stdout
        workers = [int(one) for one in asking.stdout.readline().split()]
        asking.kill()
    assert len(workers) == 2
    patience = time.monotonic() + 90
    while any(is_alive(worker) for worker in workers):
        assert time.monotonic() < patience, "orphans"
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    """Whether a process still runs; one that ended and that nobody asked after does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
