"""Indices of copies, patrols, bands, burdens and refusals on a handful of made-up people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import fake_study
from made_up import made_up

from counterscore.audit.counting.bands import bands_at, first_scored, low_bands, low_spans
from counterscore.audit.counting.inequality import concentration, gini, theil_l, theil_t
from counterscore.audit.counting.mobility import second_eigenvalue, shorrocks
from counterscore.audit.counting.social_burden import burden, mean_burden
from counterscore.audit.frame import GROUPINGS, codes_of
from counterscore.audit.index import find_index
from counterscore.core.errors import OutcomeError, PromiseError, SpecError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

WRITTEN, STEPS = 2, 24


def value(outcome: Outcome, name: str, *groups: object) -> float:
    """An index of the arm as written."""
    parts = find_index(name).count(outcome, WRITTEN, *groups)
    return float(parts.of(parts.rows.sum(0, dtype=np.float64)))


def table(**columns: object) -> dict[str, np.ndarray]:
    """Rows of the arm as written."""
    found = {name: np.asarray(values) for name, values in columns.items()}
    return {"arm": np.full(len(next(iter(found.values()))), WRITTEN, np.int16), **found}


def test_copies_with_a_pencil(tmp_path: Path) -> None:
    """Three wrong entries, copied to 3, 2 and 0 agencies; of 2 + 2 copies at the end of the source 1 is left."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(20, STEPS))
    writer.append("people", table(person=np.arange(20), adult=np.ones(20, np.uint8)))
    subject, zero = np.array([1, 2, 4]), np.zeros(3, int)
    key = {"act": zero - 1, "repeat": zero, "person": [0, 2, 3], "born": [0, 6, 2], "subject": subject}
    writer.append("listings", table(**key, cause=[0, 1, 0], list=zero, end_month=[4, 8, 3],
                                    holders=np.array([0, 2, 0], np.uint32)))  # fmt: skip
    person, born, subject = [0, 0, 0, 2, 2], [0, 0, 0, 6, 6], [1, 1, 1, 2, 2]
    writer.append("copies", table(person=person, born=born, subject=subject, act=[-1] * 5, repeat=[0] * 5,
                                  month=[1, 2, 5, 6, 8], holders=np.array([4, 3, 0, 3, 2], np.uint32)))  # fmt: skip
    outcome = Outcome(writer.finish())
    assert value(outcome, "residual_copies") == pytest.approx(1 / 4)
    assert value(outcome, "holders_of_wrong_entries") == pytest.approx((3 + 2 + 0) / 3)


