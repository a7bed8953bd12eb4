"""Rules over ties: a plain gather of last month's published columns."""

from __future__ import annotations

import numpy as np
import pytest
from toy_worlds import ARMS, BASE, Friends, Lived, friends, live, town, toy_plan, toy_world
from toys import TOGETHER

from counterscore.core.draws import uniforms
from counterscore.engine.run import Engine

PEOPLE = 9000


def gathered(ties: Friends, values: np.ndarray) -> np.ndarray:
    """Sum of a column over each person's ties, friend by friend."""
    sums = np.zeros(len(ties.offsets) - 1)
    for i in range(len(sums)):
        for end in ties.ends[ties.offsets[i] : ties.offsets[i + 1]]:
            sums[i] += values[end]
    return sums


def by_hand(stress: np.ndarray, before: np.ndarray, month: int) -> np.ndarray:
    """The rule of the toy on whole arrays; ``before`` is what friends' listing was last month."""
    ties, risk = friends(PEOPLE), town(PEOPLE)["risk"]
    count, calm = np.diff(ties.offsets), uniforms(7, "ripple.u_calm", PEOPLE, month=month)
    fresh = np.empty_like(stress)
    for a in range(len(stress)):
        with np.errstate(invalid="ignore"):
            pull = BASE["ripple.pull"] * gathered(ties, before[a]) / count
        moved = 0.5 * stress[a] + pull + 0.001 * gathered(ties, risk) * calm
        fresh[a] = np.where(count == 0, stress[a], moved)
    return fresh


@pytest.mark.parametrize("names", [("as written",), ("none", "as written"), tuple(ARMS)])
def test_ties_are_a_gather_of_last_months_values(names: tuple[str, ...]) -> None:
    """With one arm or several, stress equals a brute-force gather over friends of what they were the month before."""
    plan = toy_plan()
    engine = Engine(plan, toy_world(plan, {name: ARMS[name] for name in names}), threads=1)
    engine.prepare()
    sink = Lived(engine)
    stress, before = np.full((len(names), PEOPLE), 0.25), np.zeros((len(names), PEOPLE))
    for month in range(3):
        engine.month(sink)
        stress = by_hand(stress, before, month)
        assert engine.state.columns["stress"].tobytes() == stress.tobytes(), month
        before = engine.state.columns["listed"].astype(np.float64)
    assert before[-1].sum() > 50


def test_nobody_feels_this_month() -> None:
    """In the month in which the first people are listed nobody's stress differs between arms; in the next it does."""
    plan = toy_plan()
    runs = [live(plan, toy_world(plan), months=m) for m in (1, 2, 3, 4)]
    differs = [bool((r.columns["stress"][0] != r.columns["stress"][2]).any()) for r in runs]
    listed = [bool(r.columns["listed"][2].any()) for r in runs]
    first = listed.index(True)
    assert not any(differs[: first + 1]) and differs[first + 1]


def test_people_without_ties_keep_what_they_have() -> None:
    """A town without ties, or with none at the end of the list, is fine."""
    plan = toy_plan()
    nobody = Friends(np.zeros(101, np.int64), np.zeros(0, np.int32))
    lonely = live(plan, toy_world(plan, people=100, ties=lambda name: nobody))
    assert (lonely.columns["stress"] == 0.25).all()


@pytest.mark.parametrize("options", [{"chunk": 4096}, {"chunk": 8192, "threads": 2}])
def test_ties_across_blocks_do_not_depend_on_chunks(options: dict[str, int]) -> None:
    """Friends live in any block; cutting the town differently changes no bit."""
    plan = toy_plan(TOGETHER)
    whole, cut = (live(plan, toy_world(plan, months=4), **o) for o in ({"chunk": 65536}, options))
    assert whole.columns["stress"].tobytes() == cut.columns["stress"].tobytes()
