"""The engine beside hand-written kernels of the same workload, in one run: ``python benchmarks/engine.py``.

W1: twelve monthly events with probabilities 0.0005 to 0.05 times a personal factor and points -100 to +30, a score from
1000 inside [0, 1300], below 850 listed for 24 months, listed people's negative events 1.2 times as likely, 2 % of the
listed cleared each month. W2: W1, and scores move 1 % a month towards the mean of eight ties. Two worlds each: without
and with the list. The hand-written kernels use the same generator, draw every event of everybody densely, and keep
nothing but score and list; the engine keeps the ledger. Seconds are processor seconds of this process on one thread;
the two take turns, medians are shown; trust the ratio.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from counterscore.core.draws import BLOCK, fill, philox, unit
from counterscore.engine.run import Engine
from counterscore.engine.state import World
from counterscore.worlds.arms import Arm
from counterscore.worlds.bind import plan_of, world_of
from counterscore.worlds.study import Study

HERE = Path(__file__).parent
WITHOUT_LIST = (Arm("no list", ("score_list",)), Arm("as written"))
NO_REGIME = (Arm("none", ("regime",)), Arm("as written"))


class Drop:
    """Takes finished rows and counts them."""

    rows = 0

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Counts rows; the time to write files is not part of this benchmark."""
        self.rows += len(next(iter(columns.values())))


class Ties(NamedTuple):
    """Offsets (P + 1,) into ends (T,)."""

    offsets: np.ndarray
    ends: np.ndarray


def kernel(function: Any) -> Any:
    """Compiled as the engine's own loops are."""
    return njit(nogil=True, error_model="numpy")(function)


@kernel
def pair_of_uniforms(one: np.ndarray, two: np.ndarray, first: int, month: int, pair: int) -> None:
    """Two uniforms per person from one call of the generator."""
    low = np.uint64(0xFFFFFFFF)
    when, which, k0, k1 = np.uint64(month) & low, np.uint64(pair) & low, np.uint64(7), np.uint64(77)
    for i in range(one.shape[0]):
        a, b, c, d = philox(np.uint64(first + i) & low, when, np.uint64(0), which, k0, k1)
        one[i] = unit(a, b)
        two[i] = unit(c, d)


@kernel
def event(points: np.ndarray, u: np.ndarray, factor: np.ndarray, p: float, worth: float) -> None:
    """One event of one world."""
    for i in range(u.shape[0]):
        points[i] += worth if u[i] < p * factor[i] else 0.0


@kernel
def review(points: np.ndarray, score: np.ndarray, listed: np.ndarray, clear: np.ndarray, below: float) -> None:
    """Score and list of one world."""
    for i in range(clear.shape[0]):
        now = min(1300.0, max(0.0, 1000.0 + points[i]))
        score[i] = now
        left = listed[i]
        stay = 0 if clear[i] < 0.02 else left - 1
        enter = 24 if now < below else 0
        listed[i] = stay if left > 0 else enter


@kernel
def drift(points: np.ndarray, score: np.ndarray, before: np.ndarray, ends: np.ndarray) -> None:
    """Scores move towards those of the ties last month."""
    for i in range(points.shape[0]):
        total = 0.0
        for t in range(8):
            total += before[ends[i, t]]
        points[i] += 0.01 * (total / 8.0 - score[i])


