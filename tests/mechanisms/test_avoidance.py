"""Avoidance: refusals fall because people stop trying, and doors stay closed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived

from counterscore.core.declare import Column, Mechanism, Param, rule
from counterscore.mechanisms import avoidance, standing


@rule(phase="measures", writes="closed")
def closed() -> int:
    """Something is closed to everybody."""
    return 1


@rule(phase="measures", writes="attempts")
def attempts(attempts: int, avoids: int) -> int:
    """Everybody tries once a month, and is refused."""
    return attempts if avoids != 0 else attempts + 1


@rule(phase="measures", writes="refused_month")
def refused_month(refused_month: int, avoids: int, month: int, shut: float) -> int:
    """The month of the last refusal; only where the door is shut."""
    return month if avoids == 0 and shut > 0.0 else refused_month


DOORS = Mechanism(
    "doors", "closes", "a test", "none", "regime", (closed, attempts, refused_month),
    columns=(Column("attempts", "i4", "count", "attempts", keep=True),),
    params=(Param("shut", "flag", "refusals happen", off=0.0),),
)  # fmt: skip


def live(share: float, shut: float = 1.0, **options: Any) -> np.ndarray:
    """Attempts and avoided months of everybody after 21 months, shape (2, P)."""
    arm = {"doors.shut": shut, "avoidance.given_up": share}
    found = lived((standing.MECHANISM, DOORS, avoidance.MECHANISM), {"one": arm}, months=21, **options).columns
    return np.stack([found["attempts"][0], found["avoided_months"][0]])


def test_attempts_fall_by_the_share_after_the_first_refusal() -> None:
    """One attempt, then 20 months at 1 - a = 0.7: mean 15, binomial; 5 standard errors (false alarm 1 in 10^6)."""
    tried, stayed = live(0.3, people=1000)
    assert (tried + stayed == 21).all() and (tried >= 1).all()
    assert abs(tried.mean() - 15) < 5 * np.sqrt(20 * 0.3 * 0.7 / 1000)


@pytest.mark.parametrize(("share", "shut", "expected"), [(1.0, 1.0, 1), (0.0, 1.0, 21), (1.0, 0.0, 21)])
def test_nobody_stays_away_without_reason(share: float, shut: float, expected: int) -> None:
    """All who were refused stop at 1; nobody does at 0, and nobody who was never refused."""
    assert (live(share, shut)[0] == expected).all()
