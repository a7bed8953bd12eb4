"""How easily people change their place: Shorrocks' index and the second eigenvalue of a table of transitions.

For any square table of aggregates: bands of a score over a year, income quintiles of parents and children, listed and
not listed. Rows are where people start, columns where they are later.

Source: Shorrocks (Econometrica 46, 1978). Chetty and others (2014), US income quintiles: 0.8976 and 0.3224.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.errors import OutcomeError
from ...core.wrapping import refuse_wrapping
from .grouped import share_of

Table = np.ndarray | Sequence[Sequence[float]]


def shares(table: Table) -> np.ndarray:
    """The table (..., K, K) with rows that add up to 1; a row of nobody becomes NaN.

    Raises: OutcomeError for a table that is not square, has fewer than two rows or a number below 0; PromiseError for a
    file or a data frame.
    """
    if not isinstance(table, np.ndarray):
        refuse_wrapping(table, "table of transitions")
    made = np.asarray(table, np.float64)
    if made.ndim < 2 or made.shape[-1] != made.shape[-2] or made.shape[-1] < 2 or bool((made < 0).any()):
        raise OutcomeError(
            f"a table of transitions of shape {made.shape}; expected as many rows as columns, two or more, from 0 on"
        )
    return share_of(made, made.sum(-1, keepdims=True))


def shorrocks(table: Table) -> np.ndarray:
    """(K - trace) / (K - 1) of a table of transitions (..., K, K), as (...).

    0: nobody ever moves; 1: where people start says nothing; above 1: most move away. NaN where a row is of nobody.
    Raises OutcomeError as ``shares`` does.
    """
    made = shares(table)
    size = made.shape[-1]
    found: np.ndarray = (size - np.trace(made, axis1=-2, axis2=-1)) / (size - 1)
    return found


def second_eigenvalue(table: Table) -> np.ndarray:
    """Modulus of the second largest eigenvalue of a table of transitions (..., K, K), as (...).

    The share of a difference in starts that is left after one step: 1 means that some never mix, 0 that one step
    forgets everything. NaN where a row is of nobody. Raises OutcomeError as ``shares`` does.
    """
    made = shares(table)
    told = ~np.isnan(made).any((-2, -1))
    safe = np.where(told[..., None, None], made, np.eye(made.shape[-1]))
    found = np.sort(np.abs(np.linalg.eigvals(safe)), axis=-1)[..., -2]
    return np.where(told, found, np.nan)[()]
