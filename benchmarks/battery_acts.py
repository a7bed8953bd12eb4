"""The part of the battery about acts: gaps between candidates, and candidates in the engine."""

from __future__ import annotations

from collections.abc import Callable

import battery_base as base
import battery_counts as counts
import numpy as np
from battery_base import Row, Test, binomial_p

from counterscore.core.declare import Mechanism, Param, rule
from counterscore.core.draws import BLOCK, log_miss
from counterscore.core.transforms import log
from counterscore.engine.plan import make_plan
from counterscore.engine.run import Engine
from counterscore.engine.state import World

PEOPLE = 1 << 20


def gap_edges(p: float, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Upper ends of about equally likely classes of a geometric gap (classes - 1,), and the chance of each class."""
    edges = np.ceil(np.log1p(-np.arange(1, classes) / classes) / np.log1p(-p))
    return edges, np.diff(np.concatenate([[0.0], -np.expm1(edges * np.log1p(-p)), [1.0]]))


def gap_distribution(size: float) -> Row:
    """Gaps between candidates are geometric: 200 equally likely classes at p = 0.002."""
    p, n, found = 0.002, 1 << 16, np.zeros(200)
    edges, chances = gap_edges(p, 200)
    parts = max(1, round(2e8 * size / n))
    for block in range(parts):
        gaps, _ = base.gaps_at(n, p, block=block, month=17, act=3, stream=base.stream("gaps"))
        found += np.bincount(np.searchsorted(edges, gaps), minlength=200)
    return Row("gaps are geometric", parts * n, *base.chi_square(found, chances * parts * n, 199))


def gap_and_accept(size: float) -> Row:
    """The uniform that accepts a candidate knows nothing of the gap before it: 20 x 20 classes."""
    p, n, table = 0.001, 1 << 16, np.zeros(400)
    edges, chances = gap_edges(p, 20)
    parts = max(1, round(2e8 * size / n / 2))
    for block in range(parts):
        gaps, accepts = base.gaps_at(n, p, block=block, month=18, act=3, stream=base.stream("accepts"))
        table += np.bincount(np.searchsorted(edges, gaps) * 20 + (accepts * 20).astype(np.int64), minlength=400)
    expected = np.repeat(chances, 20) / 20 * parts * n
    return Row("acceptance independent of gap", 2 * parts * n, *base.chi_square(table, expected, 399))


def gap_after_gap(size: float) -> Row:
    """A gap knows nothing of the gap before it, ends of batches of 32 included: 20 x 20 classes."""
    p, n, table = 0.001, 1 << 16, np.zeros(400)
    edges, chances = gap_edges(p, 20)
    parts = max(1, round(2e8 * size / n))
    for block in range(parts):
        # an odd start in every second block, so that pairs across the end of a batch are among them
        gaps, _ = base.gaps_at(n, p, first=block % 2, block=block, month=19, act=3, stream=base.stream("next gaps"))
        classes = np.searchsorted(edges, gaps)
        table += np.bincount(classes[::2] * 20 + classes[1::2], minlength=400)
    expected = np.outer(chances, chances).ravel() * parts * n / 2
    return Row("a gap after a gap", parts * n, *base.chi_square(table, expected, 399))


@rule(phase="acts", over="acts:event", emits="events", bound="bound")
def event(p: float) -> float:
    """An act that everybody does with the same probability."""
    return p


EVENTS = Mechanism(
    "battery", "candidates and nothing else", "toy", "no state", "life", (event,),
    params=(Param("p", "probability", "per act", ("act",)), Param("bound", "probability", "bound", ("act",))),
)  # fmt: skip


class Counts:
    """A sink that hands on the persons of finished rows, month by month, or keeps them per arm."""

    def __init__(self, arms: int, take: Callable[[int, np.ndarray], None] | None = None) -> None:
        self.person: list[list[np.ndarray]] = [[] for _ in range(arms)]
        self.take = take

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes the rows of one month and arm."""
        if table == "events" and len(columns["arm"]):
            arm = int(columns["arm"][0])
            if self.take:
                self.take(arm, columns["person"])
            else:
                self.person[arm].append(columns["person"])

    def all(self, arm: int) -> np.ndarray:
        """Every person who did something, month by month."""
        return np.concatenate(self.person[arm]) if self.person[arm] else np.zeros(0, np.int32)


def lived(
    bound: list[float], arms: list[float], people: int, months: int, seed: int = base.SEED,
    take: Callable[[int, np.ndarray], None] | None = None,
) -> Counts:  # fmt: skip
    """Events of a world in which arm a accepts ``arms[a]`` of the candidates, kept or handed to ``take``."""
    plan = make_plan((EVENTS,), {}, ("act",))
    params = {"battery.p": np.outer(arms, bound), "battery.bound": np.tile(bound, (len(arms), 1))}
    world = World(
        {}, np.zeros(people, np.uint8), tuple(f"arm {a}" for a in range(len(arms))), {0: params},
        np.arange(1, len(bound) + 2), {"events": 1}, months, seed,
    )  # fmt: skip
    engine, sink = Engine(plan, world, threads=1), Counts(len(arms), take)
    engine.prepare()
    for _ in range(months):
        engine.month(sink)
    return sink


def months_for(total: float, people: int = PEOPLE, least: int = 4) -> int:
    """Months that give about so many person-months."""
    return min(4096, max(least, round(total / people)))


def rare_acts(size: float) -> Row:
    """Acts of probability 1e-7 in the engine happen once in ten million person-months."""
    people, months, kinds, found = 1 << 24, max(64, round(3000 * size)), 4, [0]

    def take(_: int, person: np.ndarray) -> None:
        found[0] += len(person)

    lived([1e-7] * kinds, [1.0], people, months, seed=base.SEED + 1, take=take)
    n = people * months * kinds
    told = f"{found[0]:,} acts, expected {n * 1e-7:,.1f}"
    return Row("acts of p = 1e-7, engine", n, told, binomial_p(found[0], n, 1e-7))


def places(size: float) -> Row:
    """No place in a block of 4,096 persons is favoured, its borders included."""
    p, months, found = 0.01, months_for(1e9 * size), np.zeros(BLOCK, np.int64)

    def take(_: int, person: np.ndarray) -> None:
        found[:] += np.bincount(person % BLOCK, minlength=BLOCK)

    lived([p], [1.0], PEOPLE, months, seed=base.SEED + 2, take=take)
    expected = PEOPLE * months / BLOCK * p
    value = float(((found - expected) ** 2 / (expected * (1 - p))).sum())
    return Row(
        "4,096 places in a block", PEOPLE * months, f"chi2(4,096) = {value:,.1f}", base.chi_square_p(value, BLOCK)
    )


def thinning(size: float) -> Row:
    """An arm that accepts a third of the candidates sees exactly the acts of a lower probability."""
    p, months, found = 0.02, months_for(1e9 * size), [0, 0]

    def take(arm: int, person: np.ndarray) -> None:
        found[arm] += len(person)

    lived([p], [1.0, 1 / 3], PEOPLE, months, seed=base.SEED + 3, take=take)
    n = PEOPLE * months
    told = f"{found[1]:,}, expected {n * p / 3:,.0f}"
    return Row("thinned acts", n, told, binomial_p(found[1], n, p / 3))


def neighbours_both(size: float) -> Row:
    """Two neighbours both act as often as independence says."""
    p, months, found = 0.02, months_for(1e9 * size), [0]

    def take(_: int, person: np.ndarray) -> None:
        found[0] += counts.even_with_next(person)

    lived([p], [1.0], PEOPLE, months, seed=base.SEED + 4, take=take)
    n = PEOPLE // 2 * months
    told = f"{found[0]:,}, expected {n * p * p:,.1f}"
    return Row("neighbours both act", 2 * n, told, binomial_p(found[0], n, p * p))


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


ACT_TESTS: dict[str, tuple[Test, ...]] = {
    "rare events": (rare_acts,),
    "geometric skipping": (gap_distribution, gap_and_accept, gap_after_gap, places, thinning, neighbours_both),
}
