"""Quality battery of the draws: prints the table of docs/draws.md in about a minute.

    python benchmarks/draw_battery.py                # numbers up to 1e8
    python benchmarks/draw_battery.py --size 0.01    # what the tests run, in about two seconds

Every row is one test with one p-value; the battery as a whole raises a false alarm with probability 1e-6.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from counterscore.core.declare import Mechanism, Param, rule
from counterscore.core.draws import BLOCK, gather, jumps, log_miss, stream_number, uniform_at, uniforms, when_word, which_word
from counterscore.core.transforms import log
from counterscore.engine.plan import make_plan
from counterscore.engine.run import Engine
from counterscore.engine.state import World

SEED = 20_240_601
FALSE_ALARM = 1e-6
CHUNK = 1 << 20


@dataclass(frozen=True)
class Row:
    """One line of the table: what was tested, on how many numbers, and how surprising the outcome is."""

    name: str
    numbers: float
    statistic: str
    p: float


def _chi_square(counts: np.ndarray, expected: np.ndarray | float, freedom: int) -> tuple[str, float]:
    value = float(((counts - expected) ** 2 / expected).sum())
    return f"chi2({freedom}) = {value:.1f}", _two_sided(float(stats.chi2.sf(value, freedom)))


def _two_sided(p: float) -> float:
    return min(1.0, 2 * min(p, 1 - p))


def _poisson_p(found: int, expected: float) -> float:
    return min(1.0, 2 * min(float(stats.poisson.cdf(found, expected)), float(stats.poisson.sf(found - 1, expected))))


def _binomial_p(found: int, n: int, p: float) -> float:
    return min(1.0, 2 * min(float(stats.binom.cdf(found, n, p)), float(stats.binom.sf(found - 1, n, p))))


def _chunks(stream: str, numbers: float) -> Iterator[np.ndarray]:
    """Uniforms of the same million people, month after month."""
    for month in range(max(1, round(numbers / CHUNK))):
        yield uniforms(SEED, stream, CHUNK, month=month)


def uniformity(size: float) -> Row:
    """4,096 equal bins are equally full."""
    counts, n = np.zeros(4096), 0
    for u in _chunks("battery.uniformity", 1e8 * size):
        counts += np.bincount((u * 4096).astype(np.int64), minlength=4096)
        n += len(u)
    return Row("uniform in 4,096 bins", n, *_chi_square(counts, n / 4096, 4095))


def low_bits(size: float) -> Row:
    """The last 12 of the 53 bits are as uniform as the first."""
    counts, n = np.zeros(4096), 0
    for u in _chunks("battery.low_bits", 3e7 * size):
        counts += np.bincount((u * 2.0**53).astype(np.int64) & 4095, minlength=4096)
        n += len(u)
    return Row("lowest 12 bits uniform", n, *_chi_square(counts, n / 4096, 4095))


def bits(size: float) -> Row:
    """Each of the 53 bits is set half of the time."""
    ones, n = np.zeros(53), 0
    for u in _chunks("battery.bits", 1e7 * size):
        steps = (u * 2.0**53).astype(np.int64)
        ones += [float(((steps >> b) & 1).sum()) for b in range(53)]
        n += len(u)
    worst = float(np.abs((ones - n / 2) / np.sqrt(n / 4)).max())
    return Row("each of 53 bits", n, f"max |z| = {worst:.2f} of 53", min(1.0, 53 * 2 * float(stats.norm.sf(worst))))


def neighbours(size: float) -> Row:
    """Pairs of neighbouring persons fill a 64 x 64 square evenly."""
    counts, n = np.zeros(4096), 0
    for u in _chunks("battery.neighbours", 5e7 * size):
        cells = (u * 64).astype(np.int64)
        counts += np.bincount(cells[::2] * 64 + cells[1::2], minlength=4096)
        n += len(u) // 2
    return Row("pairs of neighbours, 64 x 64", 2 * n, *_chi_square(counts, n / 4096, 4095))


def months_in_a_row(size: float) -> Row:
    """Triples of a person's successive months fill a 16 x 16 x 16 cube evenly."""
    counts, n = np.zeros(4096), 0
    for part in range(max(1, round(1e7 * size / CHUNK))):
        cells = [(uniforms(SEED, "battery.months", CHUNK, month=3 * part + j) * 16).astype(np.int64) for j in range(3)]
        counts += np.bincount((cells[0] * 16 + cells[1]) * 16 + cells[2], minlength=4096)
        n += CHUNK
    return Row("triples of months, 16 x 16 x 16", 3 * n, *_chi_square(counts, n / 4096, 4095))


def birthdays(size: float) -> Row:
    """Coincidences among 32-bit prefixes are as many as chance makes."""
    n, found, expected = round(1e6), 0, 0.0
    for month in range(max(1, round(20 * size))):
        prefix = np.sort((uniforms(SEED, "battery.birthdays", n, month=month) * 2.0**32).astype(np.int64))
        found += int((np.diff(prefix) == 0).sum())
        expected += n * (n - 1) / 2 / 2**32
    statistic = f"{found} coincidences, expected {expected:.1f}"
    return Row("birthdays in 32 bits", n * max(1, round(20 * size)), statistic, _poisson_p(found, expected))


