"""How well a population reproduces the figures its recipe quotes, one line per figure, misses included."""

from __future__ import annotations

from dataclasses import dataclass

from counterscore.core.errors import SpecError, nearest

from .guard import refuse_persons
from .population import People
from .statistics import STATISTICS, Counted

ERRORS_ALLOWED = 4.0


@dataclass(frozen=True)
class Fit:
    """One marginal: the figure as published or assumed, as obtained, and whether it lies inside the tolerance.

    ``tolerance`` is the recipe's own plus four sampling errors of a population of this size, in ``unit``.
    """

    marginal: str
    published: float
    obtained: float
    unit: str
    tolerance: float
    inside: bool
    source: str
    grade: str
    note: str


def fit(people: People) -> list[Fit]:
    """Every marginal of the recipe against the people made from it, in the order of the recipe.

    Raises: PromiseError when given a table; SpecError for anything else that is not People, or an unknown marginal.
    """
    refuse_persons(people, "fit")
    if not isinstance(people, People):
        raise SpecError(f"fit: got a {type(people).__name__}; expected the People that populate makes")
    counted = Counted(people)
    return [_fit_one(counted, name) for name in people.recipe.marginals]


def _fit_one(counted: Counted, name: str) -> Fit:
    """One line of the table."""
    if name not in STATISTICS:
        where = counted.people.recipe.id
        raise SpecError(f"recipe {where!r}: marginal {name!r} has no statistic{nearest(name, STATISTICS)}")
    marginal = counted.people.recipe.marginals[name]
    obtained, error = STATISTICS[name](counted)
    tolerance = marginal.tolerance + ERRORS_ALLOWED * error
    # an empty group has no statistic and an unbounded error: it cannot lie outside
    inside = not abs(obtained - marginal.number) > tolerance
    said = (marginal.unit, tolerance, inside, marginal.source, marginal.grade, marginal.note)
    return Fit(name, marginal.number, obtained, *said)
