"""Whom and what a harm is due to: every set of causes is lived, and each cause gets its share, person by person.

Every world shares the draws of the run, so that a person's attribution compares her with herself. Which draws two
worlds share is a convention, though: the same attribution is therefore made again with the regime's draws dealt anew
in every world (independent), and turned around in every second world (antithetic). Totals have to agree within chance;
how much of the person-level attribution then falls on other people is told beside it. In large runs that is looked at
among the first people only. They live the same lives in a smaller world, unless a ranking, a queue or patrols depend on
everybody: then all their worlds are the smaller ones, and the totals stand for a population of that size.

Axis letters: S sets of causes (2**K), K causes, P people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..audit.attribution import COUPLINGS
from ..audit.paired import effect
from ..audit.shapley import interactions, moved, residual, shapley
from ..core.errors import RunError
from ..core.parquet import Columns, joined
from ..engine.state import Redeal
from ..people import People, populate
from .arms import Arm
from .causes import Cause, causes_in, world_with
from .harms import HARMS, harms_in
from .sink import Told
from .study import Study

TOLERANCE = 1e-9
COUPLING_PEOPLE = 65_536  # 16 blocks: nobody's ties or look-alikes leave them
Tell = Callable[[Told], None]


@dataclass(frozen=True)
class Attributed:
    """Tables of an attribution, and its facts: causes, harms, by how much the parts miss the whole (relative)."""

    tables: Mapping[str, Columns]
    facts: Mapping[str, Any]


def attribute(study: Study, causes: Sequence[Cause], people: People, threads: int, tell: Tell) -> Attributed:
    """Attribute the harms of a study to causes.

    Tables: ``attribution`` (harm, set, total), ``attribution_causes`` (harm, cause, total with interval, and totals and
    moved shares under the other couplings), ``attribution_pairs`` (harm, cause, other, total) and
    ``attribution_people`` (harm, person, cause, value; only what is not zero). Numbers of harms follow HARMS.

    Raises: RunError when the parts of a person do not add up.
    """
    usual = _common(study, causes, people, threads, tell)
    few, first = _first_people(study, people)
    known = _known(few, causes, first, usual, threads, tell)
    others = (
        _independent(few, causes, first, threads, tell),
        _antithetic(few, causes, first, threads, known, tell),
    )
    tables: dict[str, list[Columns]] = {}
    worst = 0.0
    for number, harm in enumerate(HARMS):
        if harm not in usual:
            continue
        values, off = _shares(usual[harm])
        worst = max(worst, off)
        again = [_shares(world[harm])[0] for world in (known, *others)]
        for table, columns in _rows(number, usual[harm], values, again).items():
            tables.setdefault(table, []).append(columns)
    if worst >= TOLERANCE:
        raise RunError(f"the parts of an attribution miss the whole by {worst:.3g}; expected less than {TOLERANCE:g}")
    facts = {"causes": [cause.to_json() for cause in causes], "harms": list(HARMS), "residual": worst}
    return Attributed({name: joined(parts) for name, parts in tables.items()}, facts)


def _first_people(study: Study, people: People) -> tuple[Study, People]:
    """The study and people among whom other couplings are tried."""
    if people.count <= COUPLING_PEOPLE:
        return study, people
    few = replace(study, people=COUPLING_PEOPLE)
    return few, populate(few.people_recipe, few.people, few.seed)


def _known(
    few: Study, causes: Sequence[Cause], first: People, usual: Mapping[str, np.ndarray], threads: int, tell: Tell
) -> dict[str, np.ndarray]:  # fmt: skip
    """Every set among the first people on the draws of the run, as other couplings are compared with it.

    Those of the whole run, unless the first people do not live the same lives among themselves.
    """
    found = {harm: worth[:, : first.count] for harm, worth in usual.items()}
    if all(worth.shape[1] == first.count for worth in usual.values()):
        return found
    alone = harms_in(few, _arms(causes, [2 ** len(causes) - 1]), first, threads, tell)
    same = all(np.array_equal(worth[0], found[harm][-1]) for harm, worth in alone.items())
    return found if same else _common(few, causes, first, threads, tell)


def _shares(worth: np.ndarray) -> tuple[np.ndarray, float]:
    """Values of each cause (K, P) from the worth of each set (S, P), and the relative residual."""
    values = shapley(worth)
    return values, residual(worth, values) / max(1.0, float(np.abs(worth).max(initial=0.0)))


def _arms(causes: Sequence[Cause], sets: Sequence[int]) -> list[Arm]:
    """The world of each set."""
    return [world_with(causes, s) for s in sets]


def _common(study: Study, causes: Sequence[Cause], people: People, threads: int, tell: Tell) -> dict[str, np.ndarray]:
    """Every set on the draws of the run."""
    return harms_in(study, _arms(causes, range(2 ** len(causes))), people, threads, tell)


def _independent(
    study: Study, causes: Sequence[Cause], people: People, threads: int, tell: Tell
) -> dict[str, np.ndarray]:
    """Every set on a deal of its own; what people do and owe stays as it was."""
    parts = [
        harms_in(study, [arm], people, threads, tell, redealt(study, s + 1))
        for s, arm in enumerate(_arms(causes, range(2 ** len(causes))))
    ]
    return joined(parts)


def _antithetic(
    study: Study, causes: Sequence[Cause], people: People, threads: int, usual: Mapping[str, np.ndarray], tell: Tell
) -> dict[str, np.ndarray]:
    """Sets with an odd number of causes on mirrored draws, the others as they were."""
    odd = [s for s in range(2 ** len(causes)) if s.bit_count() % 2]
    turned = harms_in(study, _arms(causes, odd), people, threads, tell, turned_around(study))
    found = {harm: worth.copy() for harm, worth in usual.items()}
    for harm, worth in turned.items():
        found[harm][odd] = worth
    return found


def dealt_anew(study: Study) -> frozenset[str]:
    """Mechanisms whose draws another coupling deals anew: the regime's and its errors', not people's lives."""
    return frozenset(m.name for m in study.mechanisms if m.part != "life")


