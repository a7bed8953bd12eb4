"""Promise 3: synthetic people carry no realistic identity: no names, no identity numbers, no telephone numbers."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import counterscore as cs
from counterscore.core.outcome import Outcome
from counterscore.people.guard import IDENTITY_WORDS

ID_18 = re.compile(r"(?<![\w.])\d{17}[\dXx](?!\w)")
ID_15 = re.compile(r"(?<![\w.])\d{15}(?![\w.])")
MOBILE = re.compile(r"(?<![\w.])1[3-9]\d{9}(?![\w.])")
SURNAMES = ("Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Zhou")
GIVEN = ("Wei", "Fang", "Xiulan", "Xiuying", "Na", "Min", "Jing", "Lei", "Qiang", "Guiying")
FULL_NAME = re.compile(rf"\b({'|'.join(SURNAMES)}) ({'|'.join(GIVEN)})\b")
HAN_NAME = re.compile(r"[王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高][\u4e00-\u9fff]{1,2}(?=[,;\s\"'<])")


def identities(text: str) -> list[str]:
    """Whatever in a text looks like a person's identity."""
    patterns = (ID_18, ID_15, MOBILE, FULL_NAME, HAN_NAME)
    return [found.group() for pattern in patterns for found in pattern.finditer(text)]


@pytest.mark.parametrize(
    "attack",
    ["110105194912310021", '"id": "11010519491231002X"', "listed: 13812345678", "Wang Xiulan", "110105491231002",
     "王秀兰,"],
)  # fmt: skip
def test_the_watch_sees_identities(attack: str) -> None:
    """Identity numbers of both lengths, mobile numbers and names are found when they are there."""
    assert identities(attack)


def test_no_output_holds_an_identity(finished: Path) -> None:
    """Report, study, manifest and every life of a run hold nothing that looks like somebody's identity."""
    for file in finished.iterdir():
        if file.suffix in (".html", ".json"):
            assert identities(file.read_text(encoding="utf-8")) == [], file.name
    outcome = cs.open_outcome(finished)
    for person in range(0, 4000, 400):
        assert identities(outcome.person(person)) == []


def test_tables_hold_numbers_only(finished: Path) -> None:
    """Every column of every table is a number, and none is called after an identity."""
    outcome = Outcome(finished)
    for table in outcome.tables:
        columns = outcome.table(table)
        assert all(values.dtype.kind in "iuf" for values in columns.values())
        assert not set(columns) & (IDENTITY_WORDS | {"name", "birth_day", "id_twin"})


def test_identity_columns_of_people_are_opaque() -> None:
    """Names are integers, birth days are numbers of days, and an identity number is no more than a flag."""
    columns = cs.populate("china-city", 8192, 1).columns
    assert all(values.dtype.kind in "iuf" for values in columns.values())
    assert not set(columns) & IDENTITY_WORDS
    assert int(columns["birth_day"].max()) < 130 * 366
    assert set(np.flatnonzero(np.bincount(columns["id_twin"]))) <= {0, 1}


def test_namesakes_are_as_frequent_as_the_recipe_says() -> None:
    """Opaque names still collide: people who expect more namesakes have more of them. False alarm below 1e-6."""
    columns = cs.populate("china-city", 65536, 1).columns
    names = columns["name"]
    ranked = np.sort(names)
    mine = np.searchsorted(ranked, names, side="right") - np.searchsorted(ranked, names, side="left") - 1
    expected = columns["namesakes"]
    common, rare = expected > np.quantile(expected, 0.9), expected < np.quantile(expected, 0.1)
    assert mine[common].mean() > 2 * mine[rare].mean()


def test_the_source_holds_no_list_of_names() -> None:
    """No file that ships holds personal names or identity numbers, not even as an example."""
    for file in Path(cs.__file__).parent.rglob("*"):
        if file.suffix in (".py", ".yaml", ".tsv", ".j2"):
            text = file.read_text(encoding="utf-8")
            assert [found for pattern in (ID_18, MOBILE, FULL_NAME) for found in pattern.findall(text)] == [], file.name
