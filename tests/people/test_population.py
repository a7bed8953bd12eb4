"""People: determinism, growth, households, and the same result from interpreted and compiled kernels."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from counterscore.core.draws import BLOCK
from counterscore.core.errors import PromiseError, RunError, SpecError
from counterscore.people import People, load_recipe, memory, populate
from counterscore.people import households as homes
from counterscore.people.drawn import draw_rows
from counterscore.people.identity import IDENTITY_STREAMS, IdentityColumns, _identity
from counterscore.people.mixups import MIXUP_STREAMS, _birth_twins
from counterscore.people.money import MONEY_STREAMS, Circumstances, MoneyColumns, _money
from counterscore.people.pages import _walk, starts
from counterscore.people.population import DTYPES
from counterscore.people.tables import compile_tables
from counterscore.people.work import WORK_STREAMS, WorkColumns, _work

MIXED_UP = ("long_name", "mix_up", "others", "renter")


@cache
def made(count: int, seed: int = 7, recipe: str = "china-city") -> People:
    """People shared by the tests of this file."""
    return populate(load_recipe(recipe), count, seed)


def test_columns_are_the_contract() -> None:
    """Names, types and lengths of the columns are exactly those other rooms rely on."""
    columns = made(5000).columns
    assert {name: column.dtype for name, column in columns.items()} == {n: np.dtype(k) for n, k in DTYPES.items()}
    assert all(column.shape == (5000,) for column in columns.values())
    assert all(np.isfinite(column).all() for column in columns.values())


def test_codes_stay_in_their_ranges() -> None:
    """Every code column holds only the codes that have a meaning, and each of them occurs."""
    c, professions = made(60_000).columns, len(load_recipe("china-city").professions)
    last = {"sex": 1, "residence": 2, "education": 4, "industry": 3, "income_quintile": 4, "profession": professions}
    for name, top in last.items():
        assert (c[name].min(), c[name].max()) == (0, top)
    flags = ("adult", "employed", "owner", "borrower", "driver", "parent", "phone_pay", "id_twin", "renter")
    for name in (*flags, "long_name"):
        assert set(np.flatnonzero(np.bincount(c[name]))) <= {0, 1}
    assert c["age_years"].min() == 0
    assert c["age_years"].max() <= homes.OLDEST
    assert c["proneness"].min() >= 0.1
    assert c["proneness"].max() <= 4.0


def test_same_recipe_and_seed_same_people() -> None:
    """The same three inputs give the same bytes; another seed gives other people."""
    first, again, other = made(9000), populate(load_recipe("china-city"), 9000, 7), made(9000, 8)
    for name, column in first.columns.items():
        assert column.tobytes() == again.columns[name].tobytes()
    assert not np.array_equal(first.columns["income_yuan"], other.columns["income_yuan"])


@pytest.mark.parametrize("small", [1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 16 * BLOCK + 5])
def test_growth_changes_nobody(small: int) -> None:
    """More people leave every column of those already there unchanged, look-alikes in full blocks included."""
    few, many = made(small).columns, made(18 * BLOCK + 77).columns
    full = small // BLOCK * BLOCK
    for name, column in few.items():
        if name in ("lookalike", "others"):
            assert np.array_equal(column[:full], many[name][:full])
        else:
            assert np.array_equal(column, many[name][:small])


def test_growth_moves_few_lookalikes_of_a_cut_block() -> None:
    """In an incomplete block only those change their look-alike between whom and it a new person now stands."""
    few, many = made(BLOCK - 100).columns["lookalike"], made(BLOCK - 90).columns["lookalike"]
    assert 0 < np.count_nonzero(few != many[: BLOCK - 100]) <= 10


def test_households_are_runs_of_numbers() -> None:
    """Members of a household have neighbouring numbers, households count up from 0 and cross no block."""
    household = made(60_000).columns["household"].astype(np.int64)
    steps = np.diff(household)
    assert household[0] == 0
    assert set(np.flatnonzero(np.bincount(steps))) == {0, 1}
    assert (steps[BLOCK - 1 :: BLOCK] == 1).all()


def test_children_live_with_adults() -> None:
    """Every household starts with an adult, so no child lives alone, even in the last household, which may be cut."""
    for count in (60_000, 60_001, 60_002, 60_003):
        c = made(count).columns
        first = np.diff(c["household"], prepend=-1) == 1
        assert c["adult"][first].all()
    assert np.array_equal(c["adult"] == 1, c["age_years"] >= 18)


def test_members_share_what_a_household_shares() -> None:
    """All members of a household have one residence, one income per head and one fifth."""
    c = made(60_000).columns
    same = np.diff(c["household"]) == 0
    for name in ("residence", "income_yuan", "income_quintile"):
        assert (np.diff(c[name])[same] == 0).all()


def test_couples_are_of_similar_age() -> None:
    """The two first members of two-adult households of different sex differ by few years.

    Fixed seed; about 10,000 couples, the correlation is near 0.97, a value below 0.9 is no accident.
    """
    c = made(60_000).columns
    starts = np.flatnonzero(np.diff(c["household"], prepend=-1) == 1)
    sizes = np.diff(np.append(starts, 60_000))
    pairs = starts[(sizes == 3)]
    pairs = pairs[
        (c["adult"][pairs + 1] == 1) & (c["sex"][pairs] != c["sex"][pairs + 1]) & (c["age_years"][pairs + 2] < 18)
    ]
    gap = c["age_years"][pairs] - c["age_years"][pairs + 1]
    couples = np.abs(gap) < 13
    assert couples.mean() > 0.85
    assert np.corrcoef(c["age_years"][pairs[couples]], c["age_years"][pairs[couples] + 1])[0, 1] > 0.9


def test_parents_live_with_a_child_of_school_age() -> None:
    """The parent mark implies an adult and, in households that are not cut, a child of 6 to 17 at home."""
    c = made(60_000).columns
    pupils = np.bincount(c["household"], weights=(c["age_years"] >= 6) & (c["age_years"] <= 17))
    marked = c["parent"] == 1
    assert c["adult"][marked].all()
    whole = c["household"] < c["household"][-1]
    assert (pupils[c["household"][marked & whole]] > 0).all()
    assert marked.any()


def test_work_follows_age_and_schooling() -> None:
    """Nobody works below 16, borrows or drives below 18; sensitive professions need schooling and services."""
    c = made(60_000).columns
    assert c["age_years"][c["employed"] == 1].min() >= 16
    for name in ("borrower", "driver", "profession", "owner", "parent"):
        assert c["adult"][c[name] > 0].all()
    assert ((c["industry"] > 0) == (c["employed"] == 1)).all()
    sensitive = c["profession"] > 0
    assert (c["industry"][sensitive] == 3).all()
    assert (c["education"][sensitive] >= 3).all()
    assert ((c["debt_yuan"] > 0) == (c["borrower"] == 1)).all()
    assert ((c["payments_year"] > 0) == (c["phone_pay"] == 1)).all()


def test_trips_rise_with_income() -> None:
    """Each fifth of households flies and takes fast trains more than the fifth below it.

    Fixed seed; neighbouring fifths differ by more than 20 standard errors.
    """
    c = made(60_000).columns
    for name in ("air_trips_year", "hsr_trips_year"):
        means = [c[name][c["income_quintile"] == q].mean() for q in range(5)]
        assert means == sorted(means)


def test_proneness_depends_on_no_group() -> None:
    """Proneness has the same mean in every group, so that no gap between groups can come from it.

    Fixed seed; each of 14 differences is tested at five standard errors, false alarm below 1e-5.
    """
    c = made(200_000).columns
    mean, error = c["proneness"].mean(), c["proneness"].std()
    for name in ("sex", "residence", "income_quintile", "driver", "borrower"):
        for code in range(int(c[name].max()) + 1):
            group = c["proneness"][c[name] == code]
            assert abs(group.mean() - mean) < 5 * error / np.sqrt(len(group))


@pytest.mark.parametrize("people", [0, -1, 2**31, 1.5, True, "10", None])
def test_bad_counts_are_refused(people: Any) -> None:
    """A number of people that is not a whole positive number is refused with what was expected."""
    with pytest.raises(SpecError, match="whole number from 1"):
        populate(load_recipe("china-city"), people, 1)


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5, None, True])
def test_bad_seeds_are_refused(seed: Any) -> None:
    """A seed that is not a 32-bit whole number is refused."""
    with pytest.raises(SpecError, match="seed"):
        populate(load_recipe("china-city"), 10, seed)


def test_recipe_must_be_loaded() -> None:
    """A recipe's name in place of the recipe says how to load it."""
    with pytest.raises(SpecError, match="load_recipe"):
        populate("china-city", 10, 1)  # type: ignore[arg-type]
    with pytest.raises(PromiseError):
        populate("china.csv", 10, 1)  # type: ignore[arg-type]


