"""Three lives: found by the rules that the report tells, with fallbacks, and nobody twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import fake_outcome, fake_study

from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.report.story.lives import chosen_lives, lives_section

MONTHS = 12
QUIET = {
    "adult": 1, "months_listed": 0, "wrongly_listed_months": 0, "trapped_months": 0, "tainted_months": 0,
    "lawful_given_up": 0, "refused_air": 0, "refusals": 0, "first_wrong_month": -1, "listed": 0,
    "corrected_everywhere_month": -1,
}  # fmt: skip


def run_of(folder: Path, *people: dict[str, Any]) -> Outcome:
    """A made-up run in which these things happen as written, and nothing in the other worlds."""
    writer = OutcomeWriter(folder, {**fake_study(len(people), MONTHS), "targets": []})
    rows = [
        {"arm": arm, "person": p, **QUIET, **(one if arm == 2 else {})}
        for arm in range(3) for p, one in enumerate(people)
    ]  # fmt: skip
    writer.append("people", {name: np.array([row[name] for row in rows]) for name in rows[0]})
    return Outcome(writer.finish())


def told(outcome: Outcome) -> list[tuple[int, str]]:
    """Who is told about, and under which heading."""
    return [(one.person, one.heading) for one in chosen_lives(outcome)]


def test_each_life_follows_its_rule(tmp_path: Path) -> None:
    """Most links among the wronged, the longest held of the rightly listed, the most burdened of the never listed."""
    outcome = run_of(
        tmp_path / "run",
        {"months_listed": 9},
        {"months_listed": 3, "wrongly_listed_months": 3, "first_wrong_month": 1},
        {"months_listed": 2, "wrongly_listed_months": 2, "first_wrong_month": 1, "refused_air": 1, "refusals": 1},
        {"months_listed": 5, "trapped_months": 2},
        {"tainted_months": 9},
        {"tainted_months": 1, "lawful_given_up": 1},
        {},
    )
    people = [person for person, _ in told(outcome)]
    # 1 is listed longer, but no refusal follows; 3 is held longer than need be; 5 is hit by two things
    assert people == [2, 3, 5]


def test_nobody_is_told_twice(tmp_path: Path) -> None:
    """Where one person fits every rule, the other lives are others', or there are fewer."""
    outcome = run_of(tmp_path / "run", {"months_listed": 2, "wrongly_listed_months": 2, "first_wrong_month": 1}, {})
    people = [person for person, _ in told(outcome)]
    assert people == [0, 1] and len(set(people)) == len(people)


def test_fallbacks_are_told_as_such(tmp_path: Path) -> None:
    """Without a wrong listing the most different life is told, without burdens the soonest corrected, then nobody's."""
    outcome = run_of(tmp_path / "a", {}, {"refused_air": 4}, {"months_listed": 4})
    assert told(outcome) == [
        (1, "Another life because records can be wrong"), (2, "Rightly listed, and held"), (0, "Untouched"),
    ]  # fmt: skip
    wrong = {"months_listed": 2, "wrongly_listed_months": 2, "first_wrong_month": 1, "listed": 0}
    outcome = run_of(
        tmp_path / "b", wrong | {"wrongly_listed_months": 3}, wrong | {"corrected_everywhere_month": 9},
        wrong | {"corrected_everywhere_month": 3}, {},
    )  # fmt: skip
    assert told(outcome)[-1] == (2, "Wrongly listed, and soon off the list")


def test_only_subjects_are_told(tmp_path: Path) -> None:
    """Children are not chosen where the regime is about adults."""
    child = {"adult": 0, "months_listed": 9, "wrongly_listed_months": 0}
    outcome = run_of(tmp_path / "run", child, {"months_listed": 1}, {"months_listed": 2}, child | {"months_listed": 0})
    assert told(outcome) == [(2, "Another life because records can be wrong"), (1, "Rightly listed, and held")]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A small made-up run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24))


def test_each_life_has_its_picture_rule_and_worlds(outcome: Outcome) -> None:
    """Three parts, each with a picture of its own key, the rule it was chosen by, and a sentence for every world."""
    made = lives_section(outcome, None)
    assert [part.key for part in made.parts] == ["life-1", "life-2", "life-3"] and made.heading == "Three lives"
    assert len({part.lead[0] for part in made.parts}) == 3
    for part in made.parts:
        assert any("Chosen by rule" in text for text in part.lead)
        worlds = [text.split(":")[0] for text in part.lead[2:5]]
        assert worlds == ["no regime", "perfect records", "as written"]
    figures = [figure for part in made.parts for figure in part.figures]
    assert len({figure.key for figure in figures}) == len(figures) >= 2


def test_what_a_world_did_is_what_the_tables_hold(outcome: Outcome) -> None:
    """The months and refusals of the first life's sentence are those of the people table."""
    person = chosen_lives(outcome)[0].person
    row = outcome.table("people", f"person = {person}", arm="as written")
    said = lives_section(outcome, None).parts[0].lead[4]
    months, wrong = int(row["months_listed"][0]), int(row["wrongly_listed_months"][0])
    assert f"listed for {months} month" in said and f"wrongly for {wrong} month" in said
    refusals = sum(int(row[name][0]) for name in row if name.startswith("refused_"))
    assert f"refused {refusals} time" in said
