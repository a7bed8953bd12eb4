"""The work itself, the same wherever it is done: one task of a study, its result or its traceback."""

from __future__ import annotations

import time
import traceback

from ..file import parse_study
from ..tasks import Task
from . import Done


def lived(text: str, task: Task) -> Done:
    """Live one task of the study in this text; what it raises is told, never raised."""
    from ..parts import part_of

    started = time.monotonic()
    try:
        found = part_of(task.part).live(parse_study(text), task)
    except Exception:  # a broken replicate must not stop the others
        return Done(task, None, traceback.format_exc(), time.monotonic() - started)
    return Done(task, found, "", time.monotonic() - started)