def test_discovery_with_a_pencil(tmp_path: Path) -> None:
    """25 acts of each of two people, 10 and 5 found: 0.3 in all, 0.2 apart by group; a third area is too thin."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(4, STEPS))
    writer.append("people", table(person=np.arange(4), firm=np.zeros(4, np.uint8)))
    person, act = np.repeat([0, 1], 25), np.tile(np.arange(25), 2)
    area = np.where(person == 0, 0, np.where(act < 5, 2, 1))
    born = np.full(50, 3)
    writer.append("incidents", table(person=person, subject=person, act=act, born=born, area=area, units=area))
    found = (act < 10) & ((person == 0) | (act < 5))
    seen = {name: np.concatenate([values[found], values[found][:4]]) for name, values in
            {"person": person, "subject": person, "act": act, "born": born}.items()}  # fmt: skip
    cause = np.concatenate([np.zeros(found.sum(), int), np.ones(4, int)])  # a false report finds nothing
    writer.append("records", table(**seen, cause=cause))
    outcome = Outcome(writer.finish())
    assert value(outcome, "discovery_rate") == pytest.approx(15 / 50)
    codes = np.array([0, 1, 1, -1])
    assert value(outcome, "discovery_gap", codes, 2) == pytest.approx(10 / 25 - 5 / 25)
    assert value(outcome, "discovery_gap_areas") == pytest.approx(10 / 25 - 0 / 20)


def test_calibration_without_bands(tmp_path: Path) -> None:
    """Without bands the bins are fifths of the score: 5 bins of 40, in one of which the groups are 10 of 20 apart."""
    person = np.arange(200)
    codes, score = person % 2, person // 2 * 1.0
    deserved = (score >= 20) & (score < 40) & ((codes == 0) | (score < 30))
    outcome = made_up(tmp_path, deserved, deserved, score=score)
    assert value(outcome, "calibration_gap", codes, 2) == pytest.approx(0.5)
    assert value(outcome, "calibration_error", codes, 2) == pytest.approx(0.25 / 5)


def test_calibration_with_a_log_of_bands(tmp_path: Path) -> None:
    """With bands the bins are the bands, and the error is exactly that of the pencil."""
    band, codes = np.tile(np.repeat([0, 1], 40), 2), np.repeat([0, 1], 80)
    within = np.tile(np.arange(40), 4)
    deserved = within < np.select([(band == 0) & (codes == 0), band == 0, codes == 0], [5, 15, 25], 35)
    writer = OutcomeWriter(tmp_path / "run", fake_study(160, STEPS))
    for arm in (1, 2):
        writer.append("people", {**table(person=np.arange(160), band=band.astype(np.int8), score=100.0 * band,
                                         adult=np.ones(160, np.uint8), ever_listed=deserved.astype(np.uint8)),
                                 "arm": np.full(160, arm, np.int16)})  # fmt: skip
    writer.append("bands", table(person=[0], month=[1], band=[0], change=[-1]))
    outcome = Outcome(writer.finish())
    assert value(outcome, "calibration_error", codes, 2) == pytest.approx(0.125)
    assert value(outcome, "calibration_gap", codes, 2) == pytest.approx(0.25)


def test_mobility_between_bands_with_a_pencil(tmp_path: Path) -> None:
    """A year of two bands, 30 and 70 people: 10 fall and 5 rise. What happens before and after the year is not seen."""
    band = np.repeat([0, 1], [30, 70])
    later = band.copy()
    later[:5], later[30:40] = 1, 0
    moved = np.flatnonzero(band != later)
    writer = OutcomeWriter(tmp_path / "run", fake_study(100, STEPS))
    writer.append("people", table(person=np.arange(100), band=later.astype(np.int8), adult=np.ones(100, np.uint8)))
    change = later[moved] - band[moved]
    rows = table(person=np.concatenate([moved, moved[:1], moved[:1]]), band=np.concatenate([later[moved], [1, 0]]),
                 month=np.concatenate([np.full(15, 12), [3, 5]]), change=np.concatenate([change, [1, -1]]))  # fmt: skip
    writer.append("bands", rows)
    outcome = Outcome(writer.finish())
    expected = np.array([[25, 5], [10, 60]])
    assert value(outcome, "band_mobility") == pytest.approx(5 / 30 + 10 / 70) == pytest.approx(shorrocks(expected))
    assert value(outcome, "band_mixing") == pytest.approx(1 - second_eigenvalue(expected))


def test_a_score_that_begins_late(tmp_path: Path) -> None:
    """Scored from month 12 on: nobody is in a band before. One falls in month 14, one is low from the start."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(3, STEPS))
    writer.append("people", table(person=np.arange(3), band=np.array([0, 0, 1], np.int8), adult=np.ones(3, np.uint8)))
    writer.append("bands", table(person=[0], month=[14], band=[0], change=[-1]))
    month = np.arange(STEPS)
    low, high = np.select([month < 12, month < 14], [0, 1], 2), np.select([month < 12, month < 14], [0, 2], 1)
    writer.append("months", table(month=month, cell=np.zeros(STEPS, int), low_band=low, band_0=low, band_1=high))
    outcome = Outcome(writer.finish())
    assert low_bands(outcome) == 1 and first_scored(outcome, WRITTEN) == 12
    assert bands_at(outcome, WRITTEN, [11, 12, 13, 14]).T.tolist() == [[99, 1, 1, 0], [99, 0, 0, 0], [99, 1, 1, 1]]
    spans = low_spans(outcome, WRITTEN)
    rows = zip(*(spans[name].tolist() for name in ("person", "start", "stop", "still")), strict=True)
    assert list(rows) == [(0, 14, 24, 1), (1, 12, 24, 1)]


