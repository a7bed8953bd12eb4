"""Those who live with somebody who is barred: shared losses, refused loans, closed schools."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived, ties
from losses import HELD, LOSS, NO_LOSS
from toy_worlds import Friends, Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import household_effects

HOME = [0, 1, 2]  # persons 0, 1 and 2 share a roof, as do 3 and 4; the others live alone
PAIRS = [(a, b) for a in HOME for b in HOME if a != b] + [(3, 4), (4, 3)]
RATES = np.array([0.0, 0.0, 0.5, *[0.0] * 9])
SHARED: dict[str, Any] = LOSS | {
    "household_effects.pooled_share": 1.0, "household_effects.joint_p": 0.0, "household_effects.children": 1.0,
    "household_effects.attempt_rate": RATES, "household_effects.months_step": 1.0,
}  # fmt: skip
OFF: dict[str, Any] = SHARED | {
    "household_effects.pooled_share": 0.0, "household_effects.joint_p": 0.0, "household_effects.children": 0.0,
}  # fmt: skip


def live(arms: dict[str, dict[str, Any]], given: list[Given], **options: Any) -> Lived:
    """Everybody has 1,200 yuan a month per head; person 0 is an owner and a parent, person 2 a child."""
    some = {"owner": [1, *[0] * 7], "parent": [1, 1, *[0] * 6], "adult": [1, 1, 0, *[1] * 5], "income_yuan": 1200.0}
    town: dict[str, Any] = {"columns": some, "tied": ties(8, PAIRS), "months": 12}
    return lived((*HELD, household_effects.MECHANISM), arms, given=given, **(town | options))


def entry(person: int, month: int, term: int = 0) -> Given:
    """One entry on a list."""
    return Given("listings", month, {"person": person, "list": 3, "term_months": term})


def test_a_roof_shares_a_loss_and_loses_none_of_it() -> None:
    """4 months at 300 yuan: each of three bears 400; what the household lost together stays 1,200."""
    lives = live(
        {"all": SHARED, "half": SHARED | {"household_effects.pooled_share": 0.5}, "off": OFF}, [entry(0, 2, 4)]
    )
    money = lives.columns["money_lost_yuan"]
    assert money[0] == pytest.approx([400.0] * 3 + [0.0] * 5)
    assert money[1] == pytest.approx([800.0, 200.0, 200.0] + [0.0] * 5)
    assert money[2].tolist() == [1200.0] + [0.0] * 7
    assert lives.columns["household_lost_yuan"].sum(axis=1) == pytest.approx([0.0] * 3, abs=1e-9)


def test_who_lives_alone_bears_it_alone() -> None:
    """An owner without others in the household keeps the whole loss."""
    lives = live({"all": SHARED}, [entry(7, 2, 4)], columns={"owner": 1, "income_yuan": 1200.0})
    assert lives.columns["money_lost_yuan"][0].tolist() == [0.0] * 7 + [1200.0]


def test_loans_are_refused_to_those_who_live_with_somebody_kept_from_loans() -> None:
    """Person 0 is kept from loans for 10 months: adult 1 is refused about 0.5 * p a month, the child and others never.

    2,000 households of three; the mean is Poisson; 5 standard errors (false alarm 1 in 10^6).
    """
    homes = 2000
    people = 3 * homes
    ends = np.array([b for h in range(homes) for a in HOME for b in HOME if a != b for b in [3 * h + b]], np.int32)
    roof = Friends(np.arange(people + 1) * 2, ends)
    arms = {"some": NO_LOSS | SHARED | {"household_effects.joint_p": 0.4, "doors.shut": 4.0}}
    given = [entry(3 * h, 0, 10) for h in range(homes)]
    columns = {"adult": np.tile([1, 1, 0], homes)}
    lives = live(arms, given, people=people, tied=roof, columns=columns, months=14)
    refused = lives.columns["joint_loans_refused"][0].reshape(homes, 3)
    assert not refused[:, [0, 2]].any()
    assert abs(refused[:, 1].mean() - 10 * 0.2) < 5 * np.sqrt(2.0 / homes)


def test_a_refused_school_place_is_noted_on_the_children() -> None:
    """3 places refused to parent 0 stand on child 2 a month later, on no adult and in no other household."""
    arms = {
        "all": SHARED | {"doors.shut": 16.0, "doors.places": 1.0},
        "off": OFF | {"doors.shut": 16.0, "doors.places": 1.0},
    }
    lives = live(arms, [entry(0, 2, 3)])
    assert lives.columns["school_denied"].tolist() == [[0, 0, 3, 0, 0, 0, 0, 0], [0] * 8]


def test_compiled_is_interpreted() -> None:
    """The same bits either way."""
    arms = {"all": SHARED | {"household_effects.joint_p": 0.9, "doors.shut": 21.0, "doors.places": 1.0}, "off": OFF}
    given = [entry(0, 1, 3), entry(3, 4)]
    assert_same(live(arms, given), live(arms, given, interpreted=True))
