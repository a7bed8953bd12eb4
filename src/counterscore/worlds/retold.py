"""The same circumstances for many synthetic people: how long a documented case would have lasted, and under what.

A case gives one row (a court file, an entry on a list) to every hero of a run in the same month, and nothing else
happens. What is documented about the case is decided; everything else is left to the regime's own chances. So the
heroes are replicates of one case among people who differ as the population does.

Axis letters: A arms, H heroes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..core.errors import SpecError, nearest
from ..engine.plan import Plan
from ..engine.run import Engine, Given
from ..engine.state import World
from ..people import populate
from .arms import Arm
from .bind import abilities, months_between, plan_of, world_of
from .study import Study

UNIQUE, PER_HERO = 1e15, 4
DEFAULTERS, LIMIT = 0, 1
OPEN = np.inf


@dataclass(frozen=True)
class Circumstance:
    """What happens to every hero in month ``begins`` (YYYY-MM), and what is decided about it.

    ``table`` and ``row`` are the row that comes about, by a namesake whose file is about the hero where ``by_another``.
    ``world`` and ``person`` decide numbers by their path in the regime; an arm whose own number differs from the first
    arm's has the last word over ``world``, nothing changes what is said of the ``person``. ``who`` gives columns of the
    heroes, ``only`` decides numbers in the arm of that name alone. ``months`` are lived from the row on, none before.
    """

    regime: str
    begins: str
    table: str
    row: Mapping[str, float]
    by_another: bool = False
    world: Mapping[str, float] = field(default_factory=dict)
    person: Mapping[str, float] = field(default_factory=dict)
    who: Mapping[str, float] = field(default_factory=dict)
    only: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    list_code: int = 0
    months: int = 120


@dataclass(frozen=True)
class Retold:
    """What became of the heroes in each arm: months in force, until known and until the last copy was gone, (A, H).

    ``listed_months`` counts the list and a consumption limit out of the same file; it is 0 where neither took effect,
    inf where one still stands at the end. ``unaware_months`` counts from the effect of the first that the hero learnt
    of, inf where she had not learnt of any when it ended or the run did; ``held_months`` counts
    until neither the list nor any office with a copy held it, inf where some still does.
    """

    arms: tuple[str, ...]
    listed_months: np.ndarray
    unaware_months: np.ndarray
    held_months: np.ndarray


def retell(case: Circumstance, arms: Sequence[Arm], heroes: int, seed: int = 1) -> Retold:
    """Live one case for many heroes in some arms, the first of which is the case as it was.

    Raises: SpecError for a number that the regime does not have; SpecError, PlanError as a run of these arms would.
    """
    study = Study(case.regime, heroes * PER_HERO, 1, seed, arms=tuple(arms))
    start = months_between(study.spec.regime.start, case.begins)
    if start < 0:
        raise SpecError(f"the case begins in {case.begins}, before {case.regime} does ({study.spec.regime.start})")
    study = replace(study, months=start + case.months)
    plan = plan_of(study)
    plan = replace(plan, observes=())
    people = populate(study.people_recipe, study.people, study.seed)
    world, _ = world_of(study, plan, people)
    cast, others = _cast(world, heroes)
    params, first = _params(case, plan, world, arms), world.warmup + start
    columns = _people(study, case, world, cast, others)
    world = replace(world, people=columns, params=_from(params, first), months=case.months, warmup=0)
    who = others if case.by_another else cast
    script = [Given(case.table, 0, {"person": int(number), **case.row}) for number in who]
    sink = _Entries(case.list_code)
    engine = Engine(plan, world, script=script)
    engine.certificate.pairs = []
    columns, held, listed = engine.state.columns, np.zeros((len(arms), heroes)), np.zeros((len(arms), heroes))
    orders, copies = _there(plan, "listed", "limits"), _there(plan, "wrong_copies", "stale_copies")
    try:
        engine.prepare()
        while engine.state.month < world.months:
            engine.month(sink)
            force = np.logical_or.reduce([columns[name][:, cast] > 0 for name in orders])
            here = np.logical_or.reduce([force, *(columns[name][:, cast] > 0 for name in copies)])
            listed, held = listed + force, held + here
        engine.finish(sink)
    finally:
        engine.close()
    listed, held = np.where(force, OPEN, listed), np.where(here, OPEN, held)
    return Retold(world.arms, listed, sink.unaware(len(arms), cast), held)


def _there(plan: Plan, *names: str) -> list[str]:
    """Those columns that this plan has."""
    return [name for name in names if name in plan.columns]


class _Entries:
    """Keeps the entries on one list, to see when people learnt of them."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.rows: list[Mapping[str, np.ndarray]] = []

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""
        if table == "listings":
            self.rows.append(columns)

    def unaware(self, arms: int, cast: np.ndarray) -> np.ndarray:
        """Months from effect to learning of it (A, H); inf for those who never did."""
        found = np.full((arms, len(cast)), OPEN)
        place = {int(number): h for h, number in enumerate(cast)}
        for rows in self.rows:
            ours = (rows["list"] == self.code) | ((rows["list"] == LIMIT) & (self.code == DEFAULTERS))
            for i in np.flatnonzero(ours & (rows["aware_month"] >= 0)):
                h = place.get(int(rows["subject"][i]))
                if h is not None:
                    since = max(0.0, float(rows["aware_month"][i]) - float(rows["start_month"][i]))
                    found[int(rows["arm"][i]), h] = min(found[int(rows["arm"][i]), h], since)
        return found


