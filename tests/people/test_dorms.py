"""Dorm rooms of a campus and the households of a village."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from counterscore.core.draws import BLOCK
from counterscore.people import People, load_recipe, populate
from counterscore.people import households as homes
from counterscore.people.drawn import draw_rows
from counterscore.people.pages import DORM, _walk, starts
from counterscore.people.population import DTYPES
from counterscore.people.tables import compile_tables


@cache
def made(recipe: str = "campus", count: int = 20_000) -> People:
    """Populations shared by the tests of this file."""
    return populate(load_recipe(recipe), count, 7)


@pytest.mark.parametrize("count", [4000, BLOCK, 20_000])
def test_rooms_have_four_to_eight_students_of_one_sex(count: int) -> None:
    """Every dorm room but the last, which may be cut, holds four to eight students, all women or all men."""
    c = made("campus", count).columns
    student = c["student"] == 1
    rooms = np.bincount(c["household"], weights=student)[:-1]
    men = np.bincount(c["household"], weights=student & (c["sex"] == 1))[:-1]
    used = rooms > 0
    assert np.flatnonzero(np.bincount(rooms[used].astype(np.int64))).tolist() == [4, 5, 6, 7, 8]
    assert ((men == 0) | (men == rooms))[used].all()
    everybody = np.bincount(c["household"])[:-1]
    assert np.array_equal(everybody[used], rooms[used])


def test_students_are_students() -> None:
    """A student is 18 to 24, in a tertiary school, without a job, an own business or a child."""
    c = made().columns
    student = c["student"] == 1
    assert c["age_years"][student].min() == 18
    assert c["age_years"][student].max() == 24
    assert c["adult"][student].all()
    assert (c["education"][student] == 4).all()
    for name in ("employed", "industry", "profession", "owner", "parent", "firm"):
        assert not c[name][student].any(), name


def test_room_mates_share_no_purse() -> None:
    """Incomes differ inside a room, unlike inside a family."""
    c = made().columns
    pairs = (np.diff(c["household"]) == 0) & (c["student"][1:] == 1)
    assert (np.diff(c["income_yuan"])[pairs] != 0).mean() > 0.99


def test_staff_live_in_families() -> None:
    """Some people of a campus are no students and live as families do: children with adults."""
    c = made().columns
    staff = c["student"] == 0
    assert 0.05 < staff.mean() < 0.15
    first = np.diff(c["household"], prepend=-1) == 1
    assert c["adult"][first].all()
    assert (c["adult"][staff] == 0).any()


def test_growth_changes_no_student() -> None:
    """More people leave every column of those already there unchanged, look-alikes in full blocks included."""
    few, many = made("campus", BLOCK + 77).columns, made().columns
    for name, column in few.items():
        upto = BLOCK if name in ("lookalike", "others") else BLOCK + 77
        assert np.array_equal(column[:upto], many[name][:upto]), name


def test_students_learn_with_students() -> None:
    """The study group of a student holds students of the same age, and nobody else has one with them."""
    people = made()
    c, ties = people.columns, people.ties("workplace")
    start = np.repeat(np.arange(people.count), np.diff(ties.offsets))
    assert np.array_equal(c["student"][start], c["student"][ties.ends])
    student = c["student"][start] == 1
    assert np.array_equal(c["age_years"][start][student], c["age_years"][ties.ends][student])
    degree = np.diff(ties.offsets)
    assert 20 < degree[c["student"] == 1].mean() < 60


def test_interpreted_walk_gives_the_same_rooms() -> None:
    """The walk as plain Python writes the same bytes as the compiled one, rooms of a block included."""
    recipe, c = load_recipe("campus"), made("campus", BLOCK).columns
    t = compile_tables(recipe)
    mine: dict[str, np.ndarray] = {name: np.empty(BLOCK, kind) for name, kind in DTYPES.items()}
    mine |= {"first": np.empty(BLOCK, np.int32), "rank": np.empty(BLOCK), "page": np.empty(BLOCK, np.int8)}
    out = homes.HouseholdColumns(*(mine[n] for n in homes.HouseholdColumns._fields))
    u = draw_rows(homes.HOUSEHOLD_STREAMS, 0, BLOCK, 7)
    _walk(0, starts(0, BLOCK, 7, t.pages), u, t.households, t.dorms, out)
    assert np.array_equal(out.page == DORM, c["student"] == 1)
    for name in ("age_years", "sex", "residence", "income_yuan", "parent"):
        assert mine[name].tobytes() == c[name].tobytes(), name


def test_a_village_is_old_and_farms() -> None:
    """Villagers are older than the nation, farm more and drive less; there are no firms and no students.

    Fixed seed; 20,000 people each, every difference is above ten standard errors.
    """
    village, nation = made("village").columns, made("china-city").columns
    assert (village["age_years"] >= 60).mean() > (nation["age_years"] >= 60).mean() + 0.04
    assert village["driver"].mean() < nation["driver"].mean() - 0.08
    farming = [(c["industry"][c["employed"] == 1] == 1).mean() for c in (village, nation)]
    assert farming[0] > farming[1] + 0.3
    assert not village["firm"].any()
    assert not village["student"].any()


def test_a_village_can_be_made_whole() -> None:
    """One village of 1,200 people comes with homes, friends and workmates, and few namesakes."""
    people = made("village", 1200)
    assert np.diff(people.ties("friends").offsets).min() >= 1
    assert people.columns["namesakes"].max() < 3
