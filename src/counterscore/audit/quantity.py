"""Quantities that published figures count: one function each, found by the name that a target gives.

A family takes the end of the name as its argument: ``share_band_a`` is the share in band a. Every quantity counts what
the published figure counts, which is often entries or attempts and not people.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..core.outcome import Outcome
from ..core.parquet import Columns
from .declared import import_room
from .subjects import subject_column

Compute = Callable[[Outcome, int], float | None]
Family = Callable[[Outcome, int, str], float | None]


class Quantity:
    """A quantity and what a run must hold for it: tables, or columns as ``people.enrolled``."""

    def __init__(self, compute: Compute, needs: tuple[str, ...]) -> None:
        self.compute, self.needs = compute, needs

    def missing(self, outcome: Outcome) -> list[str]:
        """What the run lacks."""
        return [need for need in self.needs if not _has(outcome, need)]

    def __call__(self, outcome: Outcome, arm: int) -> float | None:
        """The number in one arm; None where there is nobody to count."""
        return self.compute(outcome, arm)


_NAMED: dict[str, Quantity] = {}
_FAMILIES: dict[str, tuple[Family, tuple[str, ...]]] = {}


def _has(outcome: Outcome, need: str) -> bool:
    table, _, column = need.partition(".")
    return table in outcome.tables and (not column or column in outcome.columns(table))


def quantity(*needs: str) -> Callable[[Compute], Compute]:
    """Makes the function below it known under its name."""

    def wrap(compute: Compute) -> Compute:
        _NAMED[getattr(compute, "__name__", "")] = Quantity(compute, needs)
        return compute

    return wrap


def family(prefix: str, *needs: str) -> Callable[[Family], Family]:
    """Makes the function below it known under every name with this prefix; it is given the rest of the name."""

    def wrap(compute: Family) -> Family:
        _FAMILIES[prefix] = (compute, needs)
        return compute

    return wrap


def quantity_names() -> list[str]:
    """The names, and the prefixes of families, in alphabetical order."""
    import_room("quantities")
    return sorted([*_NAMED, *(f"{prefix}..." for prefix in _FAMILIES)])


def find_quantity(name: str) -> Quantity | None:
    """The quantity a target names, or None. A name of its own goes before a family."""
    import_room("quantities")
    if name in _NAMED:
        return _NAMED[name]
    for prefix, (compute, needs) in _FAMILIES.items():
        rest = name.removeprefix(prefix)
        if rest != name and rest:
            return Quantity(partial(_end, compute, rest), needs)
    return None


def _end(compute: Family, rest: str, outcome: Outcome, arm: int) -> float | None:
    return compute(outcome, arm, rest)


def number(outcome: Outcome, query: str) -> float:
    """The single number a query gives; nothing is 0."""
    found: Columns = outcome.sql(f"SELECT coalesce(CAST(({query}) AS DOUBLE), 0.0) AS number")
    return float(found["number"][0])


def share(part: float, whole: float) -> float | None:
    """A ratio, or None where there is nothing to divide by."""
    return part / whole if whole > 0 else None


def years(outcome: Outcome) -> float:
    """Years of the run."""
    return outcome.steps / outcome.steps_year


def subjects(outcome: Outcome, arm: int, more: str = "") -> float:
    """Adults of the run, or firms where the regime is about firms."""
    return number(outcome, f"SELECT count(*) FROM people WHERE arm = {arm} AND {subject_column(outcome)} <> 0 {more}")


def subject_years(outcome: Outcome, arm: int) -> float:
    """Years lived by the run's subjects."""
    return subjects(outcome, arm) * years(outcome)
