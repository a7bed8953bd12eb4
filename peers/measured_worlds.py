"""How alike two worlds are: the measures of the comparison of couplings, the same for every engine."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def same(first: np.ndarray, second: np.ndarray, but: int = -1) -> float:
    """Share of people, one left out, whose life is the same in every number."""
    equal = (first == second).all(axis=1)
    return float(np.delete(equal, but).mean() if but >= 0 else equal.mean())


def kept(before: set[tuple[int, int]], after: set[tuple[int, int]]) -> float:
    """Share of the first edges that are there in both worlds."""
    return len(before & after) / len(before)


def on_grid(p: float, fires: Callable[[np.ndarray], np.ndarray]) -> float:
    """Relative error of the probability of an event that fires for the uniforms k / 2^53 below p.

    Raises: ValueError where it does not fire up to p and no further, so that its grid is another one.
    """
    count = float(np.ceil(p * 2.0**53))
    if fires(np.array([0.0, count - 1, count, 2.0**53 - 1]) / 2.0**53).tolist() != [True, True, False, False]:
        raise ValueError(f"p = {p:g}: does not fire on the uniforms below p alone")
    return count / 2.0**53 / p - 1.0


def below(p: float) -> Callable[[np.ndarray], np.ndarray]:
    """The event u < p."""
    return lambda u: u < p


def switching(before: np.ndarray, after: np.ndarray, old: np.ndarray, new: np.ndarray) -> dict[str, float]:
    """Who moves when one option improves, against the least that has to move, and who moves to another one."""
    moved = before != after
    best = int((new / new.sum() - old / old.sum()).argmax())
    return {
        "choice: moved": float(moved.mean()),
        "choice: least": float(np.abs(new / new.sum() - old / old.sum()).sum() / 2),
        "choice: to an option that did not improve": float((moved & (after != best)).mean()),
    }
