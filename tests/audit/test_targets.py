"""Published figures: each quantity equals the same thing counted row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import fake_outcome, fake_study

from counterscore.audit.quantity import find_quantity
from counterscore.audit.targets import check_targets
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter

LIST_ONLY = [
    "entry_hazard", "entry_hazard_persons", "prevalence", "exit_hazard", "share_fulfilled", "blocked_air",
    "blocked_high_speed_rail", "listed_by_month_12",
]  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A small finished run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=4000, months=60))


def target(name: str, low: float = 0.0, high: float = 1e9) -> dict[str, Any]:
    """A target that names a quantity."""
    return {"id": name, "title": name, "low": low, "high": high, "source": "test", "grade": "official", "note": ""}


def test_quantities_equal_a_count_by_hand(outcome: Outcome) -> None:
    """Hazards, shares and blocked tickets follow from listings, spells and refusals of the arm as written."""
    rows = outcome.table("listings", arm=2)
    adults = (outcome.table("people", arm=2)["adult"] == 1).sum()
    on = np.zeros((60, 4000), bool)
    stop = np.where(rows["end_month"] < 0, 60, rows["end_month"])
    for subject, first, last in zip(rows["subject"], rows["born"], stop, strict=True):
        on[first:last, subject] = True
    ever = np.logical_or.accumulate(on, axis=0)
    refused = outcome.table("refusals", arm=2)
    met = on[refused["month"], refused["person"]]
    ended = rows["end_month"] >= 0
    wanted = {
        "entry_hazard": len(rows["born"]) / (adults * 5),
        "entry_hazard_persons": on.any(0).sum() / (adults * 5),
        "prevalence": on[-1].sum() / adults,
        "exit_hazard": ended.sum() / (on.sum() / 12),
        "share_fulfilled": (ended & (rows["end_month"] < 56) & (rows["end_reason"] == 1)).sum()
        / (rows["born"] < 56).sum(),
        "blocked_air": refused["count"][met & (refused["sector"] == 0)].sum() / (ever.sum() / 12),
        "blocked_high_speed_rail": refused["count"][met & (refused["sector"] == 1)].sum() / (ever.sum() / 12),
        "listed_by_month_12": (rows["born"] < 12).sum() / adults,
    }
    assert set(wanted) == set(LIST_ONLY)
    found = check_targets(outcome, [target(name) for name in wanted])
    assert [row.obtained for row in found] == pytest.approx(list(wanted.values()))
    assert all(row.inside for row in found)


def test_one_listing_by_hand(tmp_path: Path) -> None:
    """One adult of forty on the list from month 6 to 18 of 24: every quantity can be done in the head."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(40, 24))
    one = np.ones(1, np.int16)
    writer.append("people", {"arm": np.full(40, 2), "person": np.arange(40), "adult": np.ones(40, np.uint8)})
    listing = {"arm": 2, "person": 7, "subject": 7, "list": 0, "born": 6, "cause": 0, "end_month": 18, "end_reason": 1}
    writer.append("listings", {name: one * value for name, value in listing.items()})
    writer.append(
        "refusals", {"arm": one * 2, "person": one * 7, "month": one * 8, "sector": one * 0, "count": one * 3}
    )
    found = {
        row.id: row.obtained for row in check_targets(Outcome(writer.finish()), [target(name) for name in LIST_ONLY])
    }
    assert found == pytest.approx({
        "entry_hazard": 1 / 80, "entry_hazard_persons": 1 / 80, "prevalence": 0.0, "exit_hazard": 1.0,
        "share_fulfilled": 1.0, "blocked_air": 2.0, "blocked_high_speed_rail": 0.0, "listed_by_month_12": 1 / 40,
    })  # fmt: skip


def test_people_count_as_ever_listed_once_and_from_their_first_listing(tmp_path: Path) -> None:
    """Listed from month 3, again from 15, refused on and off the list: the counter knows 21 months of one person."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(40, 24))
    writer.append("people", {"arm": np.full(40, 2), "person": np.arange(40), "adult": np.ones(40, np.uint8)})
    rows = {"arm": [2, 2], "person": [7, 7], "subject": [7, 7], "list": [0, 0], "born": [15, 3], "cause": [0, 0]}
    ends = {"end_month": [-1, 5], "end_reason": [0, 1]}
    writer.append("listings", {name: np.array(values) for name, values in {**rows, **ends}.items()})
    refused = {"arm": [2, 2], "person": [7, 7], "month": [8, 16], "sector": [0, 0], "count": [5, 7]}
    writer.append("refusals", {name: np.array(values) for name, values in refused.items()})
    wanted = {"blocked_air": 4.0, "entry_hazard": 2 / 80, "entry_hazard_persons": 1 / 80, "share_fulfilled": 0.5}
    found = {row.id: row.obtained for row in check_targets(Outcome(writer.finish()), [target(name) for name in wanted])}
    assert found == pytest.approx(wanted)


def test_the_other_list_is_not_counted(tmp_path: Path) -> None:
    """Consumption limits (list 1), people of other arms and listings that reached nobody are no entries."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(40, 24))
    writer.append("people", {"arm": np.full(40, 2), "person": np.arange(40), "adult": np.ones(40, np.uint8)})
    rows = {"arm": [2, 1, 2], "person": [1, 1, 1], "subject": [1, 1, -1], "list": [1, 0, 0], "born": [0, 0, 0]}
    rest = {"cause": [0, 0, 0], "end_month": [-1, -1, -1], "end_reason": [0, 0, 0]}
    writer.append("listings", {name: np.array(values) for name, values in {**rows, **rest}.items()})
    writer.append("refusals", {name: np.zeros(0, np.int16) for name in ("arm", "person", "month", "sector", "count")})
    found = {row.id: row for row in check_targets(Outcome(writer.finish()), [target(name) for name in LIST_ONLY])}
    assert found["entry_hazard"].obtained == found["prevalence"].obtained == 0.0
    assert found["exit_hazard"].obtained is None and found["exit_hazard"].inside is None
    assert "nobody to count" in found["exit_hazard"].note


