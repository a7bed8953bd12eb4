"""Staff, repair classes and applications in a regime file become the numbers of a month."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from counterscore.core.errors import SpecError
from counterscore.regimes import load_regime


def own(value: float, unit: str) -> dict[str, Any]:
    """An assumption with a wide range."""
    return {"value": value, "unit": unit, "source": "own", "grade": "assumption", "range": [0, 1000], "note": "test"}


def test_staff_and_decisions_are_the_capacity() -> None:
    """Two per 10,000 people who decide 25 appeals a month each are 0.005 per person, beside a stated capacity."""
    staff = {
        "redress.appeal_staff": own(2, "ratio"), "redress.appeal_decisions": own(25, "per_staff_month"),
    }  # fmt: skip
    regime = load_regime("judgment-defaulters")
    assert "appeal_queue.capacity" not in regime.tables()
    assert regime.patched(staff).tables()["appeal_queue.capacity"] == pytest.approx(0.005)
    both = staff | {"redress.appeal_capacity": own(0.12, "per_person_year")}
    assert regime.patched(both).tables()["appeal_queue.capacity"] == pytest.approx(0.015)
    with pytest.raises(SpecError, match="go together"):
        regime.patched({"redress.appeal_staff": own(2, "ratio")})
    with pytest.raises(SpecError, match="appeal_staff is 0"):
        regime.patched(staff | {"redress.appeal_staff": own(0, "ratio")})


def test_review_is_there_with_staff_only_where_a_regime_has_them() -> None:
    """Every regime with redress has a review, most of them with the chance 0; staff are a mechanism of their own."""
    regime = load_regime("judgment-defaulters")
    assert regime.tables()["human_review.on"] == 1.0
    assert "review_staff.on" not in regime.tables()
    staffed = regime.patched({"redress.review_staff": own(1, "ratio"), "redress.review_minutes": own(15, "minutes")})
    assert staffed.tables()["review_staff.on"] == 1.0
    assert staffed.tables()["redress.review_minutes"] == 15.0


def test_a_permission_is_necessary_granted_and_in_time() -> None:
    """A third of the journeys, nine in ten granted, a decision in half the time for which the need is known."""
    regime = load_regime("judgment-defaulters")
    asked = {
        "measures.air.necessary_p": own(1 / 3, "share") | {"range": [0, 1]},
        "measures.air.grant_p": own(0.9, "probability") | {"range": [0, 1]},
    }  # fmt: skip
    timed = {"measures.air.grant_lag": own(0.1, "months"), "measures.air.known_ahead": own(0.2, "months")}
    before = np.asarray(regime.tables()["measures.refusal_p"])[0]
    at_once = np.asarray(regime.patched(asked).tables()["measures.refusal_p"])[0]
    later = np.asarray(regime.patched(asked | timed).tables()["measures.refusal_p"])[0]
    assert at_once == pytest.approx(before * 0.7)
    assert later == pytest.approx(before * (1 - 0.3 * math.exp(-0.5)))
    with pytest.raises(SpecError, match="go together"):
        regime.patched({"measures.air.grant_p": own(0.9, "probability") | {"range": [0, 1]}})
    with pytest.raises(SpecError, match="known_ahead above 0"):
        regime.patched(asked | {"measures.air.grant_lag": own(0.1, "months")})


def test_repair_times_are_the_lists_own() -> None:
    """Lists with a time of their own keep it, the others have the general one."""
    tables = load_regime("joint-punishment-repair-2026").tables("2026-04")
    assert np.asarray(tables["repair.list_after"])[:3].tolist() == [12.0, 12.0, 12.0]
    assert np.asarray(tables["repair.list_after"])[3:].tolist() == [12.0, 12.0, 12.0, 3.0, 3.0]
    assert len(np.asarray(tables["repair.act_after"])) == len(np.asarray(tables["repair.act_repairable"]))
