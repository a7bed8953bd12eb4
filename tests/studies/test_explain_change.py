"""Why a number differs: swaps add up, belong to what was swapped, and never hide what they cannot explain."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from small_studies import TOY, lived, replaced
from verbs import say

import counterscore as cs
from counterscore.audit.studied.changed import Cause, Changed
from counterscore.core.errors import OutcomeError, PromiseError, SpecError
from counterscore.studies import explain_change, explain_numbers, explain_sides
from counterscore.studies.explain_change import explain_change as explain
from counterscore.studies.explain_numbers import Wanted
from counterscore.worlds import live

BELOW = Wanted("low_band_months", "as written", "perfect records")
HIGH = "from: {value: 100,", "from: {value: 90,"
MOST = "max: {value: 2000,", "max: {value: 1999,"
POINTS = "points: {value: -10,", "points: {value: -16,"
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Lives the toy with some words of its file replaced; the same wish gives the same folder."""
    root = tmp_path_factory.mktemp("runs")
    known: dict[str, Path] = {}

    def made(*swaps: tuple[str, str], **asked: Any) -> Path:
        key = repr((swaps, sorted(asked.items())))
        if key not in known:
            folder = root / str(len(known))
            file = root / f"{len(known)}.yaml"
            file.write_text(replaced(TOY, *swaps), encoding="utf-8")
            cs.run(str(file), folder=folder, **{"people": 900, "months": 12, "seed": 3} | asked)
            known[key] = folder
        return known[key]

    return made


def by_path(found: Changed) -> Mapping[str, Cause]:
    """The causes by the first path of each."""
    return {cause.details[0].path: cause for cause in found.causes}


def test_equal_runs_differ_in_nothing(make: Make, tmp_path: Path) -> None:
    """A run and its copy: nothing differs, the difference is exactly zero, and nothing is lived to know it."""
    folder = make()
    shutil.copytree(folder, tmp_path / "copy")
    found = explain(folder, tmp_path / "copy", BELOW)
    assert found.same and found.difference == 0.0 and found.worlds == 0 and found.remainder == 0.0


def test_all_of_a_difference_is_put_on_the_one_value_that_differs(make: Make) -> None:
    """Only one number of the regime differs: alone in A, alone in B and on the walk it is the whole difference."""
    found = explain(make(), make(HIGH), BELOW)
    (cause,) = found.causes
    assert cause.kind == "numbers" and [one.path for one in cause.details] == ["scoring.bands.high.from"]
    assert found.difference != 0.0
    assert cause.from_a == cause.from_b == cause.in_walk == found.difference
    assert found.remainder == 0.0


def test_what_changes_nothing_gets_exactly_nothing(make: Make) -> None:
    """A number that no life hangs on is told as different, and its effect is exactly zero."""
    found = explain(make(), make(MOST), BELOW)
    (cause,) = found.causes
    assert cause.details[0].path == "scoring.max"
    assert (cause.from_a, cause.from_b, cause.in_walk, found.difference) == (0.0, 0.0, 0.0, 0.0)


def test_other_reasons_for_the_same_number_are_no_cause(make: Make) -> None:
    """A number with another source or note alone is counted, not swapped."""
    found = explain(make(), make(("note: ours}", "note: still ours}")), BELOW)
    assert found.causes == () and found.alike == 3 and found.difference == 0.0


SEVERAL = (
    ((), {}, (HIGH, POINTS), {"months": 9}),
    ((HIGH,), {"people": 700}, (HIGH, POINTS, MOST), {"people": 800, "seed": 9, "replicate": 2}),
)


@pytest.mark.parametrize(("mine", "asked", "theirs", "others"), SEVERAL, ids=["rules", "people"])
def test_the_walk_adds_up_and_shares_do_too(
    make: Make, mine: Any, asked: dict[str, Any], theirs: Any, others: dict[str, Any]
) -> None:
    """Steps of the walk add up to the difference, and so do the shares; every difference is a cause."""
    found = explain(make(*mine, **asked), make(*theirs, **others), BELOW)
    assert len(found.causes) >= 3 and found.difference != 0.0
    assert sum(cause.in_walk for cause in found.causes) + found.remainder == pytest.approx(found.difference, abs=1e-9)
    assert sum(cause.share for cause in found.causes) == pytest.approx(found.difference, abs=1e-9)


def test_the_other_way_round_is_the_mirror_image(make: Make) -> None:
    """A against B and B against A: what a thing does alone on one side is what it does on the other, turned round."""
    one, two = make(), make(HIGH, seed=5, months=10)
    there, back = explain(one, two, BELOW), explain(two, one, BELOW)
    assert there.difference == -back.difference != 0.0
    mine, other = by_path(there), by_path(back)
    assert mine.keys() == other.keys() and len(mine) == 3
    for path, cause in mine.items():
        assert cause.from_a == -other[path].from_b and cause.from_b == -other[path].from_a
        assert cause.share == pytest.approx(-other[path].share, abs=1e-9)


