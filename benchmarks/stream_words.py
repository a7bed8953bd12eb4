"""Writes the words of keyed draws to standard output, for test suites that read a stream of 32-bit words.

    python benchmarks/stream_words.py --order person | RNG_test stdin32
    python benchmarks/stream_words.py --order month | dieharder -a -g 200
    python benchmarks/stream_words.py --list

Such suites were made for generators that are asked for one number after another. A keyed generator has no such order,
so each order here walks through the addresses in another way; neighbours in the stream are addresses that differ in one
field. An address gives the two words that a uniform is made of (all four for gaps), lowest byte first.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass

import numpy as np

from counterscore.core.compiling import compiled
from counterscore.core.draws import LOW, philox, when_word, which_word

BUFFER = 1 << 18
FIRST = {"stream": 100}
NOWHERE = dict.fromkeys(("person", "month", "born", "repeat", "replicate", "table", "slot", "act", "seed", "stream"), 0)


@dataclass(frozen=True)
class Order:
    """A walk through addresses: fields and how many values each takes, the fastest first."""

    told: str
    fields: dict[str, int]
    words: int = 2
    start: int = 0


ORDERS = {
    "person": Order("all persons of a month, then the months", {"person": 1 << 20, "month": 4096, "replicate": 65536}),
    "month": Order("all months of a person, then the next one", {"month": 4096, "person": 1 << 31}),
    "stream": Order("all streams of a person, then the next one", {"stream": 1024, "person": 1 << 20, "month": 3000}),
    "seed": Order("all seeds for a person, then the next one", {"seed": 1 << 16, "person": 1 << 20}),
    "replicate": Order("all replicates of a person, then the next one", {"replicate": 65536, "person": 1 << 20}),
    "slot": Order("all slots of a person, table by table", {"slot": 256, "table": 256, "person": 1 << 20}),
    "record": Order(
        "what records ask: acts, months of birth, repeats, then the next person",
        {"act": 64, "born": 256, "repeat": 16, "person": 1 << 20},
    ),
    "mixed": Order(
        "sixteen values of every field in turn, then the next month of birth",
        {"person": 16, "month": 16, "stream": 16, "seed": 16, "replicate": 16, "slot": 16, "act": 16, "born": 256},
    ),
    "gaps": Order(
        "all four words of the gaps between candidates: block by block, then acts and months",
        {"born": 64, "person": 256, "act": 40, "month": 3000, "replicate": 65536}, words=4,
    ),
}  # fmt: skip


def place(**fields: int) -> np.ndarray:
    """The six words of an address (6,), int64: four of the counter, two of the key."""
    of = NOWHERE | fields
    return np.array(
        [
            of["person"],
            when_word(of["month"], of["born"], of["repeat"]),
            which_word(of["replicate"], of["table"], of["slot"]),
            of["act"],
            of["seed"],
            of["stream"],
        ],
        np.int64,
    )


def _walk(out: np.ndarray, sizes: np.ndarray, steps: np.ndarray, base: np.ndarray, start: int) -> None:
    """Words (N, 2 or 4), uint32, of the N addresses from number ``start`` on; N is a multiple of the fastest size."""
    run = sizes[0]
    for first in range(0, out.shape[0], run):
        at, left = base.copy(), (start + first) // run
        for f in range(1, sizes.shape[0]):
            at += steps[f] * (left % sizes[f])
            left //= sizes[f]
        for i in range(run):
            c0 = np.uint64(at[0] + i * steps[0, 0]) & LOW
            c1 = np.uint64(at[1] + i * steps[0, 1]) & LOW
            c2 = np.uint64(at[2] + i * steps[0, 2]) & LOW
            c3 = np.uint64(at[3] + i * steps[0, 3]) & LOW
            k0 = np.uint64(at[4] + i * steps[0, 4]) & LOW
            k1 = np.uint64(at[5] + i * steps[0, 5]) & LOW
            a, b, c, d = philox(c0, c1, c2, c3, k0, k1)
            out[first + i, 0] = a
            out[first + i, 1] = b
            if out.shape[1] == 4:
                out[first + i, 2] = c
                out[first + i, 3] = d


walk = compiled(_walk)


def chunk_of(order: Order, start: int, n: int, seed: int = 1) -> np.ndarray:
    """Words (n, 2 or 4), uint32, of n addresses of an order from number ``start`` on.

    ``start`` and ``n`` are multiples of the size of the fastest field.
    """
    base = place(**(FIRST | {"seed": seed}))
    steps = np.array([place(**{field: 1}) for field in order.fields])
    out = np.empty((n, order.words), np.uint32)
    walk(out, np.array(list(order.fields.values())), steps, base, start)
    return out


def length(order: Order) -> int:
    """Addresses of an order, after which it starts again."""
    total = 1
    for size in order.fields.values():
        total *= size
    return total


def main(arguments: list[str] | None = None) -> int:
    """Writes until told to stop, or until the reader has had enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--order", choices=list(ORDERS), default="person", help="how to walk through the addresses")
    parser.add_argument("--seed", type=int, default=1, help="seed of the study (the first one for --order seed)")
    parser.add_argument("--bytes", type=float, default=0, help="stop after so many bytes; 0 writes without end")
    parser.add_argument("--list", action="store_true", help="show the orders and stop")
    options = parser.parse_args(arguments)
    if options.list:
        for name, order in ORDERS.items():
            print(f"{name:10} {order.told}; {length(order) * order.words * 4:.2g} bytes")
        return 0
    order, at, written = ORDERS[options.order], 0, 0
    run = next(iter(order.fields.values()))
    n = max(run, BUFFER // run * run)
    try:
        while not options.bytes or written < options.bytes:
            data = chunk_of(order, at, n, options.seed).astype("<u4", copy=False).tobytes()
            if options.bytes:
                data = data[: int(options.bytes) - written]
            sys.stdout.buffer.write(data)
            at, written = (at + n) % length(order), written + len(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # the reader has seen enough; nothing may be flushed to it at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
