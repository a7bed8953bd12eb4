"""One synthetic life in every arm: complete, in order, and plainly empty where nothing happened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import fake_outcome, fake_study

from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome
from counterscore.core.outcome_writer import OutcomeWriter
from counterscore.report import Life, life, life_json, render_life, telling_person
from counterscore.report.story.text import chapters

MONTHS = 12


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A small run."""
    return Outcome(fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=3000, months=24))


def rows(given: Sequence[dict[str, Any]]) -> dict[str, np.ndarray]:
    """Rows as columns."""
    return {name: np.array([row[name] for row in given]) for name in given[0]}


def listing(arm: int, person: int, subject: int, born: int, cause: int = 0, end: int = -1) -> dict[str, Any]:
    """A listing of a made-up run."""
    return {
        "arm": arm, "person": person, "subject": subject, "list": 0, "born": born, "cause": cause, "end_month": end,
        "end_reason": 5 if end >= 0 else 0, "aware_month": born + 1, "filed_month": -1, "decision_month": end,
        "outcome": 1,
    }  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Outcome:
    """Three people: 0 untouched, 1 owes and is listed in both regimes, 2 is listed for 1's debt as written."""
    writer = OutcomeWriter(tmp_path / "run", {**fake_study(3, MONTHS), "targets": []})
    everyone = [(arm, p, int(p == 2 and arm == 2)) for arm in range(3) for p in range(3)]
    people = [{"arm": arm, "person": p, "adult": 1, "sex": 0, "age_years": 30, "months_listed": 7 * hit,
               "wrongly_listed_months": 7 * hit, "refused_air": 2 * hit} for arm, p, hit in everyone]  # fmt: skip
    writer.append("people", rows(people))
    writer.append("listings", rows([listing(1, 1, 1, 2), listing(2, 1, 1, 2), listing(2, 1, 2, 3, end=10)]))
    writer.append("refusals", rows([{"arm": 2, "person": 2, "month": 4, "sector": 0, "count": 2}]))
    return Outcome(writer.finish())


def test_nothing_happened_is_said(small: Outcome) -> None:
    """A life without events in any arm says so in so many words."""
    told = life(small, 0)
    assert told.empty and not any(told.events)
    assert "Nothing happened to person 0 in any arm in 12 months." in render_life(told)


def test_what_came_before_the_start_is_kept_apart(tmp_path: Path) -> None:
    """A listing older than the run is told before month 0 and holds from month 0; one that ended leaves no trace."""
    writer = OutcomeWriter(tmp_path / "run", {**fake_study(2, MONTHS), "targets": []})
    writer.append("people", rows([{"arm": arm, "person": p, "adult": 1} for arm in range(3) for p in range(2)]))
    old = [listing(arm, 0, 0, -5, end=4) for arm in (1, 2)]
    writer.append("listings", rows([*old, listing(2, 1, 1, -9) | {"end_month": -2}]))
    outcome = Outcome(writer.finish())
    told = life(outcome, 0)
    assert told.states[2] == ("on-list",) * 4 + ("calm",) * 8
    assert "before the start\n  [perfect records; as written] put on the list" in render_life(told)
    assert set(life(outcome, 1).states[2]) == {"calm"}


def test_numbers_outside_the_run_are_refused(small: Outcome) -> None:
    """A person the run does not have is an error that names the range."""
    for number in (-1, 3):
        with pytest.raises(OutcomeError, match="0 to 2"):
            life(small, number)


def test_causes_are_told_apart(small: Outcome) -> None:
    """A listing for one's own act and one for somebody else's have different causes, signs and states."""
    own, other = life(small, 1), life(small, 2)
    first = own.events[2][0]
    assert (first.kind, first.cause, first.month) == ("listed", "own debt", 2)
    wrong = other.events[2][0]
    assert (wrong.kind, wrong.month) == ("mislisted", 3) and wrong.cause.startswith("wrong match")
    assert other.events[0] == () == other.events[1]
    assert other.states[2] == ("calm",) * 3 + ("mislisted",) * 7 + ("calm",) * 2
    assert own.states[1] == ("calm",) * 2 + ("on-list",) * 10
    assert [e.what for e in own.events[2] if "somebody else" in e.what]


