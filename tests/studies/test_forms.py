"""The same questions under other couplings and in other versions: what each is, and what cannot be lived says why."""

from __future__ import annotations

from pathlib import Path

import pytest
from study_folders import folder_of, settle

from counterscore.core.errors import SpecError
from counterscore.studies import chance, forms
from counterscore.studies.answers import doubts
from counterscore.studies.file import StudyFile, parse_study
from counterscore.studies.tasks import Task

HEAD = """
study: small
title: Small
regime: %s
people: 1500
months: 12
seed: 5
replicates: 2
ranges: {sample: none}
questions:
  - {id: listed, metric: ever_listed, arm: as written, against: none}
  - {id: keys, metric: ever_listed, arm: as written, against: perfect records}
"""
TEXT = HEAD % "judgment-defaulters"


def study(more: str = "", text: str = TEXT) -> StudyFile:
    """A study with these lines more."""
    return parse_study(text + more)


def lived(asked: StudyFile, form: str, replicate: int = 0) -> dict[str, object]:
    """What comes of a form in a replicate."""
    return forms.live(asked, Task(forms.NAME, 0, {"form": form, "replicate": replicate}))


def test_forms_are_couplings_and_other_versions() -> None:
    """Both couplings and every other version of the file, unless the study leaves them out or names some."""
    every = forms.forms_of(study())
    assert [name for name, (kind, _) in every.items() if kind == "coupling"] == [forms.ANEW, forms.MIRRORED]
    versions = [name for name, (kind, _) in every.items() if kind == "version"]
    assert "judgment-defaulters-2013" in versions
    assert "judgment-defaulters" not in versions
    assert forms.forms_of(study("structure: {couplings: false, variants: none}\n")) == {}
    some = forms.forms_of(study("structure: {couplings: false, variants: [judgment-defaulters-20*]}\n"))
    assert list(some) == [name for name in versions if name.startswith("judgment-defaulters-20")]
    with pytest.raises(SpecError, match="did you mean 'judgment-defaulters-20"):
        forms.forms_of(study("structure: {variants: [judgment-defaulters-2012]}\n"))


def test_worlds_that_use_no_dealt_draw_are_the_same_under_any_coupling() -> None:
    """Life without a regime is dealt nothing anew: effects against it do not hang on the coupling."""
    written = chance.live(study(), Task(chance.NAME, 0))["answers"]
    for form in forms.COUPLINGS:
        found = lived(study(), form)["answers"]
        assert found["listed"] == written["listed"]  # type: ignore[index]
        assert found["listed"]["estimate"] > 0.0  # type: ignore[index]


def test_other_couplings_make_other_people_differ() -> None:
    """Against an arm with rules, more people differ under another deal than on common draws; means stay close."""
    written = chance.live(study(), Task(chance.NAME, 0))["answers"]["keys"]
    for form in forms.COUPLINGS:
        found = lived(study(), form)["answers"]["keys"]  # type: ignore[index]
        assert found["arm"] == written["arm"]
        assert found["differing"] > written["differing"]


def test_a_version_is_the_study_of_that_version() -> None:
    """Another version is lived as if the study had named it."""
    name = "judgment-defaulters-2013"
    asked = study()
    there = parse_study(HEAD % name)
    assert lived(asked, name, 1)["answers"] == chance.live(there, Task(chance.NAME, 1))["answers"]


def test_what_cannot_be_lived_says_why(tmp_path: Path) -> None:
    """A version without what a question or an arm needs gives no number and the reason, and stops nothing else."""
    text = (HEAD % "rongcheng").replace("replicates: 2", "replicates: 2\nstructure: {replicates: 2, couplings: false}")
    text = text.replace("ranges: {sample: none}\n", "ranges: {sample: none}\narms:\n  none: {without: [regime]}\n"
                        "  as written: {}\n  perfect records: {without: [errors]}\n"
                        "  other: {values: {no.such.path: 1.0}}\n")  # fmt: skip
    folder = folder_of(tmp_path / "problem", text)
    settle(folder, forms.PART)
    found = doubts(folder.study, folder)[0].forms
    assert {one.name for one in found} == {"rongcheng-2021", "rongcheng-responding"}
    assert all(one.estimate is None and "no.such.path" in one.problem for one in found)


def test_each_form_has_an_interval_of_its_own(tmp_path: Path) -> None:
    """Every form is lived in the first replicates and told with its interval; one not lived yet says so."""
    more = "structure: {replicates: 2, variants: [judgment-defaulters-2013]}\n"
    folder = folder_of(tmp_path / "forms", TEXT + more)
    assert {one.problem for one in doubts(folder.study, folder)[0].forms} == {"not lived yet"}
    settle(folder, forms.PART)
    for doubt in doubts(folder.study, folder):
        assert [one.kind for one in doubt.forms] == ["coupling", "coupling", "version"]
        for one in doubt.forms:
            assert one.replicates == 2
            assert one.estimate is not None and one.low is not None and one.high is not None
            assert one.low <= one.estimate <= one.high
            assert not one.problem