def test_burdens_with_a_pencil(tmp_path: Path) -> None:
    """Months of 1 to 4 people and money of the same: Gini 0.25, Theil T 0.106440, and L among those hit 0.121777."""
    amount = np.array([3, 1, 2, 4])
    whole = amount.tolist()
    cell = np.array([0, 4, 2, 2], np.uint8) + 15  # incomes of the lowest, the highest and twice the middle fifth
    more = {"refusals": amount, "money_lost_yuan": amount * 100.0, "cell": cell, "income_quintile": cell % 5}
    outcome = made_up(tmp_path, np.zeros(4, bool), np.zeros(4, bool), **more)
    for name in ("refusals", "money_lost"):
        assert value(outcome, f"gini_{name}") == pytest.approx(gini(whole)) == pytest.approx(0.25)
        assert value(outcome, f"theil_{name}") == pytest.approx(theil_t(whole)) == pytest.approx(0.106440, abs=1e-6)
    assert value(outcome, "theil_l_money_lost") == pytest.approx(theil_l(whole))
    fifths = codes_of(cell, "income_quintile")
    size = len(GROUPINGS["income_quintile"][1])
    counts, sums = np.bincount(fifths, minlength=size), np.bincount(fifths, amount, size)
    expected = concentration(counts, sums)
    # ranks 1/8, 1/2, 1/2 and 7/8 of 3, 2, 4 and 1
    assert value(outcome, "money_lost_by_income") == pytest.approx(expected) == pytest.approx(-0.15)
    assert np.isnan(value(outcome, "gini_months_listed")) and np.isnan(value(outcome, "theil_months_listed"))


def test_wrongful_refusals_with_a_pencil(tmp_path: Path) -> None:
    """Of three people who were refused something one was wrongly refused before the run and one during it."""
    more = {"refusals": np.array([2, 1, 4, 0]), "first_wrong_refusal_month": np.array([-1, -2, 7, -1], np.int16)}
    outcome = made_up(tmp_path, np.ones(4, bool), np.ones(4, bool), **more)
    assert value(outcome, "wrongful_refusals") == pytest.approx(2 / 3)


@pytest.mark.parametrize("offer", [
    [1.0] * 1001, np.ones(4), {"debt": [1.0]}, [{"debt": 1.0}], "people.csv", b"1,2", [("Li", 1.0)],
])  # fmt: skip
def test_one_number_per_person_is_refused(offer: Any) -> None:
    """Functions of tables take short lists of numbers; registers, frames, arrays and named rows break promise 1."""
    for function in (gini, theil_t, theil_l, lambda x: mean_burden(x, [1.0], 0.5, 1.0), lambda x: gini([1.0], x)):
        with pytest.raises(PromiseError, match="PROMISES"):
            function(offer)


def test_nonsense_is_refused() -> None:
    """Tables that are not square, values below 0 and prices of nothing say what was expected."""
    for table_ in ([[1.0, 2.0]], [[1.0]], [[1.0, -1.0], [0.0, 1.0]]):
        with pytest.raises(OutcomeError, match="as many rows as columns"):
            shorrocks(table_)
    with pytest.raises(OutcomeError, match="from 0 on"):
        gini([1.0, -1.0])
    with pytest.raises(SpecError, match="more than 0"):
        burden(0.5, 0.6, 0.0)
    with pytest.raises(SpecError, match="one count"):
        mean_burden([0.1, 0.2], [1.0], 0.5, 1.0)
    assert np.isnan(shorrocks([[0.0, 0.0], [1.0, 1.0]])) and np.isnan(second_eigenvalue([[0.0, 0.0], [1.0, 1.0]]))
    assert np.isnan(gini([0.0, 0.0])) and np.isnan(theil_l([0.0, 1.0])) and np.isnan(theil_t([0.0]))
