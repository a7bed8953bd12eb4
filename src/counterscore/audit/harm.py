"""What a regime does to each person compared with herself without it: mean, quantiles, and the share that is harmed.

Harm is the difference in the metric's worse direction, on the same draws, so people can be harmed, untouched or helped.
A mean near zero can hide many of each.

Source: validation of paired worlds: Y(regime) - Y(no regime) per person; ``paired`` for the intervals.
Limits: harm to the same synthetic person is exact relative to the chosen coupling of the draws, which is a convention.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .frame import GROUPINGS, MINIMUM_PEOPLE, NOBODY, TOO_FEW, codes_of, groupings_of
from .metric import Metric, people
from .paired import Effect, effect, is_nothing, pairs

QUANTILES = (0.5, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True)
class GroupHarm:
    """Mean harm and share harmed in one group; None where the group is too small to tell."""

    group: str
    people: int
    mean: float | None
    harmed: float | None
    note: str = ""


@dataclass(frozen=True)
class Harm:
    """Harm by one metric, unscaled, per person: ``mean``, ``harmed`` and ``helped`` with their paired 95 % intervals.

    ``quantiles`` of harm over all people the metric means something for, ``of_harmed`` among those harmed (empty for
    fewer than MINIMUM_PEOPLE); each is a value that somebody bears. ``groups`` by grouping.
    """

    metric: str
    arm: str
    reference: str
    people: int
    mean: Effect
    harmed: Effect
    helped: Effect
    quantiles: dict[float, float]
    of_harmed: dict[float, float]
    groups: dict[str, list[GroupHarm]]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def harm(outcome: Outcome, metric: Metric, arm: str | int = "as written", reference: str | int = "none") -> Harm:
    """Harm of one arm by one metric, against the same people in the reference.

    Raises OutcomeError where the run lacks the metric, the arms do not hold the same people, or fewer than
    MINIMUM_PEOPLE count in both.
    """
    sign = 1.0 if metric.worse == "higher" else -1.0
    x, y = (sign * side for side in pairs(outcome, metric, arm, reference))
    if len(x) < MINIMUM_PEOPLE:
        raise OutcomeError(
            f"{outcome.folder}: {metric.title.lower()} ({metric.among}) means something for {len(x)} people in both "
            f"{arm!r} and {reference!r}: {TOO_FEW}; expected {MINIMUM_PEOPLE} or more"
        )
    both = metric(outcome, arm).among & metric(outcome, reference).among
    nothing = is_nothing(outcome, metric, reference) and not y.any() and float(x.min()) >= 0.0
    worse, better = (x > y).astype(np.float64), (x < y).astype(np.float64)
    nobody = np.zeros(len(x))
    cell = people(outcome, arm, "cell")["cell"][both] if "cell" in outcome.columns("people") else None
    groups = {} if cell is None else {by: _by(x - y, codes_of(cell, by), by) for by in groupings_of(outcome)}
    hit = np.flatnonzero(worse)
    return Harm(
        metric.id, outcome.arms[outcome.arm_number(arm)], outcome.arms[outcome.arm_number(reference)], len(x),
        effect(x, y, nothing), effect(worse, nobody, nothing=True), effect(better, nobody, nothing=True),
        _quantiles(x - y), _quantiles((x - y)[hit]) if len(hit) >= MINIMUM_PEOPLE else {}, groups,
    )  # fmt: skip


def _quantiles(values: np.ndarray) -> dict[float, float]:
    """Values that so large a share of people do not exceed."""
    found = np.quantile(values, QUANTILES, method="inverted_cdf")
    return dict(zip(QUANTILES, found.tolist(), strict=True))


def _by(values: np.ndarray, codes: np.ndarray, by: str) -> list[GroupHarm]:
    rows = []
    for code, name in enumerate(GROUPINGS[by][1]):
        mine = values[codes == code]
        if len(mine) < MINIMUM_PEOPLE:
            rows.append(GroupHarm(name, len(mine), None, None, TOO_FEW if len(mine) else NOBODY))
        else:
            rows.append(GroupHarm(name, len(mine), float(mine.mean()), float((mine > 0).mean())))
    return rows
