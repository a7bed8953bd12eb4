"""From a study to a plan and a world: what the engine needs, and nothing it would have to look up."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from ..core.draws import stream_number
from ..core.errors import PlanError
from ..engine.plan import Plan, make_plan
from ..engine.state import World
from ..people import People, populate
from .arms import params_at, references
from .study import Study

INDICES = ("act", "sector", "cutoff", "residence", "education")
TABLES = {"records": 1, "cases": 2, "listings": 3}
PEOPLE = {
    "adult": "u1", "age_years": "i2", "sex": "i1", "household": "i4", "residence": "i1", "education": "i1",
    "employed": "u1", "industry": "i1", "profession": "i1", "owner": "u1", "income_yuan": "f8", "income_quintile": "i1",
    "borrower": "u1", "debt_yuan": "f8", "driver": "u1", "parent": "u1", "air_trips_year": "f8", "hsr_trips_year": "f8",
    "phone_pay": "u1", "payments_year": "f8", "proneness": "f8", "name": "i4", "namesakes": "f8", "birth_day": "i4",
    "id_twin": "u1", "lookalike": "i4", "abilities": "i4",
}  # fmt: skip
GROUPS = ("sex", "age_years", "residence", "income_quintile", "education", "adult")


def plan_of(study: Study) -> Plan:
    """The ordered plan of a study's mechanisms."""
    return make_plan(study.mechanisms, PEOPLE, INDICES)


def cells(columns: dict[str, np.ndarray]) -> np.ndarray:
    """Cell of each person (P,) uint8: sex, age band (under 18, 18-39, 40-59, 60+), residence, income quintile."""
    age_band = np.searchsorted(np.array([18, 40, 60]), columns["age_years"], side="right")
    group = (columns["sex"].astype(np.int64) * 4 + age_band) * 3 + columns["residence"]
    cell: np.ndarray = group * 5 + columns["income_quintile"]
    return cell.astype(np.uint8)


def abilities(columns: dict[str, np.ndarray], needs: list[str]) -> np.ndarray:
    """What each person can do at all, one bit per entry of the codebook's ``needs``; shape (P,) int32."""
    bits = np.zeros(len(columns["adult"]), np.int32)
    for place, name in enumerate(needs):
        bits |= (columns[name] != 0).astype(np.int32) << place
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
    """Parameters by engine month: life before the regime, its start, and every later date at which a value changes."""
    start, warmup, arms = study.spec.regime.start, study.spec.warmup, study.lived
    dates = {months_between(start, d) for regime in study.regimes for d in regime.change_dates()}
    later = sorted(m for m in dates if 0 < m < study.months)
    found: dict[int, dict[str, np.ndarray]] = {}
    for month in [0, *later]:
        tables = [regime.tables(month_name(start, month)) for regime in study.regimes]
        if month == 0 and warmup:
            found[0] = params_at(plan.mechanisms, arms, tables, before=True)
        found[month + warmup] = params_at(plan.mechanisms, arms, tables, before=False)
    for month, values in found.items():
        if "scoring.rules_month" in values:
            values["scoring.rules_month"].fill(month)
        if "pairing.reference" in values:
            values["pairing.reference"] = references(arms, plan.mechanisms)
    return found


def table_numbers(plan: Plan) -> dict[str, int]:
    """A stable number per table, part of its rows' draws; PlanError where two would share one."""
    numbers = {t: TABLES.get(t) or 64 + sha256(t.encode()).digest()[0] % 192 for t in plan.tables}
    if len(set(numbers.values())) < len(numbers):
        raise PlanError(f"tables {', '.join(numbers)} do not get numbers of their own; rename one")
    return numbers


def world_of(study: Study, plan: Plan) -> tuple[World, People]:
    """The people and parameters of a study, ready to be lived."""
    people = populate(study.people_recipe, study.people, study.seed)
    codebook = study.spec.regime.codebook()
    columns = dict(people.columns)
    columns["abilities"] = abilities(columns, codebook["needs"])
    codes = [stream_number(f"act.{act}") for act in [*codebook["acts"], "none"]]
    if len(set(codes)) < len(codes):
        raise PlanError("two acts of this regime share a stream number; rename one")
    world = World(
        people=columns, cell=cells(columns), arms=tuple(arm.name for arm in study.lived), params=schedule(study, plan),
        act_codes=np.array(codes, np.int64), table_numbers=table_numbers(plan), months=study.spec.warmup + study.months,
        seed=study.seed, replicate=study.replicate, warmup=study.spec.warmup, ties=people.ties,
    )  # fmt: skip
    return world, people
