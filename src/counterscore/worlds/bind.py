"""From a study to a plan and a world: what the engine needs, and nothing it would have to look up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from ..core.declare import Mechanism
from ..core.draws import stream_number
from ..core.errors import PlanError
from ..engine.families import Params, cut, held_at_once
from ..engine.plan import Plan, make_plan
from ..engine.state import World
from ..people import People, populate
from ..people.population import BYTES_PER_PERSON, WORKING_BYTES
from ..regimes import Regime
from .arms import Itself, params_at, references, unguarded
from .pairing import PAIRED
from .study import Study

INDICES = ("act", "sector", "agency", "cutoff", "residence", "education", "list", "stream", "dimension", "trait")
TABLES = {"records": 1, "cases": 2, "listings": 3, "thefts": 5, "incidents": 9}
PEOPLE = {
    "adult": "u1", "age_years": "i2", "sex": "i1", "household": "i4", "residence": "i1", "education": "i1",
    "employed": "u1", "industry": "i1", "profession": "i1", "owner": "u1", "income_yuan": "f8", "income_quintile": "i1",
    "borrower": "u1", "debt_yuan": "f8", "driver": "u1", "parent": "u1", "air_trips_year": "f8", "hsr_trips_year": "f8",
    "phone_pay": "u1", "payments_year": "f8", "proneness": "f8", "name": "i4", "namesakes": "f8", "birth_day": "i4",
    "id_twin": "u1", "lookalike": "i4", "firm": "u1", "firm_size": "i1", "officer": "u1", "student": "u1",
    "abilities": "i4", "others": "i4", "renter": "u1", "long_name": "u1", "mix_up": "u1", "birth_twins": "u1",
}  # fmt: skip
ABILITIES: Mapping[str, Callable[[Mapping[str, np.ndarray]], np.ndarray]] = {
    "migrant": lambda c: (c["residence"] == 2) & (c["adult"] != 0),
    "local": lambda c: (c["residence"] != 2) & (c["adult"] != 0),
    "professional": lambda c: c["profession"] != 0,
    "elder": lambda c: (c["age_years"] >= 60) & (c["firm"] == 0),
}  # what no column of its own says
FIRM_CELLS = 120
SET = ("rules_month", "regime_month", "reference")  # parameters that a study sets by itself
GROUPS = (
    "sex", "age_years", "residence", "income_yuan", "income_quintile", "education", "adult", "firm", "firm_size",
    "officer",
)  # fmt: skip


def plan_of(study: Study) -> Plan:
    """The ordered plan of a study's mechanisms; every band of the regime is counted every month."""
    return _plan_of(tuple(map(Itself, study.mechanisms)), len(study.spec.regime.codebook()["bands"]))


@lru_cache(maxsize=64)
def _plan_of(mechanisms: tuple[Itself[Mechanism], ...], bands: int) -> Plan:
    """The same plan for the same mechanisms: replicates and arms of a study ask again and again."""
    plan = make_plan([held.thing for held in mechanisms], PEOPLE, INDICES)
    counted = tuple(replace(o, levels=bands) if o.name == "band" else o for o in plan.observes)
    return replace(plan, observes=counted)


def cells(columns: dict[str, np.ndarray]) -> np.ndarray:
    """Cell of each person (P,) uint8: sex, age band (under 18, 18-39, 40-59, 60+), residence, income quintile.

    Firms have cells of their own behind the 120 of persons, 120 to 123, by size from micro to large.
    """
    age_band = np.searchsorted(np.array([18, 40, 60]), columns["age_years"], side="right")
    group = (columns["sex"].astype(np.int64) * 4 + age_band) * 3 + columns["residence"]
    cell: np.ndarray = group * 5 + columns["income_quintile"]
    return np.where(columns["firm"] == 1, FIRM_CELLS - 1 + columns["firm_size"], cell).astype(np.uint8)


def abilities(columns: dict[str, np.ndarray], needs: list[str]) -> np.ndarray:
    """What each person or firm can do at all, one bit per entry of the codebook's ``needs``; shape (P,) int32.

    A need is a name of ABILITIES or of a column of PEOPLE that is not zero.
    """
    bits = np.zeros(len(columns["adult"]), np.int32)
    for place, name in enumerate(needs):
        able = ABILITIES[name](columns) if name in ABILITIES else columns[name] != 0
        bits |= able.astype(np.int32) << place
    return bits


def months_between(start: str, date: str) -> int:
    """Months from one YYYY-MM to another."""
    a, b = ([int(part) for part in text.split("-")] for text in (start, date))
    return (b[0] - a[0]) * 12 + b[1] - a[1]


def month_name(start: str, month: int) -> str:
    """YYYY-MM of a month number."""
    year, place = divmod(int(start[:4]) * 12 + int(start[5:7]) - 1 + month, 12)
    return f"{year:04d}-{place + 1:02d}"


