"""On whose page a record is written: the right person's, somebody else's whom the key also fits, or nobody's."""

from __future__ import annotations

from ..core.compiling import compiled
from ..core.declare import Mechanism, Param, rule
from ..core.neighbours import BIRTH_DATE, FACE, HOUSEMATE, STRANGER, neighbour

ENFORCED = 3
ID_NUMBER, NAME_COUNTY, NAME_BIRTH_DATE, ACCOUNT, PLATE, FACE_KEY, PHOTO = range(7)
RANKS = 256


def _wrong_p(
    namesakes: float,
    age_years: int,
    key_absent_p: float,
    id_false_p: float,
    residence_ratio: float,
    elderly_ratio: float,
) -> float:
    """Probability that a file lands on somebody else.

    Without an identity number it is matched by name: among n namesakes and the right person, the right one is found
    with probability 1 / (n + 1).
    """
    absent = key_absent_p * residence_ratio
    if age_years >= 60:
        absent = absent * elderly_ratio
    return absent * namesakes / (namesakes + 1.0) + id_false_p


wrong_p = compiled(_wrong_p)


def _ratio(
    age_years: int, long_name: int, renter: int, residence_ratio: float, elderly_ratio: float, long_name_ratio: float,
    renter_ratio: float,
) -> float:  # fmt: skip
    """How much more often than a settled person below 60 with a short name this person is matched badly."""
    found = residence_ratio
    if age_years >= 60:
        found = found * elderly_ratio
    if long_name != 0:
        found = found * long_name_ratio
    return found * renter_ratio if renter != 0 else found


ratio_of = compiled(_ratio)


def _key_false_p(
    key: int, false_p: float, ratio: float, id_twin: int, twin_false_p: float, birth_twins: int, mix_up: int,
    exposed_share: float,
) -> float:  # fmt: skip
    """Probability that the key itself leads to somebody else.

    Among k others of the same name and birth date the right person is found with probability 1 / (k + 1). Accounts,
    plates and faces fail again and again for the same people: the exposed share of them bears all the errors.
    """
    if key == PHOTO:
        return 0.0
    if key == ID_NUMBER:
        return false_p + twin_false_p if id_twin != 0 else false_p
    if key == NAME_COUNTY:
        return false_p * ratio
    if key == NAME_BIRTH_DATE:
        return birth_twins / (birth_twins + 1.0) + false_p * ratio
    return false_p * ratio / exposed_share if mix_up < exposed_share * RANKS else 0.0


key_false_p = compiled(_key_false_p)


def _taken_for(
    key: int, person: int, lookalike: int, others: int, mix_up: int, exposed_share: float, household_share: float
) -> int:
    """Whom the key finds instead of this person."""
    if key == NAME_BIRTH_DATE:
        return neighbour(person, others, BIRTH_DATE)
    if key == FACE_KEY:
        return neighbour(person, others, FACE)
    if key in (ACCOUNT, PLATE):
        mate = neighbour(person, others, HOUSEMATE)
        at_home = mate != person and mix_up < exposed_share * household_share * RANKS
        return mate if at_home else neighbour(person, others, STRANGER)
    return lookalike


taken_for = compiled(_taken_for)


def _subject(
    key: int, person: int, lookalike: int, others: int, namesakes: float, age_years: int, long_name: int, renter: int,
    id_twin: int, birth_twins: int, mix_up: int, key_absent_p: float, false_p: float, missed_p: float,
    residence_ratio: float, elderly_ratio: float, long_name_ratio: float, renter_ratio: float, twin_false_p: float,
    exposed_share: float, household_share: float, county_share: float, u_missed: float, u_false: float,
) -> int:  # fmt: skip
    """The number on whose page a file of this person lands, -1 for nobody's: first the name, then the key errs."""
    ratio = ratio_of(age_years, long_name, renter, residence_ratio, elderly_ratio, long_name_ratio, renter_ratio)
    missed = missed_p
    if key == ID_NUMBER:
        missed = missed * ratio_of(0, long_name, renter, 1.0, 1.0, long_name_ratio, renter_ratio)
    elif key != PHOTO:
        missed = missed * ratio
    if key != PHOTO and u_missed < missed:
        return -1
    named = 0.0
    if key == NAME_COUNTY:
        there = namesakes * county_share
        named = there / (there + 1.0)
    elif key != PHOTO:
        named = wrong_p(namesakes, age_years, key_absent_p, 0.0, residence_ratio, elderly_ratio)
    if u_false < named:
        return lookalike
    by_key = key_false_p(key, false_p, ratio, id_twin, twin_false_p, birth_twins, mix_up, exposed_share)
    if u_false < named + by_key:
        return taken_for(key, person, lookalike, others, mix_up, exposed_share, household_share)
    return person


subject_of = compiled(_subject)


