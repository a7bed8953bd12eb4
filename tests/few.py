"""A few people and mechanisms as they ship: acts and entries are given, what follows is lived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from toy_worlds import Friends, Lived, live

from counterscore.core.declare import Field, Mechanism, Param, rule
from counterscore.engine.plan import Plan, make_plan
from counterscore.engine.run import Given
from counterscore.engine.state import World
from counterscore.mechanisms import entries, retention, standing
from counterscore.worlds.bind import INDICES, PEOPLE, TABLES
from counterscore.worlds.mechanisms import shipped

Arms = Mapping[str, Mapping[str, Any]]
BY_ACT = ("act",)


@rule(phase="acts", over="acts:conduct", emits="records", bound="pmax")
def recorded(chance: float) -> float:
    """Nobody does anything by chance: all acts are given."""
    return chance


@rule(phase="acts", over="acts:entered", emits="listings", bound="pmax")
def entered(chance: float) -> float:
    """The same for entries on lists."""
    return chance


@rule(phase="scoring", writes="low_band")
def low_band(sex: int) -> int:
    """Who has sex 1 stands in a low band: a way to say it in a test."""
    return sex


PARAMS = (Param("chance", "probability", "none", BY_ACT), Param("pmax", "probability", "none", BY_ACT))
RECORDS = Mechanism(
    "maker", "records", "a test", "none", "life", (recorded,),
    fields=(Field("records", "cause", "i1", "0 own act, 1 false report"),), params=PARAMS,
)  # fmt: skip
LISTINGS = Mechanism("lister", "entries", "a test", "none", "life", (entered,), params=PARAMS)
LOW = Mechanism("lowerer", "low bands", "a test", "none", "life", (low_band,))
WRITTEN = (RECORDS, retention.MECHANISM, standing.MECHANISM)
LISTED = (LISTINGS, entries.MECHANISM, standing.MECHANISM)
BASE: dict[str, Any] = {
    "piercing.lists": -1, "maker.chance": np.zeros(4), "maker.pmax": np.full(4, 0.5),
    "retention.lifetime_months": np.zeros(4),
    "lister.chance": np.zeros(1), "lister.pmax": np.full(1, 0.5),
    "entries.form": np.array([0, 0, 0, 0, 1, 3]), "entries.shift": np.array([0, 9, 0, 18, 27, 36]),
}  # fmt: skip
NOBODY = Friends(np.zeros(1, np.int64), np.zeros(0, np.int32))


def ties(people: int, pairs: Sequence[tuple[int, int]]) -> Friends:
    """Ties from the first to the second of each pair."""
    ends = [np.array([b for a, b in pairs if a == person], np.int32) for person in range(people)]
    offsets = np.concatenate([[0], np.cumsum([len(e) for e in ends])]).astype(np.int64)
    return Friends(offsets, np.concatenate([*ends, np.zeros(0, np.int32)]).astype(np.int32))


def plan_of(mechanisms: Iterable[Mechanism]) -> Plan:
    """The plan of some mechanisms in the order in which they ship; one that is named twice is there once."""
    places = {mechanism.name: place for place, mechanism in enumerate(shipped())}
    given = sorted(dict.fromkeys(mechanisms), key=lambda mechanism: places.get(mechanism.name, -1))
    return make_plan(given, PEOPLE, INDICES)


def lived(
    mechanisms: Iterable[Mechanism], arms: Arms, *, people: int = 8, months: int = 12, given: Sequence[Given] = (),
    columns: Mapping[str, Any] | None = None, tied: Friends | None = None, **options: Any,
) -> Lived:  # fmt: skip
    """Lives some mechanisms in arms that differ by parameters; everybody is an adult unless ``columns`` say otherwise.

    A parameter that neither an arm nor BASE gives has its default.
    """
    plan = plan_of(mechanisms)
    found: dict[str, np.ndarray] = {name: np.zeros(people, dtype) for name, dtype in PEOPLE.items()}
    found["adult"][:], found["abilities"][:] = 1, 1
    for name, values in (columns or {}).items():
        found[name][:] = values
    world = World(
        people=found, cell=np.zeros(people, np.uint8), arms=tuple(arms),
        params={0: {name: _values(plan, name, arms) for name in plan.params}}, act_codes=1 + np.arange(5),
        table_numbers={name: TABLES[name] for name in plan.tables}, months=months, seed=11,
        ties=lambda name: tied or ties(people, ()),
    )  # fmt: skip
    return live(plan, world, script=[row for row in given if row.month < months], **options)


def _values(plan: Plan, name: str, arms: Arms) -> np.ndarray:
    """One parameter in all arms (A, ...)."""
    param = plan.params[name]
    rows = [arm.get(name, BASE.get(name, param.default)) for arm in arms.values()]
    assert all(row is not None for row in rows), f"{name} has no value"
    return np.stack([np.asarray(row, np.float64) for row in rows]).astype(np.int64 if param.integer else np.float64)
