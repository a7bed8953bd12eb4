"""From a listed person to her firm, and from the firm to those who work beside her: a month for each step."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import lived, ties
from losses import HELD, NO_LOSS
from toy_worlds import Friends, Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import firm_effects

FIRM = np.array([1, 0, 0, 0, 0, 0, 0, 0])
PAIRS = [(0, 1), (1, 0), (1, 2), (2, 1)]  # person 1 answers for firm 0 and works beside person 2
FULL: dict[str, Any] = NO_LOSS | {"firm_effects.slack_p": 1.0, "firm_effects.lay_off_p": 1.0}
OFF: dict[str, Any] = NO_LOSS | {"firm_effects.slack_p": 0.0, "firm_effects.lay_off_p": 0.0}


def live(arms: dict[str, dict[str, Any]], given: list[Given], **options: Any) -> Lived:
    """A firm, the person who answers for it, a colleague, and others; one set of ties serves as both kinds."""
    columns = {"firm": FIRM, "adult": 1 - FIRM, "employed": 1 - FIRM, "income_yuan": 1000.0 * (1 - FIRM)}
    town: dict[str, Any] = {"columns": columns, "tied": ties(8, PAIRS), "months": 10}
    return lived((*HELD, firm_effects.MECHANISM), arms, given=given, **(town | options))


def entry(person: int, month: int, term: int = 0) -> Given:
    """One entry on a list."""
    return Given("listings", month, {"person": person, "list": 3, "term_months": term})


def test_a_listed_person_costs_the_firm_business_and_the_colleague_the_job() -> None:
    """Listed in months 2 to 4: the firm is slack in 3 to 5, and the colleague loses the job in month 5."""
    lives = live({"full": FULL, "off": OFF}, [entry(1, 2, 3)])
    assert lives.columns["slack_months"].tolist() == [[3] + [0] * 7, [0] * 8]
    assert lives.columns["laid_off"].tolist() == [[0, 0, 1, 0, 0, 0, 0, 0], [0] * 8]
    assert lives.columns["lost_job"].tolist() == lives.columns["laid_off"].tolist()
    # out of work from month 6 to 9, wages 55.9 % of 1,000 yuan
    assert lives.columns["money_lost_yuan"][0].round(6).tolist() == [0, 0, 4 * 559.0, 0, 0, 0, 0, 0]


def test_a_listed_firm_is_not_a_listed_person() -> None:
    """The firm's own listing goes by other ways; a listing of the colleague, who answers for nothing, costs nothing."""
    assert not live({"full": FULL}, [entry(0, 2), entry(2, 2)]).columns["slack_months"].any()


def test_the_same_firms_lose_business_each_time() -> None:
    """0.3 of 2,000 firms, all months or none; 5 standard errors (false alarm 1 in 10^6)."""
    firms, months = 2000, 6
    across = Friends(np.arange(2 * firms + 1), np.roll(np.arange(2 * firms), firms).astype(np.int32))
    firm = np.arange(2 * firms) < firms
    lives = live({"some": FULL | {"firm_effects.slack_p": 0.3}}, [entry(firms + f, 0) for f in range(firms)],
                 people=2 * firms, tied=across, columns={"firm": firm, "adult": ~firm}, months=months)  # fmt: skip
    slack = lives.columns["slack_months"][0, :firms]
    assert set(slack.tolist()) == {0, months - 1}
    assert abs((slack > 0).mean() - 0.3) < 5 * np.sqrt(0.21 / firms)


def test_so_many_colleagues_lose_their_job() -> None:
    """0.3 of 2,000 colleagues in the one month that costs jobs; 5 standard errors (false alarm 1 in 10^6).

    Those counted as laid off are those out of work.
    """
    towns, chance = 2000, 0.3
    pairs = [(3 * t + a, 3 * t + b) for t in range(towns) for a, b in PAIRS]
    firm = np.arange(3 * towns) % 3 == 0
    lives = live({"some": FULL | {"firm_effects.lay_off_p": chance}},
                 [entry(3 * t + 1, 0, 1) for t in range(towns)], tied=ties(3 * towns, pairs), people=3 * towns,
                 columns={"firm": firm, "adult": ~firm, "employed": ~firm}, months=6)  # fmt: skip
    laid_off, lost = lives.columns["laid_off"][0], lives.columns["lost_job"][0]
    assert laid_off[2::3].sum() == laid_off.sum()
    assert abs(laid_off[2::3].mean() - chance) < 5 * np.sqrt(chance * (1 - chance) / towns)
    assert (laid_off == lost).all()


def test_compiled_is_interpreted() -> None:
    """The same bits either way."""
    arms = {"full": FULL | {"firm_effects.lay_off_p": 0.5, "consequence.find_p": 0.3}, "off": OFF}
    given = [entry(1, 1, 4), entry(1, 7)]
    assert_same(live(arms, given), live(arms, given, interpreted=True))
