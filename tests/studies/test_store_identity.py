"""What a study is: everything that changes an answer changes its hash, and nothing else does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lived_studies import SMALL, broken, facts, lived, written

from counterscore.core.errors import OutcomeError, SpecError
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files
from counterscore.studies import identity
from counterscore.studies.file import StudyFile, parse_study
from counterscore.studies.identity import hash_of, regime_from, resolved
from counterscore.studies.runner import ask

FULL = """\
study: full
title: Everything at once
regime: judgment-defaulters
recipe: china-city
people: 300
months: 12
seed: 3
arms:
  as written: {}
  none: {without: [regime]}
  perfect records: {without: [errors]}
  told: {with: [notice], values: {redress.notice_p: 0.5}, from: 2017-10}
replicates: {at_least: 4, at_most: 28, half_width: 0.5, question: listed}
ranges: {sample: [redress.*], design: sobol, points: 4, replicates: 1}
structure: {couplings: true, variants: none, replicates: 3}
questions:
  - {id: listed, metric: ever_listed, arm: told, against: as written, group: {sex: male}, expect: lower, margin: 0.1}
  - {id: other, metric: months_listed, arm: as written, against: none}
influence: {question: listed, people: 64, trajectories: 2, strongest: 2, sample: 8}
"""


def sha(text: str) -> str:
    """The hash of a study."""
    return hash_of(resolved(parse_study(text)))


def test_words_that_change_nothing_change_no_hash(tmp_path: Path) -> None:
    """Comments, the order of keys, the form of numbers and the name of the file leave the hash as it is."""
    first = ask(written(tmp_path)).sha256
    lines = SMALL.splitlines()
    turned = "\n".join(["# a comment", *lines[1:7], lines[0], "seed: 1  # the usual one", *lines[7:]])
    turned = turned.replace("people: 200", "people: 2_00").replace("{sample: none}", "\n  # none\n  sample: 'none'")
    assert ask(written(tmp_path / "elsewhere", turned, "renamed.yaml")).sha256 == first
    assert sha(SMALL) == first
    arms = FULL.splitlines()[8:12]
    assert sha(FULL.replace("\n".join(arms), "\n".join(reversed(arms)))) == sha(FULL)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("people: 300", "people: 301"), ("months: 12", "months: 13"), ("seed: 3", "seed: 4"),
        ("recipe: china-city", "recipe: beijing"), ("notice_p: 0.5", "notice_p: 0.51"),
        ("with: [notice]", "with: [notice, hearing]"), ("from: 2017-10", "from: 2017-11"),
        ("without: [errors]", "without: [linkage_error]"), ("at_least: 4", "at_least: 5"),
        ("at_most: 28", "at_most: 29"), ("half_width: 0.5", "half_width: 0.6"),
        ("question: listed}", "question: other}"),
        ("redress.*", "listing.*"), ("design: sobol", "design: latin"), ("points: 4", "points: 5"),
        ("couplings: true", "couplings: false"), ("variants: none", "variants: all"),
        ("couplings: true, variants: none, replicates: 3", "couplings: true, variants: none, replicates: 4"),
        ("sex: male", "sex: female"), ("expect: lower", "expect: higher"), ("margin: 0.1", "margin: 0.2"),
        ("metric: ever_listed", "metric: ever_limited"), ("against: none}", "against: perfect records}"),
        ("trajectories: 2", "trajectories: 3"), ("sample: 8", "sample: 16"),
        ("regime: judgment-defaulters", "regime: judgment-defaulters-trap"),
    ],
)  # fmt: skip
def test_every_value_changes_the_hash(before: str, after: str) -> None:
    """Each value of a study file changes its hash."""
    assert before in FULL
    try:
        changed = sha(FULL.replace(before, after))
    except SpecError as fault:
        pytest.fail(f"{after} cannot be lived: {fault}")
    assert changed != sha(FULL)


def test_no_field_of_a_study_file_is_left_out() -> None:
    """Every field of the study file stands in what is hashed, with its defaults."""
    assert set(resolved(parse_study(SMALL))["file"]) == {
        field.alias or name for name, field in StudyFile.model_fields.items()
    }


def test_code_and_data_change_the_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another line of code in a room that makes answers changes the hash; a page of the report does not."""
    before = sha(SMALL)
    room = tmp_path / "counterscore"
    shutil.copytree(identity.PACKAGE, room, ignore=shutil.ignore_patterns("__pycache__", "*.yaml"))
    monkeypatch.setattr(identity, "PACKAGE", room)
    identity.code_digests.cache_clear()
    try:
        assert sha(SMALL) == before
        (room / "report" / "page.py").write_text("# another page\n", encoding="utf-8")
        identity.code_digests.cache_clear()
        assert sha(SMALL) == before
        with (room / "engine" / "steps.py").open("a", encoding="utf-8") as file:
            file.write("# another step\n")
        identity.code_digests.cache_clear()
        assert sha(SMALL) != before
    finally:
        identity.code_digests.cache_clear()


