"""Sourced documents: nothing without a source gets in, and every fault names its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.documents import Dated, Source, Strict, Value, load_document, parse_document
from counterscore.core.errors import SpecError


class Section(Strict):
    term: Dated
    share: Value


class Paper(Strict):
    id: str
    kind: str = "x"
    section: Section
    bibliography: tuple[Source, ...]


GOOD = """id: paper
section:
  term:
    - {from: 2013-10, value: 0, unit: months, source: S1, grade: statute}
    - {from: 2017-05, value: 24, unit: months, source: S1, grade: statute, where: art. 2}
  share: {value: [0.1, 0.2], unit: share, source: own, grade: assumption, range: [0, 0.3], note: ours}
bibliography:
  - {id: S1, title: a law}
"""


def fault(text: str) -> str:
    with pytest.raises(SpecError) as caught:
        parse_document(text, "paper.yaml", Paper)
    return str(caught.value)


def test_a_good_document_loads() -> None:
    """A document that gives source, grade and range for every number loads, and 24 stays 24."""
    paper = parse_document(GOOD, "paper.yaml", Paper)
    assert paper.section.term.at("2017-05").value == 24
    assert paper.section.share.numbers == (0.1, 0.2)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("source: S1, grade: statute}\n    -", "grade: statute}\n    -", 4, "source is missing"),
        ("source: own, grade: assumption,", "source: own,", 6, "grade is missing"),
        (", range: [0, 0.3]", "", 6, "range is missing"),
        ("range: [0, 0.3]", "rnge: [0, 0.3]", 6, "did you mean 'range'"),
        ("range: [0, 0.3]", "range: [0, 0.15]", 6, "does not contain"),
        ("range: [0, 0.3]", "range: [0, 3]", 6, "leaves the unit share"),
        ("[0.1, 0.2]", "high", 6, "not a number"),
        ("[0.1, 0.2]", "true", 6, "not a number"),
        ("[0.1, 0.2]", ".nan", 6, "not finite"),
        ("grade: assumption", "grade: asumption", 6, "did you mean 'assumption'"),
        ("unit: share", "unit: shares", 6, "did you mean 'share'"),
        ("source: S1, grade: statute, where", "source: S2, grade: statute, where", 5, "not in the bibliography"),
        ("from: 2017-05", "from: 2017-5", 5, "expected YYYY-MM"),
        ("from: 2017-05", "from: 2012-05", 3, "oldest first"),
        ("grade: statute, where", "grade: statute, tuned: true, where", 5, "tuned"),
        ("note: ours", "note: ours, tuned: 1", 6, "tuned"),
        ("id: paper", "id: 7", 1, "expected a valid string"),
        ("id: paper", "idd: paper", 1, "idd is not a known field"),
        ("  share:", "  term:", 6, "duplicate key"),
    ],
)
def test_every_fault_names_its_line_and_what_was_expected(old: str, new: str, line: int, words: str) -> None:
    """A fault is one line `file:line  what`, with the line on which the reader has to look."""
    text = GOOD.replace(old, new, 1)
    found = fault(text).splitlines()
    assert any(part.startswith(f"paper.yaml:{line}  ") and words in part for part in found), found


def test_anchors_are_refused() -> None:
    """A block written once and used twice is refused, it hides where a number comes from."""
    assert "anchor" in fault("id: x\nbibliography: &b [{id: S1, title: t}]\nsection: *b\n")


def test_all_faults_are_told_at_once() -> None:
    """Two faults give two lines, so that nobody repairs a file one error at a time."""
    text = GOOD.replace("grade: statute}", "grade: statut}").replace("unit: share", "unit: shares")
    assert len(fault(text).splitlines()) == 2


def test_own_source_is_never_more_than_an_assumption() -> None:
    """Our own idea cannot be dressed up as a study."""
    assert "cannot be graded study" in fault(GOOD.replace("grade: assumption", "grade: study"))


def test_dated_values_follow_the_month() -> None:
    """A dated value is the entry in force, from its month on, and nothing before the first."""
    term = parse_document(GOOD, "paper.yaml", Paper).section.term
    assert [term.at(month).number for month in ("2013-10", "2017-04", "2017-05", "2030-01")] == [0, 0, 24, 24]
    assert term.months == ("2013-10", "2017-05")
    with pytest.raises(SpecError, match="2013-10"):
        term.at("2013-09")


def test_a_single_value_holds_in_every_month() -> None:
    """A value without dates is in force always."""
    value = Value(value=3, unit="months", source="own", grade="assumption", range=(0.0, 9.0))
    assert Dated((value,)).at("1900-01") is value


def test_files_are_read_and_missing_ones_named(tmp_path: Path) -> None:
    """A file gives the same as its text; a missing file is a SpecError, not a traceback."""
    file = tmp_path / "paper.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert load_document(file, Paper) == parse_document(GOOD, "x", Paper)
    with pytest.raises(SpecError, match=r"gone\.yaml:1"):
        load_document(tmp_path / "gone.yaml", Paper)


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "a: !!python/object:os.system x\n", "[" * 200])
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    """Files that are no mapping of plain YAML give a SpecError that names the file."""
    assert fault(text).startswith("paper.yaml:")


def test_values_cannot_be_changed() -> None:
    """A loaded number is frozen."""
    paper = parse_document(GOOD, "paper.yaml", Paper)
    with pytest.raises(ValueError, match="frozen"):
        paper.section.share.unit = "months"
