"""The part of the battery about what becomes of a uniform: counts, waits, amounts, choices and quotas."""

from __future__ import annotations

import battery_base as base
import numpy as np
from battery_base import PIECE, Row, Test
from scipy import stats

from counterscore.core.choices import choose, smallest_n
from counterscore.core.compiling import compiled
from counterscore.core.transforms import exponential, geometric, log, lognormal, normal, poisson

MEANS = (0.3, 3.3, 40.0)
CHANCES = (0.25, 0.01)
WEIGHTS = (0.5, 0.2, 0.15, 0.1, 0.04, 0.0089, 0.001, 0.0001)
POOL, QUOTA = 4096, 1024


def _count_poisson(bins: np.ndarray, u: np.ndarray, mean: float) -> None:
    """Counts 0, 1, 2 ...; the last class takes the rest."""
    top = bins.shape[0] - 1
    for i in range(u.shape[0]):
        bins[min(top, poisson(u[i], mean))] += 1


def _count_geometric(bins: np.ndarray, u: np.ndarray, p: float) -> None:
    """Waits 0, 1, 2 ...; the last class takes the rest."""
    top = bins.shape[0] - 1
    for i in range(u.shape[0]):
        bins[min(top, geometric(u[i], p))] += 1


def _count_amounts(bins: np.ndarray, u: np.ndarray, kind: int) -> None:
    """Amounts on a grid of steps of 1/100 from -6 on: normal (0), log of exponential (1), log of lognormal (2)."""
    top = bins.shape[0] - 1
    for i in range(u.shape[0]):
        if kind == 0:
            x = normal(u[i])
        elif kind == 1:
            x = log(exponential(u[i]))
        else:
            x = log(lognormal(u[i], 1.0, 1.0))
        bins[min(top, max(0, int(np.floor((x + 6.0) * 100.0))))] += 1


count_poisson = compiled(_count_poisson)
count_geometric = compiled(_count_geometric)
count_amounts = compiled(_count_amounts)


def _whole(counts: np.ndarray, chances: np.ndarray) -> tuple[str, float]:
    """Chi-square with classes of fewer than 20 expected cases joined to their neighbours."""
    n, edges, held = counts.sum(), [0], 0.0
    for k, chance in enumerate(chances):
        held += chance * n
        if held >= 20:
            edges.append(k + 1)
            held = 0.0
    edges[-1] = len(chances)
    grouped, expected = np.add.reduceat(counts, edges[:-1]), np.add.reduceat(chances, edges[:-1]) * n
    return base.chi_square(grouped, expected, len(grouped) - 1)


def _best(name: str, n: int, made: list[tuple[str, float]]) -> Row:
    told = made[0][0] if len(made) == 1 else f"smallest p of {len(made)} = {min(p for _, p in made):.3g}"
    return Row(name, n, told, base.smallest_of([p for _, p in made]))


def counts_of_events(size: float) -> Row:
    """Poisson counts of mean 0.3, 3.3 and 40 follow their distribution."""
    made, n = [], 0
    for mean in MEANS:
        bins = np.zeros(200, np.int64)
        for u in base.pieces(f"poisson {mean}", 1e9 * size / 3):
            count_poisson(bins, u, mean)
            n += len(u)
        chances = np.append(stats.poisson.pmf(np.arange(199), mean), stats.poisson.sf(198, mean))
        made.append(_whole(bins, chances))
    return _best("Poisson counts", n, made)


def waits(size: float) -> Row:
    """Geometric waits at p = 0.25 and 0.01 follow their distribution."""
    made, n = [], 0
    for p in CHANCES:
        bins = np.zeros(3000, np.int64)
        for u in base.pieces(f"geometric {p}", 1e9 * size / 2):
            count_geometric(bins, u, p)
            n += len(u)
        chances = np.append(p * (1 - p) ** np.arange(2999), (1 - p) ** 2999)
        made.append(_whole(bins, chances))
    return _best("geometric waits", n, made)


def _amounts(name: str, size: float, kind: int, below: np.ndarray) -> Row:
    bins, n = np.zeros(1201, np.int64), 0
    for u in base.pieces(name, 1e9 * size):
        count_amounts(bins, u, kind)
        n += len(u)
    return _best(name, n, [_whole(bins, np.diff(np.concatenate([[0.0], below, [1.0]])))])


GRID = -6.0 + np.arange(1, 1201) / 100


def normals(size: float) -> Row:
    """Normal amounts follow their distribution: 1,201 classes of 1/100 standard deviation, tails joined."""
    return _amounts("normal amounts", size, 0, stats.norm.cdf(GRID))


def exponentials(size: float) -> Row:
    """Exponential waits follow their distribution, in classes of 1/100 of their logarithm."""
    return _amounts("exponential waits", size, 1, -np.expm1(-np.exp(GRID)))


def lognormals(size: float) -> Row:
    """Lognormal amounts follow their distribution, in classes of 1/100 of their logarithm."""
    return _amounts("lognormal amounts", size, 2, stats.norm.cdf(GRID))


def choices(size: float) -> Row:
    """Each of eight options is chosen with its weight, down to one in ten thousand; eight numbers to a choice."""
    found, people = np.zeros(len(WEIGHTS), np.int64), PIECE
    parts = max(1, round(1e9 * size / people / len(WEIGHTS)))
    for k in range(parts):
        made = choose(base.SEED, "battery.choice", people, np.log(WEIGHTS), month=k % 4096)
        found += np.bincount(made, minlength=len(WEIGHTS))
    n = parts * people
    return _best("choices among eight", len(WEIGHTS) * n, [_whole(found, np.array(WEIGHTS) / sum(WEIGHTS))])


def quotas(size: float) -> Row:
    """A quota of 1,024 of 4,096 takes everybody equally often."""
    found, parts = np.zeros(POOL), max(100, round(1e8 * size / POOL))
    for k in range(parts):
        pool = np.arange(k // 4096 * POOL, k // 4096 * POOL + POOL)
        found += np.bincount(smallest_n(base.SEED, "battery.quota", pool, QUOTA, month=k % 4096) % POOL, minlength=POOL)
    # draws without replacement: the variance of a place is smaller than a binomial one
    expected, spread = parts * QUOTA / POOL, parts * QUOTA * (POOL - QUOTA) / POOL / (POOL - 1)
    value = float(((found - expected) ** 2 / spread).sum())
    told = f"chi2({POOL - 1:,}) = {value:,.1f}"
    return Row("quotas of 1,024 of 4,096", parts * POOL, told, base.chi_square_p(value, POOL - 1))


TRANSFORM_TESTS: dict[str, tuple[Test, ...]] = {
    "transforms": (counts_of_events, waits, normals, exponentials, lognormals, choices, quotas)
}
