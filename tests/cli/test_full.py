"""`run --ranges`, `--each-safeguard` and `--full`, and `report --full`: answers that are added to a run."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from verbs import say

import counterscore as cs
from counterscore import asking
from counterscore.audit.assumed import assumed
from counterscore.audit.protection import protection
from counterscore.core.errors import PromiseError, SpecError
from counterscore.report.protection import protection_section
from counterscore.report.uncertainty import uncertainty_section
from counterscore.results import open_outcome
from counterscore.running import complete
from counterscore.worlds import ranges as room
from counterscore.worlds.causes import usual_causes
from counterscore.worlds.study import Study

TOY = str(Path(__file__).parent.parent / "laws" / "files" / "toy-points.yaml")
SMALL = ("--people", "3000", "--months", "12", "--json")


def content(folder: Path) -> str:
    """The content hash of a run."""
    kept = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return str(kept["deterministic"]["content_sha256"])


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the toy that was asked for everything at once."""
    folder = tmp_path_factory.mktemp("full") / "run"
    said = say("run", TOY, *SMALL, "--out", folder, "--ranges", "--each-safeguard")
    assert said.code == 0, said.err
    return folder


def test_a_run_that_is_asked_keeps_its_answers(asked: Path) -> None:
    """Both annexes are there, verified, and read back with the leading answer first."""
    assert all(check.passed for check in cs.verify(asked))
    outcome = open_outcome(asked)
    found, guarded = assumed(outcome), protection(outcome)
    assert found is not None and guarded is not None
    assert (found.questions[0].metric, found.questions[0].reference) == asking.questions_in(outcome.summary)[0]
    assert found.people == 3000 and len(found.leading.parameters) == room.DRAWS
    assert guarded.safeguards


def test_what_is_asked_is_no_part_of_the_study(asked: Path, tmp_path: Path) -> None:
    """A run with and without the questions has the same hashes and tables; a later question gives the same answer."""
    plain = tmp_path / "plain"
    assert say("run", TOY, *SMALL, "--out", plain, "--no-report").code == 0
    assert content(plain) == content(asked)
    said = say("report", plain, "--full", "--json")
    assert said.code == 0, said.err
    for name in ("ranges", "safeguards"):
        one, other = (json.loads((f / f"annex-{name}.json").read_text(encoding="utf-8")) for f in (plain, asked))
        assert one["content_sha256"] == other["content_sha256"]


def test_sections_tell_what_was_found(asked: Path) -> None:
    """The tornado and the safeguards have text alternatives, as many rows as bars, and nothing where nobody asked."""
    outcome = open_outcome(asked)
    section, guards = uncertainty_section(assumed(outcome)), protection_section(protection(outcome))
    assert section is not None and guards is not None
    assert uncertainty_section(None) is None and protection_section(None) is None
    for figure in (*section.figures, *guards.figures):
        assert figure.rows and {drawing.shown for drawing in figure.drawings} == {"wide", "narrow"}
        assert all("<desc" in drawing.svg for drawing in figure.drawings)
    assert "chance alone" in section.lead[0] and "draw" in section.lead[1]
    text = " ".join(str(cell) for table in section.tables for row in table.rows for cell in row)
    assert "no rule of this run reads it" in text and "nan" not in text


def test_full_names_causes_that_fit() -> None:
    """--full puts harm down to causes of the regime itself, at most four, and none that is not there."""
    causes = usual_causes(Study("judgment-defaulters", people=100, months=1))
    assert causes[0] == "linkage_error" and len(causes) == 4
    fitting = {"false_report", "no_notice", "no_expiry", "no_repair"}
    assert set(usual_causes(Study(TOY, people=100, months=1))) <= fitting


def test_a_question_that_is_stopped_leaves_the_run_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between worlds ends with 130; the run is finished and says how to ask again."""
    folder, first = tmp_path / "run", room.populate

    def interrupted(*given: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return first(*given)

    monkeypatch.setattr(room, "populate", interrupted)
    said = say("run", TOY, *SMALL, "--out", folder, "--ranges")
    assert said.code == 130 and said.escaped is None
    assert f"counterscore report {folder} --full" in said.err
    assert all(check.passed for check in cs.verify(folder)) and not list(folder.glob("annex-*"))


def test_the_same_from_python(tmp_path: Path) -> None:
    """run(ranges=..., each_safeguard=...) takes yes, no or a number of people; data about persons is refused."""
    run = cs.run(TOY, 2000, 6, folder=tmp_path / "run", each_safeguard=1000)
    found = protection(run)
    assert found is not None and (found.people, found.of_people) == (1000, 2000)
    assert assumed(run) is None
    with pytest.raises(SpecError, match="expected True, False or a number of people"):
        cs.run(TOY, 2000, 6, folder=tmp_path / "other", ranges=2.5)
    with pytest.raises(PromiseError):
        cs.run(TOY, 2000, 6, folder=tmp_path / "third", ranges=[{"name": "somebody", "age": 40}])
    with pytest.raises(SpecError, match="did you mean 'people'"):
        complete(run, ranges=True, effort={"peple": 100})


def test_more_people_are_lived_again_where_the_answer_is_rare() -> None:
    """8,192 people where one in ten is concerned, more where one in a thousand is, and never more than the run has."""
    folder = cs.run(TOY, 2000, 6)
    assert asking.people_for(folder.summary, asking.MOST_RANGES) == 2000
