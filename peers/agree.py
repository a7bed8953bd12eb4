"""Lives the small town in three engines over many replicates and tests whether they agree.

Usage: python peers/agree.py [replicates] [people] [months]
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from measured import Measured, measured
from signflip import compare
from town import Town, read_ground, read_town

ENGINES = ("counterscore", "Mesa", "Starsim")
FIRST_SEED = {"people": 1_000, "Mesa": 50_000, "Starsim": 90_000}
ALPHA = 0.001  # of a false alarm anywhere in the three pairs
FULL = (100, 3_000, 36)
LARGE = (60, 60_000, 36)  # a difference too small for the table shows in large towns
FRESH = 2_000  # number of the first town that is kept for a second look
Job = tuple[str, str, int, int, int]


def changed_acts(town: Town, **change: Callable[[Any], Any]) -> Town:
    """The town with a field of every act changed."""
    acts = [replace(act, **{name: f(getattr(act, name)) for name, f in change.items()}) for act in town.acts]
    return replace(town, acts=tuple(acts))


WRONG: Mapping[str, Callable[[Town], Town]] = {
    "records lapse one month late": lambda t: changed_acts(t, life=lambda x: x + 1),
    "entries last one month longer": lambda t: replace(t, list_term=t.list_term + 1, score_term=t.score_term + 1),
    "ties pull scores 1.2 times as much": lambda t: replace(t, weight=1.2 * t.weight),
    "suspicion passes 1.2 times as easily": lambda t: replace(
        t, friends_p=1.2 * t.friends_p, household_p=1.2 * t.household_p
    ),
    "the threshold is one point higher": lambda t: replace(t, below=t.below + 1),
    "the suspect are looked at like others": lambda t: replace(t, attention=1.0),
    "the listed act as others do": lambda t: changed_acts(t, listed_ratio=lambda x: 1.0),
}


def one(job: Job) -> tuple[Measured, np.ndarray, float]:
    """One engine lives one replicate: its aggregates, its share listed by month, and the seconds it took."""
    engine, wrong, replicate, people, months = job
    os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")
    warnings.simplefilter("ignore")  # of the peers and of what they import; the tests of counterscore allow none
    logging.disable(logging.WARNING)
    seed = FIRST_SEED["people"] + replicate
    ground = read_ground(people, seed)
    town = WRONG[wrong](read_town()) if wrong else read_town()
    module = importlib.import_module({"counterscore": "our_town"}.get(engine, f"{engine.lower()}_town"))
    started = time.perf_counter()
    if engine == "counterscore":
        lives = module.live(people, seed, months)
    else:
        lives = module.live(town, ground, FIRST_SEED[engine] + replicate, months)
    took = time.perf_counter() - started
    return measured(lives, ground), lives.listed / people, took


def live_all(jobs: list[Job], workers: int) -> list[tuple[Measured, np.ndarray, float]]:
    """Every job, in order."""
    if workers == 1:
        return [one(job) for job in jobs]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(one, jobs, chunksize=5))


def agreement(
    replicates: int, people: int, months: int, wrong: tuple[str, ...] = tuple(WRONG), workers: int = 2
) -> dict[str, Any]:
    """Everything the page says about agreement: each pair of engines, each wrong variant, series and times."""
    size = (people, months)
    found: dict[str, list[tuple[Measured, np.ndarray, float]]] = {}
    for name in (*ENGINES, *wrong):
        engine, variant = (name, "") if name in ENGINES else ("Starsim", name)
        found[name] = live_all([(engine, variant, r, *size) for r in range(replicates)], workers)
    values = {name: np.array([run[0].values for run in runs]) for name, runs in found.items()}
    first = found[ENGINES[0]][0][0]
    alpha = ALPHA / 3
    pairs = {f"{a} and {b}": compare(values[a], values[b], alpha, 1) for a, b in combinations(ENGINES, 2)}
    rejected = {name: compare(values["counterscore"], values[name], alpha, 2) for name in wrong}
    return {
        "replicates": replicates, "people": people, "months": months, "aggregates": len(first.names), "alpha": ALPHA,
        "pairs": {
            name: {"p": c.p, "worst": first.names[c.worst], "t": float(c.t[c.worst]), "critical": c.critical}
            for name, c in pairs.items()
        },
        "table": [
            {
                "name": name, "family": family,
                "means": {e: float(values[e][:, k].mean()) for e in ENGINES},
                "spread": float(values[ENGINES[0]][:, k].std(ddof=1)),
                "difference": max(float(abs(c.difference[k])) for c in pairs.values()),
                "excluded": max(float(c.excluded[k]) for c in pairs.values()),
                "found": max(float(c.found[k]) for c in pairs.values()),
            }
            for k, (name, family) in enumerate(zip(first.names, first.families, strict=True))
        ],
        "wrong": {
            name: {"p": c.p, "worst": first.names[c.worst], "t": float(c.t[c.worst])} for name, c in rejected.items()
        },
        "series": {
            e: np.quantile([run[1] for run in found[e]], (0.1, 0.5, 0.9), axis=0).round(6).tolist() for e in ENGINES
        },
        "seconds": {e: float(np.median([run[2] for run in found[e]])) for e in ENGINES},
    }  # fmt: skip


def again(found: Mapping[str, Any], replicates: int, people: int, months: int, workers: int = 2) -> dict[str, Any]:
    """The aggregate furthest apart in the pair with the smallest p, once more, alone, in towns not used before."""
    pair, verdict = min(found["pairs"].items(), key=lambda entry: entry[1]["p"])
    fresh = range(FRESH, FRESH + replicates)
    runs = [live_all([(e, "", r, people, months) for r in fresh], workers) for e in pair.split(" and ")]
    place = runs[0][0][0].names.index(verdict["worst"])
    first, second = (np.array([run[0].values[[place]] for run in engine]) for engine in runs)
    checked = compare(first, second, 0.01, 3)
    return {
        "pair": pair, "name": verdict["worst"], "p": checked.p, "t": float(checked.t[0]), "replicates": replicates,
        "people": people, "difference": float(checked.difference[0]),
    }  # fmt: skip


def main() -> None:
    """Prints the verdicts."""
    given = [int(text) for text in sys.argv[1:]]
    found = agreement(*given, *FULL[len(given) :])
    for name, pair in found["pairs"].items():
        print(f"{name}: p = {pair['p']:.4f}; furthest apart: {pair['worst']}, t = {pair['t']:+.2f}")
    for name, pair in found["wrong"].items():
        print(f"wrong: {name}: p = {pair['p']:.5f}; {pair['worst']}, t = {pair['t']:+.1f}")
    print("seconds", found["seconds"])


if __name__ == "__main__":
    main()
