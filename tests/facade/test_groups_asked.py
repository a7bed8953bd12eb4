"""A result answers about groups, indices and the worst-hit subgroup, and says what it was not told."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import fake_outcome

from counterscore.audit.resample import Estimate
from counterscore.core.errors import OutcomeError
from counterscore.results import Result


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A made-up run."""
    return Result(Path(fake_outcome(tmp_path_factory.mktemp("asked") / "run", people=2000, months=12)))


def test_an_index_of_everybody_and_of_groups(result: Result) -> None:
    """One value for everybody, a dict of them by group, and one for an index that compares the groups."""
    assert isinstance(result.index("gini_months_listed"), Estimate)
    by_sex = result.index("gini_months_listed", by=("sex", "residence"))
    assert isinstance(by_sex, dict) and len(by_sex) == 6
    assert isinstance(result.index("parity_gap", "perfect records", "sex"), Estimate)


def test_the_paired_difference_of_an_index(result: Result) -> None:
    """A comparison gives arm minus reference, and the other way round the opposite."""
    one = result.compare("as written", "perfect records").index("parity_gap", by="residence")
    two = result.compare("perfect records", "as written").index("parity_gap", by="residence")
    assert isinstance(one, Estimate) and isinstance(two, Estimate)
    assert one.estimate is not None and two.estimate is not None and one.low is not None and two.high is not None
    assert one.estimate == pytest.approx(-two.estimate) and one.low == pytest.approx(-two.high)


def test_effects_by_intersections(result: Result) -> None:
    """A finding goes down to three groupings, and to no fourth."""
    found = result.compare("as written", "none").ever_listed()
    assert set(found.by("sex")) == {"female", "male"}
    assert len(found.by("sex x residence")) == 6
    with pytest.raises(OutcomeError, match="one to three"):
        found.by("sex x age_band x residence x income_quintile")


def test_the_worst_hit_subgroup(result: Result) -> None:
    """By default against no regime, in the main arm."""
    found = result.worst_hit("ever_listed")
    assert (found.arm, found.reference) == ("as written", "none") and found.tried > 0
    assert result.worst_hit("ever_listed", reference="perfect records").reference == "perfect records"


@pytest.mark.parametrize("name", ["parity_gap", "gini", "gini_money"])
def test_what_is_missing_is_said(name: str, result: Result) -> None:
    """Groups not named and indices not known are errors that say what to do."""
    with pytest.raises(OutcomeError):
        result.index(name)
