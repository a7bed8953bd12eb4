"""What may be tuned, and to what: evidence stays where it is, totals must be there and within reach of the effort."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from calibrating import ANYTHING, MEET, TUNE, regime_file, study_of

from counterscore.core.errors import SpecError
from counterscore.studies import calibration
from counterscore.studies.calibration_asked import kept_of, wanted
from counterscore.studies.own import found_beside
from counterscore.studies.runner import ask

ENOUGH = {"people": 50_000, "months": 60}
COURTS = {"tune": ["listing.discretion_p"], "meet": ["prevalence"], **ENOUGH}
HISTORY = "judgment-defaulters-history"


def asking(regime: str, **asked: Any) -> Any:
    """What a study of a shipped regime asks to be calibrated."""
    return wanted(study_of(regime, **COURTS | asked))


def test_assumed_numbers_and_told_totals_are_taken() -> None:
    """Numbers come in the order of the study, totals to meet before all others of the regime."""
    found = asking("judgment-defaulters", tune=["listing.fulfil_hazard", "listing.discretion_p"])
    assert [one.path for one in found.numbers] == ["listing.fulfil_hazard", "listing.discretion_p"]
    assert [one.id for one in found.meet] == ["prevalence"]
    assert found.predicted[0].id == "prevalence" and len(found.predicted) == len(found.regime.targets)
    low, high = found.at([0.0, 1.0])
    assert low[1].root[0].number == 0.1 and high[1].root[0].number == 1.0


@pytest.mark.parametrize(
    ("path", "grade", "source"),
    [
        ("listing.term", "statute", "S26c"), ("courts.obey_p", "press", "CD13"),
        ("redress.success_p", "study", "S70f"),
    ],
)  # fmt: skip
def test_evidence_is_not_tuned(path: str, grade: str, source: str) -> None:
    """A number that is no assumption is refused, with its grade and where it comes from."""
    with pytest.raises(
        SpecError, match=rf"{path} is graded {grade} \(source {source}\); only numbers graded assumption"
    ):
        asking("judgment-defaulters", tune=["listing.discretion_p", path])


def test_an_official_number_is_not_tuned() -> None:
    """The share that the metro wrote down is official; it cannot be moved to meet a total."""
    with pytest.raises(SpecError, match=r"lists.evasion_file.entry_p is graded official \(source S71\)"):
        wanted(study_of("metro-evasion", **ENOUGH, tune=["lists.evasion_file.entry_p"], meet=["records_per_act"]))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            {"tune": ["listing.discretion"]},
            r"no number 'listing.discretion' .*did you mean 'listing.discretion_p'",
        ),
        ({"tune": ["listing.discretion_p"] * 2}, r"tune names 'listing.discretion_p' twice"),
        ({"tune": []}, r"tune is empty"),
        ({"meet": []}, r"meet is empty"),
        ({"tune": ["linkage_error.residence_ratio"]}, r"is a list of numbers; expected a single number"),
        ({"tune": ["identity_theft.firm_p"]}, r"identity_theft.firm_p has no range"),
        ({"meet": ["prevalance"]}, r"no published total 'prevalance'.*did you mean 'prevalence'.*it has entry_hazard"),
        ({"people": 10_000}, r"prevalence needs 20,000 people, 10,000 are asked for; say people: 20000"),
        ({"months": 24}, r"prevalence needs 48 months, 24 are asked for; say months: 48"),
        ({"points": 20, "keep": 0.1}, r"keeping 0.1 of 20 points leaves 2; expected 10 or more.*points: 100"),
        ({"points": 5_000}, r"5,000 points; expected at most 4,096"),
    ],
)
def test_what_cannot_be_done_is_said(asked: dict[str, Any], told: str) -> None:
    """Each fault says what is wrong, what was expected and the nearest name, before anything is lived."""
    with pytest.raises(SpecError, match=told):
        asking("judgment-defaulters", **asked)


def test_more_than_eight_numbers_are_refused_with_a_reason() -> None:
    """A few totals cannot tell nine numbers apart; the refusal says so."""
    nine = ["listing.discretion_p", "listing.fulfil_hazard", "listing.fault_p", "listing.able_p", "courts.suit_p",
            "courts.win_p", "courts.perform_p", "courts.default_rate", "listing.limit_p"]  # fmt: skip
    with pytest.raises(SpecError, match=r"9 numbers to tune; expected at most 8, since a few published totals cannot"):
        asking("judgment-defaulters", tune=nine)
    assert len(asking("judgment-defaulters", tune=nine[:8]).numbers) == 8


def test_a_number_that_changes_with_time_is_tuned_where_it_is_assumed() -> None:
    """Of a number with several entries those that are assumed move together; what a statute says stays."""
    found = asking(HISTORY, meet=["listed_by_month_40"])
    (path, moved), = found.at([1.0])  # fmt: skip
    assert path == "listing.discretion_p" and len(moved.root) == 2
    assert [entry.number for entry in moved.root] == [entry.range[1] for entry in moved.root if entry.range]


def test_kept_points_are_a_share_of_all() -> None:
    """The share asked for, of all points of both rounds, to the nearest whole point."""
    assert kept_of(asking("judgment-defaulters", points=250, keep=0.1).tuning) == 25


def test_a_file_that_was_edited_is_read_anew(tmp_path: Path) -> None:
    """Within one program a regime of one's own counts as it stands in its file now, not as it was first read."""
    bands = ANYTHING | {MEET[0]: (0.2, 0.3)}
    assert wanted(study_of(regime_file(tmp_path / "r.yaml", ANYTHING))).meet[0].low == 0.0
    assert wanted(study_of(regime_file(tmp_path / "r.yaml", bands))).meet[0].low == 0.2


def test_a_study_without_a_calibration_has_no_tasks(tmp_path: Path) -> None:
    """Nothing is tuned that nobody asked for."""
    study = study_of(regime_file(tmp_path / "r.yaml", ANYTHING)).model_copy(update={"calibration": None})
    assert calibration.next_tasks(study, None) == []  # type: ignore[arg-type]
    with pytest.raises(SpecError, match="asks for no calibration"):
        wanted(study)


def test_the_shipped_example_can_be_done() -> None:
    """The example of a calibration is whole, and what it asks for can be calibrated."""
    file = Path(__file__).parents[2] / "examples" / "studies" / "calibration.yaml"
    asked = ask(file)
    found = wanted(found_beside(asked.study, file))
    assert found.numbers and found.meet and set(MEET).isdisjoint(TUNE)
