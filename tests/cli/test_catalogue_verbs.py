"""The verbs of the catalogue: diff, sources, search and check say what they say in words, and end as they should."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from verbs import say

from counterscore.regimes import json_schema, load_regime
from counterscore.regimes.catalogue import library_files

OWN = Path(__file__).parents[1] / "regimes" / "files" / "riverton.yaml"
TEXT = OWN.read_text(encoding="utf-8")


def changed(folder: Path, old: str, new: str) -> Path:
    """The regime of the tests with one change."""
    assert TEXT.count(old) == 1, old
    file = folder / "mine.yaml"
    file.write_text(TEXT.replace(old, new), encoding="utf-8")
    return file


def plain(text: str) -> str:
    return " ".join(text.split())


def test_diff_says_in_words_what_differs() -> None:
    """Rongcheng before and after consent: who is asked, who is scored, how long records count, and nothing else."""
    text = plain(say("diff", "rongcheng", "rongcheng-2021").out)
    assert "consent: nobody is asked -> asked;" in text
    assert "share of the subjects who are scored: mandatory -> 60 %" in text
    assert "records and entries end after this time: no general limit -> 60 months" in text
    assert "detection" not in text


def test_diff_of_equal_regimes_says_so() -> None:
    """Two ids of the same rules differ in nothing."""
    said = say("diff", "rongcheng", "rongcheng-2014")
    assert said.code == 0
    assert "no rule, number or word differs" in said.out


def test_diff_with_safeguards_shows_what_they_change() -> None:
    """One regime and a safeguard: what the safeguard changes; without either there is nothing to compare."""
    assert "the person is told: 30 % -> 100 %" in plain(say("diff", "rongcheng", "--with", "notice").out)
    assert say("diff", "rongcheng").code == 2


def test_diff_shows_other_reasons_only_when_asked() -> None:
    """Equal numbers with another source are counted, and shown with --all."""
    short, whole = (
        say("diff", "rongcheng", "judgment-defaulters"),
        say("diff", "rongcheng", "judgment-defaulters", "--all"),
    )
    assert "--all shows them" in short.out
    assert "--all shows them" not in whole.out
    assert len(whole.out) > len(short.out)


def test_diff_reads_own_files() -> None:
    """A file of one's own can stand on either side."""
    assert "only in B (riverton)" in say("diff", "rongcheng", OWN).out
    assert "only in A (riverton)" in say("diff", OWN, "rongcheng").out


def test_sources_adds_up() -> None:
    """The numbers of the grades are those of the regime, and every source says what it carries."""
    found = say("sources", "judgment-defaulters", "--json").json
    regime = load_regime("judgment-defaulters")
    assert sum(found["grades"].values()) == len(regime.values())
    assert found["assumption_share"] == regime.assumption_share()
    assert {row["id"] for row in found["sources"]} == {"own", *(source.id for source in regime.sources())}
    text = say("sources", "judgment-defaulters").out
    assert text.count("carries ") == len(found["sources"])
    assert "carry nothing: none" in text


def test_an_unused_source_is_named(tmp_path: Path) -> None:
    """A source that nothing cites is named by sources and asked about by check."""
    file = changed(tmp_path, "bibliography:\n", "bibliography:\n  - {id: S9, title: nobody reads it}\n")
    assert "carry nothing: S9" in say("sources", file).out
    remarks = say("check", file, "--json").json["remarks"]
    line = file.read_text(encoding="utf-8").splitlines().index("  - {id: S9, title: nobody reads it}") + 1
    assert [remark["line"] for remark in remarks if "source 'S9' is cited by nothing" in remark["text"]] == [line]
    assert say("check", file).code == 0


def test_search_finds_and_does_not_find() -> None:
    """A word is shown in its context with its place; one that stands nowhere ends with exit code 1 and the nearest."""
    said = say("search", "pressure", "cooker")
    assert said.code == 0
    assert "cooker" in said.out
    found = say("search", "blood", "--json").json
    assert {"kind", "id", "place", "text", "also"} <= set(found[0])
    assert {hit["kind"] for hit in found} >= {"regime", "acts"}
    nothing = say("search", "defaultr")
    assert (nothing.code, nothing.out) == (1, "")
    assert "did you mean" in nothing.err
    assert say("search", "x").code == 2


