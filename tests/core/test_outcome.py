"""The reader of run folders: every synthetic life, and nobody else's."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from fakes import ARMS, fake_outcome

from counterscore.core.errors import OutcomeError
from counterscore.core.outcome import Outcome, read_back
from counterscore.core.verify import verify


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run."""
    return fake_outcome(tmp_path_factory.mktemp("runs") / "run", people=1500, months=24)


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    """The reader of that run."""
    return Outcome(folder)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A run a test may damage."""
    return fake_outcome(tmp_path / "run", people=200, months=12)


def test_arms_and_codebook_come_from_the_study(outcome: Outcome) -> None:
    """Arms are numbered in the order of the study, and codes have names."""
    assert outcome.arms == ARMS and outcome.steps == 24
    assert outcome.arm_number("as written") == outcome.arm_number(2) == 2
    assert outcome.codebook["sectors"][0] == "air"


def test_tables_by_arm_are_the_rows_of_that_arm(outcome: Outcome) -> None:
    """Choosing arm by arm gives every row once, in file order, equal to reading the file whole."""
    whole = read_back(outcome.path("people"))
    for number, arm in enumerate(ARMS):
        part = outcome.table("people", arm=arm)
        for name, values in part.items():
            assert np.array_equal(values, whole[name][whole["arm"] == number])
            assert values.dtype == whole[name].dtype
        assert np.array_equal(part["person"], np.arange(1500))


def test_where_and_columns_narrow_a_table(outcome: Outcome) -> None:
    """A condition and a choice of columns give what masking by hand gives."""
    whole = read_back(outcome.path("listings"))
    found = outcome.table("listings", "born < 6 OR cause = 1", ["person"], arm=2)
    mask = ((whole["born"] < 6) | (whole["cause"] == 1)) & (whole["arm"] == 2)
    assert list(found) == ["person"] and mask.any()
    assert np.array_equal(found["person"], whole["person"][mask])


def test_life_holds_every_arm_and_both_sides(outcome: Outcome) -> None:
    """A life has one people row per arm, and every row that names the person as the one who acts or who bears."""
    listings = read_back(outcome.path("listings"))
    astray = np.flatnonzero(listings["subject"] != listings["person"])
    person = int(listings["subject"][astray[0]])
    life = outcome.life(person)
    assert life["people"]["arm"].tolist() == [0, 1, 2]
    mine = (listings["person"] == person) | (listings["subject"] == person)
    assert len(life["listings"]["arm"]) == mine.sum() >= 1
    assert "months" not in life
    assert set(life["refusals"]["person"]) <= {person}


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda o: o.table("recrods"), "did you mean 'records'"),
        (lambda o: o.table("people", columns=["scor"]), "did you mean 'score'"),
        (lambda o: o.table("people", arm="as writen"), "did you mean 'as written'"),
        (lambda o: o.table("people", arm=3), "expected 0 to 2"),
        (lambda o: o.table("people", "no_such_column = 1"), "no_such_column"),
        (lambda o: o.life(1500), "1500 people"),
        (lambda o: o.life(-1), "no person -1"),
    ],
)
def test_wrong_names_are_explained(outcome: Outcome, ask: object, said: str) -> None:
    """Every wrong name ends in one OutcomeError that offers the nearest known one."""
    assert callable(ask)
    with pytest.raises(OutcomeError, match=said):
        ask(outcome)


@pytest.mark.parametrize(
    "query",
    [
        "COPY people TO 'x.csv'",
        "CREATE TABLE mine AS SELECT * FROM people",
        "SELECT 1; SELECT 2",
        "DROP VIEW people",
        "SET threads = 4",
        "SELECT * FROM 'other.parquet'",
        "SELECT * FROM read_csv('other.csv')",
        "SELECT * FROM read_text('study.json')",
        "SELEC 1",
        "",
    ],
)
def test_queries_read_this_folder_only(
    outcome: Outcome, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 1: no query changes anything, and none can reach another file, even one that exists."""
    monkeypatch.chdir(tmp_path)
    duckdb.execute("COPY (SELECT 1 AS person) TO 'other.parquet'")
    duckdb.execute("COPY (SELECT 1 AS person) TO 'other.csv'")
    Path("study.json").write_text("{}")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutcomeError):
        outcome.sql(query)
    assert sorted(tmp_path.iterdir()) == before


def test_queries_answer(outcome: Outcome) -> None:
    """SQL over several tables gives plain NumPy columns."""
    found = outcome.sql("SELECT arm, sum(ever_listed) AS n FROM people GROUP BY arm ORDER BY arm")
    wanted = [int(outcome.table("people", arm=arm)["ever_listed"].sum()) for arm in range(3)]
    assert found["arm"].tolist() == [0, 1, 2] and found["n"].tolist() == wanted


