"""Wrong person by name and birth date: synthetic people against the closed forms of the published problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np
import pytest

from counterscore.mechanisms import linkage_error
from counterscore.people import People, load_recipe, populate
from counterscore.people.collisions import screening, sharing, wrong_file_p
from counterscore.people.drawn import draw_rows
from counterscore.people.identity import IDENTITY_STREAMS, IdentityColumns, IdentityTables, identity, law_of
from counterscore.published.name_keys import NameKey

YEAR = 365.25
DAYS = 21_915  # sixty years
FROM_AGE = 20


def ages_of(years: int) -> dict[str, Sequence[float]]:
    """Values of a recipe in which everybody lives alone and ages are even over some years from 20 on."""
    alone = [1.0] + [0.0] * 6
    even, kinds = [1.0] * 14, ("alone", "couple", "couple_children", "lone_parent", "three_generations",
                               "grandparents_child", "sharers")  # fmt: skip
    values = {f"households.size.{r}": alone for r in ("urban", "rural", "migrant")}
    values |= {f"households.age.{name}": even for name in (*kinds, "urban", "rural", "migrant")}
    return values | {"households.age.edges": list(np.linspace(FROM_AGE, FROM_AGE + years, 15))}


@cache
def of_one_name(count: int, years: int, seed: int = 7) -> People:
    """Synthetic people who all have the same name, born evenly over some years."""
    recipe = load_recipe("china-city")
    given: Mapping[str, Sequence[float] | float] = {
        **ages_of(years), "names.surnames.count": 1.0, "names.given.count": 1.0, "identity.heaped": 0.0,
        "register.people": float(count),
    }  # fmt: skip
    values = {
        name: recipe.values[name].model_copy(update={"value": v if isinstance(v, float) else tuple(v)})
        for name, v in given.items()
    }
    made = replace(recipe, values=MappingProxyType({**recipe.values, **values}), _digest=[])
    return populate(made, count, seed)


@pytest.mark.parametrize(("people", "years", "p"), [(180, 64, 0.498895), (23, 1, 0.507297)])
def test_a_shared_birth_date_among_people_of_the_identity_rule(people: int, years: int, p: float) -> None:
    """Birth days as the population's own rule deals them coincide as often as the problem says, within 0.01.

    Fixed seed; 20,000 groups, standard error 0.0035: false alarm 0.5 %.
    """
    groups = 20_000
    n = -(-groups * people // 4096) * 4096
    u = draw_rows(IDENTITY_STREAMS, 0, n, 7)
    ages = (FROM_AGE + draw_rows(("people.household.age",), 0, n, 7)[0] * years).astype(np.int16)
    one, nobody = law_of(1.0, 1.71, 7.49), np.array([1.0, 0.0, 0.0])
    born = IdentityColumns(np.empty(n, np.int32), np.empty(n), np.empty(n, np.int32), np.empty(n, np.uint8))
    identity(ages, u, IdentityTables(one, one, nobody), born)
    days = np.sort(born.birth_day[: groups * people].reshape(groups, people), axis=1)
    assert (np.diff(days, axis=1) == 0).any(axis=1).mean() == pytest.approx(p, abs=0.01)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_pairs_and_twins_among_synthetic_people(seed: int) -> None:
    """10,000 people of one name have as many coincident pairs and twins as the closed form says, within 4 SE.

    Fixed seeds; standard errors 47.8 (pairs) and 61 (twins), false alarm 6e-5 each.
    """
    found, expected = sharing(of_one_name(10_000, 60, seed)), NameKey(10_000, fields=(DAYS,))
    assert abs(found.pairs - expected.pairs) < 4 * 47.8
    assert abs(found.people - expected.sharing) < 4 * 61.0


def test_a_thousand_of_one_name() -> None:
    """Twenty registers of 1,000 people of one name: pairs and twins sum to twenty times the expectation, within 4 SE.

    Fixed seeds; standard errors 21.4 and 42.
    """
    found = [sharing(of_one_name(1000, 60, seed)) for seed in range(20)]
    expected = NameKey(1000, fields=(DAYS,))
    assert abs(sum(f.pairs for f in found) - 20 * expected.pairs) < 4 * 21.4
    assert abs(sum(f.people for f in found) - 20 * expected.sharing) < 4 * 42.0


def test_a_watch_list_among_synthetic_people() -> None:
    """By name everybody is hit, by name and birth date about 45 innocents, with a further field hardly anybody.

    Fixed seeds; the sum over ten registers is Poisson within 4 standard errors.
    """
    registers = [of_one_name(10_000, 60, seed) for seed in range(10)]
    assert screening(registers[0], 100, birth_date=False).innocents == 9900
    assert screening(registers[0], 100, birth_date=False).ppv == pytest.approx(0.01)
    dated = sum(screening(r, 100).innocents for r in registers)
    expected = NameKey(10_000, 100, (DAYS,))
    assert abs(dated - 10 * expected.innocents) < 4 * np.sqrt(10 * expected.innocents)
    assert 1000 / (1000 + dated) == pytest.approx(expected.value, abs=0.04)
    assert sum(screening(r, 100, further_values=1000).innocents for r in registers) <= 4
    assert screening(registers[0], 0).innocents == 0


def test_files_by_name_and_birth_date_go_wrong_as_the_twins_say() -> None:
    """The linkage rule lays a file on somebody else in 1 - (1 - exp(-m)) / m of the cases, m twins being expected.

    All 10,000 people of one name, one file each, through the rule that runs in every regime. Fixed seed; standard
    error 0.004, tested at four of them.
    """
    c = of_one_name(10_000, 60).columns
    u = draw_rows(("linkage_error.u_false",), 0, 10_000, 7)[0]
    calm = (0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.25, 0.5, 0.00035, 0.9)
    wrong = sum(
        linkage_error._subject(
            linkage_error.NAME_BIRTH_DATE, i, -2, int(c["others"][i]), 0.0, 40, 0, 0, 0, int(c["birth_twins"][i]), 0,
            *calm, float(u[i]),
        ) != i
        for i in range(10_000)
    )  # fmt: skip
    # the register of the rule spans 64 years
    expected = wrong_file_p(9_999 / (64 * YEAR))
    assert wrong / 10_000 == pytest.approx(expected, abs=0.016)
