"""Safeguards under a budget: a search by harm alone on one lot of people, and what it found told on fresh lots.

The best of many sets looks better than it is, because it was chosen for how it looked. So the search is on one lot of
people, and what is told of the best set is lived again among people who took no part in the search, beside the sets
that cost less. The rules of the search are those of ``worlds.protect``: harm counts and nothing else (promise 5).

Tasks come in rounds: the first sets; further sets until the search has an end, many side by side; the fresh lots.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..audit.attribution import TITLES
from ..audit.paired import effect
from ..audit.studied.bought import Bought, Rival, Worth
from ..core.errors import SpecError
from ..people import populate
from ..worlds.arms import AS_WRITTEN, Arm
from ..worlds.protect import Budget, fitting, harm_of_sets, price_of, ranked_by, searched
from ..worlds.study import Study
from .file import BudgetAsked, StudyFile
from .lots import mean_of
from .part import Part
from .store import Folder
from .tasks import Json, Task
from .worlds import run_of

NAME = "budget"
TOGETHER = 24  # sets that one task lives, beside the regime as written
MOST_RIVALS = 8
Set = tuple[str, ...]


class Found(NamedTuple):
    """What is known of one set on the lot of the search: harm of everybody, change per person with its interval."""

    total: float
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Sought:
    """The search so far: what fits, every set that was lived, what is to be lived next, and the best set.

    ``exact`` says that every affordable set was lived; a task that failed takes that away. ``tasks`` is how many tasks
    the search took.
    """

    first: Json
    known: Mapping[frozenset[str], Found]
    todo: tuple[Task, ...]
    best: Set
    exact: bool
    tasks: int

    @property
    def names(self) -> Set:
        """The safeguards that are tried, in their usual order."""
        return tuple(self.first["names"])


def next_tasks(study: StudyFile, folder: Folder) -> list[Task]:
    """The first sets; then those the search asks for; then fresh lots for what it found. No budget, no tasks."""
    if study.budget is None:
        return []
    first = Task(NAME, 0)
    if not folder.settled(first):
        return [first]
    so_far = sought(study.budget, folder)
    if so_far is None:
        return []  # the first task failed, and says why
    return list(so_far.todo) or _checks(study.budget, so_far)


def sought(asked: BudgetAsked, folder: Folder) -> Sought | None:
    """The search, walked again from its beginning; None where its first task is not done.

    Rounds follow from the rounds before them and from nothing else, so that a search that was cut off in the middle of
    a round goes on with the same tasks under the same numbers.
    """
    done = {number: found for number, _, found in folder.found(NAME)}
    if 0 not in done:
        return None
    first = done[0]
    known = _rows(first)
    tried = set(known)
    number = 1
    while True:
        search = searched({ids: found.total for ids, found in known.items()}, first["names"], budget_of(asked))
        todo = [ids for ids in search.todo if frozenset(ids) not in tried]
        batches = [todo[start : start + TOGETHER] for start in range(0, len(todo), TOGETHER)]
        given = [{"harm": first["harm"], "sets": [list(ids) for ids in batch]} for batch in batches]
        tasks = tuple(Task(NAME, number + place, one) for place, one in enumerate(given))
        if not all(folder.settled(task) for task in tasks) or not tasks:
            return Sought(first, known, tasks, search.best, search.exact and not search.todo, number)
        number += len(tasks)
        tried |= {frozenset(ids) for ids in todo}
        for task in tasks:
            known |= _rows(done.get(task.number, {"sets": ()}))


def _checks(asked: BudgetAsked, so_far: Sought) -> list[Task]:
    """One task for every fresh lot, all with the same sets: the best, all together, and what costs less."""
    sets = dict.fromkeys((so_far.best, so_far.names, *_cheaper(so_far, budget_of(asked))))
    given = {"harm": so_far.first["harm"], "sets": [list(ids) for ids in sets]}
    return [Task(NAME, so_far.tasks + lot - 1, {"lot": lot} | given) for lot in range(1, asked.checks + 1)]


def _rows(found: Json) -> dict[frozenset[str], Found]:
    """What a task found, by set."""
    return {frozenset(row["safeguards"]): _found(row) for row in found["sets"]}


def _found(row: Json) -> Found:
    return Found(*(float(row[name]) for name in Found._fields))


def _cheaper(so_far: Sought, budget: Budget) -> list[Set]:
    """Affordable sets that cost less than the best: of each price the one with the least harm, the nearest first."""
    staff, delay = price_of(so_far.best)
    at: dict[tuple[float, float], list[Set]] = {}
    for ids in so_far.known:
        one = tuple(name for name in so_far.names if name in ids)
        price = price_of(one)
        if budget.buys(one) and price[0] <= staff and price[1] <= delay and price != (staff, delay):
            at.setdefault(price, []).append(one)

    def rank(ids: Set) -> tuple[float, int, float, float]:
        return ranked_by(ids, so_far.known[frozenset(ids)].total)

    return sorted((min(sets, key=rank) for sets in at.values()), key=rank)[:MOST_RIVALS]


def budget_of(asked: BudgetAsked) -> Budget:
    """The budget of a study file; what it does not name has no end."""
    return Budget(*(math.inf if end is None else end for end in (asked.staff, asked.delay)))


def live(study: StudyFile, task: Task) -> Json:
    """The harm with some sets of safeguards among one lot of people: that of the search, or a fresh one.

    Raises: SpecError for a harm the regime does not have, and where no safeguard fits.
    """
    asked = study.budget
    if asked is None:
        raise SpecError("this study asks for no safeguards under a budget")
    run = run_of(study, int(task.given.get("lot", 0)), [Arm(AS_WRITTEN)], people=asked.people)
    if "sets" in task.given:
        return _lived(run, str(task.given["harm"]), [tuple(ids) for ids in task.given["sets"]])
    names = fitting(run, asked.among)
    if not names:
        raise SpecError(f"no safeguard changes anything in regime {run.spec.regime.id}")
    return _lived(run, asked.harm, [names, *((one,) for one in names), *_each_missing(names)], names)


def _each_missing(names: Set) -> list[Set]:
    return [tuple(name for name in names if name != one) for one in names]


def _lived(run: Study, harm: str, sets: Iterable[Set], names: Set = ()) -> Json:
    """Each set against the regime as written; with ``names`` also each safeguard missing from all of them."""
    every = list(dict.fromkeys([(), *sets]))
    named, values = harm_of_sets(run, harm, every, populate(run.people_recipe, run.people, run.seed))
    plain = values[0]
    told: Json = {
        "harm": named, "seed": run.seed, "people": run.people, "concerned": int(np.count_nonzero(plain)),
        "as_written": float(plain.mean()),
        "sets": [
            {"safeguards": list(ids), "total": float(mine.sum())} | _change(mine, plain)
            for ids, mine in zip(every, values, strict=True)
        ],
    }  # fmt: skip
    if names:
        whole = values[every.index(names)]
        missing = zip(names, _each_missing(names), strict=True)
        rows = [{"safeguards": [one]} | _change(values[every.index(ids)], whole) for one, ids in missing]
        told |= {"names": list(names), "missing": rows}
    return told


def _change(here: np.ndarray, there: np.ndarray) -> dict[str, Any]:
    """Paired change of a harm per person, (P,) each, with its interval."""
    found = effect(here, there)
    return {"estimate": found.estimate, "low": found.low, "high": found.high}


def bought(study: StudyFile, folder: Folder) -> Bought | None:
    """What the budget buys; None where the study has none, or the search has not come to its end.

    Raises: nothing: lots that failed are left out, and ``checks`` says how many are left.
    """
    asked = study.budget
    so_far = sought(asked, folder) if asked is not None else None
    if asked is None or so_far is None or so_far.todo:
        return None
    first, names = so_far.first, so_far.names

    def worth(ids: Set) -> Worth:
        found = so_far.known[frozenset(ids)]
        return _worth(ids, found.estimate, found.low, found.high)

    missing = [_worth(tuple(row["safeguards"]), row["estimate"], row["low"], row["high"]) for row in first["missing"]]
    best = worth(so_far.best)
    return Bought(
        harm=first["harm"], unit=f"{TITLES[first['harm']]}, per person", people=first["people"],
        concerned=first["concerned"], as_written=first["as_written"], staff=asked.staff, delay=asked.delay,
        exact=so_far.exact, lived=len(so_far.known), best=best, together=worth(names),
        alone=tuple(sorted((worth((one,)) for one in names), key=lambda one: one.estimate)),
        missing=tuple(sorted(missing, key=lambda one: -one.estimate)), **_fresh(asked, so_far, folder),
    )  # fmt: skip


def _fresh(asked: BudgetAsked, so_far: Sought, folder: Folder) -> Json:
    """What the fresh lots say: of the best set, of all together, and of what costs less."""
    found = [found for number, _, found in folder.found(NAME) if number >= so_far.tasks]
    lots = [{frozenset(row["safeguards"]): row["total"] / one["people"] for row in one["sets"]} for one in found]
    if len(lots) < 2:
        return {"checks": len(lots), "fresh": None}

    def over(ids: Iterable[str], against: Iterable[str] = ()) -> tuple[float, float, float]:
        return mean_of([lot[frozenset(ids)] - lot[frozenset(against)] for lot in lots])

    def change(ids: Iterable[str]) -> tuple[float, float, float]:
        told = over(ids)
        return told if told[1] < told[2] else _by_people(frozenset(ids), told[0], found)

    cheaper = _cheaper(so_far, budget_of(asked))
    rivals = [_rival(ids, change(ids), over(ids, so_far.best)) for ids in cheaper]
    return {
        "checks": len(lots), "fresh": _worth(so_far.best, *change(so_far.best)),
        "fresh_as_written": mean_of([lot[frozenset()] for lot in lots])[0],
        "fresh_together": _worth(so_far.names, *change(so_far.names)), "cheaper": len(cheaper),
        "rivals": tuple(sorted((one for one in rivals if one.more_low <= 0.0), key=lambda one: (one.staff, one.delay))),
    }  # fmt: skip


def _by_people(ids: frozenset[str], estimate: float, lots: Sequence[Json]) -> tuple[float, float, float]:
    """The change that all lots agree on to the last digit, with the interval that people inside them show."""
    rows = [row for one in lots for row in one["sets"] if frozenset(row["safeguards"]) == ids]
    reach = sum(row["high"] - row["low"] for row in rows) / 2 / len(rows) ** 1.5
    return estimate, estimate - reach, estimate + reach


def _worth(ids: Set, estimate: float, low: float, high: float) -> Worth:
    staff, delay = price_of(ids)
    return Worth(safeguards=ids, estimate=estimate, low=low, high=high, staff=staff, delay=delay)


def _rival(ids: Set, change: tuple[float, float, float], more: tuple[float, float, float]) -> Rival:
    plain = _worth(ids, *change).model_dump()
    return Rival(**plain, more=more[0], more_low=more[1], more_high=more[2])


PART = Part(NAME, "safeguards under a budget", next_tasks, live)
