"""Who else may be meant by other keys than the name, and who is easily mixed up."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from counterscore.core.draws import BLOCK
from counterscore.core.neighbours import PLACES, RUN, neighbour
from counterscore.people import People, load_recipe, populate
from counterscore.people.identity import YEAR_DAYS
from counterscore.people.mixups import ALONE, BIRTH_YEARS, other_classes

COUNTS = [1, 2, 300, RUN, BLOCK + 1, 20_000]


@cache
def made(count: int, recipe: str = "china-city") -> People:
    """People shared by the tests of this file."""
    return populate(load_recipe(recipe), count, 7)


def neighbours(people: People, place: int) -> np.ndarray:
    """The neighbour of everybody at one place, (P,)."""
    others = people.columns["others"].tolist()
    return np.array([neighbour(person, other, place) for person, other in enumerate(others)])


@pytest.mark.parametrize("place", range(len(PLACES)))
@pytest.mark.parametrize("count", COUNTS)
def test_every_place_holds_a_permutation(count: int, place: int) -> None:
    """Everybody is the neighbour of exactly one person of the same run who is there; children are their own."""
    people = made(count)
    found, numbers = neighbours(people, place), np.arange(count)
    assert np.array_equal(np.sort(found), numbers)
    assert np.array_equal(found // RUN, numbers // RUN)
    children = people.columns["adult"] == 0
    assert np.array_equal(found[children], numbers[children])


def test_neighbours_are_alike_where_the_key_says_so() -> None:
    """By birth date and face of the same sex and decade, at home of the same household, and a stranger is an adult."""
    people = made(20_000)
    c, adults = people.columns, np.flatnonzero(people.columns["adult"] == 1)
    for place in (0, 1):
        found = neighbours(people, place)[adults]
        assert np.array_equal(c["sex"][found], c["sex"][adults])
        decades = np.minimum((c["age_years"] - 18) // 10, 7)
        assert np.array_equal(decades[found], decades[adults])
    home = neighbours(people, 2)[adults]
    assert np.array_equal(c["household"][home], c["household"][adults])
    assert c["adult"][neighbours(people, 3)[adults]].all()


def test_each_key_has_neighbours_of_its_own() -> None:
    """Whom the birth date finds is seldom whom the face, the number or the name finds."""
    people = made(20_000)
    adult = people.columns["adult"] == 1
    found = [neighbours(people, place)[adult] for place in (0, 1, 3)] + [people.columns["lookalike"][adult]]
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            assert np.mean(one == other) < 0.15


def test_only_a_class_of_one_keeps_itself() -> None:
    """An adult is her own neighbour only where nobody else of the class is in the run."""
    people = made(8 * RUN)
    classes = other_classes(people.columns)
    runs = np.arange(people.count) // RUN
    for place in range(len(PLACES)):
        there = classes[place] != ALONE
        cells = (runs * 1024 + classes[place])[there]
        own = neighbours(people, place) == np.arange(people.count)
        assert np.array_equal(own[there], np.bincount(cells)[cells] == 1)


@pytest.mark.parametrize("small", [1, RUN - 1, RUN, BLOCK - 1, BLOCK + 300])
def test_growth_changes_nobody(small: int) -> None:
    """More people leave all that was there unchanged; neighbours, in the runs that were full."""
    few, many = made(small).columns, made(20_000).columns
    for name in ("renter", "long_name", "mix_up", "birth_twins"):
        assert np.array_equal(few[name], many[name][:small]), name
    full = small // RUN * RUN
    assert np.array_equal(few["others"][:full], many["others"][:full])


def test_shares_are_those_of_the_recipe() -> None:
    """One name in a hundred is longer than four characters; renters are as many as the recipe says, by residence.

    Fixed seed; 20,000 people in about 7,600 households: standard errors 0.0007 and at most 0.012, tested at four.
    """
    c = made(20_000).columns
    assert c["long_name"].mean() == pytest.approx(0.01, abs=4 * 0.0007)
    for residence, share in enumerate((0.12, 0.02, 0.55)):
        assert c["renter"][c["residence"] == residence].mean() == pytest.approx(share, abs=4 * 0.012)
    same = np.diff(c["household"]) == 0
    assert (np.diff(c["renter"].astype(int))[same] == 0).all()
    assert c["mix_up"].mean() == pytest.approx(127.5, abs=4 * 73.9 / np.sqrt(20_000))


def test_twins_by_name_and_birth_date_follow_the_name() -> None:
    """Sharers of name and birth date are Poisson around namesakes over the days of 64 years.

    Fixed seed; dates in the heap are left out; tested at four standard errors of the sum.
    """
    c = made(20_000).columns
    piled = c["birth_day"] == ((120 - c["age_years"]) * YEAR_DAYS - YEAR_DAYS).astype(np.int64)
    expected = (c["namesakes"] * 0.99 / (BIRTH_YEARS * YEAR_DAYS))[~piled].sum()
    assert abs(c["birth_twins"][~piled].sum() - expected) < 4 * np.sqrt(expected)
    assert 0.005 < piled.mean() < 0.015
    assert c["birth_twins"][piled].mean() > 2 * c["birth_twins"][~piled].mean()


def test_firms_and_dorms() -> None:
    """A firm has no face, home or number, and a student in a dorm does not rent."""
    firms = made(9000, "firms-of-a-city")
    firm = firms.columns["firm"] == 1
    for place in range(len(PLACES)):
        assert np.array_equal(neighbours(firms, place)[firm], np.flatnonzero(firm))
    for name in ("renter", "long_name", "mix_up", "birth_twins"):
        assert not firms.columns[name][firm].any()
    campus = made(5000, "campus").columns
    assert not campus["renter"][campus["student"] == 1].any()
