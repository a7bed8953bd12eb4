"""Numbers of a published table: short lists of plain numbers, and never one per person."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..core.errors import OutcomeError, PromiseError
from ..core.wrapping import WHY, refuse_wrapping

MOST_LINES = 1000


def short_list(numbers: object, where: str) -> np.ndarray:
    """A list of numbers from 0 on as an array (N,).

    Raises: PromiseError for files, frames, arrays, named rows and for more than MOST_LINES numbers, which are rows of
    persons; OutcomeError for anything else that is no list of numbers from 0 on.
    """
    refuse_wrapping(numbers, where)
    if isinstance(numbers, str) or not isinstance(numbers, Sequence):
        raise PromiseError(f"{where}: got a {type(numbers).__name__}; expected a short list of numbers; {WHY}")
    if len(numbers) > MOST_LINES:
        raise PromiseError(
            f"{where}: {len(numbers)} numbers, more than {MOST_LINES}: this is one per person; {WHY}\n"
            "  give the values of a table, with how many people have each as weights"
        )
    for number in numbers:
        if isinstance(number, str | Sequence) or hasattr(number, "keys"):
            raise PromiseError(f"{where}: a line is a {type(number).__name__} and no number; {WHY}")
        if not isinstance(number, int | float) or not math.isfinite(number) or number < 0:
            raise OutcomeError(f"{where}: {number!r} in the list; expected numbers from 0 on")
    return np.array(numbers, np.float64)
