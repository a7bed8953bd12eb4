"""On whose page a record is written: the right person's, a namesake's, or nobody's."""

from __future__ import annotations

from ..core.compiling import compiled
from ..core.declare import Mechanism, Param, rule

ENFORCED = 3


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


@rule(phase="linkage", over="born:records", writes="subject")
def record_subject(
    person: int, lookalike: int, namesakes: float, age_years: int, key_absent_p: float, id_false_p: float,
    missed_p: float, residence_ratio: float, elderly_ratio: float, u_missed: float, u_false: float,
) -> int:  # fmt: skip
    """Links a new record."""
    if u_missed < missed_p:
        return -1
    p = wrong_p(namesakes, age_years, key_absent_p, id_false_p, residence_ratio, elderly_ratio)
    return lookalike if u_false < p else person


@rule(phase="linkage", over="due:cases", writes="subject")
def case_subject(
    subject: int, person: int, stage: int, lookalike: int, namesakes: float, age_years: int, key_absent_p: float,
    id_false_p: float, missed_p: float, residence_ratio: float, elderly_ratio: float, u_missed: float, u_false: float,
) -> int:  # fmt: skip
    """Links a court file when enforcement opens; other stages leave it as it is."""
    if stage != ENFORCED:
        return subject
    if u_missed < missed_p:
        return -1
    p = wrong_p(namesakes, age_years, key_absent_p, id_false_p, residence_ratio, elderly_ratio)
    return lookalike if u_false < p else person


MECHANISM = Mechanism(
    name="linkage_error",
    doc="Matches records and court files to people. Wrong matches fall on look-alikes: people of the same sex whose "
    "name is about as common.",
    source="names: Ministry of Public Security 2019; match errors: Hagger-Johnson 2015; key shares: assumption",
    limits="A look-alike is one fixed person, and always somebody inside the simulated population.",
    part="error",
    optional_tables=("records", "cases"),
    rules=(record_subject, case_subject),
    params=(
        Param("key_absent_p", "probability", "share of files with a name and no identity number", off=0.0),
        Param("id_false_p", "probability", "false match of a file with an identity number", off=0.0),
        Param("missed_p", "probability", "share of files that reach nobody", off=0.0),
        Param("residence_ratio", "ratio", "multiplier of key_absent_p", ("residence",)),
        Param("elderly_ratio", "ratio", "multiplier of key_absent_p from age 60"),
    ),
)