def test_every_step_of_a_listing_is_told(small: Outcome) -> None:
    """Being listed, learning of it, refusals, the decision and the end appear in the month they belong to."""
    told = [(e.month, e.kind) for e in life(small, 2).events[2]]
    assert told == [(3, "mislisted"), (4, "refused"), (4, "step"), (10, "step"), (10, "ended")]
    assert "refused: flights, 2 times" in render_life(life(small, 2))


def test_draws_are_shown(small: Outcome) -> None:
    """The draw behind a row is shown with its stream; the stream names the rule where the codebook does not."""
    seen: list[str] = []

    def draw_of(table: str, row: Any) -> list[tuple[str, float]]:
        seen.append(f"{table} of arm {row['arm']}")
        return [("linkage.u_match", 0.000123)]

    shown = render_life(life(small, 2, draw_of))
    assert "linkage.u_match = 0.000123" in shown and "rule: linkage" in shown
    assert seen == ["listings of arm 2", "refusals of arm 2"]


def test_agreeing_months_are_collapsed(small: Outcome) -> None:
    """The stretches cover every month once, and months without differences are joined."""
    told = life(small, 2)
    spans = [(first, last) for first, last, _ in chapters(told)]
    assert spans == [(0, 2), (3, 3), (4, 4), (5, 9), (10, 10), (11, 11)]


def test_equal_events_are_one_line(small: Outcome) -> None:
    """An event that happens in several arms is written once, with the arms it happens in."""
    shown = render_life(life(small, 1))
    assert shown.count("] put on the list") == 1
    assert "[perfect records; as written] put on the list of defaulters" in shown


def test_text_fits_a_terminal(outcome: Outcome) -> None:
    """No line of a life is wider than 80 letters, and every line is plain ASCII."""
    for person in (telling_person(outcome), 0, 7):
        shown = render_life(life(outcome, person))
        assert shown.isascii() and max(map(len, shown.splitlines())) <= 80
        assert "nobody like this exists" in shown


def test_json_holds_the_life(outcome: Outcome) -> None:
    """The plain form goes through JSON unchanged and names every event of every arm."""
    told: Life = life(outcome, telling_person(outcome))
    made = json.loads(json.dumps(life_json(told)))
    assert [len(events) for events in made["events"]] == [len(events) for events in told.events]
    assert made["person"] == told.person and "synthetic" in made


def test_telling_person_is_wrongly_listed(outcome: Outcome, small: Outcome) -> None:
    """The person shown is one whom errors put on the list and who was refused something because of it."""
    assert telling_person(small) == 2
    written = outcome.table("people", f"person = {telling_person(outcome)}", arm="as written")
    perfect = outcome.table("people", f"person = {telling_person(outcome)}", arm="perfect records")
    assert written["wrongly_listed_months"][0] > 0
    assert sum(int(written[c][0]) - int(perfect[c][0]) for c in written if c.startswith("refused_")) > 0


def test_low_bands_are_part_of_a_life(tmp_path: Path) -> None:
    """Without any list, months in a restricted band are told from the people table, with whether errors caused them."""
    writer = OutcomeWriter(tmp_path / "run", {**fake_study(2, MONTHS), "targets": []})
    spell = {"adult": 1, "first_listed_month": 3, "months_listed": 4}
    fell = [{"arm": arm, "person": p, **spell, "wrongly_listed_months": 4 * p} for arm in range(3) for p in range(2)]
    writer.append("people", rows(fell))
    outcome = Outcome(writer.finish())
    assert life(outcome, 0).states[2] == ("calm",) * 3 + ("low",) * 4 + ("calm",) * 5
    assert life(outcome, 1).states[2] == ("calm",) * 3 + ("mislisted",) * 4 + ("calm",) * 5
    assert [(e.month, e.cause) for e in life(outcome, 1).events[2]] == [(3, "only because records are wrong")]
