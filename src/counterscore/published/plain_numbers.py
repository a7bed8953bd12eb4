"""What a function of published figures takes: one number of people, one share, one amount, and never rows of persons.

Every such number is looked at here, so that rows of persons offered in its place are refused by the name of the
promise, and anything else that is no such number with what was expected.
"""

from __future__ import annotations

import math

import numpy as np

from ..core.errors import PromiseError, SpecError
from ..core.wrapping import WHY, refuse_wrapping

MOST_PEOPLE = 2**31 - 1


def plain_number(value: object) -> float:
    """The value of one plain number; NaN for anything else, True and False too."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf


def checked_people(people: object, where: str) -> int:
    """A number of people, or an error for anything else: PromiseError for rows of persons, SpecError otherwise."""
    _refuse_rows(people, where, "a number of people")
    number = plain_number(people)
    if isinstance(people, float | np.floating) or not 0 <= number <= MOST_PEOPLE:
        raise SpecError(f"{where}: {people!r} people; expected a whole number from 0 to {MOST_PEOPLE}")
    return int(number)


def checked_share(name: str, value: object) -> float:
    """A number from 0 to 1. Raises: PromiseError for rows of persons, SpecError otherwise."""
    _refuse_rows(value, name, "one number")
    number = plain_number(value)
    if not 0.0 <= number <= 1.0:
        raise SpecError(f"{name} is {value!r}; expected a number from 0 to 1")
    return number


def checked_amount(name: str, value: object, *, above: bool = False) -> float:
    """A finite number from 0 on, or ``above`` it: alerts, points, stakes. Raises: PromiseError for rows, SpecError."""
    _refuse_rows(value, name, "one number")
    number = plain_number(value)
    if not 0.0 <= number < math.inf or (above and number == 0.0):
        raise SpecError(f"{name} is {value!r}; expected a number {'above 0' if above else 'from 0 on'}")
    return number


def checked_number(name: str, value: object) -> float:
    """A finite number of either sign. Raises: PromiseError for rows of persons, SpecError otherwise."""
    _refuse_rows(value, name, "one number")
    number = plain_number(value)
    if not math.isfinite(number):
        raise SpecError(f"{name} is {value!r}; expected a finite number")
    return number


def checked_count(name: str, value: object) -> int:
    """A whole number from 0 on: steps, runs, periods. Raises: PromiseError for rows of persons, SpecError otherwise."""
    _refuse_rows(value, name, "one number")
    number = plain_number(value)
    if isinstance(value, float | np.floating) or not 0 <= number <= MOST_PEOPLE:
        raise SpecError(f"{name} is {value!r}; expected a whole number from 0 to {MOST_PEOPLE}")
    return int(number)


def _refuse_rows(value: object, where: str, expected: str) -> None:
    """PromiseError for rows of persons in place of a number."""
    refuse_wrapping(value, where)
    if isinstance(value, list | tuple | set | frozenset | dict):
        raise PromiseError(f"{where}: got a {type(value).__name__} where {expected} is expected; {WHY}")
