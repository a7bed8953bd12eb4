"""Ties: well-formed, complete groups, alike friends, and unchanged by growth where a block is full."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from counterscore.core.draws import BLOCK, stream_number
from counterscore.core.errors import RunError, SpecError
from counterscore.people import People, Ties, load_recipe, memory, populate
from counterscore.people import ties as ties_file

NAMES = ties_file.TIE_NAMES


@cache
def made(count: int) -> People:
    """People shared by the tests of this file."""
    return populate(load_recipe("china-city"), count, 7)


def sources(ties: Ties) -> np.ndarray:
    """The person each tie starts from, aligned with ``ends``."""
    return np.repeat(np.arange(len(ties.offsets) - 1), np.diff(ties.offsets))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [1, 2, 3, 60, BLOCK + 1, 30_000])
def test_ties_are_well_formed(name: str, count: int) -> None:
    """Offsets rise from 0 to the number of ties; ends are people; nobody is tied to herself or twice to another."""
    ties = made(count).ties(name)
    assert ties.offsets.dtype == np.int64
    assert ties.ends.dtype == np.int32
    assert ties.offsets.shape == (count + 1,)
    assert ties.offsets[0] == 0
    assert ties.offsets[-1] == len(ties.ends)
    assert (np.diff(ties.offsets) >= 0).all()
    start = sources(ties)
    assert ((ties.ends >= 0) & (ties.ends < count)).all()
    assert (ties.ends != start).all()
    pairs = np.sort(start * np.int64(count) + ties.ends)
    assert (np.diff(pairs) > 0).all()


@pytest.mark.parametrize("name", ["household", "workplace"])
def test_group_ties_are_mutual(name: str) -> None:
    """Where a tie comes from a shared group, the other end has it too."""
    ties = made(30_000).ties(name)
    start = sources(ties).astype(np.int64)
    there, back = np.sort(start * 30_000 + ties.ends), np.sort(ties.ends * np.int64(30_000) + start)
    assert np.array_equal(there, back)


def test_household_ties_are_the_household() -> None:
    """Ties of a person are exactly the other members of her household."""
    people = made(30_000)
    household, ties = people.columns["household"], people.ties("household")
    assert np.array_equal(household[sources(ties)], household[ties.ends])
    assert np.array_equal(np.diff(ties.offsets), np.bincount(household)[household] - 1)
    assert np.array_equal(ties.of(0), np.flatnonzero(household == household[0])[1:])


def test_work_groups_and_classes() -> None:
    """Workers are tied to workers of their industry, pupils to pupils of their age; the others have no such tie."""
    people = made(30_000)
    c, ties = people.columns, people.ties("workplace")
    start, degree = sources(ties), np.diff(ties.offsets)
    worker = c["employed"] == 1
    pupil = ~worker & (c["age_years"] >= 6) & (c["age_years"] <= 17)
    assert (degree[~worker & ~pupil] == 0).all()
    assert np.array_equal(c["industry"][start], c["industry"][ties.ends])
    assert np.array_equal(c["age_years"][start][pupil[start]], c["age_years"][ties.ends][pupil[start]])
    full = np.arange(30_000) < 7 * BLOCK
    assert 6 < degree[worker & full].mean() < 10
    assert 20 < degree[pupil & full].mean() < 50


def test_friends_are_more_alike_than_strangers() -> None:
    """Friends share residence, age and schooling more than chance would have it.

    Fixed seed; 350,000 ties, the differences are above 20 standard errors.
    """
    people = made(30_000)
    c, ties = people.columns, people.ties("friends")
    start = sources(ties)
    shares = np.bincount(c["residence"]) / people.count
    assert (c["residence"][start] == c["residence"][ties.ends]).mean() > (shares**2).sum() + 0.2
    for name in ("age_years", "education"):
        assert np.corrcoef(c[name][start], c[name][ties.ends])[0, 1] > 0.3


def test_friends_mostly_live_in_the_same_block() -> None:
    """At least nine ties of ten stay inside a block of 4096, and the others inside the district."""
    ties = made(30_000).ties("friends")
    start = sources(ties)
    inside = start // BLOCK == ties.ends // BLOCK
    assert 0.9 < inside.mean() < 0.99
    assert np.array_equal(start // (16 * BLOCK), ties.ends // (16 * BLOCK))


def test_numbers_of_friends_are_skewed() -> None:
    """The mean number of friends lies above the median, within 1 to 80.

    Fixed seed; mean 11.9 with a standard error of 0.06.
    """
    degree = np.diff(made(30_000).ties("friends").offsets)
    assert degree.min() >= 1
    assert degree.max() <= 80
    assert 11.4 < degree.mean() < 12.4
    assert np.median(degree) < degree.mean() - 1.5


def test_growth_keeps_ties_of_full_blocks() -> None:
    """More people leave household and workplace ties of full blocks alone, and friends of full districts."""
    few, many = made(16 * BLOCK + 100), made(17 * BLOCK + 5)
    for name in NAMES:
        a, b = few.ties(name), many.ties(name)
        assert np.array_equal(a.offsets[: 16 * BLOCK + 1], b.offsets[: 16 * BLOCK + 1])
        last = a.offsets[16 * BLOCK]
        assert np.array_equal(a.ends[:last], b.ends[:last])


def test_ties_are_built_once_and_repeat() -> None:
    """A second call gives the same object, a second population the same ties."""
    people = made(30_000)
    assert people.ties("friends") is people.ties("friends")
    again = populate(load_recipe("china-city"), 30_000, 7)
    assert people.ties("friends").ends.tobytes() == again.ties("friends").ends.tobytes()


def test_other_seeds_make_other_friends() -> None:
    """The seed decides who is friends with whom."""
    other = populate(load_recipe("china-city"), 60, 8)
    assert not np.array_equal(other.ties("friends").ends, made(60).ties("friends").ends)


def test_unknown_ties_name_the_nearest() -> None:
    """A misspelt tie is answered with the known ones."""
    with pytest.raises(SpecError, match="did you mean 'friends'"):
        made(60).ties("freinds")


def test_ties_need_memory_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ties that would not fit are refused before they are allocated."""
    people = populate(load_recipe("china-city"), 5000, 9)
    monkeypatch.setattr(memory, "available_bytes", lambda: 1000)
    for name in NAMES:
        with pytest.raises(RunError, match="ties"):
            people.ties(name)


def test_interpreted_friends_are_the_same() -> None:
    """The friend kernels give the same ties as plain Python."""
    people = made(60)
    ties = people.ties("friends")
    alike, by_age = ties_file._orders(people.columns, 7)
    law = ties_file.FriendLaw(*(people.recipe.number(f"friends.{n}") for n in ties_file.FriendLaw._fields))
    key = np.array([7, stream_number(ties_file.CHOICE_STREAM)], np.int64)
    ends = np.empty_like(ties.ends)
    ties_file._name_friends(np.array([alike, by_age]), law, key, people.columns["firm"], ties.offsets, ends)
    assert np.array_equal(ends, ties.ends)
