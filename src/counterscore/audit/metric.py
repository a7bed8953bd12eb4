"""What a metric is, and where they are found: every file of ``metrics/`` declares one, and nothing else changes."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from ..core.parquet import Columns
from .declared import Declared
from .recalled import Recalled
from .subjects import subject_column


class Values(NamedTuple):
    """One number per person, shape (P,), and among whom it means anything, shape (P,) bool."""

    values: np.ndarray
    among: np.ndarray


Measure = Callable[[Outcome, str | int], Values]


@dataclass(frozen=True)
class Metric:
    """A declared metric: what is counted, among whom, and which direction is worse for the person.

    ``needs`` names people columns; one with a star, as ``refused_*``, asks for at least one column of that shape.
    """

    id: str
    title: str
    unit: str
    worse: Literal["higher", "lower"]
    among: str
    definition: str
    source: str
    needs: tuple[str, ...]
    per: float
    measure: Measure

    def available(self, outcome: Outcome) -> bool:
        """Whether this run recorded what the metric needs; a regime without a list has nobody to count on it."""
        return not self.missing(outcome)

    def missing(self, outcome: Outcome) -> list[str]:
        """People columns the metric needs and this run lacks."""
        known = outcome.columns("people") if "people" in outcome.tables else ()
        return [need for need in self.needs if not fnmatch.filter(known, need)]

    def __call__(self, outcome: Outcome, arm: str | int) -> Values:
        """The values of one arm; OutcomeError where the run did not record them."""
        missing = self.missing(outcome)
        if missing:
            named = ", ".join(missing)
            raise OutcomeError(f"{outcome.folder}: metric {self.id!r} needs people columns this run lacks: {named}")
        return self.measure(outcome, arm)


_DECLARED: Declared[Metric] = Declared("metric", "metrics")


def declare(made: Metric) -> Metric:
    """Adds a metric to the catalogue; a second one of the same name is an error."""
    return _DECLARED.add(made)


def metric(
    *, title: str, unit: str, worse: Literal["higher", "lower"], definition: str, source: str, needs: tuple[str, ...],
    per: float = 1.0, among: str = "adults",
) -> Callable[[Measure], Metric]:  # fmt: skip
    """Declares the function below it as a metric; its name is the metric's id.

    ``per`` scales means for people to read (1000: per 1,000 adults); the measured values stay unscaled.
    """

    def wrap(measure: Measure) -> Metric:
        name = getattr(measure, "__name__", "")
        return declare(Metric(name, title, unit, worse, among, definition, source, needs, per, measure))

    return wrap


def metrics() -> dict[str, Metric]:
    """Every declared metric by id, in the order of the files."""
    return _DECLARED.all()


def find_metric(name: str) -> Metric:
    """The metric of that id; OutcomeError with the nearest name otherwise."""
    return _DECLARED.find(name)


KEPT = 256 * 2**20
_READ: WeakKeyDictionary[Outcome, dict[tuple[int, str], np.ndarray]] = WeakKeyDictionary()


def people(outcome: Outcome, arm: str | int, *columns: str) -> Columns:
    """Columns of the people table in one arm, in person order, shape (P,) each, not to be changed.

    Dozens of metrics and indices ask for the same columns, so those read last are kept, ``KEPT`` bytes per outcome.
    """
    run = outcome.source if isinstance(outcome, Recalled) else outcome  # so that no column is kept twice
    kept, number = _READ.setdefault(run, {}), outcome.arm_number(arm)
    found = {name: kept.pop((number, name)) for name in columns if (number, name) in kept}
    lacking = [name for name in columns if name not in found]
    if lacking or not columns:
        found |= run.table("people", columns=lacking, arm=number)
    for name, values in found.items():
        values.flags.writeable = False
        kept[number, name] = values
    while lacking and sum(values.nbytes for values in kept.values()) > KEPT:
        kept.pop(next(iter(kept)))
    return {name: found[name] for name in columns or found}


def read_ahead(outcome: Outcome) -> None:
    """Reads the people table of every arm at once where all of it can be kept; one by one costs three times as much."""
    known = [name for name in outcome.columns("people") if name != "arm"]
    if len(outcome.arms) * len(known) * 8 * int(outcome.study.get("people", 0)) <= KEPT:
        for arm in outcome.arms:
            people(outcome, arm, *known)


def among_subjects(outcome: Outcome, arm: str | int, column: str) -> Values:
    """One people column as a metric of the run's subjects, adults or firms; what is no number counts nobody."""
    subject = subject_column(outcome)
    found = people(outcome, arm, column, subject)
    values = found[column].astype(np.float64)
    return Values(values, (found[subject] != 0) & np.isfinite(values))


def share_ever(outcome: Outcome, arm: str | int, column: str) -> Values:
    """1 for subjects in whom a column is not zero, else 0."""
    found = among_subjects(outcome, arm, column)
    return Values((found.values != 0).astype(np.float64), found.among)