@pytest.mark.parametrize(("low", "high", "inside"), [(0.0, 1.0, True), (0.5, 1.0, False), (0.0, 1e-9, False)])
def test_verdicts_follow_the_range(outcome: Outcome, low: float, high: float, inside: bool) -> None:
    """A figure is inside from low to high, both included, and source and grade travel with it."""
    (row,) = check_targets(outcome, [target("prevalence", low, high)])
    assert row.inside is inside and (row.source, row.grade) == ("test", "official")
    assert row.obtained is not None
    (edge,) = check_targets(outcome, [target("prevalence", row.obtained, row.obtained)])
    assert edge.inside is True


def test_the_study_brings_its_own_targets(outcome: Outcome) -> None:
    """Without a list of targets, those of the study are checked, in its order."""
    assert [row.id for row in check_targets(outcome)] == [told["id"] for told in outcome.study["targets"]]


def test_unknown_targets_are_open_and_say_so(outcome: Outcome) -> None:
    """A target nobody computes is neither met nor missed, and its row says why, with the nearest name."""
    (row,) = check_targets(outcome, [target("prevalance")])
    assert row.obtained is None and row.inside is None
    assert "computes no quantity" in row.note and "did you mean 'prevalence'" in row.note


def test_every_shipped_target_is_computed() -> None:
    """No regime of the library names a target this room does not know."""
    catalogue = pytest.importorskip("counterscore.regimes")
    for name in catalogue.regime_ids():
        for told in catalogue.load_regime(name).targets:
            assert find_quantity(told.id) is not None, (name, told.id)


def test_enforcement_is_counted_after_the_first_month(tmp_path: Path) -> None:
    """Cases from before the regime, which the flow of month 0 holds, are no cases of the regime."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(40, 25))
    writer.append("people", {"arm": np.full(40, 2), "person": np.arange(40), "adult": np.ones(40, np.uint8)})
    flows = {"arm": [2, 2, 2, 1], "month": [0, 5, 24, 5], "enforcements": [90, 3, 1, 50]}
    writer.append("months", {name: np.array(values) for name, values in flows.items()})
    rows = {"arm": [2, 2], "person": [7, 8], "subject": [7, 8], "list": [0, 0], "born": [0, 3], "cause": [0, 0]}
    writer.append("listings", {name: np.array(v) for name, v in {**rows, "end_month": [-1, -1]}.items()})
    run = Outcome(writer.finish())
    found = {r.id: r.obtained for r in check_targets(run, [target("enforcement_rate"), target("listings_per_case")])}
    assert found == pytest.approx({"enforcement_rate": 4 / 80, "listings_per_case": 0.25})


def test_bands_are_shares_of_scored_adults(tmp_path: Path) -> None:
    """Children and people who are not scored (a code beyond the bands) are in no band."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(8, 12))
    band, adult = np.array([0, 3, 3, 3, 4, 99, 99, 3]), np.array([1, 1, 1, 1, 1, 1, 1, 0])
    writer.append("people", {"arm": np.full(8, 2), "person": np.arange(8), "adult": adult, "band": band})
    found = check_targets(Outcome(writer.finish()), [target("share_band_a"), target("share_band_zz")])
    assert [row.obtained for row in found] == [0.6, None]


def test_a_regime_without_a_list_cannot_tell(tmp_path: Path) -> None:
    """Where a run has no listings, targets about them are open, not failed."""
    writer = OutcomeWriter(tmp_path / "run", fake_study(40, 24))
    writer.append("people", {"arm": np.full(40, 2), "person": np.arange(40), "adult": np.ones(40, np.uint8)})
    (row,) = check_targets(Outcome(writer.finish()), [target("prevalence")])
    assert row.obtained is None and row.inside is None and "no table listings" in row.note
