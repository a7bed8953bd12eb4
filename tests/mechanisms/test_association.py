"""Guilt by association: each listed tie is a chance, suspicion lapses, and where it passes on it is an infection."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import LISTED, LOW, RECORDS, lived, ties
from toy_worlds import Friends, Lived, assert_same

from counterscore.core.draws import uniforms
from counterscore.engine.run import Fixed, Given
from counterscore.mechanisms import (
    association,
    association_friends,
    association_household,
    association_workplace,
    reporting,
    retention,
    standing,
)

TIED = (association.MECHANISM, association_friends.MECHANISM, standing.MECHANISM, LOW)
BASE: dict[str, Any] = {
    "association.on": 1.0, "association.lasts_months": 0.0, "association.passes_on": 0.0,
    "association_friends.reach_p": 1.0,
}  # fmt: skip


def low(people: list[int], months: range) -> list[Fixed]:
    """These people stand in a low band, and so are listed, in these months."""
    return [Fixed("low_band", month, person, 1) for month in months for person in people]


def history(mechanisms: Any, arm: dict[str, Any], months: int, column: str, **options: Any) -> list[list[int]]:
    """The column of everybody at the end of each month."""
    return [
        lived(mechanisms, {"a": arm}, months=m, **options).columns[column][0].tolist() for m in range(1, months + 1)
    ]


@pytest.mark.parametrize("kind", [association_friends, association_household, association_workplace])
def test_every_listed_tie_is_a_chance(kind: Any) -> None:
    """With n listed ties suspicion passes with probability 1 - (1 - p)^n; without any, never."""
    p = 0.3
    for n in range(5):
        edge = 1 - (1 - p) ** n
        assert kind.reached(n, p, max(0.0, edge - 1e-9)) == (2 if n else 0)
        assert kind.reached(n, p, edge + 1e-9) == (1 if n else 0)
    assert kind.reached(3, 0.0, 0.0) == 1


def test_suspicion_follows_the_listing_by_a_month() -> None:
    """Without a time of its own it lasts as long as a tie is listed, one month late, and reaches only those tied."""
    tied = ties(4, [(1, 0), (2, 1)])
    given = low([0], range(2, 5))
    found = history(TIED, BASE, 8, "tainted", people=4, tied=tied, given=given, interpreted=True)
    assert [row[1] for row in found] == [0, 0, 0, 1, 1, 1, 0, 0]
    assert all(row[0] == row[2] == row[3] == 0 for row in found)
    lives = lived(TIED, {"a": BASE}, people=4, months=8, tied=tied, given=given)
    assert lives.columns["tainted_months"][0].tolist() == [0, 3, 0, 0]
    assert lives.columns["ever_tainted"][0].tolist() == [0, 1, 0, 0]


def test_the_suspect_are_on_no_list() -> None:
    """Suspicion is counted on its own: it makes nobody listed."""
    lives = lived(TIED, {"a": BASE}, people=4, months=8, tied=ties(4, [(1, 0)]), given=low([0], range(8)))
    assert lives.columns["months_listed"][0].tolist() == [8, 0, 0, 0]
    assert lives.columns["tainted_months"][0].tolist() == [0, 7, 0, 0]


def test_it_passes_on_only_where_the_regime_says_so() -> None:
    """Along a chain of ties it stops at the first, or goes one further every month."""
    tied = ties(5, [(1, 0), (2, 1), (3, 2), (4, 3)])
    arms = {"stops": BASE, "goes on": BASE | {"association.passes_on": 1.0}}
    lives = lived(TIED, arms, people=5, months=6, tied=tied, given=low([0], range(6)))
    assert lives.columns["tainted_months"].tolist() == [[0, 5, 0, 0, 0], [0, 5, 4, 3, 2]]


def test_it_lapses_after_its_mean_time() -> None:
    """Reached once, everybody is suspect for a geometric time of that mean; 5 standard errors of 2,000 people."""
    people, mean = 2000, 6.0
    tied = ties(people, [(person, 0) for person in range(1, people)])
    arm = BASE | {"association.lasts_months": mean}
    lives = lived(TIED, {"a": arm}, people=people, months=120, tied=tied, given=low([0], range(1)))
    months = lives.columns["tainted_months"][0, 1:]
    assert months.min() == 1 and lives.columns["tainted"].sum() == 0
    assert abs(months.mean() - mean) < 5 * np.sqrt(mean * (mean - 1) / people)


def test_the_suspect_are_looked_at_more_closely() -> None:
    """With attention 3 acts of the suspect are seen three times as often, those of others as ever; 5 SE, 4,000 acts."""
    people, months = 200, 41
    arm = BASE | {
        "reporting.detection_p": np.full(4, 0.2), "reporting.detection_ratio": np.ones(3), "reporting.minimised": 0,
        "reporting.necessary": np.ones(4), "reporting.taint_ratio": 3.0,
    }  # fmt: skip
    given = [Given("records", m, {"person": p, "act": 0}) for m in range(1, months) for p in range(people)]
    tied = ties(people, [(person, 0) for person in range(1, people, 2)])
    mechanisms = (RECORDS, retention.MECHANISM, reporting.MECHANISM, *TIED)
    lives = lived(mechanisms, {"a": arm}, people=people, months=months, tied=tied, given=given,
                  columns={"sex": np.arange(people) == 0})  # fmt: skip
    rows = lives.rows("records", 0)
    late = rows["person"][rows["born"] > 1]
    for tainted, p in ((1, 0.6), (0, 0.2)):
        n = people // 2 * (months - 2)
        seen = (late % 2 == tainted).sum() / n
        assert abs(seen - p) < 5 * np.sqrt(p * (1 - p) / n), tainted


def test_switched_off_it_changes_nothing() -> None:
    """Off, everything is as in the plan without it, bit for bit; two equal arms are one world."""
    tied = ties(4, [(1, 0), (2, 0)])
    arms = {"off": BASE | {"association.on": 0.0}, "a": BASE, "b": BASE}
    given = [Given("listings", 1, {"person": 0, "list": 3})]
    lives = lived((*LISTED, *TIED), arms, people=4, months=9, tied=tied, given=given)
    bare = lived((*LISTED, LOW), {"off": BASE}, people=4, months=9, tied=tied, given=given)
    assert lives.columns["ever_tainted"][0].sum() == 0
    assert lives.columns["ever_tainted"][1].tolist() == [0, 1, 1, 0]
    for name, values in bare.columns.items():
        assert np.array_equal(lives.columns[name][0], values[0]), name
    assert_same(lives, lives, arms={1: 2})


def mixed(people: int, degree: int) -> Friends:
    """Everybody tied to so many people anywhere."""
    ends = (people * uniforms(3, "toy.friend", people * degree)).astype(np.int32)
    return Friends(np.arange(people + 1, dtype=np.int64) * degree, ends)


def spread(people: int, degree: int, months: int) -> Lived:
    """Suspicion of 14 and of 17 months among ties at random, where 15.5 months are the threshold; a tenth begin."""
    arm = BASE | {"association.passes_on": 1.0, "association_friends.reach_p": 1 / (15.5 * degree)}
    arms = {str(time): arm | {"association.lasts_months": time} for time in (14.0, 17.0)}
    begin = [Fixed("tainted", 0, person, 1) for person in range(0, people, 10)]
    plain = (association.MECHANISM, association_friends.MECHANISM, standing.MECHANISM)
    return lived(plain, arms, people=people, months=months, tied=mixed(people, degree), given=begin)


def test_a_fifth_more_time_lets_it_stay_for_ever() -> None:
    """Contagion in the mean field: at 14 months it dies out, at 17 it stays at 1 - 15.5/17 = .0882 (A12).

    6,000 people with 100 ties each; the mean over months 500 to 1,800 has a standard error of about .006. Whole months
    and few people lower it by .004 and ties that stay by about as much: within .02 of the mean field.
    """
    people = 6000
    rows = spread(people, 100, 1800).rows("months")
    short, long = (rows["tainted"][rows["arm"] == arm] / people for arm in (0, 1))
    assert short[-1] == 0.0
    assert long[500:].mean() == pytest.approx(1 - 15.5 / 17, abs=0.02)
    assert long[500:].min() > 0.0
