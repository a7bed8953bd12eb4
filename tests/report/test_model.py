"""The description of a model is complete, exact and follows from the registry and the study."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from verbs import say

from counterscore.core.description import Description
from counterscore.report.model import model_description, works_json
from counterscore.worlds.arms import default_arms, with_
from counterscore.worlds.describe import describe
from counterscore.worlds.study import Study

ELEMENTS = (
    "1. Purpose and patterns", "2. Entities, state variables and scales", "3. Process overview and scheduling",
    "4. Design concepts", "5. Initialization", "6. Input data", "7. Submodels",
)  # fmt: skip
CONCEPTS = 11


@pytest.fixture(scope="module")
def found() -> Description:
    """A study with a safeguard arm."""
    return describe(Study("judgment-defaulters", 1000, 24, 1, arms=(*default_arms(), with_("notice"))))


def test_the_elements_of_odd_stand_in_their_order(found: Description) -> None:
    """Seven elements, and eleven design concepts, as the protocol numbers them."""
    text = model_description(found)
    assert tuple(re.findall(r"^### (.+)$", text, re.MULTILINE)) == ELEMENTS
    concepts = text.split("### 4.")[1].split("### 5.")[0]
    assert len(re.findall(r"^- \*\*", concepts, re.MULTILINE)) == CONCEPTS


def test_everything_of_the_plan_is_described(found: Description) -> None:
    """Every mechanism, step, state variable and number in force is named, and no cell is broken."""
    text = model_description(found)
    for mechanism in found.mechanisms:
        assert f"#### `{mechanism.name}`" in text
    for step in found.steps:
        assert f"`{step['step']}`" in text
    for column in found.columns:
        assert f"| `{column.name}` |" in text
    for number in found.numbers:
        assert f"| `{number.path}` |" in text
    heads = 0
    for line in text.splitlines():
        if line.startswith("|"):
            heads = heads or line.count("|")
            assert line.count("|") == heads, line
        else:
            heads = 0


def test_the_bibliography_is_exactly_what_was_used(found: Description) -> None:
    """A work is listed if and only if a number in force, a table of the recipe or a target cites it."""
    study = Study("judgment-defaulters", 1000, 24, 1)
    cited = {number.value.source for number in found.numbers} | {value.source for value in found.people.values()}
    cited |= {target.source for target in study.spec.regime.targets}
    assert {work.source.id for work in found.works} == cited - {"own"}
    unused = {source.id for source in study.spec.regime.sources()} - cited
    assert unused, "this test needs a source that carries nothing"
    listed = model_description(found).split("## Bibliography")[1]
    assert not [name for name in unused if f"[{name}]" in listed]
    assert sum(work.numbers for work in found.works) == sum(n.value.source != "own" for n in found.numbers)


def test_numbers_of_a_safeguard_stand_in_its_world_only(found: Description) -> None:
    """What a safeguard changes is told for its arm, the written number for the others."""
    told = {number.value.number: number.arms for number in found.numbers if number.path == "redress.notice_p"}
    assert len(told) == 2
    assert ("with notice",) in [tuple(arm for arm in arms if "perfect" not in arm) for arms in told.values()]


def test_only_numbers_in_force_are_told() -> None:
    """A number that changes after the run's end is told once, one that changes within it twice."""
    short = describe(Study("judgment-defaulters-history", 1000, 12, 1))
    long = describe(Study("judgment-defaulters-history", 1000, 120, 1))
    dated = [n for n in long.numbers if n.value.since]
    assert len(long.numbers) > len(short.numbers) and dated
    for part in (short, long):
        last = 12 * 2013 + 9 + part.study["months"]
        for number in part.numbers:
            if number.value.since:
                year, month = map(int, number.value.since.split("-"))
                assert 12 * year + month - 1 < last + 1


def test_a_number_that_was_replaced_before_the_start_is_not_told() -> None:
    """The rules of 2015 opened with fast trains closed: a run from 2017 does not tell the number of 2010."""
    told = describe(Study("judgment-defaulters-2017", 1000, 12, 1)).numbers
    assert [n.value.since for n in told if n.path == "measures.high_speed_rail.by_limit"] == ["2015-07"]


def test_reference_managers_get_their_form(found: Description) -> None:
    """The bibliography is CSL-JSON: an id, a type and a title each, addresses with their scheme, ids unique."""
    rows = works_json(found)
    assert len({row["id"] for row in rows}) == len(rows) == len(found.works)
    assert all(row["type"] == "document" and row["title"] for row in rows)
    assert all(row["URL"].startswith("https://") and " " not in row["URL"] for row in rows if "URL" in row)
    assert json.loads(json.dumps(rows)) == rows


def test_the_verb_writes_and_prints(tmp_path: Path) -> None:
    """`describe` writes the Markdown of a regime, and its bibliography alone as JSON."""
    file = tmp_path / "model.md"
    assert say("describe", "rongcheng", "--out", str(file)).code == 0
    assert file.read_text(encoding="utf-8").startswith("# Rongcheng")
    assert {"id", "title"} <= set(say("describe", "rongcheng", "--json").json[0])


def test_adaptation_is_told_where_people_adapt(found: Description) -> None:
    """The base regime says that nobody adapts; its version with behaviour names the mechanisms, and only those."""
    assert not found.adapting and "**Adaptation**: none" in model_description(found)
    responding = describe(Study("rongcheng-responding", 1000, 12, 1))
    assert {"deterrence", "chilling", "gaming"} <= set(responding.adapting)
    assert not {"awareness", "bad_acts", "scoring"} & set(responding.adapting)
