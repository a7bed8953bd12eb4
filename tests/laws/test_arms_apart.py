"""Arms never read each other: an arm among very different arms lives exactly as it does alone, in shipped regimes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from counterscore.core.declare import Param
from counterscore.engine.plan import Plan, make_plan
from counterscore.engine.run import Engine
from counterscore.engine.state import World
from counterscore.worlds.arms import Arm
from counterscore.worlds.bind import INDICES, plan_of, world_of
from counterscore.worlds.bind import PEOPLE as PEOPLE_COLUMNS
from counterscore.worlds.mechanisms import shipped
from counterscore.worlds.study import Study

PEOPLE, MONTHS, WARMUP = 96, 12, 2
# together they hold every shipped mechanism; a regime with its safeguards, so that these are at work too
REGIMES: dict[str, tuple[str, ...]] = {
    "as-feared-2020-responding": ("hearing", "human-review", "appeal"), "joint-punishment": (),
    "as-feared-2020-by-association": (), "abnormal-operations": (), "ant-forest": (), "china-rapid-finance": (),
    "public-credit-appraisal": (), "energy-expert-campus": (), "metro-evasion-patrols": (), "platform-data-copies": (),
    "purchase-pattern": (),
}  # fmt: skip
# two that no shipped regime needs, with the numbers of the four arms
ADDED: dict[str, tuple[float, float, float, float]] = {
    "association_workplace.reach_p": (0.2, 0.1, 0.5, 0.9), "score_list.below": (950.0, 900.0, 980.0, 1020.0),
    "score_list.term_months": (4.0, 2.0, 3.0, 5.0), "score_list.clear_p": (0.2, 0.1, 0.3, 0.5),
}  # fmt: skip
# so that much happens in a short time; what a regime has at 0 stays 0
SPEED: dict[str, tuple[float, float, float, float]] = {
    "acts.rate_female": (0.0, 0.02, 0.03, 0.04), "acts.rate_male": (0.0, 0.02, 0.04, 0.03),
    "courts.default_rate": (0.0, 0.1, 0.15, 0.2), "_lag_months": (1.0, 1.0, 2.0, 3.0),
    "retention.lifetime_months": (2.0, 3.0, 2.0, 4.0),
}  # fmt: skip
# these compare an arm with the one that tells what is true in it, so they have to look at another arm
ACROSS = {"pairing", "wrong_person", "wrong_loss"}
EXTENDED = "as-feared-2020-by-association"
SET_BY_THE_STUDY = ("reference", "steps_year", "months_step")


class Kept:
    """A sink that remembers every row that left the engine."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, np.ndarray]]] = {}

    def append(self, table: str, columns: dict[str, np.ndarray]) -> None:
        """Takes rows that will not change any more."""
        self.rows.setdefault(table, []).append(columns)


def another(param: Param, values: np.ndarray) -> np.ndarray:
    """A number that differs from the regime's wherever it may, and stays in its range.

    Codes move to the next place of their table, so that each is still a code; months of the study come a month later.
    """
    if param.name in ("rules_month", "regime_month"):
        return values + 1
    if param.name in SET_BY_THE_STUDY or (param.integer and not param.index):
        return values
    if param.integer or param.unit == "code":
        return np.roll(values, 1, axis=0) if param.index else values
    if param.unit in ("probability", "share", "per step"):
        return np.where(values < 0.5, 0.3 + values, values - 0.4)
    moved = 1.0 - values if param.unit == "flag" else np.where(values == 0.0, 1.0, 1.5 * values)
    return np.clip(moved, param.low, param.high)


