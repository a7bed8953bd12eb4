"""How often nominal 95 % intervals hold the truth, on made-up people in households.

Households of three share half of what decides about them; both arms see the same draws; every truth is a closed form
of the normal distribution. Prints the Markdown tables of docs/intervals.md.
Usage: python benchmarks/interval_coverage.py [REPETITIONS [PEOPLE,PEOPLE]]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import multivariate_normal

from counterscore.audit.counting.grouped import gap, of_groups, rows_by_group, share_of
from counterscore.audit.counting.inequality import gini_of_bins
from counterscore.audit.counting.mobility import shorrocks
from counterscore.audit.index import Parts
from counterscore.audit.paired import effect
from counterscore.audit.resample import value_and_differences
from counterscore.audit.worst_hit import scan, subgroups
from counterscore.core.draws import uniforms

HOUSEHOLD, SHARED, GROUPS, BANDS, BINS = 3, 0.5, 4, 5, 40
EDGES = ndtri(np.arange(1, BANDS) / BANDS)
SHIFTED = 0.25
Bounds = tuple[float, float] | None
Simulate = Callable[[int, int], tuple[Bounds, ...]]


@dataclass(frozen=True)
class Case:
    """Intervals of one kind: titles, truths and, for a number of people and a repetition, the intervals."""

    titles: tuple[str, ...]
    truths: tuple[float, ...]
    simulate: Simulate


def latent(people: int, repetition: int, name: str, shared: float = SHARED) -> np.ndarray:
    """Standard normal numbers of people (P,), correlated by ``shared`` within households of neighbours."""
    when = {"month": repetition % 4000, "replicate": repetition // 4000}
    households = -(-people // HOUSEHOLD)
    ours = ndtri(uniforms(5, f"bench.household.{name}", households, **when) * (1 - 1e-12) + 1e-13)
    own = ndtri(uniforms(5, f"bench.own.{name}", people, **when) * (1 - 1e-12) + 1e-13)
    found: np.ndarray = math.sqrt(shared) * np.repeat(ours, HOUSEHOLD)[:people] + math.sqrt(1 - shared) * own
    return found


def both_below(x: float, y: float, correlation: float) -> float:
    """P(X < x, Y < y) of two standard normal numbers."""
    return float(multivariate_normal.cdf([x, y], cov=[[1, correlation], [correlation, 1]]))


def mean_case(cut: float, title: str, other: float = SHIFTED, shared: float = SHARED) -> Case:
    """Paired mean of yes/no outcomes: above ``cut`` in the one arm, above ``cut`` + ``other`` in the other."""

    def simulate(people: int, repetition: int) -> tuple[Bounds, ...]:
        a = latent(people, repetition, "a", shared)
        found = effect((a > cut).astype(float), (a > cut + other).astype(float))
        return ((found.low, found.high),)

    return Case((title,), (float(ndtr(cut + other) - ndtr(cut)),), simulate)


def intervals(here: Parts, there: Parts, scale: tuple[float, float]) -> tuple[Bounds, ...]:
    """Of an index and its paired difference; None where it says that too few people tell."""
    found = value_and_differences(here, [there], scale)
    return tuple(None if one.low is None or one.high is None else (one.low, one.high) for one in found)


def ratio_case(cut: float, title: str) -> Case:
    """Share of flags that are right: flagged by a noisy sign of who is above ``cut``; the other arm flags fewer."""

    def truth(flag: float) -> float:
        right = 1 - ndtr(cut) - ndtr(flag) + both_below(cut, flag, 0.6)
        return float(right / (1 - ndtr(flag)))

    def simulate(people: int, repetition: int) -> tuple[Bounds, ...]:
        a, b = latent(people, repetition, "a"), latent(people, repetition, "b")
        sides = []
        for flag in (cut + 0.2, cut + 0.3):
            flagged = 0.6 * a + 0.8 * b > flag
            rows = np.stack([flagged & (a > cut), flagged], axis=1).astype(float)
            sides.append(Parts(rows, lambda t: share_of(t[..., 0], t[..., 1]), np.ones(people, bool)))
        return intervals(sides[0], sides[1], (0.0, 1.0))

    truths = (truth(cut + 0.2), truth(cut + 0.2) - truth(cut + 0.3))
    return Case((title, f"{title}, difference"), truths, simulate)


def gap_case(cuts: tuple[float, ...], others: tuple[float, ...], title: str) -> Case:
    """Highest minus lowest share above the cut of one's group, four groups; other cuts in the other arm."""

    def rate_gap(totals: np.ndarray) -> np.ndarray:
        cells = of_groups(totals, GROUPS)
        return gap(share_of(cells[..., 0], cells[..., 1]))

    def simulate(people: int, repetition: int) -> tuple[Bounds, ...]:
        u = uniforms(5, "bench.group", -(-people // HOUSEHOLD), month=repetition % 4000)
        codes = np.repeat((u * GROUPS).astype(int), HOUSEHOLD)[:people]
        a, b = latent(people, repetition, "a"), latent(people, repetition, "b")
        sides = []
        for cut, lived in ((cuts, a), (others, 0.95 * a + math.sqrt(1 - 0.95**2) * b)):
            values = np.stack([(lived > np.array(cut)[codes]).astype(float), np.ones(people)], axis=1)
            sides.append(Parts(rows_by_group(values, codes, GROUPS), rate_gap, np.ones(people, bool)))
        return intervals(sides[0], sides[1], (0.0, 1.0))

    gaps = [float(np.ptp(ndtr(np.array(one)))) for one in (cuts, others)]
    return Case((title, f"{title}, difference"), (gaps[0], gaps[0] - gaps[1]), simulate)


def gini_case() -> Case:
    """Gini of a lognormal burden in 40 bins; in the other arm it is less unequal."""
    spreads, marks = (0.6, 0.5), np.linspace(-2.5, 2.5, BINS - 1)

    def truth(spread: float) -> float:
        ends = np.concatenate([[-np.inf], marks, [np.inf]])
        counts, sums = np.diff(ndtr(ends)), math.exp(spread**2 / 2) * np.diff(ndtr(ends - spread))
        return float(gini_of_bins(counts, sums))

    def simulate(people: int, repetition: int) -> tuple[Bounds, ...]:
        a, place = latent(people, repetition, "a"), np.arange(people)
        sides = []
        for spread in spreads:
            rows, bins = np.zeros((people, 2 * BINS)), np.searchsorted(marks, a)
            rows[place, bins], rows[place, BINS + bins] = 1.0, np.exp(spread * a)
            of = lambda t: gini_of_bins(t[..., :BINS], t[..., BINS:])  # noqa: E731
            sides.append(Parts(rows, of, np.ones(people, bool)))
        return intervals(sides[0], sides[1], (0.0, 1.0))

    one, other = (truth(spread) for spread in spreads)
    return Case(("Gini", "Gini, difference"), (one, one - other), simulate)


def mobility_case() -> Case:
    """Shorrocks' index between five bands, correlation 0.8 a year apart in the one arm and 0.7 in the other."""

    def truth(correlation: float) -> float:
        ends = [-9.0, *EDGES.tolist(), 9.0]
        stay = 0.0
        for low, high in pairwise(ends):
            corners = both_below(high, high, correlation) - 2 * both_below(low, high, correlation)
            stay += BANDS * (corners + both_below(low, low, correlation))
        return (BANDS - stay) / (BANDS - 1)

    def simulate(people: int, repetition: int) -> tuple[Bounds, ...]:
        a, b, place = latent(people, repetition, "a"), latent(people, repetition, "b"), np.arange(people)
        sides = []
        for correlation in (0.8, 0.7):
            rows = np.zeros((people, BANDS * BANDS))
            later = correlation * a + math.sqrt(1 - correlation**2) * b
            rows[place, np.searchsorted(EDGES, a) * BANDS + np.searchsorted(EDGES, later)] = 1.0
            of = lambda t: shorrocks(t.reshape(*t.shape[:-1], BANDS, BANDS))  # noqa: E731
            sides.append(Parts(rows, of, np.ones(people, bool)))
        return intervals(sides[0], sides[1], (0.0, 2.0))

    return Case(("Shorrocks", "Shorrocks, difference"), (truth(0.8), truth(0.8) - truth(0.7)), simulate)


def cases() -> Iterator[Case]:
    """Everything that is measured."""
    yield mean_case(0.5, "paired mean, many differ")
    yield mean_case(2.3, "paired mean, few differ")
    yield mean_case(0.5, "paired mean, households hit together", math.inf, 0.95)
    yield mean_case(2.3, "paired mean, few households hit together", math.inf, 0.95)
    yield ratio_case(1.0, "ratio")
    yield ratio_case(2.0, "ratio, few events")
    yield gap_case((0.5, 1.0, 1.0, 1.5), (0.8, 1.0, 1.0, 1.2), "gap")
    yield gap_case((1.0, 1.05, 1.1, 1.15), (1.0, 1.05, 1.1, 1.15), "gap, small")
    yield gap_case((1.0,) * GROUPS, (1.0,) * GROUPS, "gap, all groups alike")
    yield gap_case((1.8, 2.0, 2.2, 2.4), (1.9, 2.0, 2.2, 2.3), "gap, few events")
    yield gini_case()
    yield mobility_case()


def measured(case: Case, people: int, repetitions: int) -> list[tuple[str, float, float, float, float]]:
    """Title, share of runs that gave an interval, coverage among them, and misses to each side, for each interval."""
    found = [case.simulate(people, repetition) for repetition in range(repetitions)]
    rows = []
    for number, (title, truth) in enumerate(zip(case.titles, case.truths, strict=True)):
        told = [one[number] for one in found if one[number] is not None]
        above = sum(one[0] > truth + 1e-12 for one in told if one) / max(len(told), 1)
        below = sum(one[1] < truth - 1e-12 for one in told if one) / max(len(told), 1)
        rows.append((title, len(told) / repetitions, 1 - above - below, above, below))
    return rows


def false_alarms(people: int, repetitions: int, rate: float) -> float:
    """How often the scan names a worst-hit subgroup where a harm of that rate strikes all groups alike."""
    _, inside = subgroups(("sex", "age_band", "residence", "income_quintile"))
    alarms = 0
    for repetition in range(repetitions):
        u = uniforms(6, "bench.cell", people, month=repetition % 4000)
        codes = (u * inside.shape[1]).astype(int)
        harm = (latent(people, repetition, "a") > ndtri(1 - rate)).astype(float)
        bound = scan(harm, np.ones(people, bool), codes, inside)["at_least"]
        alarms += bool(np.nanmax(bound, initial=-1.0) > 0.0)
    return alarms / repetitions


def main() -> None:
    """Prints the tables."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    sizes = [int(one) for one in (sys.argv[2] if len(sys.argv) > 2 else "1000,5000").split(",")]
    print(
        "| what | people | interval given | holds the truth | all above it | all below it |\n|---|---|---|---|---|---|"
    )
    for case in cases():
        for people in sizes:
            for title, told, inside, above, below in measured(case, people, repetitions):
                shares = " | ".join(f"{100 * one:.1f} %" for one in (told, inside, above, below))
                print(f"| {title} | {people:,} | {shares} |", flush=True)
    print("\n| harm strikes | people | false alarms of the worst-hit scan |\n|---|---|---|")
    for rate in (0.2, 0.01):
        for people in sizes:
            share = false_alarms(people, repetitions, rate)
            print(f"| {100 * rate:g} % of all alike | {people:,} | {100 * share:.1f} % |", flush=True)


if __name__ == "__main__":
    main()