def rare_uniforms(size: float) -> Row:
    """u < 1e-7 happens once in ten million."""
    found, n = 0, 0
    for u in _chunks("battery.rare", 1e8 * size):
        found += int((u < 1e-7).sum())
        n += len(u)
    return Row("u < 1e-7", n, f"{found} hits, expected {n * 1e-7:.1f}", _binomial_p(found, n, 1e-7))


def _draw(stream: str, persons: np.ndarray, **place: int) -> np.ndarray:
    """Uniforms of rows: any month, month of birth, repeat, table and slot; act code 0."""
    out = np.empty(len(persons))
    when = int(when_word(place.get("month", 0), place.get("born", 0), place.get("repeat", 0)))
    which = int(which_word(place.get("replicate", 0), place.get("table", 0), place.get("slot", 0)))
    gather(out, persons, place.get("seed", SEED), stream_number(stream), when, which)
    return out


def _acts(act: int, n: int) -> np.ndarray:
    key = (SEED, stream_number("battery.r"))
    return np.array([uniform_at(*key, i, 0, 0, act) for i in range(n)])


FAMILIES: dict[str, Callable[[int, int], np.ndarray]] = {
    "streams": lambda j, n: uniforms(SEED, f"battery.stream_{j}", n),
    "numbers of streams next to each other": lambda j, n: _numbered(100 + j, n),
    "seeds": lambda j, n: uniforms(j, "battery.r", n),
    "months": lambda j, n: uniforms(SEED, "battery.r", n, month=j),
    "replicates": lambda j, n: uniforms(SEED, "battery.r", n, replicate=j),
    "slots": lambda j, n: uniforms(SEED, "battery.r", n, slot=j),
    "months of birth of records": lambda j, n: _draw("battery.r", np.arange(n), month=300, born=j),
    "tables": lambda j, n: _draw("battery.r", np.arange(n), table=j),
    "acts": _acts,
    "persons at distances 0, 1, 2 ...": lambda j, n: uniforms(SEED, "battery.r", np.arange(j, n + j)),
    "persons of distant blocks": lambda j, n: uniforms(SEED, "battery.r", np.arange(n) + j * 2**24),
}


def _numbered(number: int, n: int) -> np.ndarray:
    out = np.empty(n)
    gather(out, np.arange(n), SEED, number, 0, 0)
    return out


def correlations(name: str, size: float) -> Row:
    """No two of many rows of uniforms are correlated; Bonferroni over all pairs."""
    rows = 240 if size > 0.2 else 64
    n = int(min(1 << 17, max(1 << 12, (1 << 18) * size)))
    made = np.stack([FAMILIES[name](j, n) for j in range(rows)])
    made = (made - made.mean(axis=1, keepdims=True)) / made.std(axis=1, keepdims=True)
    upper = np.triu_indices(rows, 1)
    r = float(np.abs((made @ made.T / n)[upper]).max())
    t = r * np.sqrt((n - 2) / (1 - r * r))
    pairs = len(upper[0])
    return Row(f"across {name}", rows * n, f"max |r| = {r:.5f} of {pairs:,}", min(1.0, pairs * 2 * float(stats.t.sf(t, n - 2))))


def swapped(size: float) -> Row:
    """Person i in month j and person j in month i, seed a stream b and seed b stream a: nothing in common."""
    n = 300 if size > 0.2 else 100
    square = np.stack([uniforms(SEED, "battery.swap", n, month=j) for j in range(n)])
    keys = np.array([[uniform_at(a, b, 5, 0, 0, 0) for a in range(n)] for b in range(n)])
    worst, upper = 0.0, np.triu_indices(n, 1)
    for table in (square, keys):
        worst = max(worst, abs(float(np.corrcoef(table[upper], table.T[upper])[0, 1])))
    z = worst * np.sqrt(len(upper[0]))
    return Row("swapped coordinates", 2 * n * n, f"max |r| = {worst:.5f} of 2", min(1.0, 4 * float(stats.norm.sf(z))))


