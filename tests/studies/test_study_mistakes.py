"""Mistakes in a study file: each is told with its line and what was expected, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.errors import PromiseError, SpecError
from counterscore.studies.file import LARGEST, load_study, parse_study
from counterscore.studies.identity import hash_of, resolved
from counterscore.studies.runner import ask

TEXT = """\
study: small
title: Small
regime: judgment-defaulters
people: 1000
months: 6
replicates: 4
arms:
  as written: {}
  with notice: {with: [notice]}
ranges: {sample: none}
structure: {couplings: false, variants: none}
questions:
  - {id: listed, metric: ever_listed, arm: with notice, against: as written, expect: lower}
"""
AGAIN = "  - {id: listed, metric: ever_listed, arm: with notice, against: as written}\n"
NOTICE = "{with: [notice]}"
PATH = "{values: {redress.notice_p: %s}}"
MISTAKES = [
    # what stands there, what is written instead, line, what is told
    ("replicates:", "replicats:", 6, "did you mean 'replicates'?"),
    (NOTICE, "{wiht: [notice]}", 9, "did you mean 'with'?"),
    (NOTICE, "{with: notice}", 9, "expected a valid array"),
    (NOTICE, "{with: [notise]}", 9, "did you mean 'notice'?"),
    (NOTICE, "{without: [linkage_eror]}", 9, "did you mean 'linkage_error'?"),
    (NOTICE, "{values: {redress.notise_p: 0.5}}", 9, "did you mean 'redress.notice_p'?"),
    (NOTICE, PATH % "half", 9, "'half' is not a number; expected a number, a list of numbers, or a mapping"),
    (NOTICE, PATH % "", 9, "None is not a number"),
    (NOTICE, PATH % "true", 9, "True is not a number"),
    (NOTICE, PATH % "[[0.5]]", 9, "[[0.5]] is not a number"),
    (NOTICE, PATH % "[]", 9, "[] is not a number"),
    (NOTICE, PATH % "1.5", 9, "patch redress.notice_p: 1.5 leaves the unit probability"),
    (NOTICE, PATH % "[0.5, 0.6]", 9, "expected one number"),
    (NOTICE, "{with: [notice], from: 2017-13}", 9, "'2017-13' is not a month"),
    (NOTICE, "{with: [notice], from: 2041-01}", 9, "is after the last month"),
    ("  as written", "  '': {}\n  as written", 8, "'' is no name; expected 1 to 80 characters"),
    ("arm: with notice", "arm: with notise", 13, "no arm 'with notise'  did you mean 'with notice'?"),
    ("against: as written", "against: with notice", 13, "is compared with itself"),
    ("ever_listed", "ever_lisetd", 13, "did you mean 'ever_listed'?"),
    (
        "ever_listed",
        "ranked_low_months",
        13,
        "has nothing that metric 'ranked_low_months' could count; expected one of",
    ),
    ("ever_listed", "wrongly_listed", 13, "expected an arm of this name: perfect records: {without: [errors]}"),
    ("expect: lower", "group: {residense: rural}", 13, "did you mean 'residence'?"),
    ("expect: lower", "group: {residence: rurl}", 13, "did you mean 'rural'?"),
    ("expect: lower", "expect: lowr", 13, "did you mean 'lower'?"),
    ("expect: lower", "expect: no difference", 13, "needs a margin"),
    ("expect: lower", "margin: -1", 13, "expected greater than or equal to 0"),
    ("id: listed", "id: Listed", 13, "'Listed' is no name; expected small letters, digits and hyphens"),
    ("study: small", "study: ../small", 1, "'../small' is no name"),
    (TEXT[-20:], f"{TEXT[-20:]}{AGAIN}", 14, "two questions are called 'listed'"),
    (TEXT[TEXT.index("  - {id") :], "", 12, "questions is 'None'"),
    ("questions:\n" + TEXT[TEXT.index("  - {id") :], "questions: []\n", 12, "expected one question or more"),
    ("people: 1000", "people: -5", 4, "expected greater than or equal to 2"),
    ("people: 1000", "people: many", 4, "expected a valid integer"),
    ("replicates: 4", "replicates: 100_000", 6, "expected at most 65,536"),
    ("replicates: 4", "replicates: {half_width: 3}", 6, "expected more than 20"),
    ("replicates: 4", "replicates: {at_least: 30, at_most: 30, half_width: 3}", 6, "expected more than 30"),
    ("replicates: 4", "replicates: {at_most: 50}", 6, "expected a half_width at which to stop"),
    ("replicates: 4", "replicates: {at_most: 50, half_width: 3, question: lised}", 6, "did you mean 'listed'?"),
    ("sample: none", "sample: redress.*", 10, "'redress.*' is neither all nor none"),
    ("sample: none", "sample: [redres.*]", 10, "nothing to sample at 'redres.*'"),
    ("sample: none", "design: sobol, points: 33", 10, "a power of 2"),
    ("variants: none", "variants: [nope]", 11, "no version 'nope'"),
    ("judgment-defaulters", "judgement-defaulters", 3, "did you mean 'judgment-defaulters"),
    ("judgment-defaulters", "mine.yaml", 3, "names 'mine.yaml'; expected a file beside the study file"),
    ("months: 6", "months: 6\nfiles: [mine.py]", 6, "names 'mine.py'; expected a file beside the study file"),
    ("months: 6", "months: 6\nmonths: 7", 6, "repeated keys"),
    (NOTICE, f"&a {NOTICE}\n  again: *a", 10, "uses an anchor"),
    (TEXT, "", 1, "the file holds no mapping"),
    (TEXT, "name,age\nsomebody,33\n", 1, "the file holds no mapping"),
]


@pytest.mark.parametrize(("there", "instead", "line", "told"), MISTAKES)
def test_a_mistake_is_told_once_with_its_line(there: str, instead: str, line: int, told: str, tmp_path: Path) -> None:
    """One fault gives one line `file:line  what; expected`, and nothing beside it."""
    assert TEXT.count(there) == 1
    file = tmp_path / "study.yaml"
    file.write_text(TEXT.replace(there, instead), encoding="utf-8")
    with pytest.raises(SpecError) as found:
        ask(file)
    (said,) = str(found.value).splitlines()
    assert f"study.yaml:{line}  " in said
    assert told in said


def test_all_faults_of_one_kind_are_told_at_once() -> None:
    """Three faults in three places give three lines."""
    text = (
        TEXT.replace("people: 1000", "people: x").replace("ever_listed", "listed").replace("sample: none", "sample: x")
    )
    with pytest.raises(SpecError) as found:
        parse_study(text)
    assert [line.split("  ")[0] for line in str(found.value).splitlines()] == [
        "study.yaml:4", "study.yaml:10", "study.yaml:13",
    ]  # fmt: skip


def test_files_that_are_no_study_are_refused(tmp_path: Path) -> None:
    """Data about persons break a promise; files that are huge, no text, or not there are told as such."""
    (tmp_path / "people.csv").write_text("name,id\nsomebody,1\n", encoding="utf-8")
    with pytest.raises(PromiseError):
        load_study(tmp_path / "people.csv")
    (tmp_path / "huge.yaml").write_bytes(b"#" * (LARGEST + 1))
    (tmp_path / "bytes.yaml").write_bytes(bytes(range(256)))
    for name, told in (("huge", "is larger than"), ("bytes", "cannot be read"), ("none", "cannot be read")):
        with pytest.raises(SpecError, match=told):
            load_study(tmp_path / f"{name}.yaml")


def test_the_order_of_keys_and_arms_changes_no_hash() -> None:
    """Comments, the order of keys and of arms are no part of what a study is; a value is."""
    turned = TEXT.replace(
        f"  as written: {{}}\n  with notice: {NOTICE}\n", f"  with notice: {NOTICE}\n  as written: {{}}\n"
    )
    turned = "# a comment\nmonths: 6\n" + turned.replace("months: 6\n", "")
    assert turned != TEXT
    known = hash_of(resolved(parse_study(TEXT)))
    assert hash_of(resolved(parse_study(turned))) == known
    assert hash_of(resolved(parse_study(TEXT.replace("months: 6", "months: 7")))) != known
