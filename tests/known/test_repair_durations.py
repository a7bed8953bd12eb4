"""How long a mark lasts under the repair rules of 2026: closed form, a hundred thousand marks, and their stock."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import WRITTEN, lived

from counterscore.core.durations import repaired_mark
from counterscore.engine.run import Given
from counterscore.mechanisms import repair

CHANCES = (0.05, 0.10, 0.25)
ORDINARY, SERIOUS = (3, 12), (12, 36)
TABLE = {
    (ORDINARY, 0.05): (10.025261, 0.630249), (ORDINARY, 0.10): (8.513216, 0.387420),
    (ORDINARY, 0.25): (5.774746, 0.075085), (SERIOUS, 0.05): (25.452209, 0.291989),
    (SERIOUS, 0.10): (20.282102, 0.079766), (SERIOUS, 0.25): (14.996990, 0.001003),
}  # fmt: skip
WITHIN = {ORDINARY: 0.05, SERIOUS: 0.1}
INFLOW, WARM_UP, WATCHED = 1_000, 36, 120
REPAIRED, EXPIRED = 8, 7


@pytest.mark.parametrize(("times", "chance"), list(TABLE))
def test_the_closed_form_is_the_published_table(times: tuple[int, int], chance: float) -> None:
    """Mean time and share that ends by itself, to a millionth."""
    found = repaired_mark(*times, chance)
    assert (found.mean, found.stopped_share) == pytest.approx(TABLE[times, chance], abs=1e-6)
    assert found.stock(1000) == pytest.approx(1000 * TABLE[times, chance][0], abs=1e-3)


def test_the_closed_form_is_the_sum_over_months() -> None:
    """The mean is the sum of month times probability; nobody applies, and everybody does, are the two ends."""
    for least, most in (ORDINARY, SERIOUS, (0, 3), (5, 5)):
        for a in (0.01, 0.3, 0.9):
            weights = [a * (1 - a) ** j for j in range(most - least)]
            mean = sum((least + j) * w for j, w in enumerate(weights)) + most * (1 - sum(weights))
            assert repaired_mark(least, most, a).mean == pytest.approx(mean, abs=1e-12)
        assert repaired_mark(least, most, 0.0).mean == most
        assert repaired_mark(least, most, 1.0).mean == (least if most > least else most)


def test_impossible_times_are_refused() -> None:
    """A minimum above the maximum, or a chance above one, is no repair rule."""
    with pytest.raises(ValueError, match="expected 0 <= least <= most"):
        repaired_mark(12, 3, 0.1)
    with pytest.raises(ValueError, match="probability"):
        repaired_mark(3, 12, 1.1)


@pytest.fixture(scope="module", params=[ORDINARY, SERIOUS], ids=["ordinary", "serious"])
def marks(request: pytest.FixtureRequest) -> tuple[tuple[int, int], list[dict[str, np.ndarray]]]:
    """A thousand new marks a month for thirteen years, lived by the engine under three chances of repair."""
    times, months = request.param, WARM_UP + WATCHED
    rules: dict[str, Any] = {
        "repair.act_after_months": np.full(4, float(times[0])), "repair.act_repairable": np.ones(4),
        "repair.list_after_months": np.zeros(6), "repair.list_repairable": np.zeros(6),
        "retention.cap_months": float(times[1]),
    }  # fmt: skip
    given = [Given("records", month, {"person": p, "act": 0}) for month in range(months) for p in range(INFLOW)]
    arms = {f"{a}": rules | {"repair.apply_p": a} for a in CHANCES}
    lives = lived((*WRITTEN, repair.MECHANISM), arms, people=INFLOW, months=months, given=given)
    return times, [lives.rows("records", arm) for arm in range(len(CHANCES))]


def test_a_hundred_thousand_marks_last_as_long_as_the_closed_form(
    marks: tuple[tuple[int, int], list[dict[str, np.ndarray]]],
) -> None:
    """Mean within 0.05 months (ordinary) and 0.1 (serious); share that ends by itself within 5 standard errors."""
    times, arms = marks
    for chance, rows in zip(CHANCES, arms, strict=True):
        whole = rows["born"] < 100
        assert whole.sum() == 100 * INFLOW
        lasted, reason = (rows["end_month"] - rows["born"])[whole], rows["end_reason"][whole]
        assert lasted.min() == times[0] and lasted.max() == times[1]
        known = repaired_mark(*times, chance)
        assert abs(lasted.mean() - known.mean) < WITHIN[times]
        error = np.sqrt(known.stopped_share * (1 - known.stopped_share) / len(lasted))
        assert abs((reason == EXPIRED).mean() - known.stopped_share) < 5 * error
        assert set(reason.tolist()) == {REPAIRED, EXPIRED}
        assert (lasted[reason == EXPIRED] == times[1]).all() and (lasted[reason == REPAIRED] < times[1]).all()


def test_the_stock_is_the_inflow_times_the_mean_time(
    marks: tuple[tuple[int, int], list[dict[str, np.ndarray]]],
) -> None:
    """Marks that stand, averaged over the last ten years, are Little's law within two per cent."""
    times, arms = marks
    for chance, rows in zip(CHANCES, arms, strict=True):
        ends = np.where(rows["end_month"] < 0, 9999, rows["end_month"])
        months = range(WARM_UP, WARM_UP + WATCHED)
        stock = np.mean([((rows["born"] <= month) & (ends > month)).sum() for month in months])
        assert stock == pytest.approx(repaired_mark(*times, chance).stock(INFLOW), rel=0.02)