def gaps_of(p: float, n: int, block: int, act: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Gaps and accepting uniforms straight from the generator."""
    gaps, accepts, work = np.empty(n, np.int64), np.empty(n), np.empty((2, n), np.int64)
    key = np.array([SEED, stream_number("battery.gaps"), 0], np.int64)
    jumps(gaps, accepts, work, key, np.array([block, 17, act, 0], np.int64), log_miss(p))
    return gaps, accepts


def gap_distribution(size: float) -> Row:
    """Gaps between candidates are geometric: 200 equally likely classes at p = 0.002."""
    p, n, counts = 0.002, 1 << 18, np.zeros(1)
    edges = np.unique(np.ceil(np.log1p(-np.arange(1, 200) / 200) / np.log1p(-p)))
    parts = max(1, round(2e7 * size / n))
    for block in range(parts):
        counts = counts + np.bincount(np.searchsorted(edges, gaps_of(p, n, block)[0]), minlength=len(edges) + 1)
    below = np.concatenate([[0.0], -np.expm1(edges * np.log1p(-p)), [1.0]])
    return Row("gaps are geometric", parts * n, *_chi_square(counts, np.diff(below) * parts * n, len(edges)))


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
    return Row("acceptance independent of gap", 2 * parts * n, *_chi_square(table, expected, 399))


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
        np.arange(1, len(bound) + 1), {"events": 1}, months, seed,
    )  # fmt: skip
    engine, sink = Engine(plan, world, threads=1), Counts(len(arms))
    engine.prepare()
    for _ in range(months):
        engine.month(sink)
    return sink


def rare_events(size: float) -> Row:
    """Acts of probability 1e-7 in the engine happen once in ten million person-months."""
    people, months = 1 << 24, max(64, round(6000 * size))
    found = len(lived([1e-7], [1.0], people, months).all(0))
    n = people * months
    return Row("acts of p = 1e-7, engine", n, f"{found:,} acts, expected {n * 1e-7:,.1f}", _binomial_p(found, n, 1e-7))


def positions(size: float) -> Row:
    """No place in a block of 4,096 persons is favoured, its borders included."""
    p, months, people = 0.01, max(2, round(60 * size)), 1 << 20
    found = lived([p], [1.0], people, months).all(0)
    counts = np.bincount(found % BLOCK, minlength=BLOCK)
    n = people * months
    expected = n / BLOCK * p
    value = float(((counts - expected) ** 2 / (expected * (1 - p))).sum())
    return Row("places in a block", n, f"chi2(4096) = {value:.1f}", _two_sided(float(stats.chi2.sf(value, BLOCK))))


def borders(size: float) -> Row:
    """The first and the last person of a block are candidates as often as anybody."""
    p, months, people = 0.02, max(4, round(240 * size)), 1 << 20
    spot = lived([p], [1.0], people, months).all(0) % BLOCK
    n = people // BLOCK * months
    worst = min(_binomial_p(int((spot == s).sum()), n, p) for s in (0, 1, BLOCK - 2, BLOCK - 1))
    return Row("borders of blocks", 4 * n, "smallest p of 4 places", min(1.0, 4 * worst))


def thinning(size: float) -> Row:
    """An arm that accepts a third of the candidates sees exactly the acts of a lower probability."""
    p, months, people = 0.05, max(2, round(60 * size)), 1 << 20
    found = len(lived([p], [1.0, 1 / 3], people, months).all(1))
    n = people * months
    return Row("thinned acts", n, f"{found:,}, expected {n * p / 3:,.0f}", _binomial_p(found, n, p / 3))


def neighbours_both(size: float) -> Row:
    """Two neighbours are both candidates as often as independence says."""
    p, months, people = 0.05, max(2, round(60 * size)), 1 << 20
    both, pairs = 0, 0
    sink = lived([p], [1.0], people, months)
    for person in sink.person[0]:
        even = person[person % 2 == 0]
        both += int(np.isin(even + 1, person, assume_unique=True).sum())
        pairs += people // 2
    return Row("neighbours both act", pairs, f"{both:,}, expected {pairs * p * p:,.1f}", _binomial_p(both, pairs, p * p))


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


SINGLE: tuple[Callable[[float], Row], ...] = (
    uniformity, low_bits, bits, neighbours, months_in_a_row, birthdays, rare_uniforms, swapped, gap_distribution, gap_and_accept,
    rare_events, positions, borders, thinning, neighbours_both,
)  # fmt: skip
TESTS: dict[str, Callable[[float], Row]] = {function.__name__: function for function in SINGLE}
TESTS |= {f"across {name}": (lambda size, name=name: correlations(name, size)) for name in FAMILIES}  # type: ignore[misc]
THRESHOLD = FALSE_ALARM / len(TESTS)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and returns 1 when a test fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=float, default=1.0, help="share of the full size (1.0 takes about a minute)")
    size = parser.parse_args(arguments).size
    started, failed = time.perf_counter(), 0
    print("| test | numbers | outcome | p |\n|---|---|---|---|")
    for test in TESTS.values():
        row: Any = test(size)
        failed += row.p < THRESHOLD
        print(f"| {row.name} | {row.numbers:.2g} | {row.statistic} | {row.p:.3g} |", flush=True)
    for p in (1e-3, 1e-5, 1e-7, 1e-9):
        print(f"| expected acts at p = {p:g}, exact on the grid | | relative error {grid_error(p):.1e} | |")
    verdict = "all pass" if not failed else f"{failed} FAIL"
    print(f"\n{len(TESTS)} tests, {verdict} at {THRESHOLD:.1e} each ({FALSE_ALARM:g} in all); {time.perf_counter() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
