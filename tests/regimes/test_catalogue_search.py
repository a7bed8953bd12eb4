"""Searching everything that ships: where a word stands, once, in its context."""

from __future__ import annotations

import pytest

from counterscore.core.documents import Value
from counterscore.regimes import load_regime
from counterscore.regimes.catalogue import library_files, shipped_acts
from counterscore.regimes.telling.search import context, find, regime_documents, suggestion, texts

DOCUMENTS = regime_documents()


@pytest.mark.parametrize("name", sorted(library_files()))
def test_a_regime_is_found_by_its_id_title_and_notes(name: str) -> None:
    """Id, summary and what is left out lead to a regime; the notes of its numbers lead to it or to its acts."""
    spec = load_regime(name).spec
    left_out = max(spec.not_modelled, key=len)
    for words in (name, spec.summary, left_out):
        assert any(name in (hit.id, *(one.split(" ")[1] for one in hit.also)) for hit in find(words, DOCUMENTS)), words
    assert find(max((value.note for _, value in load_regime(name).values()), key=len), DOCUMENTS)


def test_every_act_is_found() -> None:
    """Acts of the catalogue are found by id and title."""
    acts, _ = shipped_acts()
    for name, act in acts.items():
        assert any(hit.text == name for hit in find(name, DOCUMENTS)), name
        assert any(hit.text == act.title for hit in find(act.title, DOCUMENTS)), name


def test_all_words_have_to_be_there_in_any_order_and_case() -> None:
    """Two words find texts that hold both; case does not matter."""
    both = find("Driving DRUNK", DOCUMENTS)
    assert both
    assert all("drunk" in hit.text.lower() and "driving" in hit.text.lower() for hit in both)
    assert len(both) <= len(find("drunk", DOCUMENTS))


def test_equal_texts_are_told_once() -> None:
    """A text that stands in many regimes is one hit that names the others."""
    hits = find("a justified objection", DOCUMENTS) + find("not measured", DOCUMENTS)
    assert len({hit.text for hit in hits}) == len(hits)
    assert any(hit.also for hit in hits)


def test_codes_are_not_found() -> None:
    """Units and grades stand at every number and would be found everywhere."""
    value = Value(value=1, unit="months", source="S1", grade="press", range=(0.0, 2.0), note="a note")
    assert list(texts(value)) == [("note", "a note")]


def test_long_texts_are_cut_around_the_word() -> None:
    """A long text is shown around its word, with marks where it was cut; a short one as it is."""
    long = "before " * 60 + "needle " + "after " * 60
    cut = context(long, "needle")
    assert "needle" in cut
    assert cut.startswith("... ")
    assert cut.endswith(" ...")
    assert len(cut) < 240
    assert context("a needle", "needle") == "a needle"


def test_a_word_that_stands_nowhere_gets_the_nearest() -> None:
    """A misspelt word gives no hit and the nearest word that there is."""
    assert find("defaultr", DOCUMENTS) == []
    assert "default" in suggestion("defaultr", DOCUMENTS)
