"""The part of the battery about the fields of an address: is a draw in one month, stream, seed ... news in the next?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import battery_base as base
import battery_counts as counts
import numpy as np
from battery_base import MOST, PIECE, Row, Test
from scipy import stats

from counterscore.core.draws import registry

RARE = 2.0**-10
FIELDS = {
    "streams": "stream", "months": "month", "seeds": "seed", "replicates": "replicate", "slots": "slot",
    "tables": "table", "months of birth": "born", "repeats": "repeat", "acts": "act",
}  # fmt: skip
FAMILIES = {
    "streams": "cross-stream", "months": "cross-month", "seeds": "cross-seed", "replicates": "cross-replicate",
    "slots": "slots and records", "tables": "slots and records", "months of birth": "slots and records",
    "repeats": "slots and records", "acts": "slots and records", "persons": "cross-person",
}  # fmt: skip


def drawn(out: np.ndarray, first: int, **place: int) -> np.ndarray:
    """Uniforms at an address, by the loop that the engine uses for it: rows where records have fields of their own."""
    if {"born", "repeat", "act"} & place.keys():
        return base.rows_at(out, first, **place)
    return base.numbers(out, first, **place)


def _two(k: int, field: str) -> tuple[int, int]:
    """Two values of a field to compare: neighbours in turn with numbers that differ in one bit."""
    most = MOST[field]
    a = k * 7919 % most
    if k % 2:
        return a, (a + 1) % most
    b = a ^ (1 << (k // 2 % (most - 1).bit_length()))
    return a, b if b < most else a ^ 1


def successive(name: str, size: float) -> Row:
    """One person's numbers at two values of a field fill a square of 64 x 64 evenly."""
    table, _, n = _compared(name, 1e9 * size)
    return Row(f"one person in two {name}, 64 x 64", 2 * n, *base.chi_square(table, n / 4096, 4095))


def rare_together(name: str, size: float) -> Row:
    """One person's numbers at two values of a field are both below 1/1,024 as often as independence says."""
    _, found, n = _compared(name, 1e9 * size, tails=True)
    told = f"{found:,} of {n:,} pairs, expected {n * RARE * RARE:,.1f}"
    return Row(f"rare in two {name} at once", 2 * n, told, base.binomial_p(found, n, RARE * RARE))


def _compared(name: str, total: float, tails: bool = False) -> tuple[np.ndarray, int, int]:
    """The square of pairs, or how many were both rare; each pair of pieces has persons of its own."""
    field, u, v = FIELDS[name], np.empty(PIECE), np.empty(PIECE)
    table, found, parts = np.zeros((64, 64), np.int64), 0, max(1, round(total / PIECE / 2))
    here = {"stream": base.stream(f"{'rare ' if tails else ''}two {name}")} if field != "stream" else {}
    for k in range(parts):
        first, (a, b) = k % 32767 * PIECE, _two(k + (10_000 if tails else 0), field)
        drawn(u, first, **(here | {field: a}))
        drawn(v, first, **(here | {field: b}))
        if tails:
            found += counts.both(u, v, RARE)
        else:
            counts.pairs(table, u, v)
    return table, found, parts * PIECE


def registered(size: float) -> Row:
    """All registered streams, each against the next of the list, fill a square of 64 x 64 evenly."""
    shipped = sorted(set(registry().values()))
    u, v, table = np.empty(PIECE), np.empty(PIECE), np.zeros((64, 64), np.int64)
    parts = max(1, round(1e9 * size / PIECE / 2))
    for k in range(parts):
        at = k % (len(shipped) - 1)
        first = k % 32767 * PIECE
        base.numbers(u, first, stream=shipped[at], month=1)
        base.numbers(v, first, stream=shipped[at + 1], month=1)
        counts.pairs(table, u, v)
    n = parts * PIECE
    return Row(f"the {len(shipped)} registered streams", 2 * n, *base.chi_square(table, n / 4096, 4095))


ROWS: dict[str, Callable[[np.ndarray, int, int], np.ndarray]] = {
    name: lambda out, j, first, name=name: drawn(  # type: ignore[misc]
        out, first, **({"stream": base.stream(f"rows of {name}")} | {FIELDS[name]: j})
    )
    for name in FIELDS
} | {"persons": lambda out, j, first: base.numbers(out, first + j * 2**23, stream=base.stream("rows of persons"))}


