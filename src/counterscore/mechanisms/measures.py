"""What a listed person meets in daily life: tickets, loans, hotels and schools that are refused."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import poisson

AIR, RAIL, LOAN, HOTEL, SCHOOL = range(5)
SECTORS = 5
BY_SECTOR = ("sector",)


@rule(phase="measures", writes="exposed")
def exposed(listed: int, limits: int, unlisted_month: int) -> int:
    """1 for people who can be barred from anything this month."""
    return 1 if listed > 0 or limits > 0 or unlisted_month >= 0 else 0


@rule(phase="measures", where="exposed", writes="barred")
def barred(
    on_list: int, limits: int, band: int, spell_month: int, unlisted_month: int, month: int,
    by_list: np.ndarray, by_limit: np.ndarray, worst_bands: np.ndarray, push_lag_months: np.ndarray,
    revoke_lag_months: np.ndarray,
) -> int:  # fmt: skip
    """Sectors closed to this person this month, one bit each.

    A listing reaches a sector after its push lag and leaves it after its revocation lag; limits and bands act at once.
    """
    found = 0
    for s in range(SECTORS):
        reached = on_list > 0 and month - spell_month >= push_lag_months[s]
        if unlisted_month >= 0 and month - unlisted_month < revoke_lag_months[s]:
            reached = True
        if (by_list[s] > 0 and reached) or (by_limit[s] > 0 and limits > 0) or band < worst_bands[s]:
            found += 1 << s
    return found


@rule(phase="measures", where="barred", writes="refused_air", log="refusals", code=AIR)
def refused_air(refused_air: int, barred: int, air_trips_year: float, attempt_ratio: np.ndarray, u_air: float) -> int:
    """Flights refused so far."""
    if (barred >> AIR) & 1 == 0:
        return refused_air
    return refused_air + poisson(u_air, air_trips_year / 12.0 * attempt_ratio[AIR])


@rule(phase="measures", where="barred", writes="refused_high_speed_rail", log="refusals", code=RAIL)
def refused_rail(
    refused_high_speed_rail: int, barred: int, hsr_trips_year: float, attempt_ratio: np.ndarray, u_rail: float
) -> int:
    """High-speed trains refused so far."""
    if (barred >> RAIL) & 1 == 0:
        return refused_high_speed_rail
    return refused_high_speed_rail + poisson(u_rail, hsr_trips_year / 12.0 * attempt_ratio[RAIL])


@rule(phase="measures", where="barred", writes="refused_loan", log="refusals", code=LOAN)
def refused_loan(refused_loan: int, barred: int, attempt_rate_year: np.ndarray, u_loan: float) -> int:
    """Loan applications refused so far."""
    if (barred >> LOAN) & 1 == 0:
        return refused_loan
    return refused_loan + poisson(u_loan, attempt_rate_year[LOAN] / 12.0)


@rule(phase="measures", where="barred", writes="refused_hotel", log="refusals", code=HOTEL)
def refused_hotel(refused_hotel: int, barred: int, attempt_rate_year: np.ndarray, u_hotel: float) -> int:
    """Nights in starred hotels refused so far."""
    if (barred >> HOTEL) & 1 == 0:
        return refused_hotel
    return refused_hotel + poisson(u_hotel, attempt_rate_year[HOTEL] / 12.0)


@rule(phase="measures", where="barred", writes="refused_school", log="refusals", code=SCHOOL)
def refused_school(
    refused_school: int, barred: int, parent: int, attempt_rate_year: np.ndarray, u_school: float
) -> int:
    """Enrolments of a child in a fee-paying school refused so far."""
    if (barred >> SCHOOL) & 1 == 0 or parent == 0:
        return refused_school
    return refused_school + poisson(u_school, attempt_rate_year[SCHOOL] / 12.0)


@rule(phase="measures", where="barred", writes="refused_month")
def refused_month(
    refused_month: int, refusals: int, refused_air: int, refused_high_speed_rail: int, refused_loan: int,
    refused_hotel: int, refused_school: int, month: int,
) -> int:  # fmt: skip
    """Last month in which anything was refused; read before the total is brought up to date."""
    now = refused_air + refused_high_speed_rail + refused_loan + refused_hotel + refused_school
    return month if now > refusals else refused_month


@rule(phase="measures", where="barred", writes="refusals")
def refusals(
    refused_air: int, refused_high_speed_rail: int, refused_loan: int, refused_hotel: int, refused_school: int
) -> int:
    """Everything refused so far."""
    return refused_air + refused_high_speed_rail + refused_loan + refused_hotel + refused_school


MECHANISM = Mechanism(
    name="measures",
    doc="Closes sectors to listed people and counts what they try and are refused. Every attempt of a barred person is "
    "a refusal; the same person tries as often whether or not anybody stops her.",
    source="sectors: court provisions and joint-punishment memoranda; attempts: tuned to published refusals",
    limits="Necessary travel by permission is not modelled; attempts do not fall with experience.",
    part="regime",
    rules=(
        exposed, barred, refused_air, refused_rail, refused_loan, refused_hotel, refused_school, refused_month,
        refusals,
    ),
    columns=(
        Column("exposed", "u1", "flag", "may be barred from something"),
        Column("barred", "u1", "code", "sectors closed to this person, one bit each"),
        Column("refused_air", "i2", "count", "flights refused so far", keep=True),
        Column("refused_high_speed_rail", "i2", "count", "high-speed trips refused so far", keep=True),
        Column("refused_loan", "i2", "count", "loans refused so far", keep=True),
        Column("refused_hotel", "i2", "count", "hotel nights refused so far", keep=True),
        Column("refused_school", "i2", "count", "enrolments refused so far", keep=True),
        Column("refused_month", "i2", "months", "last month with a refusal", start=-1),
        Column("refusals", "i2", "count", "refusals so far", keep=True),
    ),
    params=(
        Param("by_list", "flag", "1: the list closes the sector", BY_SECTOR, off=0.0),
        Param("by_limit", "flag", "1: a consumption limit closes it", BY_SECTOR, off=0.0),
        Param("worst_bands", "count", "number of lowest bands to which it is closed", BY_SECTOR, off=0.0),
        Param("push_lag_months", "months", "from listing to the closed door", BY_SECTOR),
        Param("revoke_lag_months", "months", "from delisting to the open door", BY_SECTOR, off=0.0),
        Param("attempt_ratio", "ratio", "attempts while barred per ordinary trip", BY_SECTOR),
        Param("attempt_rate_year", "per year", "attempts per person-year", BY_SECTOR),
    ),
    observes=tuple(
        Observe(name, name, flow=True)
        for name in ("refused_air", "refused_high_speed_rail", "refused_loan", "refused_hotel", "refused_school")
    ),
)  # fmt: skip
