"""People who act by chance, four kinds of acts: two bad ones, one of them on a platform, and two good ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LOW, _values, plan_of, ties
from toy_worlds import Friends, Lived, live

from counterscore.core.declare import Mechanism
from counterscore.engine.state import World
from counterscore.mechanisms import acts, bad_acts, reporting, retention, standing
from counterscore.worlds.bind import PEOPLE, TABLES

SIGN = np.array([-1, -1, 1, 1])
CONDUCT: dict[str, Any] = {
    "acts.rate_female": np.full(4, 0.05), "acts.rate_male": np.full(4, 0.05), "acts.young_ratio": np.ones(4),
    "acts.prone": np.zeros(4), "acts.needs": np.zeros(4), "acts.listed_ratio": np.ones(4),
    "acts.pmax": np.full(4, 0.06),
    "acts.sign": SIGN, "bad_acts.sign": SIGN, "bad_acts.regime_month": 0.0,
    "reporting.detection_p": np.full(4, 0.5), "reporting.detection_ratio": np.ones(3), "reporting.minimised": 0.0,
    "reporting.necessary": np.ones(4), "retention.lifetime_months": np.zeros(4),
}  # fmt: skip
ACTING = (acts.MECHANISM, bad_acts.MECHANISM, reporting.MECHANISM, retention.MECHANISM, standing.MECHANISM, LOW)


def conduct(
    arms: dict[str, dict[str, Any]], *more: Mechanism, people: int = 8, months: int = 12, listed: Any = 0,
    tied: Friends | None = None,
) -> Lived:  # fmt: skip
    """Lives acting people with further mechanisms, in arms that differ by parameters.

    ``listed`` marks who stands in a low band from the first month on.
    """
    plan = plan_of((*ACTING, *more))
    found: dict[str, np.ndarray] = {name: np.zeros(people, dtype) for name, dtype in PEOPLE.items()}
    found["adult"][:], found["abilities"][:], found["sex"][:] = 1, 1, listed
    whole = {name: CONDUCT | arm for name, arm in arms.items()}
    world = World(
        people=found, cell=np.zeros(people, np.uint8), arms=tuple(arms),
        params={0: {name: _values(plan, name, whole) for name in plan.params}}, act_codes=1 + np.arange(5),
        table_numbers={name: TABLES[name] for name in plan.tables}, months=months, seed=11,
        ties=lambda name: tied or ties(people, ()),
    )  # fmt: skip
    return live(plan, world)


def keys(lives: Lived, arm: int) -> set[tuple[int, int, int]]:
    """The records of an arm by person, act and month."""
    rows = lives.rows("records", arm)
    return set(zip(rows["person"].tolist(), rows["act"].tolist(), rows["born"].tolist(), strict=True))
