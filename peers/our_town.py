"""The small town lived by counterscore: the regime file is handed over as it is, and tables are read from the run."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from town import FILE, Lives

import counterscore as cs

ARM = "as written"


def live(people: int, seed: int, months: int, file: Path = FILE) -> Lives:
    """The town lived once by counterscore; people and luck both follow from the seed."""
    with tempfile.TemporaryDirectory() as folder:
        run = cs.run(str(file), people, months, seed, arms={ARM: cs.asis}, folder=f"{folder}/run", threads=1)
        found = lives_of(run, months)
        run.close()
    return found


def lives_of(run: cs.Result, months: int) -> Lives:
    """The series and persons of one arm of a finished run."""
    person = run.table("people", arm=ARM)
    month = run.table("months", arm=ARM)
    records = run.table("records", arm=ARM)
    series = [np.bincount(month["month"], month[name], months) for name in ("listed", "tainted")]
    ends = np.where(records["end_month"] < 0, months, records["end_month"])
    born = np.bincount(records["born"], minlength=months + 1)[:months]
    ended = np.bincount(ends, minlength=months + 1)[:months]
    kept = [person[name] for name in ("score", "months_listed", "records_held", "ever_tainted")]
    return Lives(*series, np.cumsum(born - ended), int(person["entries"].sum()), *kept)
