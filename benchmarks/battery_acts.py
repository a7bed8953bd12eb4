"""The part of the battery of draws that is about acts: gaps between candidates, and candidates in the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from counterscore.core.declare import Mechanism, Param, rule
from counterscore.core.draws import BLOCK, jumps, log_miss, stream_number
from counterscore.core.transforms import log
from counterscore.engine.plan import make_plan
from counterscore.engine.run import Engine
from counterscore.engine.state import World

SEED = 20_240_601


@dataclass(frozen=True)
class Row:
    """One line of the table: what was tested, on how many numbers, and how surprising the outcome is."""

    name: str
    numbers: float
    statistic: str
    p: float


def chi_square(counts: np.ndarray, expected: np.ndarray | float, freedom: int) -> tuple[str, float]:
    value = float(((counts - expected) ** 2 / expected).sum())
    return f"chi2({freedom}) = {value:.1f}", two_sided(float(stats.chi2.sf(value, freedom)))


def two_sided(p: float) -> float:
    return min(1.0, 2 * min(p, 1 - p))


def poisson_p(found: int, expected: float) -> float:
    return min(1.0, 2 * min(float(stats.poisson.cdf(found, expected)), float(stats.poisson.sf(found - 1, expected))))


def binomial_p(found: int, n: int, p: float) -> float:
    return min(1.0, 2 * min(float(stats.binom.cdf(found, n, p)), float(stats.binom.sf(found - 1, n, p))))


def gaps_of(p: float, n: int, block: int, act: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Gaps and accepting uniforms straight from the generator."""
    gaps, accepts, work = np.empty(n, np.int64), np.empty(n), np.empty((2, n), np.int64)
    key = np.array([SEED, stream_number("battery.gaps"), 0], np.int64)
    jumps(gaps, accepts, work, key, np.array([block, 17, act, 0], np.int64), log_miss(p))
    return gaps, accepts


def gap_distribution(size: float) -> Row:
    """Gaps between candidates are geometric: 200 equally likely classes at p = 0.002."""
    p, n, counts = 0.002, 1 << 18, np.zeros(1)
    edges = np.ceil(np.log1p(-np.arange(1, 200) / 200) / np.log1p(-p))
    parts = max(1, round(2e7 * size / n))
    for block in range(parts):
        counts = counts + np.bincount(np.searchsorted(edges, gaps_of(p, n, block)[0]), minlength=len(edges) + 1)
    below = np.concatenate([[0.0], -np.expm1(edges * np.log1p(-p)), [1.0]])
    return Row("gaps are geometric", parts * n, *chi_square(counts, np.diff(below) * parts * n, len(edges)))


def gap_and_accept(size: float) -> Row:
    """The uniform that accepts a candidate knows nothing of the gap before it: 20 x 20 classes."""
    p, n, table = 0.001, 1 << 18, np.zeros(400)
    parts = max(1, round(1e7 * size / n))
    edges = np.ceil(np.log1p(-np.arange(1, 20) / 20) / np.log1p(-p))
    below = np.diff(np.concatenate([[0.0], -np.expm1(edges * np.log1p(-p)), [1.0]]))
    for block in range(parts):
        gaps, accepts = gaps_of(p, n, block)
        table += np.bincount(np.searchsorted(edges, gaps) * 20 + (accepts * 20).astype(np.int64), minlength=400)
    expected = np.repeat(below, 20) / 20 * parts * n
    return Row("acceptance independent of gap", 2 * parts * n, *chi_square(table, expected, 399))


@rule(phase="acts", over="acts:event", emits="events", bound="bound")
def event(p: float) -> float:
    """An act that everybody does with the same probability."""
    return p


EVENTS = Mechanism(
    "battery", "candidates and nothing else", "toy", "no state", "life", (event,),
    params=(Param("p", "probability", "per act", ("act",)), Param("bound", "probability", "bound", ("act",))),
)  # fmt: skip


class Counts:
    """A sink that keeps persons and acts of finished rows, per arm."""

    def __init__(self, arms: int) -> None:
        self.person: list[list[np.ndarray]] = [[] for _ in range(arms)]

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""
        if table == "events" and len(columns["arm"]):
            self.person[int(columns["arm"][0])].append(columns["person"])

    def all(self, arm: int) -> np.ndarray:
        """Every person who did something, month by month."""
        return np.concatenate(self.person[arm]) if self.person[arm] else np.zeros(0, np.int32)


