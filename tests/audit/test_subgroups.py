"""Groups and intersections: everybody is in one cell, small cells say so, and cells add up to everybody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome

from counterscore.audit.frame import GROUPINGS, MINIMUM_PEOPLE, NOBODY, TOO_FEW, by_group
from counterscore.audit.index import find_index
from counterscore.audit.metric import find_metric, people
from counterscore.audit.paired import compare
from counterscore.audit.subgroups import (
    asked_index,
    cells_in,
    cells_of,
    crossed,
    effects_by,
    index_by,
    index_in,
    metric_by,
    to_compare,
)
from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome

DEEP = "age_band x residence x income_quintile"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A made-up run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("subgroups") / "run", people=2000, months=12))


def test_every_cell_number_is_in_one_cell_of_its_groups() -> None:
    """Of all 120 cells of people, the code of an intersection names exactly the groups the person is in."""
    cell = np.arange(120)
    codes, names = cells_of(cell, "sex x age_band x residence")
    single = {by: cells_of(cell, by) for by in ("sex", "age_band", "residence")}
    for number in range(120):
        words = [own[1][own[0][number]] for own in single.values()]
        assert names[codes[number]] == ", ".join(words)
    assert len(names) == 24 and (np.bincount(codes) == 5).all()


def test_firms_are_in_no_group_of_people() -> None:
    """A firm has no sex, and people no size."""
    assert cells_of(np.array([121, 3]), "sex x residence")[0].tolist()[0] == -1
    assert cells_of(np.array([121, 3]), "firm_size")[0].tolist() == [1, -1]


@pytest.mark.parametrize("by", ["sx", "sex x sex", "sex x firm_size", (), " x ".join(list(GROUPINGS)[:4])])
def test_what_cannot_be_crossed_is_refused(by: str) -> None:
    """Unknown names, twice the same, people with firms, none and more than three."""
    with pytest.raises(OutcomeError):
        crossed(by)


def test_names_can_be_given_either_way() -> None:
    """A text or a sequence, in the order given."""
    assert crossed("sex x residence") == crossed(("sex", "residence")) == ("sex", "residence")


def test_metrics_by_one_grouping_are_those_of_the_frame(outcome: Outcome) -> None:
    """For a single grouping the values are the known ones, and cells of intersections add up to them."""
    metric = find_metric("ever_listed")
    assert metric_by(outcome, metric, "as written", "residence") == by_group(outcome, metric, "as written", "residence")
    deep = metric_by(outcome, metric, "as written", "sex x residence")
    both = [one for one in deep if one.group.endswith("rural")]
    rural = next(one for one in by_group(outcome, metric, "as written", "residence") if one.group == "rural")
    assert sum(one.people for one in both) == rural.people and rural.value is not None
    mean = sum(one.people * one.value for one in both if one.value is not None) / rural.people
    assert mean == pytest.approx(rural.value)


def test_small_cells_say_so(outcome: Outcome) -> None:
    """A cell of fewer than 20 has no value, no effect and a note; one that holds nobody says that instead."""
    cells = metric_by(outcome, find_metric("ever_listed"), "as written", DEEP)
    effects = effects_by(outcome, find_metric("ever_listed"), "as written", "none", DEEP)
    assert {one.note for one in cells} <= {"", TOO_FEW, NOBODY}
    for one in cells:
        assert (one.value is None) == (one.people < MINIMUM_PEOPLE) == (effects[one.group] is None)
    age = metric_by(outcome, find_metric("ever_listed"), "as written", "age_band")
    assert age[0].note == NOBODY and age[0].people == 0


def test_paired_effects_of_cells_add_up(outcome: Outcome) -> None:
    """People times effect, summed over the cells of a grouping, is that of everybody."""
    metric = find_metric("ever_listed")
    whole = compare(outcome, metric, "as written", "none")
    cells = [one for one in effects_by(outcome, metric, "as written", "none", "sex x residence").values() if one]
    assert sum(one.n * one.estimate for one in cells) == pytest.approx(whole.n * whole.estimate)


def test_indices_by_cells(outcome: Outcome) -> None:
    """An index in a cell is about its people; one that compares groups takes the cells as its groups."""
    gini, gap = find_index("gini_months_listed"), find_index("parity_gap")
    cells = index_by(outcome, gini, "as written", "sex")
    whole = index_in(outcome, gini, "as written")
    assert cells["female"].n + cells["male"].n == whole.n
    assert asked_index(outcome, "gini_months_listed", "as written", "sex") == cells
    rates = [one.value for one in metric_by(outcome, find_metric("ever_listed"), "as written", "sex x residence")]
    found = index_in(outcome, gap, "as written", by="sex x residence")
    known = [value / 1000 for value in rates if value is not None]
    assert found.estimate == pytest.approx(max(known) - min(known))
    assert asked_index(outcome, "parity_gap", "as written", "sex x residence") == found
    with pytest.raises(OutcomeError, match="say which"):
        index_in(outcome, gap, "as written")
    with pytest.raises(OutcomeError, match="compares groups"):
        index_by(outcome, gap, "as written", "sex")


def test_indices_of_a_cell_pair_its_people(outcome: Outcome) -> None:
    """The difference of an index in a cell is that of its values there, when both arms are about the same people."""
    gini = find_index("gini_months_listed")
    paired = index_by(outcome, gini, "as written", "residence", "perfect records")
    ours, theirs = (index_by(outcome, gini, arm, "residence") for arm in ("as written", "perfect records"))
    for name, one in paired.items():
        a, b = ours[name].estimate, theirs[name].estimate
        if one.estimate is not None and a is not None and b is not None:
            assert one.estimate == pytest.approx(a - b)
    assert any(one.estimate is not None for one in paired.values())


def test_groups_too_small_are_not_compared(outcome: Outcome) -> None:
    """Codes of cells with fewer than 20 people become -1, the others stay."""
    codes, names = cells_in(outcome, "as written", DEEP)
    found, groups = to_compare(codes, len(names))
    counts = np.bincount(codes, minlength=groups)
    assert groups == 60 and (counts < MINIMUM_PEOPLE).any()
    assert np.array_equal(found, np.where(counts[codes] >= MINIMUM_PEOPLE, codes, -1))


def test_columns_that_are_kept_cannot_be_changed(outcome: Outcome) -> None:
    """What one metric reads is handed to the next, so nobody may write into it; asking twice gives the same array."""
    found = people(outcome, "as written", "cell", "adult")
    assert people(outcome, 2, "adult")["adult"] is found["adult"]
    assert list(people(outcome, 2, "adult", "cell")) == ["adult", "cell"]
    with pytest.raises(ValueError, match="read-only"):
        found["cell"][0] = 1


def test_a_folder_opened_anew_is_read_anew(outcome: Outcome) -> None:
    """Columns are kept per outcome, never per folder."""
    assert people(Outcome(Path(outcome.folder)), 2, "cell")["cell"] is not people(outcome, 2, "cell")["cell"]