def schedule(study: Study, plan: Plan) -> dict[int, dict[str, np.ndarray]]:
    """Parameters by engine month: life before the regime, its start, and every later date at which a value changes.

    Dates are those of the regimes and the policy dates of the arms.
    """
    start, warmup, arms = study.spec.regime.start, study.spec.warmup, study.lived
    changes = {
        id(regime): {months_between(start, d) for d in regime.change_dates()}
        for regime in _unique((*study.regimes_before, *study.regimes))
    }
    dates = {m for months in changes.values() for m in months} | {arm.since for arm in arms}
    later = sorted(m for m in dates if 0 < study.steps_in(m) < study.steps)
    found: dict[int, dict[str, np.ndarray]] = {}
    rules = np.full(len(arms), float(warmup))
    for month in [0, *later]:
        date = month_name(start, month)
        pairs = zip(arms, study.regimes_before, study.regimes, strict=True)
        in_force = [after if month >= arm.since else before for arm, before, after in pairs]
        known = {id(regime): regime.tables(date) for regime in _unique((*study.regimes, *in_force))}
        tables = [known[id(regime)] for regime in in_force]
        shapes = {name: value for table in known.values() for name, value in table.items()}
        if month == 0 and warmup:
            past = _past_tables(study, plan, [known[id(regime)] for regime in (*study.regimes, *in_force)])
            found[0] = params_at(plan.mechanisms, [arm.at(0) for arm in arms], past, before=True)
            _number(study, plan, found[0], np.zeros(len(arms)))
        lived = [arm.at(month) for arm in arms]
        values = params_at(plan.mechanisms, lived, tables, before=False, shapes=shapes)
        now = study.steps_in(month) + warmup
        for a, arm in enumerate(arms) if month else ():
            if month in changes[id(in_force[a])] or (month == arm.since and _differ(values, found[max(found)], a)):
                rules[a] = now
        found[now] = _number(study, plan, values, rules)
    return found


def _unique(regimes: Iterable[Regime]) -> list[Regime]:
    """Each regime once, by which object it is: most arms share one."""
    return list({id(regime): regime for regime in regimes}.values())


def _differ(values: Mapping[str, np.ndarray], before: Mapping[str, np.ndarray], arm: int) -> bool:
    """Whether any number of an arm is another than before; those that the study itself sets do not count."""
    return any(
        not np.array_equal(numbers[arm], before[name][arm])
        for name, numbers in values.items()
        if name.rpartition(".")[2] not in SET
    )


def _number(study: Study, plan: Plan, values: dict[str, np.ndarray], rules: np.ndarray) -> dict[str, np.ndarray]:
    """Puts in what only the study knows: when rules last changed (A,), when the regime begins, who is compared."""
    for name, numbers in values.items():
        if name.endswith(".rules_month"):
            numbers[:] = rules
        elif name.endswith(".regime_month"):
            numbers.fill(study.spec.warmup)
    for name in (f"{mechanism}.reference" for mechanism in PAIRED):
        if name in values:
            values[name] = references(study.lived, plan.mechanisms)
    return values


def _past_tables(study: Study, plan: Plan, tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The numbers that life before the regime goes by; no safeguard exists yet, so arms mostly have one past.

    An arm with numbers of its own goes by those about life: what people do or owe does not change on the day a regime
    begins.
    """
    start = study.spec.regime.start
    known = (*tables, study.spec.regime.tables(start))
    shared = {name: value for table in known for name, value in table.items()}
    life = {p.path or f"{m.name}.{p.name}" for m in plan.mechanisms if m.part == "life" for p in m.params}
    own = {arm.numbers: unguarded(study.spec.regime, arm).tables(start) for arm in study.lived if arm.numbers}
    mine = {key: {name: value for name, value in table.items() if name in life} for key, table in own.items()}
    return [shared | mine.get(arm.numbers, {}) for arm in study.lived]


def table_numbers(plan: Plan) -> dict[str, int]:
    """A stable number per table, part of its rows' draws; PlanError where two would share one."""
    numbers = {t: TABLES.get(t) or 64 + sha256(t.encode()).digest()[0] % 192 for t in plan.tables}
    if len(set(numbers.values())) < len(numbers):
        raise PlanError(f"tables {', '.join(numbers)} do not get numbers of their own; rename one")
    return numbers


def memory_needed(study: Study, plan: Plan, params: Params | None = None) -> int:
    """Bytes a study will hold at least: people, state columns of the arms of past and future at a fork, scratch.

    ``params`` are those of its world, where that is made.
    """
    found = cut(params or schedule(study, plan), len(study.lived), study.spec.warmup + study.steps, bool(plan.ties))
    state = sum(np.dtype(column.dtype).itemsize for column in plan.columns.values())
    published = sum(np.dtype(plan.columns[name].dtype).itemsize for name in plan.published if name in plan.columns)
    return study.people * (BYTES_PER_PERSON + held_at_once(found) * (state + published)) + WORKING_BYTES


def world_of(study: Study, plan: Plan, people: People | None = None) -> tuple[World, People]:
    """The people and parameters of a study, ready to be lived; ``people`` are those of the study, made before."""
    people = people or populate(study.people_recipe, study.people, study.seed)
    codebook = study.spec.regime.codebook()
    columns = dict(people.columns)
    columns["abilities"] = abilities(columns, codebook["needs"])
    codes = [stream_number(f"act.{act}") for act in [*codebook["acts"], "none"]]
    if len(set(codes)) < len(codes):
        raise PlanError("two acts of this regime share a stream number; rename one")
    world = World(
        people=columns, cell=cells(columns), arms=tuple(arm.name for arm in study.lived), params=schedule(study, plan),
        act_codes=np.array(codes, np.int64), table_numbers=table_numbers(plan), months=study.spec.warmup + study.steps,
        seed=study.seed, replicate=study.replicate, warmup=study.spec.warmup, ties=people.ties,
    )  # fmt: skip
    return world, people
