"""Patrols: an exact number of findings per area, units placed by share, and findings that count as hints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from few import LOW, RECORDS, lived
from toy_worlds import Lived, assert_same

from counterscore.core.declare import Column, Mechanism, Param, rule
from counterscore.core.draws import uniforms
from counterscore.engine.run import Given
from counterscore.mechanisms import patrols, reporting, retention, standing


@rule(phase="acts", over="born:records", adds="acts_done")
def counted() -> int:
    """Every act counts as done."""
    return 1


DONE = replace(
    RECORDS, rules=(*RECORDS.rules, counted), columns=(Column("acts_done", "i2", "count", "acts done", shared=True),)
)
ALL = (DONE, retention.MECHANISM, patrols.MECHANISM, reporting.MECHANISM, standing.MECHANISM)
UNITS: dict[str, Any] = {
    "patrols.people_per_unit": 100.0, "patrols.finds_at_most": 5.0, "patrols.patrolled": np.array([1, 1, 0, 0]),
    "patrols.areas": float(patrols.DISTRICTS), "patrols.district_people": 100.0, "patrols.even": 1.0,
    "reporting.detection_p": np.full(4, 0.5), "reporting.detection_ratio": np.ones(3), "reporting.minimised": 0,
    "reporting.necessary": np.ones(4),
}  # fmt: skip
OFF = UNITS | {"patrols.people_per_unit": 0.0}


def live(arms: dict[str, dict[str, Any]], given: list[Given], months: int = 6, people: int = 300, **more: Any) -> Lived:
    """Three districts of 100 person numbers; with 100 people per unit there are three units."""
    return lived(ALL, arms, people=people, months=months, given=given, **more)


def acts(counts: list[int], months: int, act: int = 0, cause: int = 0) -> list[Given]:
    """In every month so many acts in each district, one for each of its first persons."""
    return [
        Given("records", month, {"person": 100 * area + n, "act": act, "cause": cause})
        for month in range(months) for area, count in enumerate(counts) for n in range(count)
    ]  # fmt: skip


def by_area(lives: Lived, arm: int, table: str, months: int) -> np.ndarray:
    """Rows born in each district and month."""
    rows = lives.rows(table, arm)
    found = np.zeros((3, months), int)
    np.add.at(found, (rows["person"] // 100, rows["born"]), 1)
    return found


def test_a_unit_finds_so_many_and_no_more() -> None:
    """With one unit of five in each district exactly min(n, 5) of n incidents become records, every month."""
    months = 6
    lives = live({"a": UNITS}, acts([30, 5, 2], months), months)
    assert by_area(lives, 0, "incidents", months).tolist() == [[30] * months, [5] * months, [2] * months]
    assert by_area(lives, 0, "records", months).tolist() == [[5] * months, [5] * months, [2] * months]
    rows = lives.rows("incidents", 0)
    assert np.array_equal(rows["area"], rows["person"] // 100)
    assert (rows["units"] == 1).all()


def test_everybody_is_found_equally_often() -> None:
    """5 of 30 are drawn evenly: over 300 months each person is found 50 times; chi-square, false alarm 1 in 10^6."""
    months = 300
    lives = live({"a": UNITS}, acts([30], months), months)
    times = np.bincount(lives.rows("records", 0)["person"], minlength=30)[:30]
    assert times.sum() == 5 * months
    variance = months * (5 / 30) * (25 / 30)
    assert ((times - 50.0) ** 2 / variance * 29 / 30).sum() < 84.0  # 29 degrees of freedom


def test_more_units_find_the_same_and_more() -> None:
    """The quota takes the smallest draws, so what one unit finds, two find as well."""
    months = 12
    arms = {"one": UNITS, "two": UNITS | {"patrols.people_per_unit": 50.0}}
    lives = live(arms, acts([30, 9, 2], months), months)
    one, two = (
        set(zip(*(lives.rows("records", a)[n].tolist() for n in ("person", "born")), strict=True)) for a in (0, 1)
    )
    assert one < two
    assert by_area(lives, 1, "records", months).tolist() == [[10] * months, [9] * months, [2] * months]


def test_the_rest_is_reported_as_ever() -> None:
    """Other acts and false reports become records as without patrols, draw for draw; only acts under patrol differ."""
    months = 8
    given = acts([40, 40, 40], months, act=2) + acts([7, 7, 7], months, act=0, cause=1) + acts([20], months, act=1)
    lives = live({"on": UNITS, "off": OFF}, given, months)
    kept = []
    for arm in (0, 1):
        rows = lives.rows("records", arm)
        other = (rows["act"] == 2) | (rows["cause"] == 1)
        kept.append(sorted(zip(rows["person"][other], rows["born"][other], rows["act"][other], strict=True)))
    assert kept[0] == kept[1]
    under = lives.rows("records", 1)
    found = (under["act"] == 1).sum() / (20 * months)  # detection_p 0.5, five standard errors
    assert abs(found - 0.5) < 5 * 0.5 / np.sqrt(20 * months)
    assert len(lives.rows("incidents", 0)["person"]) == len(lives.rows("incidents", 1)["person"]) == 20 * months


def test_units_go_by_people_evenly_or_by_findings() -> None:
    """Shares by hand: 60/30/10 people, findings 1/1/8, half of the units by findings."""
    people, findings = np.array([60, 30, 10]), np.array([1.0, 1.0, 8.0])
    assert patrols.shares_of(people, findings, 0.0, 0.0) == pytest.approx([0.6, 0.3, 0.1])
    assert patrols.shares_of(people, findings, 1.0, 0.0) == pytest.approx([1 / 3] * 3)
    assert patrols.shares_of(people, findings, 0.0, 1.0) == pytest.approx([0.1, 0.1, 0.8])
    assert patrols.shares_of(people, findings, 0.0, 0.5) == pytest.approx([0.35, 0.2, 0.45])
    assert patrols.shares_of(people, np.zeros(3), 0.0, 1.0) == pytest.approx([0.6, 0.3, 0.1])
    assert patrols.kept_p(np.array([0.1, 0.1, 0.8])) == pytest.approx([1.0, 1.0, 0.125])


def test_spread_units_stay_beside_their_share() -> None:
    """Whole units differ from the share by less than one, all are placed, and the mean over draws is the share."""
    shares = np.array([0.05, 0.37, 0.18, 0.4])
    u = (np.arange(1000) + 0.5) / 1000
    placed = np.array([patrols.spread_units(shares, 7, one) for one in u])
    assert (placed.sum(axis=1) == 7).all()
    assert (np.abs(placed - 7 * shares) < 1).all()
    assert placed.mean(axis=0) == pytest.approx(7 * shares, abs=0.002)


def test_drawn_units_go_with_probability_equal_to_the_share() -> None:
    """Counts of 100,000 drawn units against their shares; 5 standard errors, false alarm 1 in 10^6 per area."""
    shares, n = np.array([0.05, 0.37, 0.18, 0.4]), 100_000
    placed = patrols.drawn_units(shares, uniforms(5, "patrols.u_unit", n))
    assert placed.sum() == n
    assert (np.abs(placed / n - shares) < 5 * np.sqrt(shares * (1 - shares) / n)).all()


def test_findings_move_units() -> None:
    """Two districts without acts and one with: the only findings are there, and so, in the end, are the units."""
    months = 40
    follow = UNITS | {"patrols.follow": 1.0}
    lives = live({"even": UNITS, "follow": follow}, acts([0, 40, 0], months), months)
    units = lives.columns["area_units"][:, [0, 100, 200]]
    assert units[0].tolist() == [1, 1, 1]
    assert units[1][1] == 3 and units[1][0] == units[1][2] == 0
    findings = lives.columns["area_findings"][1, [0, 100, 200]]
    assert findings[[0, 2]].tolist() == [1.0, 1.0]
    found = by_area(lives, 1, "records", months)[1]
    assert findings[1] == 1 + found.sum()
    assert found[0] == 5 and found[-1] == 15


def test_the_correction_learns_less_from_where_one_looks_more() -> None:
    """Where units follow findings of 3 to 1 the first area counts a third of its hints, by a draw, the other all."""
    area, past, news = np.array([[0, 0, 1, 1]]), np.array([[3.0, 3.0, 1.0, 1.0]]), np.array([[2, 0, 0, 1]])

    def learnt(corrected: float, u: float) -> list[float]:
        numbers = [np.array([[value]]) for value in (0.0, 1.0, corrected)]
        return list(patrols.learnt(past, area, news, *numbers, np.full(4, u))[0])

    assert patrols.kept_p(np.array([0.75, 0.25])).tolist() == pytest.approx([1 / 3, 1.0])
    assert learnt(1.0, 0.3) == learnt(0.0, 0.4) == [5.0, 5.0, 2.0, 2.0]
    assert learnt(1.0, 0.4) == [3.0, 3.0, 2.0, 2.0]


def test_presence_deters_so_many() -> None:
    """With a unit in one district out of three and p = 0.4 that part of its acts is not done; none are without."""
    months = 60
    one = UNITS | {"patrols.people_per_unit": 300.0, "patrols.deterrence_p": 0.4}
    lives = live({"none": one | {"patrols.deterrence_p": 0.0}, "some": one}, acts([50, 50, 50], months), months)
    done = [by_area(lives, arm, "incidents", months) for arm in (0, 1)]
    assert (done[0] == 50).all()
    there = done[1] < 50
    assert there.sum(axis=0).tolist() == [1] * months
    mean = done[1][there].mean()
    assert abs(mean - 30.0) < 5 * np.sqrt(50 * 0.24 / months)
    assert lives.columns["acts_done"][1].sum() == done[1].sum()


def test_tiers_are_areas_too() -> None:
    """People in a low band are an area of their own; what was found there stays known while somebody is in it."""
    months, low = 10, np.arange(300) < 100
    tiers = UNITS | {"patrols.areas": float(patrols.TIERS), "patrols.follow": 1.0, "patrols.finds_at_most": 50.0}
    given = [Given("records", m, {"person": p, "act": 0}) for m in range(months) for p in range(50)]
    lives = lived((*ALL, LOW), {"a": tiers}, people=300, months=months, given=given, columns={"sex": low})
    assert set(lives.columns["patrol_area"][0][low]) == {patrols.LOW}
    assert set(lives.columns["patrol_area"][0][~low]) == {patrols.ORDINARY}
    rows = lives.rows("incidents", 0)
    assert set(rows["area"][rows["born"] == 0]) == {patrols.ORDINARY}  # nobody has been graded yet
    assert set(rows["area"][rows["born"] > 0]) == {patrols.LOW}
    assert lives.columns["area_units"][0, 0] == 3


@rule(phase="scoring", writes="low_band")
def low_by_arm(sex: int, low: float) -> int:
    """Who has sex 1 stands in a low band, in arms that have one."""
    return sex if low > 0.0 else 0


@rule(phase="scoring", writes="high_band")
def high_by_arm(sex: int, high: float) -> int:
    """Who has sex 0 stands in a high band, in arms that have one."""
    return 1 - sex if high > 0.0 else 0


def test_a_tier_is_that_of_the_own_arm() -> None:
    """Low before high before ordinary, by what somebody is in her own world, as of last month."""
    flags = (Param("low", "flag", "low bands"), Param("high", "flag", "high bands"))
    bander = Mechanism("bander", "bands", "a test", "none", "life", (low_by_arm, high_by_arm), params=flags)
    tiers = UNITS | {"patrols.areas": float(patrols.TIERS)}
    bands = {"neither": (0, 0), "low": (1, 0), "high": (0, 1), "both": (1, 1)}
    arms = {name: tiers | {"bander.low": low, "bander.high": high} for name, (low, high) in bands.items()}
    lives = lived((*ALL, bander), arms, people=2, months=3, columns={"sex": [0, 1]})
    low, ordinary, high = patrols.LOW, patrols.ORDINARY, patrols.HIGH
    expected = [[ordinary, ordinary], [ordinary, low], [high, ordinary], [high, low]]
    assert lives.columns["patrol_area"].tolist() == expected


def test_without_units_nothing_changes() -> None:
    """No units: every other column and row as in the plan without patrols; two equal arms are one world."""
    months = 6
    given = acts([30, 9, 2], months) + acts([3, 3, 3], months, act=2)
    lives = live({"off": OFF, "a": UNITS, "b": UNITS}, given, months)
    bare = lived([m for m in ALL if m is not patrols.MECHANISM], {"off": OFF}, people=300, months=months, given=given)
    mine, other = lives.rows("records", 0), bare.rows("records", 0)
    assert all(mine[name].tobytes() == values.tobytes() for name, values in other.items())
    assert all(np.array_equal(lives.columns[name][0], values[0]) for name, values in bare.columns.items())
    assert_same(lives, lives, arms={1: 2})