def test_a_regime_of_ones_own_counts_by_its_numbers(tmp_path: Path) -> None:
    """Another number in a regime file of one's own changes the hash; a comment in it does not."""
    text = library_files()["carbon88"].read_text(encoding="utf-8")
    path = written(tmp_path, regime="mine.yaml")
    study = path.read_text(encoding="utf-8").replace("ever_listed", "high_band").replace("months_listed", "high_band")
    path.write_text(study, encoding="utf-8")
    hashes = []
    for version in (text, text + "\n# a comment\n", text.replace("warmup_months: 0", "warmup_months: 1")):
        (tmp_path / "mine.yaml").write_text(version, encoding="utf-8")
        hashes.append(ask(path).sha256)
    assert hashes[0] == hashes[1]
    assert hashes[0] != hashes[2]


def test_the_regime_can_be_had_back() -> None:
    """From what is hashed the regime can be rebuilt, number by number, whatever ships later."""
    known = json.loads(json.dumps(resolved(parse_study(FULL))))
    regime, shipped = regime_from(known), load_regime("judgment-defaulters")
    assert regime.digest() == shipped.digest() == known["regime"]["sha256"]
    assert regime.values() == shipped.values()


def test_sampled_numbers_are_named() -> None:
    """Paths with a star name all numbers with a range that match; a path that matches nothing is a fault."""
    assert all(path.startswith("redress.") for path in resolved(parse_study(FULL))["sampled"])
    assert len(resolved(parse_study(FULL))["sampled"]) > 3
    with pytest.raises(SpecError, match=r"nothing to sample at 'redres\.notice_p'.*did you mean"):
        resolved(parse_study(FULL.replace("redress.*", "redres.notice_p")))


def test_files_of_ones_own_travel_with_the_study(tmp_path: Path) -> None:
    """A study lives the copies in its folder: it goes on when the originals are gone, and refuses edited ones."""
    path = broken(tmp_path / "there", 0.0, replicates=3)
    here, _ = lived(path, tmp_path / "out")
    before = facts(here)
    assert (tmp_path / "out" / "own" / "trouble.py").is_file()
    assert str(tmp_path) not in json.dumps(here.resolved)
    mechanism = tmp_path / "there" / "trouble.py"
    mechanism.write_text(mechanism.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    with pytest.raises(OutcomeError, match="own"):
        lived(path, tmp_path / "out")
    shutil.rmtree(tmp_path / "there")
    shutil.move(tmp_path / "out", tmp_path / "moved")
    (tmp_path / "moved" / "tasks" / "chance-00001.json").unlink()
    from counterscore.studies.executors.serial import Serial
    from counterscore.studies.runner import live
    from counterscore.studies.store import Folder

    with Serial() as executor:
        assert live(Folder(tmp_path / "moved"), executor).tasks == 1
    assert facts(tmp_path / "moved") == before


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        ("regime: judgment-defaulters", "regime: judgement-defaulters", 3, "unknown regime"),
        ("recipe: china-city", "recipe: china-town", 4, "recipe"),
        ("with: [notice]", "with: [notise]", 12, "did you mean 'notice'"),
        ("without: [errors]", "without: [error]", 11, "no mechanism"),
        ("redress.notice_p: 0.5", "redress.notice_q: 0.5", 12, "no such number"),
        ("redress.notice_p: 0.5", "redress.notice_p: 1.5", 12, "leaves the unit"),
        ("from: 2017-10", "from: 2024-03", 12, "no later than"),
        ("sample: [redress.*]", "sample: [redres.*]", 14, "nothing to sample"),
        ("group: {sex: male}", "group: {age_band: under 18}", 17, "nobody under 18"),
        ("group: {sex: male}", "group: {firm_size: small}", 17, "does not divide"),
        ("metric: ever_listed", "metric: ever_flagged", 17, "could count"),
        ("metric: ever_listed", "metric: ever_listd", 17, "did you mean 'ever_listed'"),
        ("people: 300", "people: 1", 5, "greater than"),
    ],
)  # fmt: skip
def test_every_fault_has_its_line(before: str, after: str, line: int, told: str, tmp_path: Path) -> None:
    """A faulty study is refused before anything is lived, with file, line and what to do."""
    assert before in FULL
    with pytest.raises(SpecError) as fault:
        ask(written(tmp_path, FULL.replace(before, after)))
    assert f"small.yaml:{line}  " in str(fault.value)
    assert told in str(fault.value)
