"""Which safeguard is worth most: each alone, each taken from all, and the best set that a budget buys.

Sets are judged by how much of a harm they take away from the same people, and by nothing else: no search here knows
an objective that rewards obedience, revenue or the number of people punished.

Axis letters: A arms, P people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..audit.frame import MINIMUM_PEOPLE
from ..audit.paired import Effect, effect
from ..core.errors import SpecError
from ..people import People, populate
from ..safeguards import apply, load_safeguard, safeguard_ids
from .arms import AS_WRITTEN, Arm
from .harms import checked_harm, harms_in
from .sink import Told
from .study import Study

EXACT_SETS = 128
USUAL = ("wrong_refusals", "refusals", "wrongly_listed_months", "months_listed")
Tell = Callable[[Told], None]


@dataclass(frozen=True)
class Budget:
    """What may be spent on a set of safeguards: staff per 100,000 people, months of delay; no end by default."""

    staff: float = math.inf
    delay: float = math.inf

    def buys(self, ids: Iterable[str]) -> bool:
        """Whether the prices of these safeguards together are within it; of delays the longest counts."""
        staff, delay = price_of(ids)
        return staff <= self.staff and delay <= self.delay


@dataclass(frozen=True)
class Worth:
    """What a set of safeguards changes: ``effect`` is the harm with it minus the harm without, mean per person."""

    safeguards: tuple[str, ...]
    total: float
    effect: Effect
    staff: float
    delay: float


@dataclass(frozen=True)
class Protection:
    """The answer: harm as written, each safeguard alone, each taken from all, all together, the best affordable set.

    ``concerned`` people meet the harm as written; below MINIMUM_PEOPLE of them nothing can be told. ``exact`` says that
    every affordable set was lived; else the best was searched for step by step.
    """

    harm: str
    people: int
    concerned: int
    as_written: float
    alone: tuple[Worth, ...]
    missing: tuple[Worth, ...]
    together: Worth
    best: Worth
    exact: bool
    lived: int


def price_of(ids: Iterable[str]) -> tuple[float, float]:
    """Staff per 100,000 people and months of delay that a set of safeguards asks for together."""
    prices = [load_safeguard(one).price for one in ids]
    return sum(p.staff_number for p in prices), max((p.delay_months for p in prices), default=0.0)


def fitting(study: Study, ids: Sequence[str] = ()) -> tuple[str, ...]:
    """Those safeguards (of ``ids``, or of all) that change something in the regime. Raises: SpecError."""
    found = []
    for name in dict.fromkeys(ids or safeguard_ids()):
        try:
            apply(study.spec.regime, [name])
        except SpecError:
            if ids:
                raise
            continue
        found.append(name)
    return tuple(found)


def protect(
    study: Study, harm: str = "", ids: Sequence[str] = (), budget: Budget | None = None, threads: int = 0,
    tell: Tell = lambda told: None,
) -> Protection:  # fmt: skip
    """Find what safeguards take away from a harm of HARMS, among those that fit or those named.

    Without a harm it is the first of USUAL that happens to enough people to tell. Raises: SpecError for an unknown
    harm or safeguard, a harm the regime does not have, or nothing that fits.
    """
    checked_harm(harm)
    names = fitting(study, ids)
    if not names:
        raise SpecError(f"no safeguard changes anything in regime {study.spec.regime.id}")
    room = _Room(study, harm, populate(study.people_recipe, study.people, study.seed), threads, tell)
    room.live([(), names, *((one,) for one in names), *(_without(names, one) for one in names)])
    while (search := searched(room.totals, names, budget or Budget())).todo:
        room.live(search.todo)
    return Protection(
        room.harm, study.people, room.concerned(), room.total(()), _ranked(room.worth((one,), ()) for one in names),
        _ranked((room.worth(_without(names, one), names, named=one) for one in names), worst=True),
        room.worth(names, ()), room.worth(search.best, ()), search.exact, len(room.values),
    )  # fmt: skip


def harm_of_sets(
    study: Study, harm: str, sets: Sequence[Sequence[str]], people: People, threads: int = 1,
    tell: Tell = lambda told: None,
) -> tuple[str, np.ndarray]:  # fmt: skip
    """A harm in the regime with each set of safeguards, (A, P), and its name: without one, the first of USUAL to tell.

    The first set is the one that has to have the harm. Raises: SpecError for a harm that the regime does not have.
    """
    checked_harm(harm)
    arms = [Arm(f"with {', '.join(ids)}" if ids else AS_WRITTEN, (), tuple(ids)) for ids in sets]
    found = harms_in(study, arms, people, threads, tell)
    told = (one for one in USUAL if one in found and np.count_nonzero(found[one][0]) >= MINIMUM_PEOPLE)
    named = harm or next(told, "months_listed")
    if named not in found:
        has = ", ".join(found)
        raise SpecError(f"regime {study.spec.regime.id} knows no harm {named!r}; it has {has}")
    return named, found[named]


class _Room:
    """Worlds lived so far: one number per person for every set of safeguards."""

    def __init__(self, study: Study, harm: str, people: People, threads: int, tell: Tell) -> None:
        self.study, self.harm, self.people, self.threads, self.tell = study, harm, people, threads, tell
        self.values: dict[frozenset[str], np.ndarray] = {}

    def live(self, sets: Iterable[Sequence[str]]) -> None:
        """Lives the sets that were not lived yet, all at once."""
        new = {frozenset(one): tuple(one) for one in sets if frozenset(one) not in self.values}
        if not new:
            return
        self.harm, found = harm_of_sets(self.study, self.harm, list(new.values()), self.people, self.threads, self.tell)
        self.values |= dict(zip(new, found, strict=True))

    @property
    def totals(self) -> dict[frozenset[str], float]:
        """The harm of everybody, by set."""
        return {ids: float(values.sum()) for ids, values in self.values.items()}

    def total(self, ids: Iterable[str]) -> float:
        """The harm of everybody with these safeguards."""
        return float(self.values[frozenset(ids)].sum())

    def concerned(self) -> int:
        """How many people meet the harm as written."""
        return int(np.count_nonzero(self.values[frozenset()]))

    def worth(self, ids: Sequence[str], against: Sequence[str], named: str = "") -> Worth:
        """One set compared with another, by whose name it goes."""
        there = self.values[frozenset(against)]
        found = effect(self.values[frozenset(ids)], there)
        staff, delay = price_of([named] if named else ids)
        return Worth((named,) if named else tuple(ids), self.total(ids), found, staff, delay)


def _without(names: Sequence[str], one: str) -> tuple[str, ...]:
    return tuple(name for name in names if name != one)


def _ranked(found: Iterable[Worth], worst: bool = False) -> tuple[Worth, ...]:
    """The most useful first: what takes away most, or what is missed most."""
    return tuple(sorted(found, key=lambda worth: -worth.effect.estimate if worst else worth.effect.estimate))


@dataclass(frozen=True)
class Search:
    """How far a search has come: sets that have to be lived next, none at its end, and the best affordable set so far.

    ``exact`` says that the search is one through every affordable set, so that at its end nothing better was missed.
    """

    todo: tuple[tuple[str, ...], ...]
    best: tuple[str, ...]
    exact: bool


def searched(totals: Mapping[frozenset[str], float], names: Sequence[str], budget: Budget) -> Search:
    """Where a search stands once these sets were lived; the answer is the affordable one with the least harm.

    Every affordable set is lived where there are at most EXACT_SETS of them. Else one safeguard is put to a set, or
    taken from it, as long as that lowers the harm: beginning with all where all are affordable, else with none.
    ``totals`` are the harms of sets; what follows from them alone does not hang on who lived them, or when.
    """
    best, every = _least(totals, names, budget), _every(names, budget)
    if every is not None:
        return Search(tuple(ids for ids in every if frozenset(ids) not in totals), best, True)
    start = tuple(names) if budget.buys(names) else ()
    return Search(_missing_step(totals, names, budget, start), best, False)


def _every(names: Sequence[str], budget: Budget) -> list[tuple[str, ...]] | None:
    """Every affordable set, the smallest first; None where they are too many to live."""
    if 2 ** len(names) > 2**16:
        return None
    sizes = range(len(names) + 1)
    sets = [ids for size in sizes for ids in combinations(names, size) if budget.buys(ids)]
    return sets if len(sets) <= EXACT_SETS else None


def ranked_by(ids: Sequence[str], total: float) -> tuple[float, int, float, float]:
    """What sets are compared by: harm alone; of equals the fewest and the cheapest."""
    return total, len(ids), *price_of(ids)


def _least(totals: Mapping[frozenset[str], float], names: Sequence[str], budget: Budget) -> tuple[str, ...]:
    """The affordable set with the least harm among those that were lived; no safeguard at all where there is none."""
    known = [tuple(name for name in names if name in ids) for ids in totals]
    return min((ids for ids in known if budget.buys(ids)),
               key=lambda ids: ranked_by(ids, totals[frozenset(ids)]), default=())  # fmt: skip


def _missing_step(
    totals: Mapping[frozenset[str], float], names: Sequence[str], budget: Budget, start: tuple[str, ...]
) -> tuple[tuple[str, ...], ...]:
    """The first sets on the way from a start that were not lived yet; none where the way is walked to its end."""
    best = start
    while True:
        more = [(*best, one) for one in names if one not in best]
        less = [_without(best, one) for one in best]
        steps = [tuple(n for n in names if n in ids) for ids in (*more, *less) if budget.buys(ids)]
        if todo := tuple(ids for ids in (best, *steps) if frozenset(ids) not in totals):
            return todo
        better = min(steps, key=lambda ids: ranked_by(ids, totals[frozenset(ids)]), default=best)
        if ranked_by(better, totals[frozenset(better)]) >= ranked_by(best, totals[frozenset(best)]):
            return ()
        best = better