def test_too_many_people_for_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """More people than the memory holds end in one line before anything is allocated."""
    monkeypatch.setattr(memory, "available_bytes", lambda: 2**30)
    with pytest.raises(RunError, match=r"people 2,000,000,000: 186\.4 GiB are needed, 1\.0 GiB are free"):
        populate(load_recipe("china-city"), 2_000_000_000, 1)


def test_memory_is_reported() -> None:
    """The bytes of a population are those of its columns, and grow by the ties once they are built."""
    people = populate(load_recipe("china-city"), 5000, 1)
    before = people.memory_bytes
    assert before == 5000 * 100
    ties = people.ties("friends")
    assert people.memory_bytes == before + ties.offsets.nbytes + ties.ends.nbytes
    assert "5000" in repr(people)


def test_interpreted_kernels_give_the_same_bits() -> None:
    """Each kernel run as plain Python writes the same bytes as the compiled one, on one whole block."""
    recipe, people = load_recipe("china-city"), made(BLOCK)
    t, c = compile_tables(recipe), people.columns
    heads, rank, page = np.empty(BLOCK, np.int32), np.empty(BLOCK), np.empty(BLOCK, np.int8)
    mine = {name: np.empty(BLOCK, kind) for name, kind in DTYPES.items()}
    fields: dict[str, np.ndarray] = {**mine, "first": heads, "rank": rank, "page": page}
    out = homes.HouseholdColumns(*(fields[n] for n in homes.HouseholdColumns._fields))
    kinds = starts(0, BLOCK, 7, t.pages)
    _walk(0, kinds, draw_rows(homes.HOUSEHOLD_STREAMS, 0, BLOCK, 7), t.households, t.dorms, out)
    done = WorkColumns(*(mine[n] for n in WorkColumns._fields))
    places = (mine["age_years"], mine["sex"], mine["residence"], rank)
    _work(*places, draw_rows(WORK_STREAMS, 0, BLOCK, 7), t.work, done)
    paid = MoneyColumns(*(mine[n] for n in MoneyColumns._fields))
    _money(
        Circumstances(*(mine[n] for n in Circumstances._fields)), draw_rows(MONEY_STREAMS, 0, BLOCK, 7), t.money, paid
    )
    known = IdentityColumns(*(mine[n] for n in IdentityColumns._fields))
    _identity(mine["age_years"], draw_rows(IDENTITY_STREAMS, 0, BLOCK, 7), t.identity, known)
    heaped = compile_tables(recipe).mixups.heaped
    twins = draw_rows(MIXUP_STREAMS[-1:], 0, BLOCK, 7)[0]
    _birth_twins(mine["age_years"], mine["birth_day"], mine["namesakes"], twins, heaped, mine["birth_twins"])
    for name in set(mine) - {"household", "lookalike", "firm", "firm_size", "officer", "student", *MIXED_UP}:
        assert mine[name].tobytes() == c[name].tobytes(), name


