"""The wrong person on the command line and in Python: what --json holds, and what a run gives when asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from verbs import say

import counterscore as cs
from counterscore.audit.four_counts import COUNTS
from counterscore.core.errors import OutcomeError


def test_the_json_summary_has_the_four_counts_and_curves(finished: Path) -> None:
    """``report --json`` of a run gives four counts of the arm with errors, its curves and its cascade, and no sum."""
    told = say("report", finished, "--json", "--out", finished / "again.html").json
    told = told.get("summary", told)
    assert [one["arm"] for one in told["four_counts"]] == ["as written"]
    assert set(told["four_counts"][0]) == {"arm", "subjects", *COUNTS, "note"}
    assert set(told["survival"]) <= set(COUNTS)
    assert told["survival"]["wrongly_listed"]["people"] == told["four_counts"][0]["subjects"]
    assert told["cascade"]["arm"] == "as written"
    json.dumps(told, allow_nan=False)


def test_a_result_answers_the_three_questions(finished: Path) -> None:
    """The methods of a result are those of the summary for the main arm, and take any other arm by name."""
    out = cs.open_outcome(finished)
    assert out.four_counts() == out.summary.four_counts[0]
    assert out.survival() == out.summary.survival
    assert out.cascade() == out.summary.cascade
    assert out.four_counts("perfect records").named() == {}
    with pytest.raises(OutcomeError, match="as written"):
        out.survival("as writen")
    right = out.cascade("perfect records")
    assert right is not None
    assert right.entries == 0
