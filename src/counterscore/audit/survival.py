"""How long until something happens to people, where the run may end before it does: Kaplan-Meier curves.

Whoever has not got there when the run ends is censored then: she counts as waiting for as long as she was seen, and
not at all afterwards. Something that happens and an end of the run after the same number of months: it happened first.

    share still waiting   S(t) = product over u <= t of 1 - d(u) / n(u); d got there after u months, n were waiting
    interval              log(-log S) with Greenwood's variance; where nobody got there yet, the rule of three
    median                the first month with S <= 1/2; its limits are those of the curve at 1/2
    restricted mean       months waited on average, those beyond the last month seen counted up to it

Source: Kaplan and Meier (J Am Stat Assoc 53, 1958); Greenwood (1926); Kalbfleisch and Prentice (2002), 1.4;
Brookmeyer and Crowley (Biometrics 38, 1982) on the limits of a median.
Limits: censoring is by the end of the run alone, so that it tells nothing about the people. People are taken as
independent of each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..core.errors import OutcomeError
from .frame import TOO_FEW
from .paired import RULE_OF_THREE, Z


@dataclass(frozen=True)
class Survival:
    """Share of people still waiting for something by months waited; entry t of each curve is after t months.

    ``people`` waited at all and ``reached`` of them got there; ``at_risk`` still waited before month t's events.
    ``median`` is None where fewer than half got there, its limits ``median_low`` and ``median_high`` where those of the
    curve never come to a half; ``mean`` (with ``mean_se``) counts months up to ``until``.
    """

    title: str
    people: int
    reached: int
    at_risk: tuple[int, ...]
    events: tuple[int, ...]
    waiting: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    median: int | None
    median_low: int | None
    median_high: int | None
    mean: float
    mean_se: float
    note: str = ""

    @property
    def until(self) -> int:
        """The longest time anybody was seen waiting."""
        return len(self.waiting) - 1

    def at(self, months: int) -> float:
        """Share still waiting after so many months; what was last seen, later on."""
        return self.waiting[min(months, self.until)]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self) | {"until": self.until}


def kaplan_meier(times: np.ndarray, events: np.ndarray, title: str = "", few: int = 0) -> Survival:
    """The curve of ``times`` (N,), whole months from 0 on; ``events`` (N,) says who got there, the others are censored.

    With fewer than ``few`` people the note says that they are too few to tell.
    Raises OutcomeError for nobody, unequal shapes or negative times.
    """
    if times.shape != events.shape or times.ndim != 1 or not len(times) or int(times.min()) < 0:
        raise OutcomeError(f"a survival curve needs months from 0 on of one person or more; got shape {times.shape}")
    last = int(times.max()) + 1
    gone = np.bincount(times, minlength=last)
    died = np.bincount(times[events.astype(bool)], minlength=last)
    risk = len(times) - np.concatenate([[0], np.cumsum(gone)[:-1]])
    waiting = np.cumprod(1.0 - died / risk)
    # where all who are left get there, nothing is left to vary
    steps = np.divide(died, risk * (risk - died), out=np.zeros(last), where=risk > died)
    low, high = _limits(waiting, risk, np.cumsum(steps))
    # area under the curve from each month to the last
    area = np.concatenate([np.cumsum(waiting[:-1][::-1])[::-1], [0.0]])
    return Survival(
        title=title, people=len(times), reached=int(died.sum()), at_risk=tuple(risk.tolist()),
        events=tuple(died.tolist()), waiting=tuple(waiting.tolist()), low=low, high=high,
        median=_half(waiting.tolist()), median_low=_half(low), median_high=_half(high), mean=float(area[0]),
        mean_se=math.sqrt(float((area**2 * steps).sum())), note=TOO_FEW if len(times) < few else "",
    )  # fmt: skip


def _half(curve: Sequence[float]) -> int | None:
    """The first month in which a curve is at or below a half."""
    return next((month for month, share in enumerate(curve) if share <= 0.5), None)


def _limits(
    waiting: np.ndarray, risk: np.ndarray, greenwood: np.ndarray
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """95 % limits of each entry of the curve; the last ones are kept where nobody waits any more."""
    low, high = [], []
    for share, left, spread in zip(waiting.tolist(), risk.tolist(), greenwood.tolist(), strict=True):
        if share >= 1.0:
            low.append(max(0.0, 1.0 - RULE_OF_THREE / left))
            high.append(1.0)
        elif share <= 0.0:
            low.append(0.0)
            high.append(high[-1] if high else min(1.0, RULE_OF_THREE / left))
        else:
            reach = Z * math.sqrt(spread) / abs(math.log(share))
            low.append(share ** math.exp(reach))
            high.append(share ** math.exp(-reach))
    return tuple(low), tuple(high)
