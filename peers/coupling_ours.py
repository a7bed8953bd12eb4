"""The coupling of counterscore: what changes for everybody else when one thing changes."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from gone import WHO
from measured_worlds import below, kept, on_grid, same, switching
from town import FILE

import counterscore as cs
from counterscore.core.choices import choose
from counterscore.core.draws import uniforms

HERE = Path(__file__).parent
TIES = ("network_term", "association_friends", "association_household", "association")
LIFE = ("score", "records_held", "months_listed")
BLOCK = 4_096
FEW_MONTHS = 5  # after more, a change has come to everybody who has ties


def lives(
    people: int, seed: int, months: int, files: Sequence[str] = (), *, tied: bool = False, replicate: int = 0
) -> dict[str, np.ndarray]:
    """What became of everybody, (P, 3), with all mechanisms of ``files`` and without the first of them."""
    off = () if tied else TIES
    arms = {"with": cs.without(*off) if off else cs.asis}
    if files:
        arms["without first"] = cs.without(*off, files[0])
    paths = [str(HERE / f"{name}.py") for name in files]
    with tempfile.TemporaryDirectory() as folder:
        run = cs.run(
            str(FILE), people, months, seed, arms=arms, files=paths, folder=f"{folder}/run", threads=1,
            replicate=replicate,
        )  # fmt: skip
        found = {arm: np.stack([run.table("people", arm=arm)[name] for name in LIFE], axis=1) for arm in arms}
        run.close()
    return found


def edges(people: int, seed: int, name: str) -> set[tuple[int, int]]:
    """All ties of a name, as pairs."""
    ties = cs.populate("china-city", people, seed).ties(name)
    return set(zip(np.repeat(np.arange(people), np.diff(ties.offsets)).tolist(), ties.ends.tolist(), strict=True))


def coupling(people: int, months: int, seed: int, weights: Sequence[np.ndarray]) -> dict[str, float]:
    """Our column of the table."""
    gone = lives(people, seed, months, ["gone"])
    tied = lives(people, seed, FEW_MONTHS, ["gone"], tied=True)
    more = lives(people + 1, seed, months)["with"]
    plain = lives(people, seed, months)["with"]
    beside = lives(people, seed, months, ["bystander"])["with"]
    other = lives(people, seed, months, replicate=1)["with"]
    change = np.flatnonzero((tied["with"] != tied["without first"]).any(axis=1))
    few, full = (edges(n, seed, "friends") for n in (people, 2 * BLOCK))
    fewer, fuller = (edges(n + 1, seed, "friends") for n in (people, 2 * BLOCK))
    u, longer = uniforms(seed, "peers.draw", people), uniforms(seed, "peers.draw", people + 1)
    chosen = [choose(seed, "peers.choice", 200_000, np.log(w)) for w in weights]
    return {
        "gone: others the same": same(gone["with"], gone["without first"], WHO),
        "gone: changed with ties on": float(len(np.setdiff1d(change, [WHO]))),
        "gone: changed beyond reach": float(beyond_reach(change, people, seed)),
        "one more: others the same": same(plain, more[:people]),
        "one more: draws the same": float((u == longer[:people]).mean()),
        "one more: edges the same": kept(few, fewer),
        "one more: edges the same, full blocks": kept(full, fuller),
        "module: others the same": same(plain, beside),
        "by luck": same(plain, other),
        **{f"rare {p:g}": on_grid(p, below(p)) for p in (1e-5, 1e-6, 1e-7)},
        **switching(*chosen, *weights),
    }


def beyond_reach(changed: np.ndarray, people: int, seed: int) -> int:
    """How many who changed could not have heard of the person who is gone: she reaches one tie further a month."""
    pairs = np.array(sorted(edges(people, seed, "friends") | edges(people, seed, "household")))
    reached = np.zeros(people, bool)
    reached[WHO] = True
    for _ in range(FEW_MONTHS - 2):
        reached[pairs[reached[pairs[:, 1]], 0]] = True
    return int((~reached[changed]).sum())