def _cast(world: World, heroes: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the heroes and of one namesake for each, all of them adults, (H,) each."""
    adults = np.flatnonzero((world.people["adult"] != 0) & (world.people["firm"] == 0))
    if len(adults) < 2 * heroes:
        raise SpecError(f"{heroes} heroes need twice as many adults; the run has {len(adults)}")
    return adults[: 2 * heroes : 2], adults[1 : 2 * heroes : 2]


def _people(
    study: Study, case: Circumstance, world: World, cast: np.ndarray, others: np.ndarray
) -> dict[str, np.ndarray]:
    """The people with the heroes as the case has them; nobody is anybody's look-alike but namesakes, whose files
    land on their heroes where nothing else finds the right person."""
    columns = dict(world.people)
    for name, value in case.who.items():
        if name not in columns:
            raise SpecError(f"the case gives people {name!r}, which they do not have{nearest(name, columns)}")
        columns[name] = columns[name].copy()
        columns[name][cast] = value
    if case.by_another:
        columns["lookalike"], columns["namesakes"] = columns["lookalike"].copy(), np.zeros(world.count)
        columns["lookalike"][others], columns["namesakes"][others] = cast, UNIQUE
    columns["abilities"] = abilities(columns, study.spec.regime.codebook()["needs"])
    return columns


def _params(case: Circumstance, plan: Plan, world: World, arms: Sequence[Arm]) -> dict[int, dict[str, np.ndarray]]:
    """The numbers of all arms and months with those of the case decided, but not of what an arm leaves out."""
    paths: dict[str, list[str]] = {}
    for name, param in plan.params.items():
        paths.setdefault(param.path or name, []).append(name)
    found = {month: {name: values.copy() for name, values in now.items()} for month, now in world.params.items()}
    told: list[tuple[Mapping[str, float], Sequence[int] | None]] = [(case.world, None)]
    told += [(case.person, range(len(arms)))]
    told += [(decided, [world.arms.index(arm)]) for arm, decided in case.only.items()]
    for decided, where in told:
        for path, value in decided.items():
            head, _, tail = path.rpartition(".")
            place = (int(tail),) if tail.isdigit() else ()
            names = paths.get(head if place else path)
            if not names:
                raise SpecError(f"the case decides {path!r}, which {case.regime} does not use{nearest(path, paths)}")
            for month, now in found.items():
                for name in names:
                    if name in now and month >= world.warmup:
                        lived = [a for a, arm in enumerate(arms) if name.partition(".")[0] not in arm.without]
                        _decide(now[name], world.params[month][name], (lived, where), place, value)
    return found


def _from(params: Mapping[int, Mapping[str, np.ndarray]], first: int) -> dict[int, dict[str, np.ndarray]]:
    """The same numbers for a run that begins in month ``first``."""
    force: dict[str, np.ndarray] = {}
    for month in sorted(month for month in params if month <= first):
        force |= params[month]
    return {0: force} | {month - first: dict(now) for month, now in params.items() if month > first}


def _decide(
    now: np.ndarray, own: np.ndarray, arms: tuple[Sequence[int], Sequence[int] | None], place: tuple[int, ...],
    value: float,
) -> None:  # fmt: skip
    """Writes a value over a parameter (A, ...) in those arms that live it and are named.

    Where none are named (None), in those whose own number is the first arm's.
    """
    lived, named = arms
    for arm in lived:
        spot = (arm, *place)
        if arm in named if named is not None else np.array_equal(own[spot], own[(0, *place)]):
            now[spot] = value
