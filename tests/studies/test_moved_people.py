"""Numbers of the people drawn from their ranges: who may be moved, what stays, and that answers follow."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from lived_studies import SMALL, lived, written
from study_folders import folder_of, settle

from counterscore.core.documents import Dated
from counterscore.core.errors import SpecError
from counterscore.people import Recipe, fit, load_recipe, populate, recipe_ids
from counterscore.regimes import load_regime
from counterscore.studies import ranges
from counterscore.studies.answers import doubts
from counterscore.studies.chance import told_of
from counterscore.studies.compare import compare_studies
from counterscore.studies.design import numbers_at, points_of
from counterscore.studies.file import parse_study
from counterscore.studies.identity import sampled
from counterscore.studies.influence_points import Points
from counterscore.studies.ranges import lived as world_of
from counterscore.studies.worlds import run_of
from counterscore.worlds.bind import cells
from counterscore.worlds.moved_people import LEFT_OUT, PREFIX, moved, open_people, parted, why_not
from counterscore.worlds.study import Study, study_from_json
from counterscore.worlds.swaps import Open, latin, open_numbers

PEOPLE = 40_000  # in crowds that are compared person by person
MANY = 200_000  # in the crowd that says what the recipe comes to
TEXT = (
    SMALL.replace("{sample: none}", "{sample: [people.*], points: 4}")
    .replace("people: 200", "people: 4000")
    .replace("months: 6", "months: 36")
)
INFLUENCE = TEXT + "influence: {people: 4000, trajectories: 2, strongest: 2, sample: 8}\n"


def recipe() -> Recipe:
    """The national recipe in one era."""
    return load_recipe("china-city").in_year(2013)


@cache
def comes_to() -> dict[str, float]:
    """What the recipe as written comes to, nearly without chance."""
    return {one.marginal: one.obtained for one in fit(populate(recipe(), MANY, 1))}


@cache
def here() -> dict[str, float]:
    """The same among the people to compare with."""
    return {one.marginal: one.obtained for one in fit(populate(recipe(), PEOPLE, 2))}


def broken(changed: Recipe) -> set[str]:
    """The totals that people of this recipe miss: published ones by their tolerance, assumed ones by their range.

    Both crowds have the same draws, so that their difference is what was moved, nearly without chance.
    """
    found = set()
    for one in fit(populate(changed, PEOPLE, 2)):
        total = recipe().marginals[one.marginal]
        value = comes_to()[one.marginal] + one.obtained - here()[one.marginal]
        low, high = total.range if one.grade == "assumption" and total.range else (total.number, total.number)
        if one.obtained != here()[one.marginal] and not low - total.tolerance <= value <= high + total.tolerance:
            found.add(one.marginal)
    return found


@pytest.mark.parametrize("one", open_people(recipe()), ids=lambda one: one.path)
def test_no_total_is_broken_and_nobody_changes_groups(one: Open) -> None:
    """Every number that may be drawn keeps all totals at both ends of its range, and everybody in her group."""
    groups = cells(dict(populate(recipe(), PEOPLE, 2).columns))
    for end in (0.0, 1.0):
        other = moved(recipe(), parted(((one.path, one.at(end)),))[1])
        assert not broken(other)
        assert np.array_equal(cells(dict(populate(other, PEOPLE, 2).columns)), groups)


@pytest.mark.parametrize("point", range(4))
def test_points_keep_all_totals_together(point: int) -> None:
    """All numbers drawn at once keep every total too."""
    paths = [one.path for one in open_people(recipe())]
    at = latin(paths, 4, 1)[:, point]
    numbers = tuple((one.path, one.at(float(x))) for one, x in zip(open_people(recipe()), at, strict=True))
    assert not broken(moved(recipe(), parted(numbers)[1]))


@pytest.mark.parametrize("name", [name for name, why in LEFT_OUT.items() if "breaks" in why])
def test_numbers_that_break_totals_are_not_drawn(name: str) -> None:
    """What is left out because it breaks a total does so at an end of its range."""
    whole = isinstance(recipe().values[name].value, int)
    ends = [int(end) if whole else end for end in recipe().values[name].range or ()]
    assert any(broken(recipe().with_value(name, end)) for end in ends)


@pytest.mark.parametrize("name", recipe_ids())
def test_every_single_number_is_drawn_or_left_out_for_a_reason(name: str) -> None:
    """Each number of a recipe that stands alone and has a range is drawn, or it is said why it is not."""
    here = load_recipe(name).in_year(2013)
    known = {one.path.removeprefix(PREFIX) for one in open_people(here)}
    for value, one in here.values.items():
        alone = not isinstance(one.value, tuple) and one.range is not None and one.range[0] < one.range[1]
        if alone and not value.startswith("context."):
            assert (value in known) != bool(why_not(here, value)), value
    assert not known & LEFT_OUT.keys()
    assert not any(one.path.startswith(PREFIX) for regime in ("rongcheng", "tax-grades") for one in
                   open_numbers(load_regime(regime)))  # fmt: skip


def test_proneness_keeps_its_mean() -> None:
    """How much people differ in proneness moves nothing but how they differ: the mean stays within 1 %.

    With 200,000 people four standard errors are 0.6 %; fixed seed.
    """
    as_written = populate(recipe(), MANY, 1).columns["proneness"]
    for spread in (0.0, 0.2, 0.8, 0.9):
        other = populate(moved(recipe(), (("proneness.spread", spread),)), MANY, 1).columns["proneness"]
        assert other.mean() == pytest.approx(as_written.mean(), rel=0.01)
        assert (other.std() > as_written.std()) == (spread > 0.6)


def test_a_number_as_written_changes_nobody() -> None:
    """Moved to where it stands anyway, every number gives the same people; outside of its range it is refused."""
    plain = populate(recipe(), 5000, 3)
    whole = tuple((one.path, one.written) for one in open_people(recipe()))
    other = populate(moved(recipe(), parted(whole)[1]), 5000, 3)
    assert all(np.array_equal(plain.columns[name], other.columns[name]) for name in plain.columns)
    assert all(np.array_equal(a, b) for a, b in zip(plain.ties("friends"), other.ties("friends"), strict=True))
    with pytest.raises(SpecError, match=r"expected 1 number\(s\) in \[4, 20\]"):
        moved(recipe(), (("friends.median", 40.0),))


def test_all_means_regime_and_people() -> None:
    """By default both are drawn, those of the people last; adding them dealt no number of the regime anew."""
    study = parse_study(SMALL.replace("ranges: {sample: none}", "ranges: {points: 4}"))
    regime = load_regime(study.regime)
    of_regime, found = open_numbers(regime), sampled(study, regime)
    assert [one.path for one in found[: len(of_regime)]] == [one.path for one in of_regime]
    assert all(one.path.startswith(PREFIX) for one in found[len(of_regime) :]) and len(found) > len(of_regime) + 15
    alone = parse_study(TEXT)
    assert np.array_equal(points_of(study)[len(of_regime) :], points_of(alone))


def test_points_are_lived_by_the_people_drawn_there(tmp_path: Path) -> None:
    """A point is the world of people made with its numbers, as if asked by hand; answers differ between points."""
    folder = folder_of(tmp_path / "points", TEXT)
    settle(folder, ranges.PART)
    answers = []
    for _, given, found in folder.found(ranges.NAME):
        regime, people = parted(numbers_at(folder.study, given["point"], lambda path, why: None))
        assert not regime and len(people) > 15 and not found["kept"]
        by_hand = told_of(folder.study.questions, world_of(run_of(folder.study, 0, moved=people), folder.study))
        assert found["answers"] == by_hand["answers"]
        answers.append([one["arm"] for one in found["answers"].values()])
    assert len({tuple(one) for one in answers}) > 1


def test_a_study_tells_what_it_drew(tmp_path: Path) -> None:
    """The resolved study holds the numbers of the people that were drawn with their ranges, and their sources."""
    here, _ = lived(written(tmp_path, TEXT), tmp_path / "out")
    known = here.resolved
    assert {*known["sampled"], "people.proneness.median"} == set(known["sampled_people"])
    assert known["sampled_people"]["people.friends.median"]["range"] == [4.0, 20.0]
    cited = {one["source"] for one in known["sampled_people"].values()} - {"own"}
    assert cited <= {one["id"] for one in known["bibliography"]}
    assert len(doubts(here.study, here)[0].parameters) == 4


def test_moved_people_are_part_of_a_study() -> None:
    """A study with moved people is another study, and is the same again from its plain data."""
    plain, other = (
        Study("judgment-defaulters", 500, 6),
        Study("judgment-defaulters", 500, 6, moved=(("names.long", 0.0125),)),
    )
    assert "moved" not in plain.resolved() and plain.resolved() != other.resolved()
    assert plain.people_recipe.digest != other.people_recipe.digest
    assert study_from_json({**other.resolved(), "files": []}) == other


def test_influence_finds_what_the_people_decide() -> None:
    """Debts depend on who borrows: that number is met by rules; friends and proneness, which none reads, are not."""
    points = Points(parse_study(INFLUENCE))
    read, unread, refused = points.reading()
    assert "people.credit.rank_tilt" in read and not refused
    assert {"people.friends.median", "people.work.class_size", "people.proneness.spread",
            "people.driving.rank_tilt"} <= set(unread)  # fmt: skip


def test_worlds_of_moved_people_are_those_of_the_study() -> None:
    """The effect at points with mixed numbers, asked together in any order, is that of each lived by itself."""
    study = parse_study(INFLUENCE.replace("[people.*]", "[people.*, courts.*]"))
    points = Points(study)
    asked = [
        points.at(paths, places)
        for paths, places in (
            (["people.credit.rank_tilt"], [1.0]),
            (["courts.suit_p"], [1.0]),
            (["people.credit.rank_tilt", "courts.suit_p"], [1.0, 0.0]),
            (["people.credit.rank_tilt", "people.proneness.spread"], [0.0, 1.0]),
            ([], []),
        )
    ]
    together = points.effects(asked)
    assert together == [Points(study).effects([one])[0] for one in asked]
    assert together == points.effects(asked[::-1])[::-1]
    assert together[-1] == points.written() and len(set(map(str, together))) > 2
    assert points.crowds.lived > 0


def test_people_that_cannot_be_made_are_told() -> None:
    """Points whose people their recipe refuses say why, and the others are answered all the same."""
    study = parse_study(INFLUENCE)
    points = Points(study)
    one = points.numbers["people.friends.median"]
    beyond = Dated.model_construct((one.written.root[0].model_copy(update={"value": 99.0}),))
    found = points.effects([(), (("people.friends.median", beyond),)])
    assert found[0] == points.written() and "expected 1 number(s) in [4, 20]" in str(found[1])


def test_people_are_named_by_their_own_patterns() -> None:
    """A pattern names people only where it begins like them; what is left out is refused with the reason."""
    regime = load_regime("judgment-defaulters")
    for pattern, people in (("*", 0), ("*_p", 0), ("people.friends.*", 6)):
        found = sampled(parse_study(TEXT.replace("[people.*]", f"['{pattern}']")), regime)
        assert sum(one.path.startswith(PREFIX) for one in found) == people and found
    for name, why in (
        ("travel.owners", "breaks a total"),
        ("phone.payments", "solved for"),
        ("firms.namesakes", "no f"),
    ):
        with pytest.raises(SpecError, match=rf"people.{name} is not drawn, as .*{why}"):
            sampled(parse_study(TEXT.replace("[people.*]", f"[people.{name}]")), regime)


def test_a_range_of_ones_own_is_part_of_a_study(tmp_path: Path) -> None:
    """Studies that differ in a range of an own recipe alone are two studies, and comparing them tells the range."""
    text = TEXT.replace("[people.*]", "[people.friends.median]").replace(
        "people: 4000", "people: 100\nrecipe: mine.yaml"
    )
    own = (
        "id: mine\ntitle: A town of one's own\nextends: china-city\nchecked_on: 2026-11-23\nabout: a test\n"
        "bibliography: []\nvalues:\n  friends.median: {value: 9, unit: people, source: own, grade: assumption, range: "
    )
    folders = []
    for low in (4, 6):
        place = tmp_path / str(low)
        path = written(place, text, replicates=2)
        (place / "mine.yaml").write_text(f"{own}[{low}, 20]}}\n", encoding="utf-8")
        folders.append(lived(path, place / "out")[0])
    assert folders[0].sha256 != folders[1].sha256
    assert folders[0].resolved["recipe_sha256"] == folders[1].resolved["recipe_sha256"]
    told = compare_studies(*(one.path for one in folders)).differs
    assert [(one.label, one.before, one.after) for one in told] == [
        ("people.friends.median: range", "4.0, 20.0", "6.0, 20.0")
    ]