def test_search_reaches_safeguards_and_recipes() -> None:
    """Safeguards and recipes are searched as well."""
    from counterscore.safeguards import load_safeguard

    assert any(hit["kind"] == "safeguard" for hit in say("search", load_safeguard("notice").limits, "--json").json)
    assert any(hit["kind"] == "recipe" for hit in say("search", "mixture of towns", "--json").json)


def test_check_accepts_a_good_file_and_says_how_to_run_it() -> None:
    """A valid file has no problems and is told how it is run."""
    said = say("check", OWN)
    assert said.code == 0
    assert f"runs with: counterscore run {OWN}" in plain(said.out)


@pytest.mark.parametrize("name", sorted(library_files()))
def test_every_shipped_regime_passes_check(name: str) -> None:
    """Files that ship have no problems."""
    from counterscore.people import recipe_ids
    from counterscore.regimes.telling.advice import check_file

    assert check_file(library_files()[name], recipe_ids()).problems == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("recipe: china-city", "recipe: china-cty", "recipe 'china-cty' does not exist; expected one of"),
        ("{from: 2019-01, value: 12", "{from: 2020-06, value: 12", "lists.polluters.term has no value before 2020-06"),
        ("status: fictional", "status: fictonal", "did you mean 'fictional'"),
        ("unit: per_listed_year", "unit: months", "unit is 'months'"),
    ],
)  # fmt: skip
def test_check_names_every_problem(old: str, new: str, words: str, tmp_path: Path) -> None:
    """Problems come with file and line, exit code 1, and no promise that the file runs."""
    file = changed(tmp_path, old, new)
    said = say("check", file)
    assert said.code == 1
    assert words in plain(said.out)
    assert "runs with" not in said.out
    found = say("check", file, "--json")
    assert found.code == 1
    assert found.json["valid"] is False
    first = new.split(":")[0]
    lines = file.read_text(encoding="utf-8").splitlines()
    assert any(
        abs(remark["line"] - 1 - n) <= 1
        for remark in found.json["remarks"]
        for n, line in enumerate(lines)
        if first in line
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("range: [1, 24], note: ours}\n    list", "range: [12, 12], note: ours}\n    list", "whose range is one point"),
        ("range: [1, 24], note: ours}\n    list", "range: [1, 24]}\n    list", "without a note"),
        ("not_modelled: [almost everything, the weather, the neighbours, the council, the river]",
         "not_modelled: [almost everything]", "not_modelled names 1"),
        ("conflicts: [one source says that the river is wide]\n", "", "do all your sources agree"),
        ("acts:\n  - use: littering", "  kite:\n    title: flying a kite\n    domain: sky\n    agency: council\n"
         "    needs: adult\n    sign: 1\n    prone: false\n    pmax_month: 0.1\n"
         "    rate: {value: 0.1, unit: per_person_year, source: own, grade: assumption, range: [0, 1], note: x}\n"
         "acts:\n  - use: littering", "act 'kite' is used by nothing"),
    ],
)  # fmt: skip
def test_check_asks_what_a_careful_reader_would_ask(old: str, new: str, words: str, tmp_path: Path) -> None:
    """Doubtful but valid files get a question and exit code 0."""
    said = say("check", changed(tmp_path, old, new))
    assert said.code == 0, said.out
    assert words in plain(said.out)


def test_the_schema_takes_one_value_or_a_dated_list() -> None:
    """Editors accept a number as the files have it: one mapping, or a list of mappings with months."""
    schema: dict[str, Any] = say("check", "--schema").json
    assert schema == json.loads(json.dumps(json_schema()))
    forms = schema["$defs"]["Dated"]["anyOf"]
    assert {form.get("type", "value") for form in forms} == {"array", "value"}
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_check_needs_a_file_of_ones_own() -> None:
    """Without a file, and with the id of a shipped regime, check says what it wants."""
    assert say("check").code == 2
    assert say("check", "rongcheng").code == 2
