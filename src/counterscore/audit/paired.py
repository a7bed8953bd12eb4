"""The effect of an arm on people, from the difference every synthetic person has with herself.

Both arms live through the same draws, so the interval is that of the mean of person-level differences and not that
of a difference of two means. Three cases, chosen from the data by fixed rules:

normal     mean +/- t * sd / sqrt(n) * d, Student's t by the expansion of Abramowitz and Stegun 26.7.5.
few        fewer than ``FEW`` people differ, and fewer than half of all: those who gain and those who lose are two
           weighted Poisson sums with the gamma limits of Fay and Feuer (Stat Med 16, 1997), joined by the
           square-and-add rule (MOVER, Zou and Donner, Stat Med 27, 2008). For yes/no outcomes the limits are the exact
           Poisson ones (Garwood) on the discordant pairs, and cover at least 95 % in our simulations; for amounts,
           whose largest value may not have been seen yet, coverage was 93 to 99 %.
nobody     no person differs: the rule of three. With 95 % confidence fewer than 3 / n of all people differ, so the
           mean effect lies within +/- 3 / n times the largest value that was seen (1 where all values are 0).

Where the reference is zero by construction (no regime, or wrong listings where there are no errors) nobody can come
out lower, and the side of the losses has no width.

Members of a household share draws, and neighbouring person numbers share households. d is the root of the design
effect: the variance of sums over blocks of neighbours over what it would be for independent people, and at least 1, so
that it only ever widens an interval. In ``few`` it makes each event as large as d^2 events (docs/intervals.md).

Limits: effects that pass further than a block of neighbours, as along ties, still make the interval too short. It
speaks of the draws of one recipe, not of doubt about parameters or the regime's text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..core.errors import OutcomeError
from ..core.outcome import Outcome
from .metric import Metric
from .metric import people as people_of

FEW = 100
Z = 1.959963984540054
RULE_OF_THREE = 3.0
HOUSEHOLDS, FEWEST, BLOCKS = 16, 30, 1000  # people of some households; blocks to measure a variance by; enough of them
TABLED = {1: 12.7062, 2: 4.3027, 3: 3.1824}  # Student's t
PERFECT = "perfect records"
WRONGLY = ("wrongly_listed", "ever_wrongly_refused", "ever_wrongly_poorer")

Side = tuple[float, float]  # sum of sizes, sum of their squares


@dataclass(frozen=True)
class Effect:
    """Arm minus reference, per person: estimate, 95 % interval, and what the pairing gained.

    ``variance_reduction`` is (Var X + Var Y) / Var(X - Y): how many times more people an unpaired comparison would
    need. None where no person differs.
    """

    estimate: float
    se: float
    low: float
    high: float
    n: int
    variance_reduction: float | None
    method: Literal["normal", "few", "nobody"]

    def times(self, factor: float) -> Effect:
        """The same effect per ``factor`` people, or in another unit."""
        scaled = (self.estimate * factor, self.se * factor, self.low * factor, self.high * factor)
        return replace(self, estimate=scaled[0], se=scaled[1], low=scaled[2], high=scaled[3])

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


def effect(x: np.ndarray, y: np.ndarray, nothing: bool = False) -> Effect:
    """Mean of x - y over the same people, shapes (P,), with its paired 95 % interval.

    ``nothing`` says that y is zero by construction and x never below zero, so that nobody can come out lower.
    Raises OutcomeError for unequal lengths or fewer than two people.
    Source: Law (2015) on intervals of differences under common random numbers; see the head of this file.
    """
    x = np.asarray(x, np.float64)
    y = np.asarray(y, np.float64)
    if x.shape != y.shape or x.ndim != 1:
        raise OutcomeError(f"a paired effect needs the same people in both arms; got shapes {x.shape} and {y.shape}")
    n = len(x)
    if n < 2:
        raise OutcomeError(f"a paired effect needs at least two people; got {n}")
    difference = x - y
    differing = int(np.count_nonzero(difference))
    if differing == 0:
        scale = max(float(np.abs(x).max()), float(np.abs(y).max())) or 1.0
        bound = min(RULE_OF_THREE / n, 1.0) * scale
        return Effect(0.0, 0.0, 0.0 if nothing else -bound, bound, n, None, "nobody")
    estimate = float(difference.mean())
    variance = float(difference.var(ddof=1))
    spread = design_effect(difference)
    se = math.sqrt(spread * variance / n)
    gain = float((x.var(ddof=1) + y.var(ddof=1)) / variance) if variance > 0 else None
    if differing < FEW and 2 * differing < n:
        low, high = _few(difference, n, nothing, spread)
        return Effect(estimate, se, low, high, n, gain, "few")
    reach = student(n - 1) * se
    return Effect(estimate, se, estimate - reach, estimate + reach, n, gain, "normal")


def block_size(people: int) -> int:
    """How many neighbours make a block: 16, which holds some households; more where there are enough blocks anyway.

    Fewer than 480 people are divided into about 30 blocks, of at least four.
    """
    return max(people // BLOCKS, min(HOUSEHOLDS, max(4, people // FEWEST)))


def design_effect(difference: np.ndarray) -> float:
    """How many times the variance of a mean over neighbours (P,) exceeds that over independent people; at least 1.

    Source: Kish, Survey Sampling (1965), ch. 5; blocks as in Kuensch (Ann Stat 17, 1989).
    """
    together, alone = clustering(difference)
    return max(1.0, together / alone) if alone > 0.0 else 1.0


def clustering(difference: np.ndarray) -> tuple[float, float]:
    """Sums of squares whose ratio is the design effect: of blocks of neighbours, and of single people (P,)."""
    centred = difference - difference.mean()
    sums = np.add.reduceat(centred, np.arange(0, len(centred), block_size(len(centred))))
    alone = float((centred**2).sum())
    return (float((sums**2).sum()) if len(sums) > 1 else alone), alone


def student(freedom: int) -> float:
    """The 97.5 % point of Student's t, to four digits; the expansion is only good from 4 degrees of freedom on.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5; closed forms and table 26.10 below.
    """
    if freedom in TABLED:
        return TABLED[int(freedom)]
    z, v = Z, float(freedom)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / v ** (i + 1) for i, term in enumerate(terms))


def _few(difference: np.ndarray, n: int, nothing: bool, spread: float) -> tuple[float, float]:
    """Limits of the mean of differences (P,) where few people differ."""
    return few_limits(*sides(difference), float(np.abs(difference).max()), n, nothing, spread)


def sides(difference: np.ndarray) -> tuple[Side, Side]:
    """Those who gain and those who lose, as sums of sizes and of squares."""
    up, down = difference[difference > 0], -difference[difference < 0]
    return (float(up.sum()), float((up**2).sum())), (float(down.sum()), float((down**2).sum()))


def few_limits(
    gains: Side, losses: Side, largest: float, n: int, nothing: bool = False, spread: float = 1.0,
    exact: bool = True,
) -> tuple[float, float]:  # fmt: skip
    """Limits of the mean where few of n people differ: gains and losses apart, joined by the square-and-add rule.

    ``largest`` is the size the next difference might have; ``nothing`` says that there can be no losses; ``spread`` is
    the design effect. Limits that are not ``exact`` hold the truth in 95 % on the average instead of at least: half of
    the next difference counts at both ends (Jeffreys limits; Brown, Cai and DasGupta, Stat Sinica 13, 2003).
    """
    up, up_low, up_high = _side(gains, largest, spread, exact)
    down, down_low, down_high = (0.0, 0.0, 0.0) if nothing else _side(losses, largest, spread, exact)
    middle = up - down
    low = middle - math.hypot(up - up_low, down_high - down)
    high = middle + math.hypot(up_high - up, down - down_low)
    return low / n, high / n


def _side(sizes: Side, largest: float, spread: float = 1.0, exact: bool = True) -> tuple[float, float, float]:
    """Sum of the differences in one direction with its limits; ``largest`` is the size the next one might have.

    ``spread`` is the design effect: differences come in clusters that many times as large as one of them.
    """
    total, squares, largest = sizes[0], spread * sizes[1], spread * largest
    if total == 0.0:
        return 0.0, 0.0, largest * gamma_point(1.0, 0.975 if exact else 0.95)
    less, tighter = (total, squares) if exact else (total + largest / 2, squares + largest**2 / 2)
    more, wider = (total + largest, squares + largest**2) if exact else (less, tighter)
    return (
        total, tighter / less * gamma_point(less**2 / tighter, 0.025),
        wider / more * gamma_point(more**2 / wider, 0.975),
    )  # fmt: skip


def garwood(count: int) -> tuple[float, float]:
    """Exact 95 % limits of a Poisson mean after ``count`` events; what ``_side`` comes to for differences of one size.

    Source: Garwood (Biometrika 28, 1936). 0 gives (0, 3.689); 10 gives (4.795, 18.390).
    """
    return (gamma_point(float(count), 0.025) if count else 0.0), gamma_point(count + 1.0, 0.975)


def gamma_point(shape: float, p: float) -> float:
    """The point a gamma variable of that shape (scale 1) stays below with probability p, by bisection."""
    low, high = 0.0, shape + 10.0 + 6.0 * math.sqrt(shape)
    for _ in range(60):
        middle = (low + high) / 2
        if gamma_below(shape, middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def gamma_below(shape: float, x: float) -> float:
    """P(G < x) of a gamma variable: the regularised lower incomplete gamma function by its power series.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 6.5.29.
    """
    if x <= 0.0:
        return 0.0
    term = math.exp(shape * math.log(x) - x - math.lgamma(shape + 1.0))
    total, k = 0.0, shape
    while term > 1e-17 * total or k < x:
        total += term
        k += 1.0
        term *= x / k
    return min(1.0, total)


def pairs(outcome: Outcome, metric: Metric, arm: str | int, reference: str | int) -> tuple[np.ndarray, np.ndarray]:
    """A metric's values in both arms, among the people it means something for in both.

    Raises OutcomeError where the two arms do not hold the same people in the same order.
    """
    ours, theirs = (people_of(outcome, side, "person")["person"] for side in (arm, reference))
    if not np.array_equal(ours, theirs):
        raise OutcomeError(f"{outcome.folder}: arms {arm!r} and {reference!r} do not hold the same people")
    here, there = metric(outcome, arm), metric(outcome, reference)
    both = here.among & there.among
    return here.values[both], there.values[both]


def is_nothing(outcome: Outcome, metric: Metric, reference: str | int) -> bool:
    """Whether a harm is zero in this arm by construction: without a regime, or wrongly listed in perfect records."""
    number = outcome.arm_number(reference)
    arm = outcome.study["arms"][number]
    # an arm with a policy date is left without something from then on only
    left_out = arm.get("without", ()) if isinstance(arm, dict) and not arm.get("since") else ()
    perfect = "errors" in left_out or outcome.arms[number] == PERFECT
    return "regime" in left_out or (metric.id in WRONGLY and perfect)


def compare(outcome: Outcome, metric: Metric, arm: str | int, reference: str | int) -> Effect:
    """What ``arm`` does to people compared with ``reference``, in the metric's own unit.

    Only people the metric means something for in both arms are counted.
    Raises OutcomeError where the two arms do not hold the same people, or nobody is counted in both.
    """
    x, y = pairs(outcome, metric, arm, reference)
    if len(x) < 2:
        raise OutcomeError(
            f"{outcome.folder}: {metric.title.lower()} ({metric.among}) means something for {len(x)} people in both "
            f"{arm!r} and {reference!r}; a comparison needs at least two"
        )
    nothing = is_nothing(outcome, metric, reference) and not y.any() and float(x.min()) >= 0.0
    return effect(x, y, nothing).times(metric.per)
