"""Acts and what is said about people: who can do or be accused of what, and how likely at most."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from counterscore.mechanisms import acts, bad_acts, data_exit, displacement, false_claims, false_reports


def test_only_grown_people_owe() -> None:
    """A claim against a child is never made; against anybody else with the rate; the ceiling is the rate."""
    assert [false_claims.false_claim(adult, 0.25) for adult in (0, 1)] == [0.0, 0.25]
    assert false_claims.ceiling(np.array([0.25, 0.5])).tolist() == [0.25, 0.5]


def test_only_the_able_are_accused() -> None:
    """A false report is about something the person could have done: one bit of her abilities, no other."""
    assert [false_reports.false_report(bits, 2, 0.25) for bits in (0b100, 0b011, 0b111, 0)] == [0.25, 0.0, 0.25, 0.0]
    assert false_reports.ceiling(np.array([[0.25]])).tolist() == [[0.25]]


@pytest.mark.parametrize(("young", "listed"), list(product((0.5, 1.0, 2.0), (0.25, 1.0, 3.0))))
@pytest.mark.parametrize(("female", "male", "prone"), [(0.01, 0.03, 0), (0.03, 0.01, 1)])
def test_the_ceiling_of_acts_is_the_likeliest_person(
    young: float, listed: float, female: float, male: float, prone: int
) -> None:
    """The ceiling equals the highest probability over sex, age and listing at the highest proneness, per act."""
    one = {"rate_female": female, "rate_male": male, "young_ratio": young, "prone": prone, "listed_ratio": listed}
    top = acts.ceiling(**{name: np.array([[value]]) for name, value in one.items()})
    people = product((0, 1), (17, 18, 39, 40), (0, 1))
    rest = {"needs": 0, "act_ratio": 1.0, "sign": 1}
    found = max(acts.conduct(1, sex, age, acts.HIGHEST_PRONENESS, on, **one, **rest) for sex, age, on in people)
    assert top[0, 0] == pytest.approx(found)


def test_youth_begins_at_18_and_ends_at_40() -> None:
    """The ratio of the young holds from 18 to 39."""
    one = {"rate_female": 0.01, "rate_male": 0.02, "young_ratio": 3.0, "prone": 0, "needs": 0, "listed_ratio": 1.0}
    found = [acts.conduct(1, 0, age, 4.0, 0, **one, act_ratio=1.0, sign=1) for age in (17, 18, 39, 40)]
    assert found == pytest.approx([0.01, 0.03, 0.03, 0.01])


def test_only_bad_acts_are_deterred() -> None:
    """A deterred person does fewer bad acts and as many good ones; being listed matters to both."""
    one = {"rate_female": 0.01, "rate_male": 0.02, "young_ratio": 1.0, "prone": 0, "needs": 0, "listed_ratio": 2.0}
    found = [acts.conduct(1, 1, 50, 1.0, on, **one, act_ratio=0.5, sign=sign) for sign in (-1, 1) for on in (0, 1)]
    assert found == pytest.approx([0.01, 0.02, 0.02, 0.04])


def test_the_book_of_bad_acts_begins_with_the_regime() -> None:
    """Own bad acts from the first month of the regime on; good ones, and what others made up, never."""
    assert [bad_acts.bad_acts(0, -1, month, 5.0) for month in (4, 5, 6)] == [0, 1, 1]
    assert [bad_acts.bad_acts(cause, sign, 6, 5.0) for cause, sign in ((0, 1), (1, -1))] == [0, 0]


@pytest.mark.parametrize("rule", [displacement.acts_hidden, displacement.gone], ids=lambda r: r.name)
def test_only_own_bad_acts_are_hidden(rule: Any) -> None:
    """The hidden share of what is bad and own is counted and gone, on one draw."""
    kinds = ((0, -1), (0, 1), (1, -1))
    assert [rule(*kind, 0.5, 0.49) for kind in kinds] == [1, 0, 0]
    assert [rule(*kind, 0.5, 0.51) for kind in kinds] == [0, 0, 0]


def test_who_leaves_the_streams_and_what_is_missed() -> None:
    """Adults leave by their own chance and by what they see; platforms then miss their own acts, good and bad."""
    assert [data_exit.left_streams(0, 1, 0, 0.5, 0.1, 0.4, u) for u in (0.29, 0.31)] == [1, 0]
    assert [data_exit.left_streams(0, a, f, 0.5, 0.1, 0.4, 0.0) for a, f in ((0, 0), (1, 1), (1, 0))] == [0, 0, 1]
    assert [data_exit.left_streams(1, a, f, 0.0, 0.0, 0.0, 0.9) for a, f in ((0, 0), (1, 1), (1, 0))] == [1, 1, 1]
    states = list(product((0, 1), (0, 1), (0, 1)))
    missed = [int(state == (0, 1, 1)) for state in states]
    assert [data_exit.records_missed(*state) for state in states] == missed
    assert [data_exit.gone(*state) for state in states] == missed
    assert [data_exit.bad_records_missed(c, s, -1, left) for c, s, left in states] == missed
    assert [data_exit.bad_records_missed(c, s, 1, left) for c, s, left in states] == [0] * 8
