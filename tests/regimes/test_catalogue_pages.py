"""The pages about regimes: every number in words and with its source, in 80 columns and as Markdown, always renewed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from counterscore.core.documents import Dated, Value
from counterscore.core.units import Unit
from counterscore.regimes import RegimeSpec, load_regime, regime_ids
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.patches import value_paths
from counterscore.regimes.schema import Family, Status
from counterscore.regimes.telling.kinds import KIND_WORDS, KINDS, kinds_of
from counterscore.regimes.telling.outline import leaves, numbers, section_names, word_names
from counterscore.regimes.telling.page import page_of
from counterscore.regimes.telling.pages import all_pages, full_page, regime_page, stale, versions_of
from counterscore.regimes.telling.paper import as_markdown, as_text, in_words
from counterscore.regimes.telling.words import (
    FAMILY_WORDS,
    STATUS_WORDS,
    amount,
    bare,
    graded,
    legend,
    number,
    said,
    said_over_time,
    span,
)

DOCS = Path(__file__).parents[2] / "docs" / "regimes"
RENEW = "renew the pages with: python docs/make_regime_pages.py"
SHIPPED = sorted(library_files())
each_id = pytest.mark.parametrize("name", regime_ids())
each_file = pytest.mark.parametrize("name", SHIPPED)


def value(x: float | tuple[float, ...], unit: str, low: float = 0, high: float = 1, **more: object) -> Value:
    return Value(value=x, unit=unit, source="own", grade="assumption", range=(low, high), **more)  # type: ignore[arg-type]


@cache
def text_of(name: str) -> str:
    """The page of a regime as text, without line breaks."""
    return plain(as_text(full_page(load_regime(name))))


@cache
def markdown_of(name: str) -> str:
    """The page of a regime as Markdown, without line breaks."""
    return plain(as_markdown(full_page(load_regime(name)))).replace("\\|", "|")


def plain(text: str) -> str:
    """Text without line breaks."""
    return " ".join(text.split())


@each_file
def test_the_page_in_the_docs_is_what_the_file_says(name: str) -> None:
    """Every regime has a page in the documentation, made from its file."""
    file = DOCS / f"{name}.md"
    assert file.exists(), RENEW
    assert file.read_text(encoding="utf-8") == regime_page(name), RENEW


def test_no_page_is_missing_and_none_is_left_over() -> None:
    """The pages of docs/regimes are those of the shipped regimes and the index."""
    have = {file.name: file.read_text(encoding="utf-8") for file in DOCS.glob("*.md")}
    assert stale(all_pages(), have) == [], RENEW


@each_id
def test_the_walk_finds_every_number(name: str) -> None:
    """The outline that pages are made from holds exactly the numbers that patches can reach."""
    spec = load_regime(name).spec
    assert set(numbers(spec)) == {path for path, found in value_paths(spec) if found is not None}


@each_id
def test_every_number_is_on_the_page_with_unit_range_grade_and_source(name: str) -> None:
    """Text and Markdown hold every number as it is, its grade, source and reason."""
    regime = load_regime(name)
    text, markdown = text_of(name), markdown_of(name)
    for path, entry in regime.values():
        assert f"{bare(entry)}; {graded(entry)}" in text, path
        assert plain(entry.note) in text, path
        for part in (span(entry), graded(entry), plain(entry.note)):
            assert part in markdown, path


@each_id
def test_every_word_is_on_the_page(name: str) -> None:
    """Status, subjects, key, consent, summary, facts, targets, conflicts and what is not modelled are told."""
    spec = load_regime(name).spec
    for text in (text_of(name), markdown_of(name)):
        for word in (spec.title, spec.summary, spec.subjects, spec.key, spec.consent, spec.status, spec.jurisdiction):
            assert plain(word) in text
        for sentence in (*spec.conflicts, *spec.not_modelled, *(fact.says for fact in spec.documented)):
            assert plain(sentence) in text
        assert all(target.id in text for target in spec.targets)
        assert all(plain(source.title) in text for source in spec.bibliography)


@each_file
def test_pages_fit_a_terminal(name: str) -> None:
    """No line of a page is longer than 80 columns but for addresses, which are never broken."""
    for page in (full_page(load_regime(name)), in_words(full_page(load_regime(name)))):
        long = [line for line in as_text(page).splitlines() if len(line) > 80]
        assert [line for line in long if not re.search(r"\S{50}", line)] == []


@each_file
def test_in_words_means_without_sources_of_numbers(name: str) -> None:
    """The brief page still says every number of rules and measures in words, and is much shorter."""
    regime = load_regime(name)
    brief, whole = as_text(in_words(full_page(regime))), as_text(full_page(regime))
    assert len(brief) < len(whole)
    for leaf in numbers(regime.spec).values():
        if not leaf.path.startswith("acts."):
            assert plain(f"{leaf.legend.label}: {said_over_time(leaf.value, leaf.legend)}") in plain(brief), leaf.path


def test_a_new_section_needs_no_new_code() -> None:
    """A section that nobody named here gets its heading, its doc and its numbers."""
    from pydantic import Field, create_model

    from counterscore.core.documents import Strict

    kite = create_model("Kite", __base__=Strict, __doc__="Kites that people fly.",
                        height=(Dated, Field(description="how high; 0 = not at all")), colour=(str, ...))  # fmt: skip
    wide = create_model("Wide", __base__=RegimeSpec, kite=(kite | None, None))
    base = load_regime("rongcheng").spec
    assert "kite" in section_names(wide)
    made = wide.model_construct(**{n: getattr(base, n) for n in RegimeSpec.model_fields},
                                kite=kite(height=Dated((value(0, "days"),)), colour="red"))  # fmt: skip
    assert "kite" not in word_names(wide)
    text = plain(as_text(page_of(made)))
    assert "Kites that people fly." in text
    assert "how high: not at all" in text
    assert "colour: red" in text
    assert "kite.height" in numbers(made)


def test_every_status_family_and_unit_has_words() -> None:
    """A status, family or unit that the schema knows has words for readers."""
    assert set(STATUS_WORDS) == set(get_args(Status))
    assert set(FAMILY_WORDS) == set(get_args(Family))
    for unit in get_args(Unit):
        for x in (0, 1, 2.5, 0.003):
            text = amount((x,), unit)
            assert "_" not in text
            assert text[0].isdigit() or unit == "flag", text


@pytest.mark.parametrize(
    ("x", "unit", "words"),
    [
        (0.57, "probability", "57 %"),
        (0.000001, "probability", "1 in 1,000,000"),
        (0.02, "share_per_month", "2 % a month"),
        (1, "flag", "yes"),
        (1, "months", "1 month"),
        (24, "months", "24 months"),
        (1, "working_days", "1 working day"),
        (1.5, "ratio", "1.5 times"),
        (2, "count", "2"),
        (0.045, "per_borrower_year", "4.5 a year per 100 borrowers"),
        (0.00002, "per_person_year", "20 a year per 1,000,000 people"),
        (0.185, "per_listed_year", "18.5 a year per 100 listed people"),
        (1.2, "per_driver_year", "1.2 a year per driver"),
        (3, "per_student_week", "3 a week per student"),
        ((1, 1.2, 2), "ratio", "1, 1.2, 2 times"),
        (-20, "points", "-20 points"),
    ],
)  # fmt: skip
def test_amounts_are_said_as_people_say_them(x: float | tuple[float, ...], unit: str, words: str) -> None:
    """Probabilities are percent, rare ones and rates are counts in a round number of people."""
    assert amount(x if isinstance(x, tuple) else (x,), unit) == words


def test_numbers_have_no_exponents() -> None:
    """Small and large numbers are written out."""
    assert [number(x) for x in (0.0000001, 1e9, 24, 0.5, -3.0)] == ["0.0000001", "1000000000", "24", "0.5", "-3"]


def test_ranges_share_the_unit_of_their_number() -> None:
    """Both ends of a range are in the scale of the number itself."""
    assert span(value(0.57, "probability", 0.4, 0.75)) == "40 to 75 %"
    assert span(value(0.000001, "probability", 0.0000001, 0.00001)) == "0.1 to 10 in 1,000,000"
    assert span(value(0.045, "per_borrower_year", 0.02, 0.09)) == "2 to 9 a year per 100 borrowers"
    assert span(value(24, "months", 24, 24)) == "24 months"


def test_special_numbers_are_said_by_their_meaning() -> None:
    """A description says what 0 and 1 mean, and the page says that instead of the number."""
    term = legend("term", "term of the list; 0 = until fulfilled")
    assert term.label == "term of the list"
    assert [said(value(x, "months", 0, 99), term) for x in (0, 24)] == ["until fulfilled", "24 months"]
    closed = legend("by_list", "1: the list closes it")
    assert (closed.label, said(value(1, "flag"), closed)) == ("the list closes it", "yes")
    both = legend("require_both", "1: able AND a fault; 0: any one ground is enough")
    assert said(value(0, "flag"), both) == "any one ground is enough"
    assert legend("lag", "from listing to the door; absent = at once").absent == "at once"


def test_descriptions_of_the_schema_leave_a_label() -> None:
    """Every number of every regime is called something, without code names of other fields where a word stands."""
    for name in SHIPPED:
        for leaf in numbers(load_regime(name).spec).values():
            assert leaf.legend.label, leaf.path
            assert "scoring.direct_band" not in leaf.label


def test_a_value_that_changes_is_on_the_timeline() -> None:
    """Every month in which a number changes is told, with before and after in words."""
    text = plain(load_regime("judgment-defaulters-history").show())
    for month in load_regime("judgment-defaulters-history").change_dates():
        assert month in text
    assert "term of a listing with a fault ground: until fulfilled, now 24 months" in text


def test_versions_say_what_they_change() -> None:
    """Rongcheng's page tells that the version of 2021 asks people; the same rules under another id are left out."""
    found = {name: lines for name, _, lines in versions_of(load_regime("rongcheng"))}
    assert list(found) == ["rongcheng-2021", "rongcheng-responding"]
    assert any("consent" in line for line in found["rongcheng-2021"])