def redealt(study: Study, step: int) -> Redeal:
    """Another deal of the regime's draws, far from the replicates that studies count up from 0."""
    return Redeal(dealt_anew(study), (study.replicate + 32768 + step) % 65536)


def turned_around(study: Study) -> Redeal:
    """The regime's draws of the run, each u as 1 - u."""
    return Redeal(dealt_anew(study), study.replicate, mirrored=True)


def _rows(harm: int, worth: np.ndarray, values: np.ndarray, again: Sequence[np.ndarray]) -> dict[str, Columns]:
    """One harm as rows of the four tables; ``again`` holds the values of the first people in each coupling (K, P)."""
    count, people = values.shape
    known, *others = again
    pairs = interactions(worth.sum(axis=1))
    which = np.argwhere(values.T != 0.0)
    found = [effect(one, np.zeros(people), False) for one in values]
    columns = {
        "total": values.sum(axis=1), "low": np.array([one.low for one in found]) * people,
        "high": np.array([one.high for one in found]) * people,
    }  # fmt: skip
    for name, other in zip(COUPLINGS, others, strict=True):
        columns |= {
            f"total_{name}": other.sum(axis=1) * people / other.shape[1], f"moved_{name}": moved(known, other),
        }  # fmt: skip
    lower = [(a, b) for a in range(count) for b in range(a)]
    return {
        "attribution": {
            "harm": np.full(len(worth), harm, np.int8), "present": np.arange(len(worth), dtype=np.int16),
            "total": worth.sum(axis=1),
        },
        "attribution_causes": {
            "harm": np.full(count, harm, np.int8), "cause": np.arange(count, dtype=np.int8), **columns,
            "people": np.count_nonzero(values, axis=1).astype(np.int32),
        },
        "attribution_pairs": {
            "harm": np.full(len(lower), harm, np.int8), "cause": np.array([a for a, _ in lower], np.int8),
            "other": np.array([b for _, b in lower], np.int8), "total": np.array([pairs[a, b] for a, b in lower]),
        },
        "attribution_people": {
            "harm": np.full(len(which), harm, np.int8), "person": which[:, 0].astype(np.int32),
            "cause": which[:, 1].astype(np.int8), "value": values.T[which[:, 0], which[:, 1]],
        },
    }  # fmt: skip


def attributed(study: Study, people: People, threads: int, tell: Tell) -> Attributed:
    """The attribution that a study asks for."""
    bare = replace(study, attribute=(), arms=())
    return attribute(bare, causes_in(bare, study.attribute), people, threads, tell)
