"""A recipe compiled to the arrays the kernels read: shares cumulated, reference values derived once.

Everything here is a function of the recipe alone, never of the people made so far, so that adding people moves no
threshold and no share of anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from counterscore.core.errors import SpecError

from .dorms import SMALLEST_ROOM, DormTables
from .firms import REPRESENTATIVE, FirmTables
from .households import KINDS, SIZES, HouseholdTables, income_at
from .identity import CLASSES, GIVEN_LIMIT, SURNAME_LIMIT, IdentityTables, law_of
from .layout import EDUCATION_BANDS, RESIDENCES, SCHOOLING, SEXES
from .mixups import MixupTables
from .money import MoneyTables
from .pages import PageTables
from .recipe import Recipe
from .work import WorkTables

GRID = 2000


class Tables(NamedTuple):
    """All tables of a recipe; ``name_cuts`` are numbers of namesakes that part the classes of look-alikes."""

    pages: PageTables
    households: HouseholdTables
    dorms: DormTables
    firms: FirmTables
    work: WorkTables
    money: MoneyTables
    identity: IdentityTables
    mixups: MixupTables
    name_cuts: np.ndarray


def compile_tables(recipe: Recipe) -> Tables:
    """The kernels' arrays of a recipe. Raises: SpecError where shares do not make a distribution."""
    households = _households(recipe)
    cuts = np.array(recipe.numbers("names.class_cuts")) * recipe.number("register.people")
    if len(cuts) != CLASSES - 1 or not (np.diff(cuts) > 0).all():
        raise SpecError(f"recipe {recipe.id!r}: names.class_cuts must rise; got {recipe.numbers('names.class_cuts')}")
    dorms, firms, money = _dorms(recipe), firm_tables(recipe), _money(recipe, households)
    pages = _pages(recipe, households, dorms)
    heaped, renters = recipe.number("identity.heaped"), np.array(recipe.numbers("households.renters"))
    mixups = MixupTables(recipe.number("names.long"), renters, heaped)
    return Tables(pages, households, dorms, firms, _work(recipe), money, _identity(recipe), mixups, cuts)


def _cumulated(recipe: Recipe, names: Sequence[str], weights: np.ndarray) -> np.ndarray:
    """Rows of weights as cumulative shares that end at exactly one."""
    total = weights.sum(axis=-1, keepdims=True)
    if (weights < 0).any() or (total <= 0).any():
        raise SpecError(f"recipe {recipe.id!r}: {names[0]} .. {names[-1]} leave a row without weight; expected shares")
    out = np.cumsum(weights / total, axis=-1)
    out[..., -1] = 1.0
    return out


def _stack(recipe: Recipe, names: Sequence[str]) -> np.ndarray:
    """Values of equal length as the rows of a matrix."""
    return np.array([recipe.numbers(name) for name in names], np.float64)


def _households(recipe: Recipe) -> HouseholdTables:
    """Tables of the first walk; people are turned into households by the mean size where they live."""
    size_names = [f"households.size.{r}" for r in RESIDENCES]
    sizes = _stack(recipe, size_names)
    sizes = sizes / sizes.sum(axis=1, keepdims=True)
    homes = np.array(recipe.numbers("residence.shares")) / (sizes @ np.arange(1.0, SIZES + 1.0))
    kind_names = [f"households.kind.size_{n}" for n in range(1, SIZES + 1)]
    kinds = _stack(recipe, kind_names)[None] * _stack(recipe, [f"households.kind.{r}" for r in RESIDENCES])[:, None]
    age_names = [f"households.age.{k}" for k in KINDS]
    ages = _stack(recipe, age_names)[None] * _stack(recipe, [f"households.age.{r}" for r in RESIDENCES])[:, None]
    income = np.column_stack([recipe.numbers(f"income.{n}") for n in ("medians", "spread_below", "spread_above")])
    tail = [recipe.number("income.tail_from"), recipe.number("income.tail_exponent")]
    spans = ("couple_gap", "first_birth", "generation_gap", "oldest_child")
    return HouseholdTables(
        residence=_cumulated(recipe, ["residence.shares"], homes),
        size=_cumulated(recipe, size_names, sizes),
        kind=_cumulated(recipe, kind_names, kinds),
        age=_cumulated(recipe, age_names, ages),
        edges=np.array(recipe.numbers("households.age.edges")),
        male=np.array(recipe.numbers("households.male_first")),
        ages=np.array([x for span in spans for x in recipe.numbers(f"households.{span}")]),
        sexes=np.array([recipe.number("households.boys"), recipe.number("households.women_lone_elders")]),
        income=np.column_stack([income, np.tile(tail, (3, 1))]),
        scale=np.array(recipe.numbers("income.by_size")),
    )


def _pages(recipe: Recipe, households: HouseholdTables, dorms: DormTables) -> PageTables:
    """Shares of numbers turned into probabilities of runs: a firm takes one number, a room or a home several."""
    firms, students = recipe.number("firms.share"), recipe.number("dorms.share")
    sizes = np.diff(households.size, axis=1, prepend=0.0) @ np.arange(1.0, SIZES + 1.0)
    home = float(np.diff(households.residence, prepend=0.0) @ sizes)
    room = float(np.diff(dorms.size, prepend=0.0) @ np.arange(SMALLEST_ROOM, SMALLEST_ROOM + len(dorms.size)))
    runs = np.array([firms, (1.0 - firms) * students / room, (1.0 - firms) * (1.0 - students) / home])
    return PageTables(*(runs[:2] / runs.sum()).tolist())


