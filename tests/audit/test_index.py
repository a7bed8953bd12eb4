"""Indices: declared once, found by name, told in a summary with what they lack."""

from __future__ import annotations

import json
import math

import pytest
from fakes import fake_outcome

from counterscore.audit.frame import groupings_of
from counterscore.audit.index import Index, Parts, find_index, index, indices
from counterscore.audit.index_rows import hardest_hit, index_rows
from counterscore.audit.resample import index_effect, index_of, parts_of
from counterscore.audit.summary import summary
from counterscore.core.errors import OutcomeError, SpecError
from counterscore.core.outcome import Outcome


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A made-up run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("index") / "run", people=2000, months=12))


@pytest.mark.parametrize("name", sorted(indices()))
def test_every_index_says_what_it_is(name: str) -> None:
    """Title, unit, definition, source, whom it is about, a scale, and a value of no difference on it."""
    one = find_index(name)
    assert one.title and one.unit and one.source and one.among and one.needs
    assert one.definition.endswith(".") and one.low < one.high
    assert one.null is None or one.low <= one.null <= one.high


@pytest.mark.parametrize("name", sorted(indices()))
def test_every_index_keeps_to_the_interface(name: str, outcome: Outcome) -> None:
    """Rows of all people, zero for those it is not about, and a value on its scale from sums of any shape."""
    one = find_index(name)
    if not one.available(outcome):
        with pytest.raises(OutcomeError, match="needs columns"):
            parts_of(outcome, one, "as written", None)
        return
    codes = outcome.table("people", columns=["cell"], arm="as written")["cell"].astype(int) % 5
    found = parts_of(outcome, one, "as written", (codes, 5) if one.across else None)
    assert found.rows.ndim == 2 and len(found.rows) == len(found.among) == 2000
    assert not found.rows[~found.among.astype(bool)].any()
    value = float(found.of(found.rows.sum(axis=0)))
    assert math.isnan(value) or one.low - 1e-9 <= value <= one.high + 1e-9
    stacked = found.of(found.rows.reshape(2, 1000, -1).sum(axis=1))
    assert stacked.shape == (2,)


def test_unknown_and_twice_declared_names_are_refused() -> None:
    """The nearest name is offered; two indices of one name are an error."""
    with pytest.raises(OutcomeError, match="parity_gap"):
        find_index("parity_gab")

    def parity_gap(outcome: Outcome, arm: str | int) -> Parts:
        raise AssertionError

    with pytest.raises(SpecError, match="two indices"):
        index(title="t", unit="u", worse="higher", definition="Another.", source="s", needs=("x",))(parity_gap)


def test_rows_hold_every_index_the_run_can_tell(outcome: Outcome) -> None:
    """Each available index that is defined has a value, and a difference to each reference, for each grouping once."""
    rows = index_rows(outcome, "as written", ["none", "perfect records"])
    keys = [(row.index, row.by, row.reference) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row.by for row in rows if find_index(row.index).across} == set(groupings_of(outcome))
    assert all(row.by == "" for row in rows if not find_index(row.index).across)
    for row in rows:
        assert (row.low is None) == (row.high is None) and (row.low is not None or row.note)
        if row.low is not None and row.high is not None and row.estimate is not None:
            assert row.low - 1e-9 <= row.estimate <= row.high + 1e-9
    values = {(row.index, row.by) for row in rows if row.reference is None}
    assert values == {(row.index, row.by) for row in rows}


def test_values_and_differences_are_those_asked_for_alone(outcome: Outcome) -> None:
    """A row of the summary says what the index says when it is asked for by itself."""
    one = find_index("gini_months_listed")
    rows = [row for row in index_rows(outcome, "as written", ["perfect records"]) if row.index == one.id]
    value, change = index_of(outcome, one, "as written"), index_effect(outcome, one, "as written", "perfect records")
    assert (rows[0].estimate, rows[0].low, rows[0].high) == (value.estimate, value.low, value.high)
    assert (rows[1].estimate, rows[1].low, rows[1].high) == (change.estimate, change.low, change.high)


def test_a_summary_holds_indices_and_the_worst_hit_as_json(outcome: Outcome) -> None:
    """Everything is plain, and an arm is never its own reference."""
    found = summary(outcome)
    text = json.loads(json.dumps(found.to_json()))
    assert len(text["indices"]) == len(found.indices) > 0
    assert [one["metric"] for one in text["worst_hit"]] == [one.metric for one in hardest_hit(outcome, "as written")]
    assert all(row.reference != row.arm for row in found.indices)
    assert hardest_hit(outcome, "none") == []


def test_an_index_is_declared_by_its_function() -> None:
    """What is declared above a function is an index of that function's name."""
    found = find_index("gini_months_listed")
    assert isinstance(found, Index) and found.id == found.count.__name__ == "gini_months_listed"
