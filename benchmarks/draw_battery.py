"""Quality battery of the draws: prints the table of docs/draws.md in about a minute.

    python benchmarks/draw_battery.py                # numbers up to 1e8
    python benchmarks/draw_battery.py --size 0.01    # what the tests run, in a few seconds

Every row is one test with one p-value; the battery as a whole raises a false alarm with probability 1e-6.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from battery_acts import ACT_TESTS, SEED, Row, binomial_p, chi_square, grid_error, poisson_p
from scipy import stats

from counterscore.core.draws import gather, stream_number, uniform_at, uniforms, when_word, which_word

FALSE_ALARM = 1e-6
CHUNK = 1 << 20


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
    return Row("uniform in 4,096 bins", n, *chi_square(counts, n / 4096, 4095))


def low_bits(size: float) -> Row:
    """The last 12 of the 53 bits are as uniform as the first."""
    counts, n = np.zeros(4096), 0
    for u in _chunks("battery.low_bits", 3e7 * size):
        counts += np.bincount((u * 2.0**53).astype(np.int64) & 4095, minlength=4096)
        n += len(u)
    return Row("lowest 12 bits uniform", n, *chi_square(counts, n / 4096, 4095))


def bits(size: float) -> Row:
    """Each of the 53 bits is set half of the time."""
    ones, n = np.zeros(53), 0
    for u in _chunks("battery.bits", 1e7 * size):
        steps = (u * 2.0**53).astype(np.int64)
        ones += [float(((steps >> b) & 1).sum()) for b in range(53)]
        n += len(u)
    worst = float(np.abs((ones - n / 2) / np.sqrt(n / 4)).max())
    return Row("each of 53 bits", n, f"max abs(z) = {worst:.2f} of 53", min(1.0, 53 * 2 * float(stats.norm.sf(worst))))


def neighbours(size: float) -> Row:
    """Pairs of neighbouring persons fill a 64 x 64 square evenly."""
    counts, n = np.zeros(4096), 0
    for u in _chunks("battery.neighbours", 5e7 * size):
        cells = (u * 64).astype(np.int64)
        counts += np.bincount(cells[::2] * 64 + cells[1::2], minlength=4096)
        n += len(u) // 2
    return Row("pairs of neighbours, 64 x 64", 2 * n, *chi_square(counts, n / 4096, 4095))


def months_in_a_row(size: float) -> Row:
    """Triples of a person's successive months fill a 16 x 16 x 16 cube evenly."""
    counts, n = np.zeros(4096), 0
    for part in range(max(1, round(1e7 * size / CHUNK))):
        cells = [(uniforms(SEED, "battery.months", CHUNK, month=3 * part + j) * 16).astype(np.int64) for j in range(3)]
        counts += np.bincount((cells[0] * 16 + cells[1]) * 16 + cells[2], minlength=4096)
        n += CHUNK
    return Row("triples of months, 16 x 16 x 16", 3 * n, *chi_square(counts, n / 4096, 4095))


def birthdays(size: float) -> Row:
    """Coincidences among 32-bit prefixes are as many as chance makes."""
    n, found, expected = round(1e6), 0, 0.0
    for month in range(max(1, round(20 * size))):
        prefix = np.sort((uniforms(SEED, "battery.birthdays", n, month=month) * 2.0**32).astype(np.int64))
        found += int((np.diff(prefix) == 0).sum())
        expected += n * (n - 1) / 2 / 2**32
    statistic = f"{found} coincidences, expected {expected:.1f}"
    return Row("birthdays in 32 bits", n * max(1, round(20 * size)), statistic, poisson_p(found, expected))


def rare_uniforms(size: float) -> Row:
    """u < 1e-7 happens once in ten million."""
    found, n = 0, 0
    for u in _chunks("battery.rare", 1e8 * size):
        found += int((u < 1e-7).sum())
        n += len(u)
    return Row("u < 1e-7", n, f"{found} hits, expected {n * 1e-7:.1f}", binomial_p(found, n, 1e-7))


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
    p = min(1.0, pairs * 2 * float(stats.t.sf(t, n - 2)))
    return Row(f"across {name}", rows * n, f"max abs(r) = {r:.5f} of {pairs:,}", p)


def swapped(size: float) -> Row:
    """Person i in month j and person j in month i, seed a stream b and seed b stream a: nothing in common."""
    n = 300 if size > 0.2 else 100
    square = np.stack([uniforms(SEED, "battery.swap", n, month=j) for j in range(n)])
    keys = np.array([[uniform_at(a, b, 5, 0, 0, 0) for a in range(n)] for b in range(n)])
    worst, upper = 0.0, np.triu_indices(n, 1)
    for table in (square, keys):
        worst = max(worst, abs(float(np.corrcoef(table[upper], table.T[upper])[0, 1])))
    p = min(1.0, 4 * float(stats.norm.sf(worst * np.sqrt(len(upper[0])))))
    return Row("swapped coordinates", 2 * n * n, f"max abs(r) = {worst:.5f} of 2", p)


SINGLE: tuple[Callable[[float], Row], ...] = (
    uniformity, low_bits, bits, neighbours, months_in_a_row, birthdays, rare_uniforms, swapped, *ACT_TESTS,
)  # fmt: skip
TESTS: dict[str, Callable[[float], Row]] = {function.__name__: function for function in SINGLE}
TESTS |= {f"across {name}": (partial(correlations, name)) for name in FAMILIES}
THRESHOLD = FALSE_ALARM / len(TESTS)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table and returns 1 when a test fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--size", type=float, default=1.0, help="share of the full size (1.0 takes about a minute)")
    size = parser.parse_args(arguments).size
    started, failed = time.perf_counter(), 0
    print("| test | numbers | outcome | p |\n|---|---|---|---|")
    for test in TESTS.values():
        row = test(size)
        failed += row.p < THRESHOLD
        print(f"| {row.name} | {row.numbers:.2g} | {row.statistic} | {row.p:.3g} |", flush=True)
    for p in (1e-3, 1e-5, 1e-7, 1e-9):
        print(f"| expected acts at p = {p:g}, exact on the grid | | relative error {grid_error(p):.1e} | |")
    verdict = "all pass" if not failed else f"{failed} FAIL"
    seconds = time.perf_counter() - started
    print(f"\n{len(TESTS)} tests, {verdict} at {THRESHOLD:.1e} each ({FALSE_ALARM:g} in all); {seconds:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
