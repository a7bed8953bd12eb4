"""Promise 6: no regime, act, measure or recipe is about an ethnic, religious or political group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import counterscore as cs
from counterscore.audit.frame import GROUPINGS
from counterscore.worlds.bind import PEOPLE
from counterscore.worlds.mechanisms import shipped

SOURCE = Path(cs.__file__).parent
FILES = sorted(SOURCE.rglob("*.yaml"))
WORDS = re.compile(
    r"ethni|uyghur|uighur|uygur|tibet|kazakh|mongol|\bhui\b|\bzhuang\b|\bhan\b|minorit|religio|muslim|islam|mosque|imam|"
    r"ramadan|hijab|christian|church|cathol|protestant|buddh|monast|temple|falun|sect\b|jew|politic|dissiden|party_member|"
    r"petition|protest\b|demonstrat|union_member|activis|lgbt|gay\b",
    re.IGNORECASE,
)
# sentences that explain; what selects, names or counts people stands everywhere else
PROSE = {"about", "summary", "says", "note", "not_modelled", "conflicts", "limits", "protects", "bibliography", "where",
         "subjects", "consent", "key", "jurisdiction", "documented", "perks"}  # fmt: skip


def words_in(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Keys and texts of a document that are not prose, each with its place."""
    if isinstance(tree, dict):
        for name, child in tree.items():
            yield path, str(name)
            if name not in PROSE:
                yield from words_in(child, f"{path}.{name}")
    elif isinstance(tree, list):
        for child in tree:
            yield from words_in(child, path)
    elif isinstance(tree, str):
        yield path, tree


def faults(text: str) -> list[tuple[str, str]]:
    """Places where a document selects by ethnicity, religion or politics."""
    return [(path, word) for path, word in words_in(YAML(typ="safe").load(text)) if WORDS.search(word)]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_no_file_targets_a_group(file: Path) -> None:
    """No key, id, title, act or measure of a shipped file names such a group."""
    assert faults(file.read_text(encoding="utf-8")) == []


def test_there_are_files_to_look_at() -> None:
    """Regimes, acts, recipes and safeguards are all looked at."""
    rooms = {file.relative_to(SOURCE).parts[0] for file in FILES}
    assert rooms >= {"regimes", "people", "safeguards"}


@pytest.mark.parametrize(
    "attack",
    ["acts: {mosque_attendance: {points: -10}}", "title: List of petitioners", "groups: [tibetan, han]",
     "measures: {political_meeting: 1}", "values: {share_muslim: {value: 0.1}}", "id: religious-register"],
)  # fmt: skip
def test_the_watch_sees_attacks(attack: str) -> None:
    """A file that targets a group is found by its keys, ids or titles."""
    assert faults(attack)


def test_people_have_no_such_columns() -> None:
    """Synthetic people have no ethnicity, religion or opinion, and none of the groupings is one."""
    for name in (*PEOPLE, *GROUPINGS):
        assert not WORDS.search(name)
    assert set(GROUPINGS) == {"sex", "age_band", "residence", "income_quintile", "firm_size"}


def test_no_rule_looks_at_the_profession() -> None:
    """A rule may ask whether a profession is under supervision, one flag for all of them, and never which one it is."""
    for mechanism in shipped():
        for rule in mechanism.rules:
            assert not {name for name in rule.arguments if "profession" in name}


def test_nothing_lawful_said_or_joined_costs_points() -> None:
    """No act of any shipped regime is speech, worship, assembly or association."""
    lawful = re.compile(r"speech|post(ed|ing)\b|opinion|worship|pray|assembl|gather|associat|meeting|critici", re.I)
    for name in cs.regime_ids():
        codebook = cs.load_regime(name).codebook()
        named = [*codebook["acts"], *codebook["act_titles"]]
        assert not [one for one in named if lawful.search(one)]