def _dorms(recipe: Recipe) -> DormTables:
    """Tables of dorm rooms and the students in them."""
    size, age, residence = (
        _cumulated(recipe, [name], np.array(recipe.numbers(name)))
        for name in ("dorms.size_shares", "dorms.age_shares", "dorms.residence_shares")
    )
    return DormTables(size, age, residence, recipe.number("dorms.women"))


def firm_tables(recipe: Recipe) -> FirmTables:
    """Tables of firms and their officers; a share q / (1 + q) of firms goes to somebody who has one, so that a share
    q of legal representatives has two."""
    size, sector = (
        _cumulated(recipe, [name], np.array(recipe.numbers(name)))
        for name in ("firms.size_shares", "firms.sector_shares")
    )
    again = recipe.number("firms.second_firm_p")
    known = recipe.professions
    code = known.index(REPRESENTATIVE) + 1 if REPRESENTATIVE in known else 0
    chances = again / (1.0 + again), recipe.number("firms.second_officer_p"), recipe.number("firms.namesakes")
    return FirmTables(size, sector, *chances, code)


def _work(recipe: Recipe) -> WorkTables:
    """Tables of schooling, work and licences; professions as shares among those whose schooling admits them."""
    bands = [f"education.{r}.{b}" for r in RESIDENCES for b in EDUCATION_BANDS]
    branches = [f"work.industry.{r}.{s}" for r in RESIDENCES for s in SCHOOLING]
    shares = np.array(recipe.numbers("work.profession_shares")) / recipe.number("work.eligible_share")
    if shares.sum() > 1.0:
        raise SpecError(f"recipe {recipe.id!r}: work.profession_shares exceed work.eligible_share")
    school = [*recipe.numbers("education.entry_ages"), *recipe.numbers("education.senior_at_15")]
    return WorkTables(
        school=np.array([*school, recipe.number("education.rank_weight")]),
        education=_cumulated(recipe, bands, _stack(recipe, bands)).reshape(3, len(EDUCATION_BANDS), 5),
        employed=_stack(recipe, [f"work.employed.{s}.{r}" for s in SEXES for r in RESIDENCES]).reshape(2, 3, 6),
        industry=_cumulated(recipe, branches, _stack(recipe, branches)).reshape(3, 2, 3),
        profession=_cumulated(recipe, ["work.profession_shares"], np.array([1.0 - shares.sum(), *shares])),
        owner=np.array([0.0, *recipe.numbers("work.owners")]),
        borrower=np.array(recipe.numbers("credit.borrowers")),
        driver=_stack(recipe, [f"driving.{s}.{r}" for s in SEXES for r in RESIDENCES]).reshape(2, 3, 5),
        phone=np.array(recipe.numbers("phone.shares")),
        tilts=np.array([recipe.number(f"{room}.rank_tilt") for room in ("work", "credit", "driving")]),
    )


def _money(recipe: Recipe, households: HouseholdTables) -> MoneyTables:
    """Tables of money and trips, with the thresholds that part households into fifths by income per head."""
    reference = recipe.number("income.reference") / 12.0

    def row(room: str, first: str) -> np.ndarray:
        return np.array([recipe.number(f"{room}.{n}") for n in (first, "elasticity", "spread")] + [reference])

    return MoneyTables(
        debt=np.array([recipe.number("credit.debt_months"), recipe.number("credit.debt_spread")]),
        air=row("travel.air", "rate"),
        rail=row("travel.rail", "rate"),
        payments=row("phone", "payments"),
        factors=np.array([recipe.number(f"travel.{n}") for n in ("children", "elders", "owners")]),
        proneness=np.array([recipe.number("proneness.median"), recipe.number("proneness.spread")]),
        quintiles=income_fifths(households),
    )


def income_fifths(t: HouseholdTables) -> np.ndarray:
    """The four thresholds (monthly yuan) that part *households* into fifths by income per head, shape (4,).

    Households, not persons, because that is how the household survey ranks them.
    """
    levels = (np.arange(GRID) + 0.5) / GRID
    by_place = np.array([[income_at(float(u), row) for u in levels] for row in t.income])
    incomes = (by_place[:, None, :] * t.scale[None, :, None] / 12.0).ravel()
    homes = np.diff(t.residence, prepend=0.0)[:, None] * np.diff(t.size, axis=1, prepend=0.0)
    order = np.argsort(incomes, kind="stable")
    at = np.searchsorted(np.cumsum(np.repeat(homes.ravel(), GRID)[order]), GRID * np.array([0.2, 0.4, 0.6, 0.8]))
    return np.ascontiguousarray(incomes[order][at])


def _identity(recipe: Recipe) -> IdentityTables:
    """Tables of names, birth dates and shared ID numbers. Raises: SpecError where name numbers would overflow."""

    def law(part: str) -> np.ndarray:
        return law_of(*(recipe.number(f"names.{part}.{n}") for n in ("count", "exponent", "offset")))

    surname, given = law("surnames"), law("given")
    if surname[0] > SURNAME_LIMIT or given[0] > GIVEN_LIMIT or 1.0 in (surname[1], given[1]):
        raise SpecError(
            f"recipe {recipe.id!r}: at most {SURNAME_LIMIT} surnames and {GIVEN_LIMIT} given names, exponents not 1;"
            f" got {surname[0]:g}, {given[0]:g}, {surname[1]:g}, {given[1]:g}"
        )
    twins = recipe.number(f"identity.twins.{recipe.era}")
    register = np.array([recipe.number("register.people"), recipe.number("identity.heaped"), twins])
    return IdentityTables(surname, given, register)
