"""Income and work: lost while the doors are closed, back afterwards, and added up in yuan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived
from losses import HELD, LOSS, NO_LOSS
from toy_worlds import Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import consequence


def live(arms: dict[str, dict[str, Any]], given: list[Given], **options: Any) -> Lived:
    """Eight people with 1,000 yuan a month; the first is an owner, the second an employee, the third neither."""
    some = {"owner": [1, *[0] * 7], "employed": [0, 1, *[0] * 6], "income_yuan": 1000.0}
    town: dict[str, Any] = {"columns": some, "months": 12}
    return lived(HELD, arms, given=given, **(town | options))


def entry(person: int, month: int, term: int = 0) -> Given:
    """One entry on a list."""
    return Given("listings", month, {"person": person, "list": 3, "term_months": term})


def test_an_owner_loses_a_share_while_held() -> None:
    """Held for 4 months at a quarter of 1,000 yuan: 1,000 yuan; an employee and somebody without work lose nothing."""
    lives = live({"loss": LOSS, "off": NO_LOSS}, [entry(p, 2, 4) for p in range(3)])
    assert lives.columns["income_lost_yuan"].tolist() == [[1000.0] + [0.0] * 7, [0.0] * 8]
    assert lives.columns["money_lost_yuan"].tolist() == lives.columns["income_lost_yuan"].tolist()
    assert lives.columns["first_lost_month"].tolist() == [[2] + [-1] * 7, [-1] * 8]
    assert lives.columns["income_factor"].min() == 1.0


def test_income_comes_back_at_a_share_a_month() -> None:
    """After the doors open the missing quarter shrinks by r a month: 0.25 * (n + (1 - r) / r) months' income are lost.

    Exact but for the last thousandth, which is given back at once.
    """
    back = LOSS | {"consequence.back_share": 0.5}
    lives = live({"slow": back}, [entry(0, 1, 3)], months=40)
    expected = 1000.0 * (3 * 0.25 + sum(0.25 * 0.5**k for k in range(1, 8)))
    assert lives.columns["income_lost_yuan"][0, 0] == pytest.approx(expected, abs=1e-9)
    assert expected == pytest.approx(1000.0 * 0.25 * (3 + 1.0), abs=3.0)
    assert lives.columns["income_factor"][0, 0] == 1.0


def test_a_closed_door_outlasts_the_list() -> None:
    """Whoever is kept from travel loses income, whatever it is that keeps her; other doors cost no business."""

    def left(closed: int, refused: np.ndarray) -> float:
        return float(consequence.income_factor(1.0, closed, 1, 0, 0, 0, 0.25, 0.0, 0.5, 1.0, refused, 0.5))

    assert [left(closed, np.ones(12)) for closed in (1, 2, 32)] == [0.75] * 3
    assert [left(closed, np.ones(12)) for closed in (0, 4, 64)] == [1.0] * 3
    # the worst of the closed ways counts, and only what is not permitted on it
    refused = np.array([0.4, 0.8, 1, 1, 1, 0.2])
    assert [left(closed, refused) for closed in (1, 2, 32, 3, 35)] == pytest.approx([0.9, 0.8, 0.95, 0.8, 0.8])
    assert left(1, np.zeros(12)) == 1.0


def test_a_list_that_closes_no_travel_costs_no_business() -> None:
    """The loop begins with the ban: the same entry beside an open airport, or with every journey permitted, is free."""
    arms = {
        "ban": LOSS, "open": LOSS | {"doors.shut": 4.0}, "permitted": LOSS | {"consequence.refusal_p": np.zeros(12)},
        "half": LOSS | {"consequence.refusal_p": np.full(12, 0.5)},
    }  # fmt: skip
    lives = live(arms, [entry(0, 2, 4)])
    assert lives.columns["income_lost_yuan"][:, 0].tolist() == [1000.0, 0.0, 0.0, 500.0]
    assert (lives.columns["months_listed"][:, 0] == 4).all()


def test_some_employees_in_services_live_from_travelling() -> None:
    """A share of them, the same people each month: 0.2 of 20,000, within 5 standard errors (false alarm 1 in 10^6)."""
    people = 20_000
    arms = {"some": LOSS | {"consequence.sales_share": 0.2}}
    columns = {"employed": 1, "industry": 3, "income_yuan": 1.0}
    lives = live(arms, [entry(p, 0) for p in range(people)], people=people, months=3, columns=columns)
    lost = lives.columns["income_lost_yuan"][0]
    assert set(lost.tolist()) == {0.0, 0.75}
    assert abs((lost > 0).mean() - 0.2) < 5 * np.sqrt(0.16 / people)


def test_work_is_lost_and_found_again() -> None:
    """Two states, lost at p and found at f: after n months the share without work is p / (p + f) * (1 - (1 - p - f)^n).

    While marked, work is found f * ratio times. 20,000 employees; 5 standard errors (false alarm 1 in 10^6).
    """
    people, months, p, f = 20_000, 25, 0.05, 0.2
    free = NO_LOSS | {"consequence.job_loss_p": p, "consequence.find_p": f, "consequence.find_ratio": 1.0}
    arms = {"free": free, "marked": free | {"consequence.find_ratio": 0.5}, "never": free | {"consequence.find_p": 0.0}}
    columns = {"employed": 1, "income_yuan": 100.0}
    lives = live(arms, [entry(i, 0) for i in range(people)], people=people, months=months, columns=columns)
    for row, found in zip(lives.columns["lost_job"], (f, f / 2, 0.0), strict=True):
        share = p / (p + found) * (1 - (1 - p - found) ** months)
        assert abs(row.mean() - share) < 5 * np.sqrt(share * (1 - share) / people)
    # the money: each month out of work costs the wages, 55.9 % of the income
    out = sum(p / (p + f) * (1 - (1 - p - f) ** n) for n in range(1, months + 1))
    assert lives.columns["income_lost_yuan"][0].mean() == pytest.approx(55.9 * out, rel=0.05)


def test_a_year_of_a_visible_mark_costs_three_points_of_employment() -> None:
    """The anchor: 0.25 % a month without a new job takes 3 of 100 jobs in a year (Bos, Breza and Liberman 2018)."""
    lost = 1 - (1 - 0.0025) ** 12
    assert lost == pytest.approx(0.03, abs=0.0005)


def test_an_old_copy_slows_the_search() -> None:
    """A copy held after the entry has ended counts like the list itself, and so does a closed door to posts."""
    args = {"employed": 1, "job_loss_p": 0.0, "find_p": 0.4, "find_ratio": 0.5, "u_job": 0.9, "u_work": 0.3}
    free = {"lost_job": 1, "listed": 0, "closed": 0, "stale_copies": 0}
    assert consequence.lost_job(**(free | args)) == 0
    for mark in ({"listed": 1}, {"closed": 64}, {"stale_copies": 2}):
        assert consequence.lost_job(**(free | args | mark)) == 1
    assert consequence.lost_job(**(free | args | {"closed": 1})) == 0


def test_a_refused_post_costs_its_wages() -> None:
    """Two posts refused in each of 3 months at 1.5 months of wages each: 9 months of 559 yuan."""
    refused = NO_LOSS | {"consequence.refused_wages": 1.5, "doors.shut": 64.0, "doors.jobs": 2.0}
    lives = live({"refused": refused}, [entry(2, 1, 3)])
    assert lives.columns["income_lost_yuan"][0, 2] == pytest.approx(9 * 559.0)


def test_compiled_is_interpreted_and_off_is_nothing() -> None:
    """The same bits either way; with every size at zero nothing moves at all."""
    full = LOSS | {
        "consequence.job_loss_p": 0.3, "consequence.find_p": 0.3, "consequence.sales_share": 0.3,
        "consequence.back_share": 0.4, "consequence.refused_wages": 1.0, "doors.shut": 65.0, "doors.jobs": 1.0,
    }  # fmt: skip
    columns = {"owner": np.arange(64) % 3 == 0, "employed": 1, "industry": 3, "income_yuan": 1000.0}
    options: dict[str, Any] = {"people": 64, "columns": columns}
    given = [entry(p, p % 5, 4) for p in range(64)]
    lives = live({"full": full, "off": NO_LOSS}, given, **options)
    assert lives.columns["lost_job"][0].any() and not lives.columns["money_lost_yuan"][1].any()
    assert_same(lives, live({"full": full, "off": NO_LOSS}, given, interpreted=True, **options))


def test_any_reason_touches_until_income_is_whole() -> None:
    """A list, a limit, a pierced firm, any one closed sector or a lost job; afterwards as long as income is missing."""
    calm = {"touched": 0, "listed": 0, "limits": 0, "pierced": 0, "closed": 0, "lost_job": 0, "income_factor": 0.9}
    assert consequence.touched(**calm) == 0
    for name in ("listed", "limits", "pierced", "closed", "lost_job"):
        assert consequence.touched(**(calm | {name: 1, "income_factor": 1.0})) == 1, name
    assert consequence.touched(**(calm | {"closed": 64})) == 1
    assert [consequence.touched(**(calm | {"touched": 1, "income_factor": left})) for left in (0.9, 1.0)] == [1, 0]


def test_who_is_dismissed_and_who_finds_work() -> None:
    """Only the listed and employed are dismissed; a list, closed posts and stale copies slow the search."""
    p = {"job_loss_p": 0.3, "find_p": 0.5, "find_ratio": 0.5, "u_work": 0.4}
    free = {"listed": 0, "employed": 1, "closed": 0, "stale_copies": 0, "u_job": 0.2}
    people = ((1, 1), (0, 1), (1, 0))
    found = [consequence.lost_job(0, **p, **(free | {"listed": on, "employed": job})) for on, job in people]
    assert found == [1, 0, 0]
    assert consequence.lost_job(0, **p, **(free | {"listed": 1, "u_job": 0.31})) == 0
    assert consequence.lost_job(1, **p, **free) == 0 == consequence.lost_job(1, **p, **(free | {"closed": 63}))
    for mark in ({"listed": 1}, {"closed": 64}, {"stale_copies": 1}):
        assert consequence.lost_job(1, **p, **(free | mark)) == 1, mark
