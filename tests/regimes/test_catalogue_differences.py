"""What differs between two regimes is said in words, completely, and nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.documents import Value
from counterscore.regimes import load_regime, regime_ids
from counterscore.regimes.catalogue import library_files
from counterscore.regimes.telling.differences import NOTHING, differences
from counterscore.regimes.telling.outline import numbers
from counterscore.regimes.telling.usage import assumed_share, by_grade, uses, values
from counterscore.safeguards import apply

ROOT = Path(__file__).parents[2]


def one(x: float, unit: str) -> Value:
    return Value(value=x, unit=unit, source="own", grade="assumption", range=(0.0, 99.0), note="for a test")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", regime_ids())
def test_a_regime_does_not_differ_from_itself(name: str) -> None:
    """Nothing differs between a regime and itself."""
    assert differences(load_regime(name).spec, load_regime(name).spec) == []


def test_a_changed_number_is_said_in_words() -> None:
    """Drunk driving that cuts no grade any more is said as people would say it."""
    before = load_regime("rongcheng")
    flag = Value(value=0, unit="flag", source="own", grade="assumption", range=(0.0, 1.0), note="for a test")
    after = before.patched({"acts.drunk_driving.direct_cut": flag})
    (found,) = differences(before.spec, after.spec)
    assert found.told() == "detected drunk driving: effect on the grade: straight to grade C -> no cut"
    assert found.kind == "value"
    assert "press [S08]" in found.exact_before


def test_words_sections_and_things_of_one_side_are_told() -> None:
    """Points against a list: other words, sections that only one has, and no number of those one by one."""
    found = differences(load_regime("rongcheng").spec, load_regime("judgment-defaulters").spec)
    words = {difference.path for difference in found if difference.kind == "words"}
    assert {"subjects", "start", "jurisdiction"} <= words
    only = {difference.path: (difference.before, difference.after) for difference in found if difference.kind == "only"}
    assert only["courts"] == (NOTHING, "there")
    assert only["scoring"] == ("there", NOTHING)
    assert only["measures.air"] == (NOTHING, "there")
    assert not [path for path in only if path.startswith(("courts.", "scoring.", "measures.air."))]


def test_both_directions_tell_the_same() -> None:
    """From B to A is from A to B with the sides exchanged."""
    a, b = load_regime("rail-2018").spec, load_regime("air-2018").spec
    there = {(d.path, d.before, d.after) for d in differences(a, b)}
    back = {(d.path, d.after, d.before) for d in differences(b, a)}
    assert there == back


@pytest.mark.parametrize("name", ["judgment-defaulters", "rongcheng", "energy-expert-campus", "purchase-pattern"])
def test_every_number_that_differs_is_told(name: str) -> None:
    """A number of either side is equal in both, told, or inside something told as a whole."""
    base = load_regime(name).spec
    for entry in base.variants.values():
        other = load_regime(entry.id).spec
        one_side, other_side = numbers(base), numbers(other)
        told = {difference.path for difference in differences(base, other)}
        for path in {*one_side, *other_side}:
            same = path in one_side and path in other_side and one_side[path].value == other_side[path].value
            inside = any(path == place or path.startswith(f"{place}.") for place in told)
            assert same != inside, path


def test_equal_numbers_with_another_source_are_kept_apart() -> None:
    """The same number for another reason is told as such, not as a change."""
    before = load_regime("rongcheng")
    found = dict(before.values())["redress.notice_p"]
    after = before.patched({"redress.notice_p": found.model_copy(update={"note": "another reason"})})
    (only,) = differences(before.spec, after.spec)
    assert only.kind == "same"


def test_a_safeguard_is_a_difference() -> None:
    """With notice more people are told, and earlier; nothing else changes."""
    before = load_regime("rongcheng")
    found = differences(before.spec, apply(before, ["notice"]).spec)
    assert {difference.section for difference in found} == {"redress"}
    assert any(difference.told().startswith("the person is told: ") for difference in found)


@pytest.mark.parametrize("name", sorted(library_files()))
def test_every_number_fact_and_target_is_counted_once(name: str) -> None:
    """What sources carry adds up to what the regime and its versions have."""
    spec = load_regime(name).spec
    found = uses(spec)
    patches = sum(len(dated.root) for entry in spec.variants.values() for dated in entry.patches.values())
    assert sum(use.numbers for use in found) == len(values(spec)) + patches
    assert sum(use.targets for use in found) == len(spec.targets)
    assert sum(by_grade(spec).values()) == len(values(spec))
    assert assumed_share(spec) == load_regime(name).assumption_share()
    assert [use.id for use in found] == [*(source.id for source in spec.bibliography), "own"]


@pytest.mark.parametrize("name", sorted(library_files()))
def test_no_shipped_source_carries_nothing(name: str) -> None:
    """Every entry of a shipped bibliography carries a number, a fact, a target or a mention."""
    assert [use.id for use in uses(load_regime(name).spec) if not use.used and use.id != "own"] == []


def test_what_a_source_carries_is_said_in_words() -> None:
    """Counts are told by grade, in the singular for one."""
    told = {use.id: use.told() for use in uses(load_regime("rongcheng").spec)}
    assert "official" in told["S02"]
    assert "1 fact" in told["S03"]
    assert "assumption" in told["own"]
