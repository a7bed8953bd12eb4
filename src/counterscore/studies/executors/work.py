"""The work itself, the same wherever it is done: one task of a study, its result or its traceback.

Asked and told are texts of JSON: nothing but plain data goes to a worker and comes back, whoever carries it.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
from functools import cache
from hashlib import sha256
from pathlib import Path

from ...core.errors import CounterscoreError, RunError
from ...core.manifest import canonical, version
from ..file import parse_study
from ..tasks import Task
from . import Done

PACKAGE = Path(__file__).parents[2]
KINDS = (".py", ".yaml", ".tsv")
_ONE = threading.Lock()
READY = "ready"  # what a worker process says before its first answer


def lived(text: str, task: Task) -> Done:
    """Live one task of the study in this text; what it raises is told, never raised."""
    from ..parts import part_of

    started = time.monotonic()
    try:
        found = json.loads(canonical(part_of(task.part).live(parse_study(text), task)))
    except (Exception, SystemExit):  # a broken replicate must not stop the others
        return Done(task, None, traceback.format_exc(), time.monotonic() - started)
    return Done(task, found, "", time.monotonic() - started)


def asking(text: str, task: Task) -> str:
    """A task of the study in this text, as one line for a worker."""
    return json.dumps({"study": text, "part": task.part, "number": task.number, "given": task.given})


def answered(line: str) -> str:
    """What a worker answers to that line, one line too."""
    asked = json.loads(line)
    done = lived(asked["study"], Task(asked["part"], asked["number"], asked["given"]))
    return json.dumps({"found": done.found, "traceback": done.traceback, "seconds": done.seconds})


def checked_answer(expected: str, line: str) -> str:
    """As ``answered``, on a worker that must have this ``code``. Raises: RunError for another one."""
    if code_here() != expected:
        raise RunError(f"a worker has counterscore {code_here()}, the study {expected}; install the same one on all")
    with _ONE:  # a worker may have threads
        return answered(line)


def told(task: Task, line: str) -> Done:
    """A worker's answer about a task."""
    known = json.loads(line)
    return Done(task, known["found"], known["traceback"], float(known["seconds"]))


def compiled(text: str) -> bool:
    """Whether the loops of a study lie on disk already, so that workers need not all compile the same ones."""
    from ...running import first_run
    from ..worlds import run_of

    try:
        return not first_run(run_of(parse_study(text)))
    except (CounterscoreError, OSError):  # what is wrong with a study is told by its tasks
        return True


def code() -> str:
    """Which counterscore this is: its version and the first letters of the hash of its source."""
    digest = sha256()
    for path in sorted(path for path in PACKAGE.rglob("*") if path.suffix in KINDS):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{version()} {digest.hexdigest()[:12]}"


@cache
def code_here() -> str:
    """The same, asked once in the life of a worker."""
    return code()
