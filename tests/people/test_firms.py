"""Firms: numbers of the same axis, each with adults who answer for it, and tied to nobody else."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from verbs import say

from counterscore.audit.frame import GROUPINGS, OF_FIRMS, codes_of, means_by_group
from counterscore.audit.metric import Values
from counterscore.core.draws import BLOCK
from counterscore.people import People, Ties, fit, load_recipe, populate
from counterscore.people import firms as firms_file
from counterscore.people.drawn import draw_rows
from counterscore.people.statistics import STATISTICS, Counted
from counterscore.people.tables import compile_tables, firm_tables
from counterscore.worlds.bind import abilities, cells

RECIPE = "firms-of-a-city"
COUNTS = [1, 2, 60, BLOCK - 1, BLOCK + 1, 20_000]


@cache
def made(count: int = 20_000, recipe: str = RECIPE) -> People:
    """Populations shared by the tests of this file."""
    return populate(load_recipe(recipe), count, 7)


def sources(ties: Ties) -> np.ndarray:
    """The number each tie starts from, aligned with ``ends``."""
    return np.repeat(np.arange(len(ties.offsets) - 1), np.diff(ties.offsets))


def crowded() -> People:
    """A population in which half of the numbers are firms, many of them of one person."""
    return populate(
        load_recipe(RECIPE).with_value("firms.share", 0.5).with_value("firms.second_officer_p", 0.8), 9000, 3
    )


@pytest.mark.parametrize("small", [1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
def test_growth_changes_nobody(small: int) -> None:
    """More numbers leave persons, firms and officers' marks as they were; only look-alikes of a cut block move."""
    few, many = made(small).columns, made(18_000).columns
    full = small // BLOCK * BLOCK
    for name, column in few.items():
        upto = full if name in ("lookalike", "others") else small
        assert np.array_equal(column[:upto], many[name][:upto]), name


@pytest.mark.parametrize("count", COUNTS)
def test_growth_changes_no_firms_officers(count: int) -> None:
    """Whoever answers for a firm does so however many numbers are asked for."""
    few, many = made(count), made(18_000)
    for firm in np.flatnonzero(few.columns["firm"][:18_000] == 1)[:200]:
        assert np.array_equal(few.ties("officers").of(firm), many.ties("officers").of(firm))


