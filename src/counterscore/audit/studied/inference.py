"""The effect over replicates, each with people and draws of its own, with its 95 % interval.

Every replicate compares the same people in both arms, so its effect is a mean of paired differences; replicates are
independent of each other. Three cases, chosen from what differs by fixed rules:

replicates  mean +/- t * sd / sqrt(S), Student's t with S - 1 degrees of freedom over the effects of the replicates.
            Whatever joins people inside a replicate (households, friends, a queue, a quota) is in it. Where all
            came to exactly the same, by chance, the spread of single people stands in for that of replicates.
few         fewer than ``FEW`` people differ in all replicates together, and fewer than half: effects of replicates are
            then far from normal. The people of all replicates are pooled and get the limits of ``audit.paired`` for few
            differing people, with half of the next difference at both ends. Differences come in clusters, as large as
            blocks of neighbours or whole replicates show, whichever are larger.
nobody      no person of any replicate differs: the rule of three over all people of all replicates.

How often these intervals hold the truth is measured in docs/intervals.md.

Axis letters: S replicates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..paired import FEW, RULE_OF_THREE, Side, few_limits, student

Method = Literal["replicates", "few", "nobody", "too few"]
FEWEST = 2
MOST = 10**9
ROUNDING = 1e-12  # how far equal numbers may be apart, as a share of them
NOISE = 1e-9  # the same after sums and roots


@dataclass(frozen=True, slots=True)
class Replicate:
    """What one replicate says of a question, in the unit of the metric: effect, means of both arms, who differs.

    ``gains`` and ``losses`` are (sum, sum of squares) of the differences of people who come out higher and lower;
    ``widest`` is the largest difference and ``largest`` the largest value; ``clustered`` as ``paired.clustering``;
    ``nothing`` says that nobody can come out lower.
    """

    estimate: float
    low: float
    high: float
    arm: float
    against: float
    people: int
    differing: int
    largest: float
    widest: float
    gains: Side
    losses: Side
    clustered: Side
    nothing: bool

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Replicate:
        """From what a replicate left: a mapping that holds these names among others."""
        pairs = {name: (float(found[name][0]), float(found[name][1])) for name in ("gains", "losses", "clustered")}
        return cls(
            float(found["estimate"]), float(found["low"]), float(found["high"]), float(found["arm"]),
            float(found["against"]), int(found["people"]), int(found["differing"]), float(found["largest"]),
            float(found["widest"]), **pairs, nothing=bool(found["nothing"]),
        )  # fmt: skip


@dataclass(frozen=True)
class Inferred:
    """The effect over all replicates: estimate, 95 % interval, and how it came about.

    ``variance`` is that of the effect of one replicate, None for fewer than two. ``variance_reduction`` is
    (Var X + Var Y) / Var(X - Y) of means over replicates; ``unpaired_replicates`` of two worlds with draws of their own
    would have given a t interval as narrow as the paired one: fewer only where shared draws did harm. Both are None
    where the effect never varies.
    """

    estimate: float
    se: float
    low: float
    high: float
    method: Method
    arm_mean: float
    against_mean: float
    replicates: int
    people: int
    variance: float | None
    variance_reduction: float | None
    unpaired_replicates: int | None

    @property
    def half_width(self) -> float:
        """Half the width of the interval; infinite where there are too few replicates."""
        return math.inf if self.method == "too few" else (self.high - self.low) / 2


def inferred(found: Sequence[Replicate], unit: float = 1.0) -> Inferred:
    """The effect over these replicates, (S,), at least two of them.

    With one replicate it is the effect of that replicate with its own interval, with none it is 0: "too few", which
    says nothing about other replicates. ``unit`` is the size a value might have where all that were seen are 0.
    Source: Law, Simulation Modeling and Analysis (2015), ch. 10 (paired t over replicates under common random numbers).
    """
    if len(found) < FEWEST:
        return _too_few(found)
    count, people = len(found), sum(one.people for one in found)
    effects, arm, against = (np.array([getattr(one, name) for one in found]) for name in ("estimate", "arm", "against"))
    variance, apart = _variance(effects), _variance(arm) + _variance(against)
    gain = apart / variance if variance > 0.0 else None
    differing = sum(one.differing for one in found)
    means = float(arm.mean()), float(against.mean())
    nothing = all(one.nothing for one in found)
    if differing == 0:
        bound = min(RULE_OF_THREE / people, 1.0) * (max(one.largest for one in found) or unit)
        low = 0.0 if nothing else -bound
        return Inferred(0.0, 0.0, low, bound, "nobody", *means, count, people, variance, None, None)
    se = math.sqrt(variance / count) or _among_people(found, people)
    reach = student(count - 1) * se
    unpaired = _unpaired(apart, reach) if variance > 0.0 else None
    if differing < FEW and 2 * differing < people:
        gains, losses = _pooled([one.gains for one in found]), _pooled([one.losses for one in found])
        spread = _spread(found)
        low, high = few_limits(gains, losses, max(one.widest for one in found), people, nothing, spread, exact=False)
        estimate = (gains[0] - losses[0]) / people
        se = math.sqrt(spread * (gains[1] + losses[1])) / people
        means = tuple(sum(getattr(one, name) * one.people for one in found) / people for name in ("arm", "against"))
        return Inferred(estimate, se, low, high, "few", *means, count, people, variance, gain, unpaired)
    estimate = float(effects.mean())
    ends = estimate - reach, estimate + reach
    return Inferred(estimate, se, *ends, "replicates", *means, count, people, variance, gain, unpaired)


def _variance(values: np.ndarray) -> float:
    """Variance of values (S,); 0 where they differ by rounding alone."""
    found = float(values.var(ddof=1))
    return found if found > (ROUNDING * float(np.abs(values).max())) ** 2 else 0.0


def _too_few(found: Sequence[Replicate]) -> Inferred:
    """One replicate as it is, or nothing at all."""
    if not found:
        return Inferred(0.0, 0.0, 0.0, 0.0, "too few", 0.0, 0.0, 0, 0, None, None, None)
    one = found[0]
    ends = one.estimate, 0.0, one.low, one.high
    return Inferred(*ends, "too few", one.arm, one.against, 1, one.people, None, None, None)


def _pooled(sides: Sequence[Side]) -> Side:
    """Sums of sums."""
    return sum(one[0] for one in sides), sum(one[1] for one in sides)


def _spread(found: Sequence[Replicate]) -> float:
    """How large the clusters are in which differences come, as a design effect; at least 1.

    Blocks of neighbours show it, and sums of whole replicates: the larger of the two, so that it only widens.
    """
    together, alone = _pooled([one.clustered for one in found])
    if alone <= 0.0:
        return 1.0
    sums = np.array([one.gains[0] - one.losses[0] for one in found])
    squares = sum(one.gains[1] + one.losses[1] for one in found)
    return max(1.0, together / alone, float(sums.var(ddof=1)) * len(found) / squares)


def _among_people(found: Sequence[Replicate], people: int) -> float:
    """The standard error that single people show, for replicates that all came to the same by chance.

    0 where everybody differs by the same amount.
    """
    gains, losses = _pooled([one.gains for one in found]), _pooled([one.losses for one in found])
    mean = (gains[0] - losses[0]) / people
    variance = (gains[1] + losses[1]) / people - mean**2
    return math.sqrt(_spread(found) * variance / people) if variance > NOISE * mean**2 else 0.0


def _unpaired(apart: float, half: float) -> int | None:
    """How many replicates of two worlds with draws of their own give a t interval of that half-width.

    ``apart`` is the sum of the variances of both means. One world is compared with one other, as in a pair, so that the
    same t applies: only what shared draws do to the variance makes a difference.
    """
    if half <= 0.0 or apart <= 0.0:
        return None
    low, high = FEWEST - 1, FEWEST
    while _reach(apart, high) > half * (1.0 + NOISE):
        low, high = high, 2 * high
        if high > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _reach(apart, middle) > half * (1.0 + NOISE) else (low, middle)
    return high


def _reach(variance: float, count: int) -> float:
    """Half the width of a t interval of the mean of so many values of that variance."""
    return student(count - 1) * math.sqrt(variance / count)
