"""Two studies side by side: paired where they share people and draws, as two samples elsewhere, always said which."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from small_studies import TOY, lived, replaced
from verbs import say

from counterscore.audit.studied.compared import Compared
from counterscore.core.draws import uniforms
from counterscore.core.errors import OutcomeError
from counterscore.studies import told
from counterscore.studies.compare import compare_studies
from counterscore.studies.finish import finish, verify
from counterscore.studies.lots import difference_of, mean_of
from counterscore.studies.store import Folder

TEXT = """
study: toy
title: {title}
regime: {regime}
people: 500
months: {months}
seed: {seed}
replicates: 4
structure: {{couplings: false, variants: none}}
ranges: {{sample: none}}
questions:
  - {{id: below, metric: low_band_months, arm: as written, against: perfect records, expect: {expect}}}
{more}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the toy in it, and the toy with another band."""
    place = tmp_path_factory.mktemp("studies")
    (place / "toy.yaml").write_text(TOY, encoding="utf-8")
    other = place / "other"
    other.mkdir()
    (other / "toy.yaml").write_text(replaced(TOY, ("from: {value: 100,", "from: {value: 90,")), encoding="utf-8")
    return place


def study(root: Path, name: str, **asked: Any) -> Path:
    """A lived study folder of that name; the same name is lived once."""
    folder = root / name
    words = {"title": "A toy", "regime": root / "toy.yaml", "months": 12, "seed": 5, "expect": "higher", "more": ""}
    return folder if folder.is_dir() else lived(folder, TEXT.format(**words | asked), 4)


def effects(folder: Path) -> list[float]:
    """The effect of each replicate."""
    return [found["answers"]["below"]["estimate"] for _, _, found in Folder(folder).found("chance")]


def test_a_study_and_its_copy_are_the_same(root: Path, tmp_path: Path) -> None:
    """Nothing differs, the difference is exactly zero replicate by replicate, and the verdict is the same."""
    one = study(root, "one")
    shutil.copytree(one, tmp_path / "copy")
    found = compare_studies(one, tmp_path / "copy")
    (both,) = found.shared
    assert (both.difference, both.low, both.high, both.method, both.pairs) == (0.0, 0.0, 0.0, "paired", 4)
    assert found.differs == () and not both.clear and both.answer_a == both.answer_b


def test_the_same_people_are_compared_replicate_by_replicate(root: Path) -> None:
    """Other rules for the same seeds: the interval is that of a paired t test, narrower than that of two samples."""
    one, two = study(root, "one"), study(root, "other-rules", regime=root / "other" / "toy.yaml")
    (both,) = compare_studies(one, two).shared
    x, y = effects(one), effects(two)
    known = stats.ttest_rel(y, x).confidence_interval()
    assert both.method == "paired" and both.pairs == 4
    assert (both.low, both.high) == pytest.approx((known.low, known.high), rel=1e-4)
    apart = difference_of(y, x)
    assert both.difference == pytest.approx(apart[0]) and both.high - both.low < apart[2] - apart[1]


def test_other_people_are_two_samples(root: Path) -> None:
    """Other seeds: nothing is paired, and the interval is that of Welch."""
    one, two = study(root, "one"), study(root, "other-seed", seed=77)
    (both,) = compare_studies(one, two).shared
    known = stats.ttest_ind(effects(two), effects(one), equal_var=False).confidence_interval()
    assert both.method == "two samples" and both.pairs == 0
    assert (both.low, both.high) == pytest.approx((known.low, known.high), rel=0.02)


def test_a_seed_of_fewer_people_is_another_seed(root: Path) -> None:
    """The same seeds with another number of people are not the same people."""
    fewer = lived(root / "fewer", TEXT.format(title="t", regime=root / "toy.yaml", months=12, seed=5, expect="higher",
                                              more="").replace("people: 500", "people: 400"), 4)  # fmt: skip
    (both,) = compare_studies(study(root, "one"), fewer).shared
    assert both.method == "two samples"


def test_what_differs_is_told_field_by_field(root: Path) -> None:
    """Months, expectations, questions and a value of a regime file of the same name: each is told, in words."""
    more = "  - {id: also, metric: low_band_months, arm: as written, against: none}"
    one = study(root, "one")
    two = study(root, "many", regime=root / "other" / "toy.yaml", months=9, expect="lower", more=more)
    found = compare_studies(one, two)
    told = {row.place: (row.before, row.after) for row in found.differs}
    assert told["months"] == ("12", "9") and "questions" in told
    assert told["regime.scoring.bands.high.from"] == ("100 points", "90 points")
    assert found.only_b == ("also",) and found.only_a == ()
    (both,) = found.shared
    assert (both.answer_a.verdict, both.answer_b.verdict) == ("as expected", "against expectation")


def test_questions_are_known_by_what_they_ask(root: Path) -> None:
    """The same metric, arms and group under another id are the same question; another group is another question."""
    more = "  - {id: women, metric: low_band_months, arm: as written, against: none, group: {sex: female}}"
    two = lived(root / "renamed", TEXT.format(title="t", regime=root / "toy.yaml", months=12, seed=5, expect="higher",
                                              more=more).replace("id: below", "id: lower"), 4)  # fmt: skip
    men = study(root, "men", more=more.replace("women", "men").replace("female", "male"))
    found = compare_studies(men, two)
    assert [(both.a, both.b) for both in found.shared] == [("below", "lower")]
    assert found.only_a == ("men",) and found.only_b == ("women",)


def test_a_changed_study_is_refused(root: Path, tmp_path: Path) -> None:
    """One number of one replicate is edited: no comparison is made of it."""
    shutil.copytree(study(root, "one"), tmp_path / "one")
    task = tmp_path / "one" / "tasks" / "chance-00002.json"
    task.write_text(task.read_text(encoding="utf-8").replace('"people":', '"peopl":', 1), encoding="utf-8")
    with pytest.raises(OutcomeError, match="changed"):
        compare_studies(study(root, "one"), tmp_path / "one")
    with pytest.raises(OutcomeError, match="no such file"):
        compare_studies(study(root, "one"), tmp_path)


def test_the_terminal_says_it_in_80_columns(root: Path) -> None:
    """The verb prints at most 80 columns, or nothing but JSON; both say how the difference was found."""
    one, two = study(root, "one"), study(root, "other-rules", regime=root / "other" / "toy.yaml")
    said = say("study", "compare", one, two)
    assert said.code == 0 and max(map(len, said.out.splitlines())) <= 80
    assert "Replicate by replicate: 4 of them" in " ".join(said.out.split())
    assert "100 points -> 90 points" in said.out
    told = say("study", "compare", one, two, "--json")
    assert Compared.model_validate_json(json.dumps(json.loads(told.out))) == compare_studies(one, two)


def test_intervals_over_replicates_hold_what_they_should() -> None:
    """Of 4,000 samples of 5 (and 4) normal numbers 95 % of the intervals hold the truth.

    False alarms: each share lies within 4 standard errors (0.0138) of 0.95; less than 1 in 5,000 for the two together.
    """
    u = uniforms(3, "audit.resample", 2 * 4000 * 9).reshape(2, 4000, 9)
    x = np.sqrt(-2 * np.log(u[0])) * np.cos(2 * np.pi * u[1])
    y = np.concatenate([x[:, :5], 3 * x[:, 5:] + 1], axis=1)
    one = [mean_of(list(row[:5])) for row in y]
    two = [difference_of(list(row[5:]), list(row[:5])) for row in y]
    assert abs(np.mean([low <= 0 <= high for _, low, high in one]) - 0.95) < 0.0138
    assert np.mean([low <= 1 <= high for _, low, high in two]) > 0.95 - 0.0138


def test_other_words_for_an_answer_are_no_change(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finished study stays whole where a later version puts verdicts into other words; an edited verdict does not."""
    folder = root / "worded"
    shutil.copytree(study(root, "one"), folder)
    finish(Folder(folder))
    monkeypatch.setattr(told, "sentence", lambda answer: "Said otherwise.")
    assert all(check.passed for check in verify(folder))
    path = folder / "verdicts" / "below.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"sentence": "', '"sentence": "Not: '), encoding="utf-8")
    assert [check.subject for check in verify(folder) if not check.passed] == ["verdicts/below.json"]
    with pytest.raises(OutcomeError, match="is not what was written"):
        compare_studies(folder, study(root, "one"))