@rule(phase="linkage", over="born:records", writes="subject")
def record_subject(
    person: int, lookalike: int, others: int, namesakes: float, age_years: int, long_name: int, renter: int,
    id_twin: int, birth_twins: int, mix_up: int, act_key: int, act_false_p: float, act_missed_p: float,
    key_absent_p: float, id_false_p: float, missed_p: float, residence_ratio: float, elderly_ratio: float,
    long_name_ratio: float, renter_ratio: float, twin_false_p: float, exposed_share: float, household_share: float,
    county_share: float, u_missed: float, u_false: float,
) -> int:  # fmt: skip
    """Links a new record by the key of its act; below zero stand the numbers of the regime's own key."""
    false_p = act_false_p if act_false_p >= 0.0 else id_false_p
    missed = act_missed_p if act_missed_p >= 0.0 else missed_p
    return subject_of(
        act_key, person, lookalike, others, namesakes, age_years, long_name, renter, id_twin, birth_twins, mix_up,
        key_absent_p, false_p, missed, residence_ratio, elderly_ratio, long_name_ratio, renter_ratio, twin_false_p,
        exposed_share, household_share, county_share, u_missed, u_false,
    )  # fmt: skip


@rule(phase="linkage", over="due:cases", writes="subject")
def case_subject(
    subject: int, stage: int, person: int, lookalike: int, others: int, namesakes: float, age_years: int,
    long_name: int, renter: int, id_twin: int, birth_twins: int, mix_up: int, case_key: int, key_absent_p: float,
    id_false_p: float, missed_p: float, residence_ratio: float, elderly_ratio: float, long_name_ratio: float,
    renter_ratio: float, twin_false_p: float, exposed_share: float, household_share: float, county_share: float,
    u_missed: float, u_false: float,
) -> int:  # fmt: skip
    """Links a court file when enforcement opens; other stages leave it as it is."""
    if stage != ENFORCED:
        return subject
    return subject_of(
        case_key, person, lookalike, others, namesakes, age_years, long_name, renter, id_twin, birth_twins, mix_up,
        key_absent_p, id_false_p, missed_p, residence_ratio, elderly_ratio, long_name_ratio, renter_ratio,
        twin_false_p, exposed_share, household_share, county_share, u_missed, u_false,
    )  # fmt: skip


NEUTRAL = "no difference unless the regime states one"
MECHANISM = Mechanism(
    name="linkage_error",
    doc="Matches records and court files to people by a key: ID number, name and county, name and birth date, account "
    "or telephone number, number plate, face, or photo. A file without its key is matched by name. Who is matched "
    "wrongly depends on the person: how common the name is, how many share name and birth date or an ID number, with "
    "whom an account or a car is shared, residence, age, a long name, a rented home. A wrong match falls on whom the "
    "key also fits: a look-alike by name, by birth date or by face, a housemate, or a stranger.",
    source="names: Ministry of Public Security 2019; ID numbers: the same 2017; match errors: Hagger-Johnson 2015; "
    "errors of the other keys: assumption",
    limits="Everybody a key can confuse with a person is one fixed other, and always somebody inside the simulated "
    "population, so neither has exactly the name and birth date of the other. The same people are exposed by account, "
    "plate and face. A photo proves conduct and cannot be mistaken for a person; what it proves can be, see "
    "proof_errors. Namesakes and sharers of a birth date are those of the whole register, so that a name alone hardly "
    "ever finds the right person, and a name with a birth date often fails for the commonest names. Probabilities "
    "above one count as one.",
    part="error",
    optional_tables=("records", "cases"),
    rules=(record_subject, case_subject),
    params=(
        Param("act_key", "code", "0 ID number, 1 name and county, 2 name and birth date, 3 account, 4 plate, 5 face, "
              "6 photo", ("act",), integer=True, off=float(PHOTO)),
        Param("act_false_p", "probability", "false match by the key of the act, -1 = the regime's", ("act",), off=0.0),
        Param("act_missed_p", "probability", "missed match by the key of the act, -1 = the regime's", ("act",),
              off=0.0),
        Param("case_key", "code", "key of court files", integer=True, off=float(PHOTO)),
        Param("key_absent_p", "probability", "share of files with a name and without the key", off=0.0),
        Param("id_false_p", "probability", "false match of a file with the key", off=0.0),
        Param("missed_p", "probability", "share of files that reach nobody", off=0.0),
        Param("residence_ratio", "ratio", "multiplier of key_absent_p, and of the errors of keys other than the ID "
              "number", ("residence",)),
        Param("elderly_ratio", "ratio", "the same from age 60"),
        Param("long_name_ratio", "ratio", "the same for names longer than four characters; by ID number, of missed "
              "matches only", default=1.0, source=NEUTRAL, low=1.0, high=3.0),
        Param("renter_ratio", "ratio", "the same for people in rented homes", default=1.0, source=NEUTRAL, low=1.0,
              high=3.0),
        Param("twin_false_p", "probability", "false match of somebody who shares an ID number", off=0.0, default=0.0,
              source="no regime begins before the clean-up of numbers unless it says so", low=0.0, high=0.01),
        Param("exposed_share", "share", "of people who can be confused by account, plate or face", default=0.25,
              source="assumption: errors hit the same people again; nobody measured how few", low=0.05, high=1.0),
        Param("household_share", "share", "of the exposed whose account or car is shared at home", default=0.5,
              source="assumption: not measured", low=0.2, high=0.8),
        Param("county_share", "share", "of the namesakes who live in the county, where it is part of the key",
              default=0.00035, source="assumption: about half a million people of the whole register in a county",
              low=0.0001, high=0.01),
    ),
)  # fmt: skip