@pytest.mark.parametrize("count", COUNTS)
def test_every_firm_has_a_legal_representative(count: int) -> None:
    """A firm has one or two officers, all of them adult persons of its block who stand before it; nobody twice."""
    people = made(count)
    c, ties = people.columns, people.ties("officers")
    for firm in np.flatnonzero(c["firm"] == 1):
        officers = ties.of(firm)
        assert len(officers) == len(set(officers.tolist())) in (1, 2)
        assert c["adult"][officers].all()
        assert not c["firm"][officers].any()
        assert c["officer"][officers].all()
        assert (officers // BLOCK == firm // BLOCK).all()
        assert (officers < firm).all()


@pytest.mark.parametrize("people", [made(), crowded()], ids=["usual", "crowded"])
def test_officers_ties_are_mutual(people: People) -> None:
    """Every tie from a firm to a person has its way back, and always one end is a firm and the other a person."""
    ties, firm = people.ties("officers"), people.columns["firm"]
    start = sources(ties).astype(np.int64)
    there, back = start * people.count + ties.ends, ties.ends * np.int64(people.count) + start
    assert np.array_equal(np.sort(there), np.sort(back))
    assert (np.diff(np.sort(there)) > 0).all()
    assert (firm[start] + firm[ties.ends] == 1).all()
    assert len(ties.ends) > 0


def test_the_mark_of_officers_says_who_has_a_firm() -> None:
    """In full blocks a person is marked as an officer exactly where ties lead to a firm."""
    people = made()
    full = people.count // BLOCK * BLOCK
    degree = np.diff(people.ties("officers").offsets)[:full]
    person = people.columns["firm"][:full] == 0
    assert np.array_equal(people.columns["officer"][:full][person] == 1, degree[person] > 0)
    assert not people.columns["officer"][people.columns["firm"] == 1].any()


def test_even_a_crowd_of_firms_has_officers() -> None:
    """Where firms outnumber free adults, somebody gets one firm more and no firm is without."""
    people = crowded()
    firm = people.columns["firm"] == 1
    degree = np.diff(people.ties("officers").offsets)
    assert 0.4 < firm.mean() < 0.6
    assert degree[firm].min() >= 1
    assert degree[~firm].max() > 2


@pytest.mark.parametrize("name", ["household", "workplace", "friends"])
@pytest.mark.parametrize("count", COUNTS)
def test_no_other_tie_touches_a_firm(name: str, count: int) -> None:
    """Nobody lives, works or is friends with a firm, and a firm with nobody."""
    people = made(count)
    ties, firm = people.ties(name), people.columns["firm"] == 1
    assert not np.diff(ties.offsets)[firm].any()
    assert not firm[ties.ends].any()


def test_persons_beside_firms_have_friends() -> None:
    """Friends keep their number, none is named twice and nobody is her own friend."""
    people = made()
    ties, firm = people.ties("friends"), people.columns["firm"] == 1
    degree, start = np.diff(ties.offsets), sources(ties)
    assert degree[~firm].min() >= 1
    assert (ties.ends != start).all()
    assert (np.diff(np.sort(start * np.int64(people.count) + ties.ends)) > 0).all()


@pytest.mark.parametrize("count", COUNTS)
def test_lookalikes_are_of_the_same_nature(count: int) -> None:
    """A file of a firm is mistaken for another firm's, a person's for another person's; always of the same block."""
    c = made(count).columns
    lookalike = c["lookalike"]
    assert np.array_equal(np.sort(lookalike), np.arange(count))
    assert np.array_equal(c["firm"][lookalike], c["firm"])
    assert np.array_equal(lookalike // BLOCK, np.arange(count) // BLOCK)
    full = count // BLOCK * BLOCK
    firms = np.flatnonzero(c["firm"][:full] == 1)
    assert (lookalike[firms] != firms).all()


def test_firms_have_nothing_of_persons() -> None:
    """All that describes persons is zero for firms; size, sector, name and household number are their own."""
    c = made().columns
    firm = c["firm"] == 1
    own = {"firm", "firm_size", "industry", "household", "lookalike", "others", "name", "namesakes", "proneness"}
    for name in set(c) - own:
        assert not c[name][firm].any(), name
    assert (c["proneness"][firm] == 1.0).all()
    assert np.flatnonzero(np.bincount(c["firm_size"][firm])).tolist() == [1, 2, 3, 4]
    assert np.flatnonzero(np.bincount(c["industry"][firm])).tolist() == [1, 2, 3]
    assert not c["firm_size"][~firm].any()
    assert (c["name"][firm] < 0).all()
    assert (np.diff(np.sort(c["name"][firm])) > 0).all()
    assert (np.bincount(c["household"])[c["household"][firm]] == 1).all()
    assert np.flatnonzero(np.bincount(np.diff(c["household"]))).tolist() == [0, 1]


def test_representatives_are_owners_where_there_are_any() -> None:
    """Most legal representatives own a business or are legal representatives by profession.

    Fixed seed; four blocks, a share of owners among 4,000 representatives below 0.6 is no accident.
    """
    people = made()
    c, ties = people.columns, people.ties("officers")
    first = ties.ends[ties.offsets[:-1][c["firm"] == 1]]
    code = people.recipe.professions.index("legal_representative") + 1
    own = (c["owner"][first] == 1) | (c["profession"][first] == code)
    assert own.mean() > 0.8
    assert c["employed"][first].mean() > 0.9


def test_some_represent_a_second_firm() -> None:
    """About a tenth of the legal representatives has a second firm.

    Fixed seed; about 4,500 representatives, tested at five standard errors (false alarm 6e-7).
    """
    people = made()
    c, ties = people.columns, people.ties("officers")
    first = ties.ends[ties.offsets[:-1][c["firm"] == 1]]
    firms = np.bincount(first)
    firms = firms[firms > 0]
    assert abs((firms >= 2).mean() - 0.1) < 5 * np.sqrt(0.09 / len(firms))


def test_statistics_of_people_leave_firms_out() -> None:
    """A figure about persons is the same share, whether firms stand among them or not."""
    counted = Counted(made())
    assert len(counted.columns["adult"]) + len(counted.firms["adult"]) == 20_000
    adults = made().columns["adult"][made().columns["firm"] == 0]
    assert counted.columns["adult"].sum() == adults.sum()
    assert STATISTICS["age_0_14"](counted)[0] > 0.15
    assert all(line.inside for line in fit(made()))


def test_cells_of_firms_lie_behind_those_of_persons() -> None:
    """Persons are counted in cells 0 to 119 as ever, firms in 120 to 123 by size."""
    c = dict(made().columns)
    cell, firm = cells(c), c["firm"] == 1
    assert cell.dtype == np.uint8
    assert cell[~firm].max() < 120
    assert np.array_equal(cell[firm], 119 + c["firm_size"][firm])


def test_abilities_tell_firms_from_persons() -> None:
    """A firm can do what firms do, its officers what officers do, and old people are no firms."""
    c = dict(made().columns)
    needs = ["adult", "firm", "officer", "migrant", "phone_pay", "professional", "elder", "student"]
    bits = abilities(c, needs)
    found = {name: (bits >> place) & 1 == 1 for place, name in enumerate(needs)}
    assert np.array_equal(found["firm"], c["firm"] == 1)
    assert np.array_equal(found["officer"], c["officer"] == 1)
    assert np.array_equal(found["migrant"], (c["residence"] == 2) & (c["adult"] == 1))
    assert np.array_equal(found["elder"], c["age_years"] >= 60)
    assert np.array_equal(found["professional"], c["profession"] > 0)
    assert not (found["firm"] & (bits > 2)).any()


def test_groups_of_persons_leave_firms_out() -> None:
    """A firm is in no group by sex, age, residence or income, even where a metric counts firms."""
    c = dict(made().columns)
    cell, everybody = cells(c), np.ones(20_000, np.bool_)
    for by in GROUPINGS:
        codes = codes_of(cell, by)
        assert np.array_equal(codes == -1, c["firm"] == (0 if by in OF_FIRMS else 1))
        groups = means_by_group(Values(np.ones(20_000), everybody), codes, by)
        assert sum(group.people for group in groups) == (c["firm"] == (1 if by in OF_FIRMS else 0)).sum()


def test_the_verb_says_how_many_are_firms() -> None:
    """``counterscore people`` counts firms apart from persons, and does not speak of them where there are none."""
    firms = int(made(4000).columns["firm"].sum())
    said = say("people", RECIPE, "--people", "4k", "--seed", "7")
    assert said.out.splitlines()[0] == (
        f"{RECIPE}: 4,000 numbers, {4000 - firms:,} synthetic people and {firms:,} firms, seed 7"
    )
    assert say("people", RECIPE, "--people", "4k", "--seed", "7", "--json").json["firms"] == firms
    assert say("people", "village", "--people", "1200").out.startswith("village: 1,200 synthetic people, seed 1\n")


def test_interpreted_officers_are_the_same() -> None:
    """The kernel of officers gives the same persons as plain Python."""
    people = made(BLOCK)
    c, t = people.columns, firm_tables(people.recipe)
    own = (c["owner"] == 1) | (c["profession"] == t.profession)
    tiers = np.where(own, 2, np.where(c["employed"] == 1, 1, 0)).astype(np.int8)
    tiers[c["adult"] == 0] = -1
    out = np.empty((2, BLOCK), np.int32)
    u = draw_rows(firms_file.OFFICER_STREAMS, 0, BLOCK, 7)
    firms_file._name_officers(c["firm"], tiers, u, t.again_p, t.second_p, out)
    assert np.array_equal(out, firms_file.officers_of(c, 0, 7, t))


def test_shares_of_numbers_become_probabilities_of_runs() -> None:
    """A quarter of the numbers are firms, which is more than a third of the runs, because homes take more numbers."""
    pages = compile_tables(load_recipe(RECIPE)).pages
    home = 2.62
    assert pages.firm_p == pytest.approx(0.25 / (0.25 + 0.75 / home), rel=0.02)
    assert pages.dorm_p == 0.0