def correlations(name: str, size: float) -> Row:
    """No two of many rows of uniforms are correlated, nor are their last 26 bits."""
    rows, step = 120 if size > 0.2 else 64, 1 << 12
    persons = int(max(step, (1 << 21) * size * 120 / rows)) // step * step
    made, u = np.empty((2, step, rows), np.float32), np.empty(step)
    sums = np.zeros((2, rows, rows))
    for first in range(0, persons, step):
        for j in range(rows):
            ROWS[name](u, j, first)
            made[0, :, j] = u - 0.5
            made[1, :, j] = u * 2.0**27 - np.floor(u * 2.0**27) - 0.5
        for kind in range(2):
            # short sums in single precision, long ones in double
            part = np.zeros((rows, rows), np.float32)
            counts.products(part, made[kind])
            sums[kind] += part
    upper = np.triu_indices(rows, 1)
    r = np.abs(12 * sums[:, upper[0], upper[1]] / persons)
    each = 2 * float(stats.norm.sf(r.max() * np.sqrt(persons)))
    p = float(-np.expm1(r.size * np.log1p(-min(each, 1 - 1e-16))))
    return Row(f"{rows} {name}, all pairs", rows * persons, f"largest of {r.size:,} abs(r) = {r.max():.2g}", p)


def flipped(size: float) -> Row:
    """One bit of an address changed changes each of the 53 bits half of the time, and as many at once as 53 coins."""
    u, v, per = np.empty(PIECE), np.empty(PIECE), max(1, round(1e9 * size / PIECE / 380))
    number, worst, values, flips = base.stream("flips") % 2**31, 0.0, np.zeros(54), 0
    for bit, (field, k) in enumerate(_bits()):
        table = np.zeros((2, 54), np.int64)
        for part in range(per):
            place, first = {"stream": number, "month": 1000 + part % 1000, "act": bit}, part // 1000 * PIECE
            base.rows_at(u, first, **place)
            if field == "person":
                base.rows_at(v, first ^ (1 << k), **place)
            else:
                base.rows_at(v, first, **(place | {field: _with_bit(place.get(field, base.SEED), field, k)}))
            counts.flips(table, u, v)
        n = per * PIECE
        worst = max(worst, float(np.abs(table[0, :53] - n / 2).max() / np.sqrt(n / 4)))
        values, flips = values + table[1], flips + 1
    n, tests = per * PIECE * flips, flips * 53
    each = float(-np.expm1(tests * np.log1p(-min(base.normal_p(worst), 1 - 1e-16))))
    told, together = base.joined(values, stats.binom.pmf(np.arange(54), 53, 0.5))
    told = f"largest of {tests:,} abs(z) = {worst:.2f}; bits at once: {told}"
    return Row(f"{flips} bits of the address flipped", 2 * n, told, base.smallest_of([each, together]))


def _bits() -> list[tuple[str, int]]:
    """Every bit of an address that can be flipped by itself, persons from the size of a piece on."""
    widths = {"seed": 32, "stream": 31, "month": 12, "born": 11, "repeat": 7, "replicate": 16, "table": 8, "slot": 8}
    widths |= {"act": 31}
    return [("person", k) for k in range(16, 31)] + [
        (field, k) for field, width in widths.items() for k in range(width)
    ]


def _with_bit(value: int, field: str, k: int) -> int:
    return value ^ (1 << k) if field in ("stream", "month", "act", "seed") else 1 << k


def swapped(size: float) -> Row:
    """Person i in month j and person j in month i have nothing in common, nor seed a, stream b and seed b, stream a."""
    n = 2048 if size > 0.2 else 256
    worst, used, upper = 0.0, 0, np.triu_indices(n, 1)
    for kind in range(2):
        square = np.empty((n, n))
        for j in range(n):
            if kind == 0:
                base.numbers(square[j], 0, stream=base.stream("swap"), month=j)
            else:
                square[j] = _one_person(j, n)
        worst = max(worst, abs(float(np.corrcoef(square[upper], square.T[upper])[0, 1])))
        used += n * n
    p = base.smallest_of([base.normal_p(worst * np.sqrt(len(upper[0])))] * 2)
    return Row("swapped coordinates", used, f"larger of 2 abs(r) = {worst:.2g}", p)


def _one_person(seed: int, n: int) -> np.ndarray:
    """Person 5 of seed ``seed`` in the streams 0 to n - 1."""
    out, one = np.empty(n), np.empty(1)
    for number in range(n):
        out[number] = base.numbers(one, 5, seed=seed, stream=number)[0]
    return out


def _family(name: str) -> tuple[Test, ...]:
    tests: list[Test] = [partial(correlations, name)]
    if name in FIELDS:
        tests += [partial(successive, name), partial(rare_together, name)]
    return tuple(tests)


def _grouped() -> dict[str, tuple[Test, ...]]:
    made: dict[str, tuple[Test, ...]] = {}
    for name, family in FAMILIES.items():
        made[family] = made.get(family, ()) + _family(name)
    made["cross-stream"] += (registered,)
    return made | {"whole address": (flipped, swapped)}


FIELD_TESTS: dict[str, tuple[Test, ...]] = _grouped()
