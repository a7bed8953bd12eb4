"""Identity: look-alikes are a permutation, names and ID numbers collide as often as the published counts say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from counterscore.core.draws import BLOCK
from counterscore.people import People, load_recipe, populate
from counterscore.people.identity import ABSENT, GIVEN_LIMIT, lookalike_classes, ring_of
from counterscore.people.tables import compile_tables


@cache
def made(count: int) -> People:
    """People shared by the tests of this file."""
    return populate(load_recipe("china-city"), count, 7)


def classes_of(people: People) -> np.ndarray:
    """The ring every person belongs to."""
    c = people.columns
    cuts = compile_tables(people.recipe).name_cuts
    return lookalike_classes(c, cuts)


@pytest.mark.parametrize("count", [1, 2, 50, BLOCK, BLOCK + 1, 20_000])
def test_lookalikes_are_a_permutation(count: int) -> None:
    """Everybody is the look-alike of exactly one person: no record can land on two people, and none vanishes."""
    lookalike = made(count).columns["lookalike"]
    assert np.array_equal(np.sort(lookalike), np.arange(count))


@pytest.mark.parametrize("count", [50, BLOCK, 20_000])
def test_lookalikes_stay_in_block_and_class(count: int) -> None:
    """A look-alike is an adult of the same sex, block and class of namesakes; children are their own."""
    people = made(count)
    lookalike, classes = people.columns["lookalike"], classes_of(people)
    numbers = np.arange(count)
    assert np.array_equal(lookalike // BLOCK, numbers // BLOCK)
    assert np.array_equal(classes[lookalike], classes)
    children = people.columns["adult"] == 0
    assert np.array_equal(lookalike[children], numbers[children])


def test_no_adult_is_her_own_lookalike_where_another_could_be() -> None:
    """A class of two or more members in a block has no fixed point; a class of one has nobody else."""
    people = made(4 * BLOCK + 9)
    lookalike, classes = people.columns["lookalike"], classes_of(people)
    numbers = np.arange(people.count)
    rings = numbers // BLOCK * 16 + classes
    members = np.bincount(rings)[rings]
    fixed = lookalike == numbers
    adults = classes != ABSENT
    assert not (fixed & adults & (members > 1)).any()
    assert fixed[adults & (members == 1)].all()


def test_rings_are_single_cycles() -> None:
    """Walking from look-alike to look-alike visits a whole class of a block before it comes back."""
    people = made(BLOCK)
    lookalike, classes = people.columns["lookalike"], classes_of(people)
    for ring in range(ABSENT):
        members = np.flatnonzero(classes == ring)
        at, steps = int(lookalike[members[0]]), 1
        while at != members[0]:
            at, steps = int(lookalike[at]), steps + 1
        assert steps == len(members)


def test_ring_of_equal_uniforms_is_still_a_permutation() -> None:
    """Ties between uniforms cannot break the permutation."""
    out = ring_of(np.zeros(BLOCK, np.int8), np.zeros(BLOCK), BLOCK)
    assert np.array_equal(np.sort(out), np.arange(BLOCK, 2 * BLOCK))


def test_namesakes_are_the_expected_number_of_others() -> None:
    """Namesakes of the commonest name are 214 per million of the register, and equal names have equal namesakes."""
    c = made(200_000).columns
    top = c["namesakes"][c["name"] == 0]
    assert top[0] == pytest.approx(214e-6 * 1_411_780_000, rel=0.01)
    order = np.argsort(c["name"], kind="stable")
    same = np.diff(c["name"][order]) == 0
    assert (np.diff(c["namesakes"][order])[same] == 0).all()


def test_names_collide_as_often_as_their_shares_say() -> None:
    """Pairs of people of one name are as many as the expected numbers of namesakes promise.

    Fixed seed; about 250,000 pairs of 200,000 people, tested within 6 %, far beyond five standard errors.
    """
    c = made(200_000).columns
    names = np.sort(c["name"])
    runs = np.diff(np.flatnonzero(np.append(np.diff(names, prepend=-1) != 0, True)))
    pairs = (runs * (runs - 1.0)).sum()
    expected = c["namesakes"].sum() * 200_000 / 1_411_780_000
    assert pairs == pytest.approx(expected, rel=0.06)


def test_name_numbers_are_opaque_and_bounded() -> None:
    """A name is a pair of ranks within the recipe's counts, packed into one number."""
    name = made(200_000).columns["name"]
    assert name.min() >= 0
    assert (name // GIVEN_LIMIT).max() < 4000


def test_birth_days_agree_with_ages() -> None:
    """A birth day lies in the year that the age in full years names, so dates and ages never contradict."""
    c = made(20_000).columns
    age_days = 120 * 365.25 - c["birth_day"]
    years = age_days / 365.25
    assert (years > c["age_years"] - 0.01).all()
    assert (years <= c["age_years"] + 1.01).all()


def test_shared_id_numbers_shrink_from_era_to_era() -> None:
    """Who shares an ID number in a later era also did in an earlier one, and the share is the published one.

    Fixed seed; 200,000 people, 258 expected in 2009, tested at five standard errors (false alarm 6e-7).
    """
    recipe = load_recipe("china-city")
    early = populate(recipe.with_era("2009"), 200_000, 7).columns["id_twin"]
    late = populate(recipe.with_era("2017"), 200_000, 7).columns["id_twin"]
    assert abs(int(early.sum()) - 258) < 5 * np.sqrt(258)
    assert (late <= early).all()
    assert late.sum() <= 2


def test_smaller_register_has_fewer_namesakes() -> None:
    """The same person has fewer namesakes in a county's register than in the nation's, by the ratio of their sizes."""
    nation = made(5000).columns
    county = populate(load_recipe("rongcheng"), 5000, 7).columns
    assert np.array_equal(nation["name"], county["name"])
    ratio = county["namesakes"] / nation["namesakes"]
    assert np.allclose(ratio, 739_999 / 1_411_779_999)
