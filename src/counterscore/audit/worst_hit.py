"""Which subgroup an effect hits hardest, of all groups and intersections, corrected for how many were tried.

Of many subgroups one is always hit hardest by chance. Every subgroup's effect is compared with that on everybody, over
the block standard error of this excess; the largest such t over all subgroups, in ``REPLICATES`` draws of the blocks
in which the excess is centred at zero, gives one bar for all of them: Westfall and Young's single-step maximum. So
p values are adjusted, lower bounds hold for all subgroups at once (95 %), and the dependence between overlapping
subgroups and inside households is used and not bounded. Named is the subgroup with the highest lower bound: the one of
which the most excess can be told. Where no bound is above zero none is named.

Limits: corrected within one metric. A false alarm, where all groups are hit alike, comes in at most 5 % of runs (tests
and benchmarks/interval_coverage.py measure it). Where fewer than 20 people differ no subgroup is told: of 4 to 12 who
differ all may be in one large group by chance, and then false alarms come in 13 to 31 % of trials. Neighbours further
than a block are taken as independent.

Axis letters: P people, B blocks, C subgroups, R replicates.
Source: Westfall and Young, Resampling-Based Multiple Testing (1993), ch. 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

import numpy as np

from ..core.outcome import Outcome
from .frame import GROUPINGS, MINIMUM_PEOPLE, groupings_of
from .metric import Metric, people
from .paired import PERFECT, block_size
from .resample import resamples
from .subgroups import DEEPEST, finest_codes

AGAINST = ("none", PERFECT)
LEVEL = 0.05
ZERO = 1e-12


@dataclass(frozen=True)
class WorstHit:
    """The subgroup an effect hits hardest, or that none can be told apart from everybody.

    ``tried`` subgroups had enough people, ``too_small`` had somebody but too few. ``groups`` names the subgroup, empty
    where none is told. ``effect`` is arm minus reference there and ``everybody`` among all, in the metric's unit;
    ``excess`` is how much harder the subgroup is hit and ``at_least`` its simultaneous lower 95 % bound, both counted
    so that more is worse. ``p`` is adjusted for the number tried; without a named subgroup it is the smallest of all.
    ``few`` says that fewer than 20 people differ, too few to tell subgroups apart; ``p`` is 1 then.
    """

    metric: str
    arm: str
    reference: str
    tried: int
    too_small: int
    everybody: float
    p: float
    groups: tuple[str, ...] = ()
    people: int = 0
    effect: float | None = None
    excess: float | None = None
    at_least: float | None = None
    few: bool = False

    @property
    def told(self) -> bool:
        """Whether a subgroup is hit harder than chance explains."""
        return bool(self.groups)


@cache
def subgroups(groupings: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], np.ndarray]:
    """Names of all groups and intersections of up to three groupings, and who is in them.

    The second is (C, F) bool over the finest cells, all groupings crossed in the order given.
    """
    sizes = [len(GROUPINGS[one][1]) for one in groupings]
    finest = np.indices(sizes).reshape(len(sizes), -1)
    names, inside = [], []
    for depth in range(1, min(DEEPEST, len(groupings)) + 1):
        for axes in combinations(range(len(groupings)), depth):
            for codes in product(*(range(sizes[axis]) for axis in axes)):
                names.append(tuple(GROUPINGS[groupings[a]][1][c] for a, c in zip(axes, codes, strict=True)))
                inside.append(np.all([finest[a] == c for a, c in zip(axes, codes, strict=True)], axis=0))
    return tuple(names), np.array(inside)


def scan(harm: np.ndarray, among: np.ndarray, codes: np.ndarray, inside: np.ndarray) -> dict[str, np.ndarray]:
    """The excess of every subgroup over everybody, with what corrects for trying them all.

    ``harm`` (P,) is each person's difference, more is worse, ``among`` (P,) bool, ``codes`` (P,) finest cells and
    ``inside`` (C, F) bool. Gives (C,) each: people, effect, excess, at_least, p; those of subgroups not tried are NaN.
    """
    size, finest = block_size(len(harm)), inside.shape[1]
    blocks = -(-len(harm) // size)
    who = np.flatnonzero(among & (codes >= 0))
    place = (who // size) * finest + codes[who]
    counts = np.bincount(place, minlength=blocks * finest).reshape(blocks, finest) @ inside.T.astype(np.float64)
    sums = np.bincount(place, harm[who], blocks * finest).reshape(blocks, finest) @ inside.T.astype(np.float64)
    all_counts = np.bincount(who // size, minlength=blocks)[:, None]
    all_sums = np.bincount(who // size, harm[who], blocks)[:, None]
    n, total = counts.sum(0), len(who)
    tried = (n >= MINIMUM_PEOPLE) & (n < total)
    mean = np.divide(sums.sum(0), n, out=np.full(len(n), np.nan), where=tried)
    everybody = float(all_sums.sum()) / max(total, 1)
    found = {name: np.full(len(n), np.nan) for name in ("excess", "at_least", "p")}
    found |= {"people": n, "effect": mean}
    found["excess"][tried] = mean[tried] - everybody
    own = (sums[:, tried] - mean[tried] * counts[:, tried]) / n[tried]
    influence = own - (all_sums - everybody * all_counts) / max(total, 1)
    error = np.sqrt((influence**2).sum(0) * blocks / max(blocks - 1, 1))
    moving = error > ZERO * max(1.0, float(np.abs(harm[who]).max(initial=0.0)))
    if not moving.any():
        return found
    t = found["excess"][tried][moving] / error[moving]
    drawn = (resamples(blocks) - 1.0) @ (influence[:, moving] / error[moving])
    highest = drawn.max(axis=1)
    bar = float(np.quantile(highest, 1 - LEVEL, method="higher"))
    where = np.flatnonzero(tried)[moving]
    found["at_least"][where] = found["excess"][where] - bar * error[moving]
    found["p"][where] = (1 + (highest[:, None] >= t).sum(0)) / (1 + len(highest))
    return found


def worst_hit(outcome: Outcome, metric: Metric, arm: str, reference: str) -> WorstHit:
    """The subgroup that ``arm`` hits hardest compared with ``reference``, of all groups and intersections of the run.

    Raises OutcomeError where the run lacks the metric.
    """
    here, there = metric(outcome, arm), metric(outcome, reference)
    both = here.among & there.among
    sign = 1.0 if metric.worse == "higher" else -1.0
    harm = np.where(both, sign * (here.values - there.values), 0.0) * metric.per
    groupings = groupings_of(outcome)
    names, inside = subgroups(groupings)
    codes = finest_codes(people(outcome, arm, "cell")["cell"], groupings)
    found = scan(harm, both, codes, inside)
    n = found["people"]
    tried = int(np.count_nonzero(~np.isnan(found["excess"])))
    small = int(np.count_nonzero((n > 0) & (n < MINIMUM_PEOPLE)))
    everybody = sign * float(harm[both].mean()) if both.any() else 0.0
    p = float(np.nanmin(found["p"])) if not np.isnan(found["p"]).all() else 1.0
    few = bool(np.count_nonzero(harm[both]) < MINIMUM_PEOPLE)
    none = WorstHit(metric.id, arm, reference, tried, small, everybody, 1.0 if few else p, few=few)
    bound = np.where(np.isnan(found["at_least"]), -np.inf, found["at_least"])
    if few or not len(bound) or bound.max() <= 0.0:
        return none
    worst = int(bound.argmax())
    return WorstHit(
        metric.id, arm, reference, tried, small, everybody, float(found["p"][worst]), names[worst], int(n[worst]),
        sign * float(found["effect"][worst]), float(found["excess"][worst]), float(bound[worst]),
    )  # fmt: skip


def plainest(outcome: Outcome) -> str:
    """The arm that effects are measured against unless told otherwise: no regime, else perfect records, else any."""
    return next((one for one in AGAINST if one in outcome.arms), outcome.arms[0])