@kernel
def hand_month(
    points: np.ndarray, listed: np.ndarray, score: np.ndarray, before: np.ndarray, factor: np.ndarray, p: np.ndarray,
    worth: np.ndarray, below: np.ndarray, month: int, ends: np.ndarray,
) -> None:  # fmt: skip
    """One month of two worlds, as one would write it for this workload alone."""
    one, two, risen = np.empty(BLOCK), np.empty(BLOCK), np.empty((2, BLOCK))
    for first in range(0, points.shape[1], BLOCK):
        last = min(first + BLOCK, points.shape[1])
        n = last - first
        plain = factor[first:last]
        for a in range(2):
            more, on = risen[a], listed[a, first:last]
            for i in range(n):
                more[i] = plain[i] * (1.2 if on[i] > 0 else 1.0)
        for pair in range(p.shape[0] // 2):
            pair_of_uniforms(one[:n], two[:n], first, month, pair)
            for a in range(2):
                mine, more = points[a, first:last], risen[a, :n]
                k = 2 * pair
                event(mine, one[:n], more if worth[k] < 0 else plain, p[k], worth[k])
                event(mine, two[:n], more if worth[k + 1] < 0 else plain, p[k + 1], worth[k + 1])
        fill(one[:n], first, 7, 78, month, 0)
        for a in range(2):
            review(points[a, first:last], score[a, first:last], listed[a, first:last], one[:n], below[a])
        if ends.shape[0] > 0:
            for a in range(2):
                drift(points[a, first:last], score[a, first:last], before[a], ends[first:last])
    if ends.shape[0] > 0:
        before[:] = score


def near_ties(people: int) -> np.ndarray:
    """Eight ties per person (P, 8): seven inside the person's block, one anywhere."""
    i = np.arange(people, dtype=np.int64)
    near = [i // BLOCK * BLOCK + (i % BLOCK * 3 + 501 * step) % BLOCK for step in range(1, 8)]
    found = np.stack([*[np.minimum(n, people - 1) for n in near], i * 7919 % people], axis=1)
    return found.astype(np.int32)


def by_hand(world: World, months: int, ends: np.ndarray) -> tuple[float, float]:
    """Processor seconds of the hand-written kernel and the share listed at the end in the world with the list."""
    params = world.params[0]
    factor = np.where(world.people["adult"] != 0, world.people["proneness"], 0.0)
    people = world.count
    points, score, before = np.zeros((2, people)), np.full((2, people), 1000.0), np.full((2, people), 1000.0)
    listed = np.zeros((2, people), np.int16)
    p, worth = params["acts.rate_male"][0], params["scoring.act_points"][0]
    below = np.array([-1e18, 850.0])
    start = time.process_time()
    for month in range(months):
        hand_month(points, listed, score, before, factor, p, worth, below, month, ends)
    return time.process_time() - start, float((listed[1] > 0).mean())


def by_engine(world: World, plan: Any, months: int) -> tuple[float, float, Engine]:
    """Processor seconds of the engine, compilation apart, and the share listed at the end."""
    engine = Engine(plan, world, threads=1)
    engine.prepare()
    sink = Drop()
    start = time.process_time()
    for _ in range(months):
        engine.month(sink)
    spent = time.process_time() - start
    return spent, float((engine.state.columns["listed"][1] > 0).mean()), engine


def workload(name: str, people: int, months: int, turns: int) -> tuple[float, float]:
    """Compares engine and kernel on W1 or W2; returns median ns per person-month of both."""
    study = Study(str(HERE / f"{name}.yaml"), people=people, months=months, arms=WITHOUT_LIST)
    plan = plan_of(study)
    world, _ = world_of(study, plan)
    ends = near_ties(people) if name == "w2" else np.zeros((0, 8), np.int32)
    ties = Ties(np.arange(people + 1, dtype=np.int64) * 8, near_ties(people).ravel())
    world = replace(world, ties=lambda _: ties)
    by_hand(world, 1, ends)
    hand, engine, shares = [], [], (0.0, 0.0)
    for _ in range(turns):
        seconds, share_hand = by_hand(world, months, ends)
        hand.append(seconds)
        seconds, share, _ = by_engine(world, plan, months)
        engine.append(seconds)
        shares = share_hand, share
    scale = 1e9 / people / months
    a, b = median(hand) * scale, median(engine) * scale
    ratio = median(e / h for e, h in zip(engine, hand, strict=True))
    print(
        f"{name.upper()}: by hand {a:6.1f}   engine {b:6.1f} ns per person-month, two worlds   ratio {ratio:.2f}   "
        f"listed {shares[0]:.4f} / {shares[1]:.4f}"
    )
    return a, b


def regime(name: str, people: int, months: int) -> None:
    """Speed and memory of a whole regime with two arms."""
    study = Study(name, people=people, months=months, arms=NO_REGIME)
    plan = plan_of(study)
    world, made = world_of(study, plan)
    spent, _, engine = by_engine(world, plan, world.months)
    lived = people * world.months
    held = (engine.state.memory_bytes() + made.memory_bytes + world.cell.nbytes) / people
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}: {lived / spent / 1e6:.1f} million person-months per processor second, two arms; "
        f"{held:.0f} bytes held per person; peak {peak:.0f} MB"
    )


def main() -> None:
    """Prints the table of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--only", choices=["w1", "w2", "rongcheng", "judgment-defaulters"])
    asked = parser.parse_args()
    for name in ("w1", "w2"):
        if asked.only in (None, name):
            workload(name, asked.people, asked.months, asked.turns)
    for name in ("rongcheng", "judgment-defaulters"):
        if asked.only in (None, name):
            regime(name, asked.people, asked.months)


if __name__ == "__main__":
    main()
