"""How easily people change their place: indices of a published table of transitions."""

from __future__ import annotations

from collections.abc import Sequence

from ...audit.counting.mobility import second_eigenvalue, shorrocks


def indices(table: Sequence[Sequence[float]]) -> dict[str, float]:
    """Shorrocks' index and the modulus of the second eigenvalue; rows need not add up to 1."""
    return {"shorrocks": float(shorrocks(table)), "second_eigenvalue": float(second_eigenvalue(table))}