def unlike(plan: Plan, world: World) -> World:
    """Four arms: one in which nobody does anything, the regime's own numbers, others everywhere, and the mean of both.

    Acts happen to everybody every few months and records soon lapse, so that all that follows from them happens too.
    """
    bounds = {f"{s.mechanism}.{s.rule.bound}" for s in plan.steps if s.rule.bound}
    found: dict[int, dict[str, np.ndarray]] = {}
    for month, numbers in world.params.items():
        now = found.setdefault(month, {})
        for name, values in numbers.items():
            param, own = plan.params[name], values[0]
            if name in bounds:
                now[name] = np.stack([np.full_like(own, 0.9)] * 4)
                continue
            other = another(param, own.astype(float)).astype(own.dtype)
            whole = param.unit in ("flag", "code", "months") or param.integer
            rows = [own, own, other, other if whole else (own + other) / 2]
            for ending, said in SPEED.items():
                if name.endswith(ending):
                    rows = [np.where(own > 0.0, number, 0.0) for number in said]
            now[name] = np.stack([row.astype(own.dtype) for row in rows])
        now |= {name: np.array(numbers) for name, numbers in ADDED.items() if name in plan.params}
    return replace(world, arms=("still", "own", "other", "between"), params=found)


def alone(world: World, arm: int) -> World:
    """The world with one of its arms."""
    params = {m: {name: v[arm : arm + 1] for name, v in now.items()} for m, now in world.params.items()}
    return replace(world, arms=world.arms[arm : arm + 1], params=params)


def lived(plan: Plan, world: World) -> tuple[Engine, Kept]:
    """Lives a world in plain Python."""
    engine, kept = Engine(plan, world, threads=1, interpreted=True, watched=False), Kept()
    engine.prepare()
    for _ in range(world.months):
        engine.month(kept)
    engine.finish(kept)
    engine.close()
    return engine, kept


def rows_of(kept: Kept, table: str, arm: int) -> dict[str, np.ndarray]:
    """The rows of one arm in the order in which they left."""
    pieces = kept.rows.get(table, [])
    names = pieces[0].keys() - {"arm"} if pieces else ()
    return {name: np.concatenate([piece[name][piece["arm"] == arm] for piece in pieces]) for name in names}


def planned(regime: str, people: int) -> tuple[Study, Plan]:
    """A small study of a regime with its safeguards, and its plan with what is added to it."""
    arms = (Arm("as written", safeguards=REGIMES[regime]),)
    study = Study(regime, people=people, months=MONTHS, seed=5, arms=arms)
    spec = study.spec.regime.spec.model_copy(update={"warmup_months": WARMUP})
    study.__dict__["spec"] = replace(study.spec, regime=replace(study.spec.regime, spec=spec))
    more = {name.partition(".")[0] for name in ADDED} if regime == EXTENDED else set()
    used = {m.name for m in study.mechanisms} | more
    return study, make_plan([m for m in shipped() if m.name in used], PEOPLE_COLUMNS, INDICES)


@pytest.mark.parametrize("regime", REGIMES)
def test_an_arm_among_others_lives_as_alone(regime: str) -> None:
    """Every column and row of an arm is the same bit for bit whichever arms live beside it, and they do differ."""
    study, plan = planned(regime, PEOPLE)
    world = unlike(plan, world_of(study, plan_of(study))[0])
    world = replace(world, months=world.warmup + MONTHS)
    together, kept = lived(plan, world)
    differing = 0
    for arm in range(len(world.arms)):
        one, rows = lived(plan, alone(world, arm))
        for name, values in together.state.columns.items():
            assert np.array_equal(values[arm], one.state.columns[name][0]), (world.arms[arm], name)
            differing += arm == 1 and not np.array_equal(values[1], values[2])
        for table in plan.tables:
            mine, theirs = rows_of(kept, table, arm), rows_of(rows, table, 0)
            for name in mine:
                assert np.array_equal(mine[name], theirs[name]), (world.arms[arm], table, name)
    assert differing >= 3, "the arms are too much alike to tell them apart"


def test_the_regimes_hold_every_mechanism() -> None:
    """No shipped mechanism is missing from the regimes above."""
    found = {m.name for regime in REGIMES for m in planned(regime, 1)[1].mechanisms}
    assert found == {m.name for m in shipped()} - ACROSS
