"""How plain functions become machine code: one place, one set of options.

Functions are written plainly and compiled in a separate assignment, so that they can be called, mutated and
measured as Python. No fast-math and no contraction: compiled and interpreted results are the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The same function as machine code, cached on disk, free of the interpreter lock."""
    return cast(F, njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: F) -> F:
    """The same function pasted into its callers before optimisation.

    A call, even one that the optimiser inlines later, hides a loop body from the vectoriser: a uniform costs 8.5 ns
    as a call and 0.9 ns inlined (docs/performance.md).
    """
    return cast(F, njit(inline="always", nogil=True, error_model="numpy")(function))