def test_people_are_the_same_on_every_machine() -> None:
    """A committed digest of one block: a change here means that published results change and must be announced."""
    columns = made(BLOCK, 1).columns
    known = sorted(set(columns) - {"firm", "firm_size", "officer", "student", "birth_twins", *MIXED_UP})
    digest = sha256(b"".join(columns[name].tobytes() for name in known)).hexdigest()
    assert digest == "42112a7b5797f1a585e0d4acafcf71304ecad4f441cd23b80a6c18a70f133cdd"


def test_who_is_mixed_up_is_the_same_on_every_machine() -> None:
    """A committed digest of what keys confuse, in one block."""
    columns = made(BLOCK, 1).columns
    digest = sha256(b"".join(columns[name].tobytes() for name in ("birth_twins", *MIXED_UP))).hexdigest()
    assert digest == "a4f29ad389243c1b53af596307f3ea882960039b628dd4975233569404d57388"


OLD_PEOPLE = {
    "china-city": "690298a3ff6d57c6ebb66db9c2a27606e6a31c586204d024ecda840176c43bef",
    "rongcheng": "8c341f6b8d9a3fa8637da4b7d51e6db2ae77342a737b9cf2abaaf9554ef68b67",
    "beijing": "fd6bdf62c70038fb9595854f61bd8e07b1af9951113902826b3959d65c832245",
}
OLD_TIES = {
    "china-city": "9d0fcb8701f54a108e9816fc3bc4cc490c50b042fbea2b9e4f4f44c43fd3fc4f",
    "rongcheng": "0cd21a8b97271d999f0e4b4530d30a8adf4135a7736dbb5e406494913743c150",
    "beijing": "84dbdbc18fd5de60566065937281030ba6384aec301d8104c6491b4ed0f0ba31",
}


@pytest.mark.parametrize("recipe", OLD_PEOPLE)
def test_recipes_without_firms_make_the_people_they_made_before(recipe: str) -> None:
    """Firms and dorm rooms changed nobody elsewhere: digests of people and ties from before there were any."""
    people = populate(load_recipe(recipe), 20_000, 1)
    new = {"firm", "firm_size", "officer", "student"}
    known = sorted(set(people.columns) - new - {"birth_twins", *MIXED_UP})
    assert sha256(b"".join(people.columns[name].tobytes() for name in known)).hexdigest() == OLD_PEOPLE[recipe]
    ties = [people.ties(name) for name in ("household", "workplace", "friends")]
    digest = sha256(b"".join(part.tobytes() for one in ties for part in (one.offsets, one.ends))).hexdigest()
    assert digest == OLD_TIES[recipe]
    assert not any(people.columns[name].any() for name in new)
    assert not len(people.ties("officers").ends)
