"""Keys: whom each one confuses with whom, how often, and that it depends on the person."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from few import RECORDS, WRITTEN, lived
from toy_worlds import assert_same

from counterscore.core.draws import fill, stream_number
from counterscore.core.neighbours import PLACES, neighbour
from counterscore.engine.run import Given
from counterscore.mechanisms import linkage_error as link
from counterscore.people import load_recipe, populate

PEOPLE = 20_000
LOOKALIKE = 99_999
CALM: dict[str, Any] = {
    "lookalike": LOOKALIKE, "others": 0, "namesakes": 0.0, "age_years": 40, "long_name": 0, "renter": 0, "id_twin": 0,
    "birth_twins": 0, "mix_up": 0, "key_absent_p": 0.0, "false_p": 0.0, "missed_p": 0.0, "residence_ratio": 1.0,
    "elderly_ratio": 1.0, "long_name_ratio": 1.0, "renter_ratio": 1.0, "twin_false_p": 0.0, "exposed_share": 0.25,
    "household_share": 0.5, "county_share": 0.1, "u_missed": 0.5, "u_false": 0.5,
}  # fmt: skip


def found(key: int, person: int = 300, **changed: Any) -> int:
    """Whom a file of this person finds when nothing else is said."""
    return link._subject(key, person, **(CALM | changed))


@cache
def town() -> dict[str, np.ndarray]:
    """Synthetic people, their neighbours and a uniform each."""
    c = dict(populate(load_recipe("china-city"), PEOPLE, 7).columns)
    c["u"] = np.empty(PEOPLE)
    fill(c["u"], 0, 7, stream_number("linkage_error.u_false"), 0, 0)
    return c


def files(key: int, **changed: Any) -> np.ndarray:
    """One file of every synthetic adult, by this key: whom it finds, (adults, 2) with the person first."""
    c, names = town(), ("lookalike", "others", "namesakes", "age_years", "long_name", "renter", "birth_twins", "mix_up")
    adults = np.flatnonzero(c["adult"] == 1)
    rows = ((i, {n: c[n][i].item() for n in names} | {"u_false": float(c["u"][i])} | changed) for i in adults.tolist())
    return np.array([(i, found(key, i, **row)) for i, row in rows])


@pytest.mark.parametrize("age", [40, 60])
@pytest.mark.parametrize("namesakes", [0.0, 1.0, 9.0, 3e5])
@pytest.mark.parametrize("u", [0.0, 1e-6, 0.015, 0.03, 0.0449, 0.05])
def test_an_id_number_errs_as_it_always_did(u: float, namesakes: float, age: int) -> None:
    """By ID number: absent * n / (n + 1) + false, the first by residence and age, all of it on the look-alike."""
    said: dict[str, Any] = {"key_absent_p": 0.02, "residence_ratio": 1.5, "elderly_ratio": 1.5, "false_p": 1e-6}
    p = link._wrong_p(namesakes, age, 0.02, 1e-6, 1.5, 1.5)
    assert found(link.ID_NUMBER, namesakes=namesakes, age_years=age, u_false=u, **said) == (LOOKALIKE if u < p else 300)


def test_whoever_shares_an_id_number_is_exposed() -> None:
    """Before the clean-up of numbers one in a thousand files of people with a twin number went to the twin."""
    assert found(link.ID_NUMBER, id_twin=1, twin_false_p=0.001, u_false=0.0009) == LOOKALIKE
    assert found(link.ID_NUMBER, id_twin=0, twin_false_p=0.001, u_false=0.0009) == 300


def test_a_name_and_county_find_one_of_the_bearers() -> None:
    """Among n namesakes in the county the right one is found with 1 / (n + 1), whatever the residence."""
    assert found(link.NAME_COUNTY, namesakes=90.0, u_false=0.899, residence_ratio=3.0) == LOOKALIKE
    assert found(link.NAME_COUNTY, namesakes=90.0, u_false=0.901) == 300
    assert found(link.NAME_COUNTY, namesakes=90.0, county_share=0.01, u_false=0.473) == LOOKALIKE
    assert found(link.NAME_COUNTY, namesakes=90.0, county_share=0.01, u_false=0.474) == 300


def test_a_birth_date_parts_all_namesakes_but_its_sharers() -> None:
    """Among k others of the name and date the right one is found with probability 1 / (k + 1)."""
    others = 0x11223344
    assert found(link.NAME_BIRTH_DATE, others=others, birth_twins=3, u_false=0.749) == neighbour(300, others, 0)
    assert found(link.NAME_BIRTH_DATE, others=others, birth_twins=3, u_false=0.751) == 300
    assert found(link.NAME_BIRTH_DATE, others=others, birth_twins=0, u_false=0.0) == 300


@pytest.mark.parametrize("key", [link.ACCOUNT, link.PLATE, link.FACE_KEY])
def test_errors_fall_on_the_exposed(key: int) -> None:
    """The mean false match of a key is the stated one; a quarter of people bear all of it.

    Fixed seed; about 16,000 files, standard error 0.0017 at 0.05, tested at four.
    """
    pairs = files(key, false_p=0.05)
    wrong = pairs[:, 0] != pairs[:, 1]
    alone = np.array([neighbour(i, int(town()["others"][i]), 3 if key != link.FACE_KEY else 1) for i in pairs[:, 0]])
    reachable = np.mean(alone != pairs[:, 0])
    assert wrong.mean() == pytest.approx(0.05 * reachable, abs=4 * 0.0017)
    assert (town()["mix_up"][pairs[wrong, 0]] < 64).all()


def test_accounts_and_cars_are_shared_at_home_first() -> None:
    """Of the exposed half share with a housemate, where there is one; a face leads out of the household."""
    c = town()
    for key in (link.ACCOUNT, link.PLATE):
        pairs = files(key, false_p=1.0, exposed_share=1.0, u_false=0.0)
        same = c["household"][pairs[:, 0]] == c["household"][pairs[:, 1]]
        mates = np.array([neighbour(i, int(c["others"][i]), 2) != i for i in pairs[:, 0]])
        low = c["mix_up"][pairs[:, 0]] < 128
        assert same[low & mates].all()
        assert same[~low].mean() < 0.02
    faces = files(link.FACE_KEY, false_p=1.0, exposed_share=1.0, u_false=0.0)
    assert np.array_equal(c["sex"][faces[:, 0]], c["sex"][faces[:, 1]])


@pytest.mark.parametrize("key", [link.NAME_COUNTY, link.NAME_BIRTH_DATE, link.ACCOUNT, link.PLATE, link.FACE_KEY])
def test_the_badly_matched_are_badly_matched_by_every_key(key: int) -> None:
    """Residence, age, a long name and a rented home multiply false and missed matches alike, and each other."""
    ratios: dict[str, Any] = {
        "residence_ratio": 2.0,
        "elderly_ratio": 1.5,
        "long_name_ratio": 3.0,
        "renter_ratio": 1.25,
    }
    weak: dict[str, Any] = {"age_years": 70, "long_name": 1, "renter": 1, "others": 0x01020304}
    product, share = 2.0 * 1.5 * 3.0 * 1.25, 0.25 if key in (link.ACCOUNT, link.PLATE, link.FACE_KEY) else 1.0
    top = 0.001 * product / share
    assert found(key, false_p=0.001, u_false=top * 0.999, **ratios, **weak) != 300
    assert found(key, false_p=0.001, u_false=top * 1.001, **ratios, **weak) == 300
    assert found(key, missed_p=0.001, u_missed=0.001 * product * 0.999, **ratios, **weak) == -1
    assert found(key, missed_p=0.001, u_missed=0.001 * product * 1.001, **ratios, **weak) == 300


def test_a_photo_cannot_be_mistaken_for_a_person() -> None:
    """A photo of a plate or a meter has no identity error at all."""
    sure: dict[str, Any] = {"false_p": 1.0, "missed_p": 1.0, "key_absent_p": 1.0, "namesakes": 1e6}
    assert found(link.PHOTO, u_missed=0.0, u_false=0.0, **sure) == 300


ACTS: dict[str, Any] = {
    "linkage_error.act_key": np.array([0, 5, 3, 4]), "linkage_error.act_false_p": np.array([-1.0, 1.0, 1.0, 1.0]),
    "linkage_error.act_missed_p": np.array([-1.0, 0.0, 0.0, 0.0]), "linkage_error.case_key": 0.0,
    "linkage_error.key_absent_p": 0.0, "linkage_error.id_false_p": 0.0, "linkage_error.missed_p": 0.0,
    "linkage_error.residence_ratio": np.ones(3), "linkage_error.elderly_ratio": 1.0,
}  # fmt: skip
NEVER = ACTS | {"linkage_error.act_false_p": np.zeros(4), "linkage_error.act_missed_p": np.zeros(4)}
PLACES_OF = np.array([0x03020106, 0, 0, 0, 0, 0, 0, 0])


def test_every_act_comes_by_its_own_key() -> None:
    """In a run the record of each act goes to the neighbour of its key: face 1, account and plate the housemate 2."""
    given = [Given("records", 1 + act, {"person": 0, "act": act}) for act in range(4)]
    columns = {"others": PLACES_OF, "lookalike": 7}
    lives = lived((*WRITTEN, link.MECHANISM), {"keys": ACTS}, months=6, given=given, columns=columns)
    rows = lives.rows("records")
    order = np.argsort(rows["act"])
    assert rows["subject"][order].tolist() == [0, 1, 2, 2]


@pytest.mark.parametrize("key", [link.NAME_COUNTY, link.NAME_BIRTH_DATE])
def test_whoever_is_found_by_name_is_found_in_the_arm_without_errors(key: int) -> None:
    """Switched off, every file finds its person even where the key is a name that ten thousand bear."""
    named = ACTS | {"linkage_error.act_key": np.full(4, key)}
    off = named | {
        f"linkage_error.{p.name}": np.full(4, p.off) if p.index else p.off
        for p in link.MECHANISM.params if p.off is not None
    }  # fmt: skip
    given = [Given("records", 1, {"person": p, "act": 0}) for p in range(8)]
    columns = {"others": PLACES_OF, "lookalike": 7, "namesakes": 1e9, "birth_twins": 255}
    lives = lived((*WRITTEN, link.MECHANISM), {"named": named, "off": off}, months=3, given=given, columns=columns)
    there, gone = lives.rows("records", 0), lives.rows("records", 1)
    assert (there["subject"] != there["person"]).sum() >= 6
    assert np.array_equal(gone["subject"], gone["person"])


def test_errors_of_probability_zero_change_nothing() -> None:
    """A world whose keys never err is, bit for bit, the world without the mechanism."""
    given = [Given("records", 1 + act, {"person": p, "act": act}) for act in range(4) for p in (0, 3)]
    columns = {"others": PLACES_OF, "lookalike": 7}
    there = lived((*WRITTEN, link.MECHANISM), {"calm": NEVER}, months=6, given=given, columns=columns)
    gone = lived(WRITTEN, {"calm": {}}, months=6, given=given, columns=columns)
    assert_same(there, gone, tables=("records", "months", "people"))
    assert RECORDS in WRITTEN
    assert PLACES == ("birth_date", "face", "housemate", "stranger")
