"""A summary asks a run once: answers are the same, are kept within bounds, and cannot be changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import fake_outcome

from counterscore.audit.recalled import Recalled
from counterscore.audit.summary import summary
from counterscore.core.outcome import Outcome


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A made-up run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("recalled") / "run", people=600, months=12))


def test_answers_are_those_of_the_run_and_kept(outcome: Outcome) -> None:
    """The same query gives the same arrays again, equal to the run's own, and nobody can write into them."""
    again = Recalled(outcome)
    first, second = (again.sql("SELECT person, arm FROM people ORDER BY arm, person") for _ in range(2))
    known = outcome.sql("SELECT person, arm FROM people ORDER BY arm, person")
    assert first["person"] is second["person"] and np.array_equal(first["person"], known["person"])
    known["person"][0] = 5
    with pytest.raises(ValueError, match="read-only"):
        first["person"][0] = 5
    assert (again.arms, again.tables, again.folder) == (outcome.arms, outcome.tables, outcome.folder)


def test_questions_with_values_are_asked_every_time(outcome: Outcome) -> None:
    """What a question is about beyond its words is never mistaken for another."""
    again = Recalled(outcome)
    query = "SELECT person FROM people WHERE person = ? AND arm = 0"
    assert [again.sql(query, [number])["person"].tolist() for number in (3, 4)] == [[3], [4]]


def test_only_so_much_is_kept(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers asked longest ago go first where memory ends; the last one always stays."""
    monkeypatch.setattr(Recalled, "KEPT", 100)
    again = Recalled(outcome)
    one = again.sql("SELECT person FROM people")
    again.sql("SELECT arm FROM people")
    assert again.sql("SELECT person FROM people")["person"] is not one["person"]
    assert len(again._answers) == 1


def test_a_summary_is_the_same_twice(outcome: Outcome, tmp_path: Path) -> None:
    """Keeping answers changes no number."""
    assert summary(outcome).to_json() == summary(outcome).to_json()