@each_file
def test_lists_and_doors_are_told_in_sentences(name: str) -> None:
    """A page says of every list who gets on it and off it, and of every sector to whom it is closed."""
    spec = load_regime(name).spec
    text = text_of(name)
    for entry in spec.lists:
        assert f'"{plain(entry.title)}" ({entry.form}' in text
    for use in spec.acts:
        assert plain(spec.catalogue[use.use].title.split()[0]) in text


@each_file
def test_every_regime_is_of_some_kind(name: str) -> None:
    """The kinds are known words, and every regime that ships is of one."""
    kinds = kinds_of(load_regime(name).spec)
    assert kinds
    assert set(KINDS) == set(KIND_WORDS)
    assert set(kinds) <= set(KINDS)


def test_kinds_follow_from_the_file() -> None:
    """Points, courts' lists and weighted scores are told apart."""
    assert kinds_of(load_regime("rongcheng").spec) == ["points"]
    assert kinds_of(load_regime("judgment-defaulters").spec) == ["court list"]
    assert kinds_of(load_regime("sesame-2015").spec)[0] == "composite"


@each_file
def test_pages_are_good_markdown(name: str) -> None:
    """Every row of a table has as many cells as its header, and links lead to pages that are made."""
    lines = regime_page(name).splitlines()
    wide = 0
    for line in lines:
        if line.startswith("|"):
            cells = len(re.findall(r"(?<!\\)\|", line))
            wide = wide or cells
            assert cells == wide, line
        else:
            wide = 0
    assert set(re.findall(r"\]\(([\w.-]+\.md)\)", "\n".join(lines))) <= {"index.md", *(f"{one}.md" for one in SHIPPED)}
    assert leaves(load_regime(name).spec, "scoring") == [] or "### Scoring" in lines
