"""Recipes: sourced aggregate tables, faults with a place, and a national recipe that others lay themselves over."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterscore.core.errors import SpecError
from counterscore.people import load_recipe, populate, recipe_ids
from counterscore.people.layout import LAYOUT
from counterscore.people.recipe import FOLDER
from counterscore.people.statistics import STATISTICS

CHINA = (FOLDER / "china-city.yaml").read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the national recipe with one passage replaced."""
    assert old in CHINA
    path = tmp_path / "changed.yaml"
    path.write_text(CHINA.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", recipe_ids())
def test_every_recipe_makes_people(name: str) -> None:
    """Every shipped recipe loads under its own id and makes as many people as asked for."""
    recipe = load_recipe(name)
    assert recipe.id == name
    assert populate(recipe, 500, seed=1).count == 500


@pytest.mark.parametrize("name", recipe_ids())
def test_every_number_has_a_source(name: str) -> None:
    """No number without source, grade and a range that holds it; every source but our own is in the bibliography."""
    recipe = load_recipe(name)
    known = {source.id for source in recipe.bibliography} | {"own"}
    for value in (*recipe.values.values(), *recipe.marginals.values()):
        assert value.source in known
        assert value.range is not None
        assert all(value.range[0] <= x <= value.range[1] for x in value.numbers)
    assert sum(recipe.grades.values()) == len(recipe.values)


@pytest.mark.parametrize("name", recipe_ids())
def test_every_marginal_has_a_statistic(name: str) -> None:
    """A marginal that no function measures would be a promise nobody checks."""
    assert set(load_recipe(name).marginals) <= set(STATISTICS)


ELSEWHERE = {name for name in STATISTICS if name.startswith("firms")} | {
    "officers", "students", "women_students", "room_size",
}  # fmt: skip


def test_every_statistic_is_checked() -> None:
    """No statistic of the room is without a figure to hold it against: the nation's, or that of firms and dorms."""
    assert set(load_recipe("china-city").marginals) == set(STATISTICS) - ELSEWHERE
    assert {name for recipe in recipe_ids() for name in load_recipe(recipe).marginals} == set(STATISTICS)


@pytest.mark.parametrize(
    ("word", "meant"), [("china-cty", "china-city"), ("bejing", "beijing"), ("ronchen", "rongcheng")]
)
def test_unknown_recipe_names_the_nearest(word: str, meant: str) -> None:
    """A misspelt id is answered with the id that was meant."""
    with pytest.raises(SpecError, match=f"did you mean '{meant}'"):
        load_recipe(word)


@pytest.mark.parametrize("thing", [None, 3, 2.5, object()])
def test_not_a_recipe_name(thing: object) -> None:
    """Anything but a name or a path is refused with what was expected."""
    with pytest.raises(SpecError, match="expected an id or a path"):
        load_recipe(thing)  # type: ignore[arg-type]


def test_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    """A path to nothing says that it cannot be read."""
    with pytest.raises(SpecError, match="cannot be read"):
        load_recipe(tmp_path / "nothing.yaml")


def test_fault_names_file_and_line(tmp_path: Path) -> None:
    """A misspelt grade is reported with file, line and the nearest grade."""
    path = changed(tmp_path, "grade: official", "grade: oficial")
    with pytest.raises(SpecError, match=r"changed\.yaml:\d+ .*did you mean 'official'"):
        load_recipe(path)


def test_unknown_value_names_the_nearest(tmp_path: Path) -> None:
    """A misspelt table is reported as unknown, its right name as missing."""
    path = changed(tmp_path, "  credit.borrowers:", "  credit.borowers:")
    with pytest.raises(SpecError, match=r"(?s)'credit.borrowers' is missing.*did you mean 'credit.borrowers'"):
        load_recipe(path)


def test_wrong_length_is_refused(tmp_path: Path) -> None:
    """A table of the wrong length never reaches a kernel."""
    path = changed(tmp_path, "value: [0.3729, 0.3611, 0.266]", "value: [0.3729, 0.3611]")
    with pytest.raises(SpecError, match=r"residence\.shares' has 2 number\(s\); expected 3"):
        load_recipe(path)


def test_table_without_weight_is_refused(tmp_path: Path) -> None:
    """A distribution whose shares are all zero is an error, not a division by zero."""
    path = changed(tmp_path, "value: [0.05, 0.3, 0.65]", "value: [0, 0, 0]")
    with pytest.raises(SpecError, match="without weight"):
        populate(load_recipe(path), 10, seed=1)


def test_too_many_sensitive_professions_are_refused() -> None:
    """Professions that need more people than are schooled for them are an error."""
    recipe = load_recipe("china-city").with_value("work.profession_shares", *[0.05] * 10)
    with pytest.raises(SpecError, match=r"exceed work\.eligible_share"):
        populate(recipe, 10, seed=1)


def test_origin_shows_what_was_taken_from_the_nation() -> None:
    """A city's own figures are marked as its own, everything else as the nation's."""
    recipe = load_recipe("beijing")
    assert recipe.origin["register.people"] == "beijing"
    assert recipe.origin["households.boys"] == "china-city"
    assert set(recipe.origin) == set(recipe.values)


def test_recipe_cannot_extend_itself_or_nothing(tmp_path: Path) -> None:
    """A recipe that extends an unknown recipe is refused with the nearest one."""
    text = (FOLDER / "beijing.yaml").read_text(encoding="utf-8").replace("extends: china-city", "extends: china-cit")
    path = tmp_path / "city.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match="did you mean 'china-city'"):
        load_recipe(path)


def test_moved_value_is_an_assumption_inside_its_range() -> None:
    """A number moved for a sensitivity study is marked, changes the digest and cannot leave its range."""
    recipe = load_recipe("china-city")
    moved = recipe.with_value("friends.median", 6)
    assert moved.number("friends.median") == 6
    assert moved.values["friends.median"].grade == "assumption"
    assert moved.digest != recipe.digest
    assert recipe.number("friends.median") == 9
    with pytest.raises(SpecError, match=r"expected 1 number\(s\) in \[4, 20\]"):
        recipe.with_value("friends.median", 60)
    with pytest.raises(SpecError, match=r"did you mean 'friends\.median'"):
        recipe.with_value("friends.medan", 6)


def test_eras_are_those_of_the_published_counts() -> None:
    """The era of shared ID numbers is chosen by name; an unknown one is refused."""
    recipe = load_recipe("china-city")
    assert recipe.eras == ("2009", "2015", "2017")
    assert recipe.with_era("2009").era == "2009"
    years = {2005: "2009", 2009: "2009", 2014: "2009", 2015: "2015", 2017: "2017", 2026: "2017"}
    assert {year: recipe.in_year(year).era for year in years} == years
    with pytest.raises(SpecError, match="known: 2009, 2015, 2017"):
        recipe.with_era("2016")


def test_layout_is_what_the_nation_holds() -> None:
    """Every table of the layout stands in the national recipe; besides them only eras and context."""
    extra = set(load_recipe("china-city").values) - set(LAYOUT)
    assert all(name.startswith(("identity.twins.", "context.")) for name in extra)
