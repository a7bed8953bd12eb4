"""Rankings: shares below, ties, households, who is marked, and who shares the place of a device."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived, ties
from scored import SCORE, WITH_SCORE
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import (
    ledger,
    ranking,
    ranking_credits,
    ranking_score,
    ranking_use,
    standing,
)

PEOPLE = 1200
ARM: dict[str, Any] = SCORE | {
    "ranking.every": 3.0, "ranking.by_household": 0.0, "ranking.bottom_share": 0.25, "ranking.top_share": 0.5,
    "ranking_score.on": 1.0, "ranking_use.among": 0.0, "ranking_use.use_mean": 4.0, "ranking_use.use_spread": 0.4,
    "ranking_use.device_p": 0.02, "ranking_use.device_ratio": 2.0, "ranking_use.months_step": 12.0 / 52.0,
    "scoring.base": 600.0, "scoring.act_points": np.array([-40.0, 20.0, 0.0, 0.0]),
}  # fmt: skip
BY_SCORE = (*WITH_SCORE, ranking.MECHANISM, ranking_score.MECHANISM)
BY_USE = (standing.MECHANISM, ranking.MECHANISM, ranking_use.MECHANISM)
ROOMS = np.arange(PEOPLE) // 6
ROOM_MATES = ties(PEOPLE, [(i, j) for i in range(PEOPLE) for j in range(i // 6 * 6, i // 6 * 6 + 6) if i != j])


def share(values: list[float], ties: list[float], **changes: Any) -> list[float]:
    """The rank rule for one arm in which everybody is ranked unless told otherwise."""
    n = len(values)
    inputs: dict[str, Any] = {
        "rank_share": np.full((1, n), 0.9), "ranked_value": np.array([values]), "ranked_among": np.ones((1, n)),
        "household": np.arange(n), "v_tie": np.array(ties), "month": 3, "every": np.array([[3.0]]),
        "by_household": np.zeros((1, 1)), "regime_month": np.zeros((1, 1)), "bottom_share": np.array([[0.1]]),
        "top_share": np.array([[0.1]]),
    }  # fmt: skip
    found: np.ndarray = ranking.rank_share(**(inputs | changes))
    return found[0].tolist()


def test_the_rank_by_hand() -> None:
    """Half of oneself is counted; equals go by their lasting draw; whoever is not ranked has -1."""
    assert share([5.0, 1.0, 3.0, 3.0], [0.5, 0.5, 0.9, 0.1]) == [0.875, 0.125, 0.625, 0.375]
    assert share([5.0, 1.0], [0.5, 0.5], ranked_among=np.array([[0, 1]])) == [-1.0, 0.5]
    assert share([5.0], [0.5], ranked_among=np.array([[0]])) == [-1.0]
    assert share([5.0, 1.0], [0.5, 0.5], month=4) == [0.9, 0.9]
    assert share([5.0, 1.0], [0.5, 0.5], bottom_share=np.zeros((1, 1)), top_share=np.zeros((1, 1))) == [-1.0, -1.0]


def test_households_stand_by_their_mean() -> None:
    """Home 7 has a mean of 3, home 2 of 2.5, home 4 of 9: members share one place; who is not ranked does not count."""
    homes = {"household": np.array([7, 2, 7, 4, 2]), "by_household": np.ones((1, 1))}
    assert share([5.0, 1.0, 1.0, 9.0, 4.0], [0.5] * 5, **homes) == pytest.approx([0.5, 1 / 6, 0.5, 5 / 6, 1 / 6])
    some = homes | {"ranked_among": np.array([[0, 1, 1, 1, 1]])}
    assert share([5.0, 1.0, 1.0, 9.0, 4.0], [0.5] * 5, **some) == pytest.approx([-1, 0.5, 1 / 6, 5 / 6, 0.5])


def test_the_ends_by_hand() -> None:
    """The bottom is below its share, the top above; nobody who is not ranked, and nobody at shares of nothing."""
    assert [ranking.ranked_low(s, 0.25) for s in (-1.0, 0.0, 0.24, 0.25)] == [0, 1, 1, 0]
    assert [ranking.ranked_high(s, 0.25) for s in (-1.0, 0.75, 0.76)] == [0, 0, 1]
    assert ranking.ranked_low(0.0, 0.0) == ranking.ranked_high(0.999, 0.0) == 0


def by_score(arms: dict[str, dict[str, Any]], months: int, **options: Any) -> Lived:
    """Eight people: 0 loses 40 points in month 1, 1 wins 20, 2 loses 40 in month 3; the others are equal."""
    given = [Given("records", m, {"person": p, "act": a}) for p, a, m in ((0, 0, 1), (1, 1, 1), (2, 0, 3))]
    return lived(BY_SCORE, {n: ARM | a for n, a in arms.items()}, months=months, given=given, **options)


def test_a_ranking_stands_until_the_next() -> None:
    """Ranked in months 0 and 3: a fault of month 1 shows in month 3, together with one of that month."""
    runs = {months: by_score({"x": {}}, months).columns for months in (1, 3, 4)}
    assert (runs[1]["rank_share"] == runs[3]["rank_share"]).all()
    assert runs[4]["ranked_low"][0].tolist() == [1, 0, 1, 0, 0, 0, 0, 0]
    assert runs[4]["ranked_high"][0].sum() == 4 and runs[4]["ranked_high"][0, 1] == 1
    assert runs[4]["listed"].sum() == 0
    assert runs[4]["ranked_low_months"].sum() == 4 * 2


def test_shares_of_nothing_mark_nobody() -> None:
    """Without a bottom and a top, or without anybody scored, nobody is ranked; equal arms are equal."""
    off = {"ranking.bottom_share": 0.0, "ranking.top_share": 0.0}
    run = by_score({"off": off, "nobody": {"ranking_score.on": 0.0}, "a": {}, "b": {}}, 5)
    for arm in (0, 1):
        assert (run.columns["rank_share"][arm] == -1.0).all()
        assert not run.columns["ranked_low"][arm].any() and not run.columns["ranked_high"][arm].any()
    assert_same(run, run, {2: 3})


def by_use(arms: dict[str, dict[str, Any]], months: int = 6, **options: Any) -> Lived:
    """Rooms of six, measured every step."""
    base = ARM | {"ranking.every": 1.0, "ranking.by_household": 1.0}
    options = {"people": PEOPLE, "columns": {"household": ROOMS}, "tied": ROOM_MATES} | options
    return lived(BY_USE, {n: base | a for n, a in arms.items()}, months=months, **options)


def test_use_has_its_mean_and_spread() -> None:
    """Usual use over 1,200 people: mean 4 and deviation 1.6 (five standard errors); twice as much with a device."""
    c = by_use({"x": {"ranking_use.device_p": 0.0}, "all": {"ranking_use.device_p": 1.0}}, 1).columns
    usual = c["usual_kwh"][0]
    assert abs(usual.mean() - 4.0) < 5 * 1.6 / np.sqrt(PEOPLE)
    assert usual.std() == pytest.approx(1.6, rel=0.15)
    assert c["usual_kwh"][1] == pytest.approx(2 * usual)
    week, month = (ranking_use.use_kwh(4.0, 0.9, 0.3, step) for step in (12.0 / 52.0, 1.0))
    assert 4.0 < month < week == pytest.approx(4.0 * np.exp(0.3 * 1.2815515655446004))


def test_room_mates_share_the_place_of_a_device() -> None:
    """Rooms with a device are at the bottom more often; months beside one are counted for room-mates alone."""
    c = by_use({"x": {"ranking_use.device_ratio": 4.0}}).columns
    device, beside = c["has_device"][0] == 1, c["beside_device"][0] == 1
    assert (beside == (np.bincount(ROOMS, weights=device)[ROOMS] > 0) & ~device).all()
    low = c["ranked_low_months"][0]
    assert low[beside].mean() > 1.5 * low[~beside & ~device].mean()
    assert (c["low_device_months"][0] == low * device).all()
    assert (c["low_beside_months"][0][~beside] == 0).all() and c["low_beside_months"][0].sum() > 0
    marked = c["ranked_low"][0].reshape(-1, 6)
    assert (marked.min(axis=1) == marked.max(axis=1)).all() and marked[:, 0].sum() == 50


def test_no_meter_no_ranking() -> None:
    """Where nothing is measured nobody is ranked; where nobody needs a device nobody lives beside one."""
    c = by_use({"off": {"ranking_use.use_mean": 0.0}, "none": {"ranking_use.device_p": 0.0}}).columns
    assert (c["rank_share"][0] == -1.0).all() and not c["has_device"].any() and not c["beside_device"].any()
    assert c["ranked_low"][1].sum() == 300


def test_credits_are_ranked_among_the_enrolled() -> None:
    """Whoever has earned least of those with an account is at the bottom; whoever has none is not ranked."""
    first = np.eye(8)[0]
    arm = ARM | {
        "ledger.rate": 9.0 * first, "ledger.credits": first, "ledger.consent_p": 0.5, "ledger.among": 0.0,
        "ledger.needs": np.zeros(8), "ledger.lapse_p": 0.0,
        "ledger.price": 1e9, "ledger.redeem_p": 0.0, "ledger.steps_year": 12.0, "ranking_credits.on": 1.0,
    }  # fmt: skip
    mechanisms = (standing.MECHANISM, ledger.MECHANISM, ranking.MECHANISM, ranking_credits.MECHANISM)
    c = lived(mechanisms, {"x": arm}, months=4, people=200).columns
    enrolled, low = c["enrolled"][0] == 1, c["ranked_low"][0] == 1
    assert ((c["rank_share"][0] >= 0) == enrolled).all() and 60 < enrolled.sum() < 140
    assert c["credits_year"][0][low].max() <= c["credits_year"][0][enrolled & ~low].min()
    assert abs(low.sum() - 0.25 * enrolled.sum()) <= 0.5


def test_interpreted_equals_compiled() -> None:
    """Scores and use ranked in plain Python and as machine code: the same bits."""
    assert_same(by_score({"x": {}}, 5), by_score({"x": {}}, 5, interpreted=True))
    rooms: dict[str, Any] = {"people": 120, "columns": {"household": ROOMS[:120]}}
    rooms["tied"] = ties(120, [(i, i // 6 * 6 + (i + 1) % 6) for i in range(120)])
    assert_same(by_use({"x": {}}, 3, **rooms), by_use({"x": {}}, 3, interpreted=True, **rooms))
