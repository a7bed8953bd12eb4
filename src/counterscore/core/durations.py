"""How long things last, in closed form: marks that can be repaired, and the wait for a correction.

Plain numbers in and out, so that a mechanism, a report and a test can ask the same function; nothing here sees a run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Duration:
    """Mean time that a mark stands, and the share of marks that end by themselves; the unit is that of the inputs."""

    mean: float
    stopped_share: float

    def stock(self, inflow: float) -> float:
        """Marks that stand at a time when ``inflow`` new ones come per unit of time (Little's law)."""
        return inflow * self.mean


def repaired_mark(least: int, most: int, apply_p: float) -> Duration:
    """How long a mark stands that can be repaired from ``least`` months on and ends by itself after ``most``.

    T = least + J with P(J = j) = a (1 - a)^j for j < most - least, and the rest at the end, for a chance a each month.
    Raises ValueError for times out of order or a chance outside [0, 1].

    Source: national credit repair rules in force from April 2026 (S54): 3 to 12 and 12 to 36 months.
    """
    if not 0 <= least <= most or not 0.0 <= apply_p <= 1.0:
        raise ValueError(
            f"least {least}, most {most}, apply_p {apply_p}: expected 0 <= least <= most and a probability"
        )
    stopped = (1.0 - apply_p) ** (most - least)
    waited = (1.0 - apply_p) * (1.0 - stopped) / apply_p if apply_p > 0.0 else float(most - least)
    return Duration(least + waited, stopped)


def corrected_by(
    months: int, legal_share: float, legal_months: float, late_median: float, late_sigma: float,
    press_p: float = 0.0, press_ratio: float = 1.0,
) -> float:  # fmt: skip
    """Probability that an objection is decided at most so many months after it was made.

    A share is decided inside the legal window, the others after a lognormal time. With ``press_p`` each month the press
    or a lawyer takes up a late case, and the rest of its wait passes ``press_ratio`` times as fast. Whole months, at
    least one, as in a run. Raises ValueError for a median or spread that is not above 0.
    """
    if late_median <= 0.0 or late_sigma <= 0.0:
        raise ValueError(f"late_median {late_median}, late_sigma {late_sigma}: expected more than 0")
    if months < 1:
        return 0.0
    edge = months + 0.5

    def late(time: float) -> float:
        return 0.5 * math.erfc(-math.log(time / late_median) / (late_sigma * math.sqrt(2.0)))

    found, untouched = 0.0, 1.0
    for contact in range(months + 1):
        found += untouched * press_p * late(contact + press_ratio * (edge - contact))
        untouched *= 1.0 - press_p
    found += untouched * late(edge)
    return legal_share * float(max(1.0, math.floor(legal_months + 0.5)) <= months) + (1.0 - legal_share) * found