def test_numbers_that_only_fit_together_are_swapped_together(make: Make) -> None:
    """Two bands that would overlap one at a time are one cause, and the walk still adds up."""
    low, high = "title: low, from: {value: 0,", "from: {value: 100,"
    moved = (low, low.replace("0,", "120,")), (high, "from: {value: 150,")
    found = explain(make(), make(*moved), BELOW)
    (cause,) = found.causes
    assert {one.path for one in cause.details} == {"scoring.bands.low.from", "scoring.bands.high.from"}
    assert cause.in_walk == found.difference


def test_many_numbers_are_swapped_by_part(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """More numbers than are told one by one are swapped by the part of the regime that they belong to."""
    monkeypatch.setattr("counterscore.studies.explain_causes.GROUPED", 1)
    found = explain(make(), make(MOST, HIGH, ("value: 120, unit: months", "value: 150, unit: months")),
                    BELOW)  # fmt: skip
    assert sorted(len(cause.details) for cause in found.causes) == [1, 2]


def test_rules_that_are_no_numbers_are_one_cause(make: Make) -> None:
    """A band that only one regime has is told as rules, beside the numbers that both have."""
    more = "    - {id: top, title: top, from: {value: 1500, unit: points, source: S1, grade: statute}}\nbibliography:"
    found = explain(make(), make(HIGH, ("bibliography:", more)), BELOW)
    kinds = [cause.kind for cause in found.causes]
    assert kinds == ["rules", "numbers"]
    assert any("top" in one.label for one in found.causes[0].details)
    assert sum(cause.in_walk for cause in found.causes) == pytest.approx(found.difference, abs=1e-9)


def test_an_arm_of_another_kind_is_a_cause(make: Make) -> None:
    """The same name for another arm: the arms are the cause, in words."""
    mine = {"arms": {"as written": cs.asis, "x": cs.without("false_reports")}}
    theirs = {"arms": {"as written": cs.asis, "x": cs.no_regime}}
    found = explain(make(**mine), make(**theirs), Wanted("low_band_months", "as written", "x"))
    (cause,) = found.causes
    assert cause.kind == "arms" and cause.details[0].before == "without false_reports"
    assert cause.in_walk == found.difference != 0.0


def test_what_code_did_is_apart_from_what_the_study_did(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of another version: the gap between what it recorded and what its study gives here is the code's."""
    one, two = make(), make(seed=8)
    plainly = explain_numbers.Lives._lived

    def otherwise(self: Any, theirs: Any, deal: Any) -> float:
        return plainly(self, theirs, deal) + (0.25 if not theirs else 0.0)

    plain = explain(one, two, BELOW)
    monkeypatch.setattr(explain_numbers.Lives, "_lived", otherwise)
    same = explain(one, two, BELOW)
    assert same.remainder == pytest.approx(0.25) and [cause.kind for cause in same.causes] == ["seed"]
    monkeypatch.setattr(explain_sides, "version", lambda: "9.9")
    found = explain(one, two, BELOW)
    assert [cause.kind for cause in found.causes] == ["code", "seed"] and found.remainder == 0.0
    assert found.causes[0].in_walk == found.causes[0].from_a == pytest.approx(0.25)
    assert found.causes[1].in_walk == pytest.approx(plain.causes[0].in_walk - 0.25)
    assert found.difference == plain.difference


def test_a_regime_that_changed_since_is_lived_from_the_folder(make: Make, tmp_path: Path) -> None:
    """The file of a regime was edited after the run: the run's own copy is what is swapped."""
    file = tmp_path / "mine.yaml"
    file.write_text(TOY, encoding="utf-8")
    cs.run(str(file), people=900, months=12, seed=3, folder=tmp_path / "run")
    file.write_text(replaced(TOY, ("rate: {value: 0.2,", "rate: {value: 0.1,")), encoding="utf-8")
    found = explain(tmp_path / "run", make(seed=4), BELOW)
    assert [cause.kind for cause in found.causes] == ["seed"] and not found.problem
    assert found.a.lived == found.a.recorded


def test_a_regime_that_nobody_kept_leaves_the_total_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run without its rules, whose file was edited since: the total is told, nothing is lived, and why is said."""
    monkeypatch.setattr(live, "keep_rules", lambda study, folder: {})
    file = tmp_path / "mine.yaml"
    file.write_text(TOY, encoding="utf-8")
    cs.run(str(file), people=900, months=12, seed=3, folder=tmp_path / "a")
    file.write_text(replaced(TOY, HIGH), encoding="utf-8")
    cs.run(str(file), people=900, months=12, seed=4, folder=tmp_path / "b")
    found = explain(tmp_path / "a", tmp_path / "b", BELOW)
    assert "A: the regime toy-points" in found.problem and "not at hand any more" in found.problem
    assert found.worlds == 0 and found.remainder == found.difference
    assert {cause.kind for cause in found.causes} == {"seed", "rules"}
    assert all(cause.in_walk is None for cause in found.causes)
    said = say("study", "explain-change", tmp_path / "a", tmp_path / "b")
    assert said.code == 0 and "only the total is known" in " ".join(said.out.split())


@pytest.mark.parametrize("name", ["study.json", "regime.json", "people.parquet"])
def test_a_folder_that_was_changed_is_refused(make: Make, tmp_path: Path, name: str) -> None:
    """Whatever is edited in a run: nothing is said of it."""
    shutil.copytree(make(), tmp_path / "run")
    path = tmp_path / "run" / name
    path.write_bytes(path.read_bytes().replace(b"toy-points", b"tow-points").replace(b"PAR1", b"PAR2"))
    with pytest.raises(OutcomeError):
        explain(tmp_path / "run", make(), BELOW)


def test_what_is_not_there_is_named(make: Make, tmp_path: Path) -> None:
    """Unknown metrics, arms and folders are refused by name."""
    with pytest.raises(OutcomeError, match="no such folder"):
        explain(make(), tmp_path / "nowhere", BELOW)
    with pytest.raises(OutcomeError, match="expected the folder of a finished run or of a study"):
        explain(make(), tmp_path, BELOW)
    with pytest.raises(PromiseError, match="PROMISES"):
        explain(make(), tmp_path / "people.csv", BELOW)
    with pytest.raises(SpecError, match="say which number"):
        explain(make(), make(seed=4), Wanted("low_band_months"))
    with pytest.raises(SpecError, match="no arm 'as wished'"):
        explain(make(), make(seed=4), Wanted("low_band_months", "as wished", "none"))
    with pytest.raises(OutcomeError, match="no metric"):
        explain(make(), make(seed=4), Wanted("obedience", "as written", "none"))
    with pytest.raises(SpecError, match="compared with itself"):
        explain(make(), make(seed=4), Wanted("low_band_months", "none", "none"))


STUDY = """
study: toy
title: A toy
regime: {regime}
people: 700
months: {months}
seed: {seed}
replicates: 3
questions:
  - {{id: below, metric: low_band_months, arm: as written, against: perfect records}}
  - {{id: women, metric: low_band_months, arm: as written, against: none, group: {{sex: female}}}}
"""


def test_two_studies_are_explained_over_their_replicates(make: Make, tmp_path: Path) -> None:
    """Of studies the first common question is explained, as a mean over replicates, from the rules in their folders.

    A run and a study are explained by the questions of the study.
    """
    file = tmp_path / "toy.yaml"
    file.write_text(TOY, encoding="utf-8")
    one = lived(tmp_path / "a", STUDY.format(regime=file, months=12, seed=2), 3)
    two = lived(tmp_path / "b", STUDY.format(regime=file, months=9, seed=3), 3)
    found = explain(one, two, Wanted(), replicates=2)
    assert found.replicates == (2, 2) and [cause.kind for cause in found.causes] == ["months", "seed"]
    assert (found.a.lived, found.b.lived) == (found.a.recorded, found.b.recorded)
    assert sum(cause.in_walk for cause in found.causes) == pytest.approx(found.difference, abs=1e-9)
    other = explain(one, two, Wanted(against="none"), replicates=1)
    assert other.group == {"sex": "female"} and other.a.lived == other.a.recorded
    assert explain(one, two, Wanted("women"), replicates=1) == other
    mixed = explain(make(), one, Wanted(), replicates=1)
    assert [cause.kind for cause in mixed.causes] == ["people", "seed"]
    assert sum(cause.in_walk or 0.0 for cause in mixed.causes) == pytest.approx(mixed.difference, abs=1e-9)
    with pytest.raises(SpecError, match="no such question"):
        explain(one, two, Wanted("wrongly_listed"))


def test_the_terminal_says_it_in_80_columns(make: Make) -> None:
    """The verb prints a table of at most 80 columns, or nothing but JSON; both hold the same numbers."""
    one, two = make(), make(HIGH, seed=5, months=10)
    asked = ("study", "explain-change", one, two, "--metric", "low_band_months", "--against", "perfect records")
    said = say(*asked)
    assert said.code == 0 and max(map(len, said.out.splitlines())) <= 80
    assert "not explained" in said.out and "12 -> 10" in said.out
    told = json.loads(say(*asked, "--json").out)
    assert Changed.model_validate_json(json.dumps(told)) == explain(one, two, BELOW)
    assert "nothing differs" in say("study", "explain-change", one, one).out


def test_a_share_is_worked_out_for_few_causes_only(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit there are no shares, and it is said; the walk is there all the same."""
    monkeypatch.setattr(explain_change, "MOST_SHARED", 2)
    found = explain(make(), make(HIGH, seed=5, months=10), BELOW)
    assert {cause.share for cause in found.causes} == {None} and "at most 2" in found.not_shared
    assert sum(cause.in_walk for cause in found.causes) == pytest.approx(found.difference, abs=1e-9)