def lived(bound: list[float], arms: list[float], people: int, months: int, seed: int = SEED) -> Counts:
    """Events of a world in which arm a accepts ``arms[a]`` of the candidates."""
    plan = make_plan((EVENTS,), {}, ("act",))
    params = {"battery.p": np.outer(arms, bound), "battery.bound": np.tile(bound, (len(arms), 1))}
    world = World(
        {}, np.zeros(people, np.uint8), tuple(f"arm {a}" for a in range(len(arms))), {0: params},
        np.arange(1, len(bound) + 2), {"events": 1}, months, seed,
    )  # fmt: skip
    engine, sink = Engine(plan, world, threads=1), Counts(len(arms))
    engine.prepare()
    for _ in range(months):
        engine.month(sink)
    return sink


def rare_events(size: float) -> Row:
    """Acts of probability 1e-7 in the engine happen once in ten million person-months."""
    people, months, kinds = 1 << 24, max(64, round(3000 * size)), 4
    found = len(lived([1e-7] * kinds, [1.0], people, months).all(0))
    n = people * months * kinds
    return Row("acts of p = 1e-7, engine", n, f"{found:,} acts, expected {n * 1e-7:,.1f}", binomial_p(found, n, 1e-7))


def positions(size: float) -> Row:
    """No place in a block of 4,096 persons is favoured, its borders included."""
    p, months, people = 0.01, max(2, round(60 * size)), 1 << 20
    found = lived([p], [1.0], people, months).all(0)
    counts = np.bincount(found % BLOCK, minlength=BLOCK)
    n = people * months
    expected = n / BLOCK * p
    value = float(((counts - expected) ** 2 / (expected * (1 - p))).sum())
    return Row("places in a block", n, f"chi2(4096) = {value:.1f}", two_sided(float(stats.chi2.sf(value, BLOCK))))


def borders(size: float) -> Row:
    """The first and the last person of a block are candidates as often as anybody."""
    p, months, people = 0.02, max(4, round(240 * size)), 1 << 20
    spot = lived([p], [1.0], people, months).all(0) % BLOCK
    n = people // BLOCK * months
    worst = min(binomial_p(int((spot == s).sum()), n, p) for s in (0, 1, BLOCK - 2, BLOCK - 1))
    return Row("borders of blocks", 4 * n, "smallest p of 4 places", min(1.0, 4 * worst))


def thinning(size: float) -> Row:
    """An arm that accepts a third of the candidates sees exactly the acts of a lower probability."""
    p, months, people = 0.05, max(2, round(60 * size)), 1 << 20
    found = len(lived([p], [1.0, 1 / 3], people, months).all(1))
    n = people * months
    return Row("thinned acts", n, f"{found:,}, expected {n * p / 3:,.0f}", binomial_p(found, n, p / 3))


def neighbours_both(size: float) -> Row:
    """Two neighbours are both candidates as often as independence says."""
    p, months, people = 0.05, max(2, round(60 * size)), 1 << 20
    both, pairs = 0, 0
    sink = lived([p], [1.0], people, months)
    for person in sink.person[0]:
        even = person[person % 2 == 0]
        both += int(np.isin(even + 1, person, assume_unique=True).sum())
        pairs += people // 2
    return Row("neighbours both act", pairs, f"{both:,}, expected {pairs * p * p:,.1f}", binomial_p(both, pairs, p * p))


def grid_error(p: float) -> float:
    """Relative error of the expected number of candidates in a block of 4,096, exact on the 53-bit grid.

    For every g the number of grid points with a gap of at most g is found with the arithmetic of the generator; the
    renewal equation then gives the expected number of candidates.
    """
    miss = log_miss(p)
    below = np.empty(BLOCK + 1)
    below[0] = 0.0
    for g in range(1, BLOCK + 1):
        k = int(-np.expm1(g * np.log1p(-p)) * 2.0**53)
        while log(1.0 - k * 2.0**-53) / miss >= g:
            k -= 1
        while log(1.0 - (k + 1) * 2.0**-53) / miss < g:
            k += 1
        below[g] = (k + 1) * 2.0**-53
    chance = np.diff(below)
    renewals = np.zeros(BLOCK + 1)
    for g in range(1, BLOCK + 1):
        renewals[g] = below[g] + float(chance[: g - 1] @ renewals[g - 1 : 0 : -1])
    return float(renewals[BLOCK] / (BLOCK * p) - 1.0)


ACT_TESTS: tuple[Callable[[float], Row], ...] = (
    gap_distribution, gap_and_accept, rare_events, positions, borders, thinning, neighbours_both,
)  # fmt: skip
