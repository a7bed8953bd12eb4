"""How long a mark lasts under the repair rules of 2026: the closed form month by month, and how lived marks end."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from few import WRITTEN, lived
from hypothesis import given, settings
from hypothesis import strategies as st

from counterscore.core.durations import repaired_mark
from counterscore.engine.run import Given
from counterscore.mechanisms import repair

ORDINARY, SERIOUS = (3, 12), (12, 36)
INFLOW, MONTHS = 200, 60
REPAIRED, EXPIRED = 8, 7


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 12), st.integers(0, 24), st.fractions(0, 1, max_denominator=40))
def test_the_closed_form_is_the_sum_over_months(least: int, longer: int, chance: Fraction) -> None:
    """Mean time and share that ends by itself are the sum over months in exact fractions, for any rule."""
    mean, left = Fraction(0), Fraction(1)
    for month in range(least, least + longer):
        mean += month * left * chance
        left *= 1 - chance
    found = repaired_mark(least, least + longer, float(chance))
    assert found.mean == pytest.approx(float(mean + (least + longer) * left), abs=1e-9)
    assert found.stopped_share == pytest.approx(float(left), abs=1e-12)
    assert found.stock(1000) == pytest.approx(1000 * found.mean)


def test_impossible_times_are_refused() -> None:
    """A minimum above the maximum, or a chance above one, is no repair rule."""
    with pytest.raises(ValueError, match="expected 0 <= least <= most"):
        repaired_mark(12, 3, 0.1)
    with pytest.raises(ValueError, match="probability"):
        repaired_mark(3, 12, 1.1)


@pytest.mark.parametrize("times", [ORDINARY, SERIOUS], ids=["ordinary", "serious"])
def test_marks_end_by_repair_before_the_longest_time_and_by_themselves_then(times: tuple[int, int]) -> None:
    """No mark ends before its shortest time; what was repaired ended before the longest, the rest exactly there."""
    rules: dict[str, Any] = {
        "repair.act_after_months": np.full(4, float(times[0])), "repair.act_repairable": np.ones(4),
        "repair.list_after_months": np.zeros(6), "repair.list_repairable": np.zeros(6),
        "retention.cap_months": float(times[1]), "repair.apply_p": 0.1,
    }  # fmt: skip
    begun = [Given("records", month, {"person": p, "act": 0}) for month in range(20) for p in range(INFLOW)]
    lives = lived((*WRITTEN, repair.MECHANISM), {"one": rules}, people=INFLOW, months=MONTHS, given=begun)
    rows = lives.rows("records", 0)
    lasted, reason = rows["end_month"] - rows["born"], rows["end_reason"]
    assert len(lasted) == 20 * INFLOW and set(reason.tolist()) == {REPAIRED, EXPIRED}
    assert lasted.min() == times[0]
    assert (lasted[reason == EXPIRED] == times[1]).all() and (lasted[reason == REPAIRED] < times[1]).all()