def test_nulls_never_become_numbers(outcome: Outcome) -> None:
    """An empty integer in an answer is an error that says what to write; an empty fraction is NaN."""
    with pytest.raises(OutcomeError, match="coalesce"):
        outcome.sql("SELECT CAST(NULL AS INTEGER) AS gap")
    assert np.isnan(outcome.sql("SELECT CAST(NULL AS DOUBLE) AS gap")["gap"][0])


def test_files_without_the_stamp_are_refused(tmp_path: Path) -> None:
    """Promise 4: rows of people that were not simulated here cannot be read in."""
    path = tmp_path / "people.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS person, 650.0 AS score) TO '{path}'")
    with pytest.raises(OutcomeError, match=r"people\.parquet: not written by counterscore"):
        read_back(path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"person,score\n1,650\n", bytes(range(256)) * 40])
def test_damaged_files_are_named(tmp_path: Path, content: bytes) -> None:
    """A file that is no Parquet gives one OutcomeError with its name."""
    path = tmp_path / "people.parquet"
    path.write_bytes(content)
    with pytest.raises(OutcomeError, match=r"people\.parquet: not a readable Parquet file"):
        read_back(path)


def test_truncated_tables_are_named(own: Path) -> None:
    """A table cut short by a broken copy is named when the run is opened."""
    path = own / "people.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(OutcomeError, match=r"people\.parquet"):
        Outcome(own)


def test_missing_files_are_named(tmp_path: Path, own: Path) -> None:
    """Missing folders, tables and manifests each have their own sentence."""
    with pytest.raises(OutcomeError, match="no such folder"):
        Outcome(tmp_path / "nowhere")
    with pytest.raises(OutcomeError, match="no such file"):
        read_back(tmp_path / "people.parquet")
    (own / "people.parquet").unlink()
    with pytest.raises(OutcomeError, match=r"people\.parquet: no such file"):
        Outcome(own)
    (own / "manifest.json").unlink()
    with pytest.raises(OutcomeError, match="not a finished run"):
        Outcome(own)


def test_a_foreign_table_in_a_run_is_refused(own: Path) -> None:
    """Promise 1: replacing a table of a run by rows of other people closes the run."""
    (own / "people.parquet").unlink()
    duckdb.execute(f"COPY (SELECT 1 AS person) TO '{own / 'people.parquet'}'")
    with pytest.raises(OutcomeError, match="not written by counterscore"):
        Outcome(own)


def test_a_table_of_another_study_is_refused(own: Path, tmp_path: Path) -> None:
    """Tables of two runs cannot be mixed, even when both were written here."""
    other = fake_outcome(tmp_path / "other", people=200, months=12, seed=8)
    (own / "people.parquet").write_bytes((other / "people.parquet").read_bytes())
    with pytest.raises(OutcomeError, match="another study"):
        Outcome(own)


@pytest.mark.parametrize("text", ["{", "[]", '{"deterministic": {}}'])
def test_a_damaged_manifest_is_named(own: Path, text: str) -> None:
    """A manifest that is no manifest is one OutcomeError with its name."""
    (own / "manifest.json").write_text(text)
    with pytest.raises(OutcomeError, match=r"manifest\.json"):
        Outcome(own)


def test_an_edited_study_is_refused(own: Path) -> None:
    """The study of a run cannot be changed afterwards."""
    study = json.loads((own / "study.json").read_text())
    study["seed"] = 99
    (own / "study.json").write_text(json.dumps(study))
    with pytest.raises(OutcomeError, match="not the study"):
        Outcome(own)


def test_a_reformatted_study_is_the_same_study(own: Path) -> None:
    """The identity of a study is its content, not its layout."""
    study = json.loads((own / "study.json").read_text())
    (own / "study.json").write_text(json.dumps(dict(reversed(study.items()))))
    assert Outcome(own).arms == ARMS


@pytest.mark.parametrize(
    ("name", "alike"), [("my run [1]", "my run 1"), ("what's this", ""), ("*", "b"), ("a?b", "axb"), ("listé 名单", "")]
)
def test_folders_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, alike: str) -> None:
    """Blanks, quotes, brackets and letters of any script are only a name, even where they match another."""
    monkeypatch.chdir(tmp_path)
    if alike:
        fake_outcome(Path(alike), people=50, months=6, seed=8)
    found = Outcome(fake_outcome(Path(name), people=100, months=6))
    assert all(check.passed for check in verify(name))
    assert len(read_back(Path(name) / "people.parquet")["person"]) == 300
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert len(found.table("people")["person"]) == 300
    assert found.life(3)["people"]["arm"].tolist() == [0, 1, 2]
