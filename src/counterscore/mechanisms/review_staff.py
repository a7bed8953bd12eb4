"""How many of this month's files the people who check links can look at."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Mechanism, Param, rule

ENFORCED = 3
PEOPLE = 10_000.0


@rule(phase="reporting", over="born:records", adds="files_new")
def new_record() -> int:
    """Counts records that are written this month."""
    return 1


@rule(phase="reporting", over="due:cases", adds="files_new")
def new_case(stage: int) -> int:
    """Counts court files that come to enforcement this month."""
    return 1 if stage == ENFORCED else 0


@rule(phase="reporting", writes="review_share", form="array")
def review_share(
    review_share: np.ndarray, files_new: np.ndarray, firm: np.ndarray, staff: np.ndarray, minutes: np.ndarray,
    hours: np.ndarray, months_step: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Share of this month's files that somebody looks at: what the staff have time for, all of them at most.

    Shapes: share and files (A, P), staff per 10,000 people and times (A, 1). Staff below zero look at everything, and
    no look is shorter than a minute.
    """
    places = staff / PEOPLE * np.count_nonzero(firm == 0) * hours * months_step * 60.0 / np.maximum(minutes, 1.0)
    files = files_new.sum(axis=1, dtype=np.int64)[:, None]
    found: np.ndarray = np.where(staff < 0.0, 1.0, np.minimum(1.0, places / np.maximum(files, 1)))
    return np.broadcast_to(found, review_share.shape)


@rule(phase="reporting", where="files_new", writes="files_new")
def settled() -> int:
    """The new files have been counted."""
    return 0


MECHANISM = Mechanism(
    name="review_staff",
    doc="Gives those who check links a working time: of the files of a month they look at as many as they have minutes "
    "for, and the others take effect unseen. More minutes for each file find more and reach fewer.",
    source="per regime",
    limits="Nothing waits for a look: what nobody had time for is never looked at. One office for everybody, and no "
    "file comes before another.",
    part="regime",
    sections=("review_staff", "human_review"),
    optional_tables=("records", "cases"),
    rules=(new_record, new_case, review_share, settled),
    columns=(Column("files_new", "u1", "count", "files about this person's acts this month"),),
    params=(
        Param("staff", "count", "people who check links, per 10,000 people; below 0 = as many as it takes", off=-1.0,
              path="redress.review_staff"),
        Param("minutes", "minutes", "time for one file", path="redress.review_minutes", default=10.0,
              source="the usual look unless the regime says otherwise", low=1.0, high=60.0),
        Param("hours", "hours", "working time of one of them in a month", default=160.0,
              source="assumption: forty hours in four weeks", low=100.0, high=180.0),
        Param("months_step", "months", "months in a step of the run", path="time.months_step", default=1.0,
              source="a step is a month unless the regime says otherwise", low=0.2, high=1.0),
    ),
)  # fmt: skip
