"""Harm per person: mean, quantiles and shares of a made-up run, counted with a pencil."""

from __future__ import annotations

import numpy as np
import pytest
from fakes import fake_study

from counterscore.audit.harm import harm
from counterscore.audit.metric import find_metric
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

PEOPLE = 200


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """200 adults: 30 have 1 to 30 months more on the list than without a regime, 10 have 5 months fewer."""
    writer = OutcomeWriter(tmp_path_factory.mktemp("runs") / "run", fake_study(PEOPLE, 60))
    person = np.arange(PEOPLE)
    before = np.where((person >= 30) & (person < 40), 5, 0)
    after = np.where(person < 30, person + 1, 0)
    sex = np.where(person < 190, 0, 60) + 15
    for arm, months in ((0, before), (2, after)):
        writer.append("people", {
            "arm": np.full(PEOPLE, arm, np.int16), "person": person.astype(np.int32),
            "adult": np.ones(PEOPLE, np.uint8), "months_listed": months.astype(np.int16),
            "high_band": (months == 0).astype(np.uint8),
            "favours": (months == 0).astype(np.uint8), "cell": sex.astype(np.uint8),
        })  # fmt: skip
    return Outcome(writer.finish())


def test_harm_with_a_pencil(outcome: Outcome) -> None:
    """Mean, shares harmed and helped, and quantiles that are somebody's months."""
    found = harm(outcome, find_metric("months_listed"))
    assert found.people == PEOPLE and (found.arm, found.reference) == ("as written", "none")
    assert found.mean.estimate == pytest.approx((sum(range(1, 31)) - 50) / PEOPLE)
    assert found.harmed.estimate == pytest.approx(0.15) and found.helped.estimate == pytest.approx(0.05)
    assert found.harmed.low < 0.15 < found.harmed.high
    assert found.quantiles == {0.5: 0.0, 0.9: 10.0, 0.95: 20.0, 0.99: 28.0, 1.0: 30.0}
    assert found.of_harmed == {0.5: 15.0, 0.9: 27.0, 0.95: 29.0, 0.99: 30.0, 1.0: 30.0}


def test_harm_by_group(outcome: Outcome) -> None:
    """Groups of fewer than 20 people are shown without a value."""
    women, men = harm(outcome, find_metric("months_listed")).groups["sex"]
    assert (women.people, women.harmed) == (190, pytest.approx(30 / 190))
    assert (men.people, men.mean, men.harmed) == (10, None, None) and men.note


def test_harm_goes_the_worse_way(outcome: Outcome) -> None:
    """Losing a favour is harm: 30 people lose a high band and 10 gain it."""
    found = harm(outcome, find_metric("high_band"))
    assert find_metric("high_band").worse == "lower"
    assert found.harmed.estimate == pytest.approx(0.15) and found.helped.estimate == pytest.approx(0.05)
    assert found.mean.estimate == pytest.approx(0.10)
