"""What a listed person meets in daily life: tickets, loans, hotels and schools that are refused."""

from __future__ import annotations

import numpy as np

from ..core.compiling import inlined
from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import poisson

SECTORS = {
    "air": "flights", "high_speed_rail": "high-speed trips", "loan": "loans", "hotel": "hotel nights",
    "school": "enrolments", "rail": "trips by train", "job": "jobs and promotions", "permit": "permits",
    "document": "papers", "dating": "introductions", "tender": "tenders", "service": "services",
}  # fmt: skip
AIR, FAST_RAIL, LOAN, HOTEL, SCHOOL, RAIL, JOB, PERMIT, DOCUMENT, DATING, TENDER, SERVICE = range(12)
BY_SECTOR = ("sector",)
HALF, SHUT_BITS, SHUT_FULL = 6, 10, 1023  # how the entries that close each sector are packed (see standing)


@rule(phase="measures", writes="exposed")
def exposed(
    listed: int, limits: int, pierced: int, tainted: int, ranked_low: int, shut: int, shut_more: int,
    score_unlisted_month: int, closed: int,
) -> int:  # fmt: skip
    """1 for people who can be kept out of anything this month, or were last month and have to be let in again."""
    held = listed > 0 or limits > 0 or pierced > 0 or tainted > 0 or ranked_low > 0 or shut != 0 or shut_more != 0
    return 1 if held or score_unlisted_month >= 0 or closed != 0 else 0


@rule(phase="measures", where="exposed", writes="doors")
def doors(
    band: int, limits: int, watched: int, ranked_low: int, pierced: int, tainted: int, by_limit: np.ndarray,
    worst_bands: np.ndarray, by_watch: np.ndarray, by_rank: np.ndarray, by_piercing: np.ndarray, by_ties: np.ndarray,
    own: np.ndarray, firewall: float,
) -> int:  # fmt: skip
    """Sectors closed by anything but a list, one bit each: an order, a low band, a flag, a ranking, a firm."""
    found = 0
    for s in range(len(own)):
        fenced = firewall > 0.0 and own[s] == 0
        graded = band < worst_bands[s] or (by_rank[s] > 0 and ranked_low > 0)
        ordered = by_limit[s] > 0 and limits > 0
        reached = (by_watch[s] > 0 and watched > 0) or (by_piercing[s] > 0 and pierced > 0)
        if ordered or reached or (by_ties[s] > 0 and tainted > 0) or (graded and not fenced):
            found |= 1 << s
    return found


@rule(phase="measures", where="exposed", writes="closed")
def closed(
    doors: int, closed: int, shut: int, shut_more: int, score_spell_month: int, score_unlisted_month: int, month: int,
    closed_by: np.ndarray, home: np.ndarray, firewall: float, push_lag_months: np.ndarray,
    revoke_lag_months: np.ndarray,
) -> int:  # fmt: skip
    """Sectors closed to this person this month, one bit each.

    Entries on lists close what their copies close. A list entered by score reaches a sector after its push lag and
    leaves it after its revocation lag, if it was closed before; anything else acts at once.
    """
    found = doors
    for s in range(len(closed_by)):
        if closed_by[s] == 0:
            continue
        packed, place = (shut, s) if s < HALF else (shut_more, s - HALF)
        reached = (packed >> (SHUT_BITS * place)) & SHUT_FULL > 0
        by_score = closed_by[s] & home[s] if firewall > 0.0 else closed_by[s]
        if by_score & 1 != 0:
            if score_spell_month >= 0 and month - score_spell_month >= push_lag_months[s]:
                reached = True
            late = score_unlisted_month >= 0 and month - score_unlisted_month < revoke_lag_months[s]
            if late and (closed >> s) & 1 != 0:
                reached = True
        if reached:
            found |= 1 << s
    return found


@rule(phase="measures", where="exposed", writes="barred")
def barred(closed: int, avoids: int) -> int:
    """1 for people to whom anything is closed and who do not stay away this month."""
    return 1 if closed != 0 and avoids == 0 else 0


def _tried(so_far: int, closed: int, sector: int, u: float, attempts: float, refusal_p: np.ndarray) -> int:
    """What was refused so far after a month with this mean number of attempts, if the sector is closed."""
    if (closed >> sector) & 1 == 0:
        return so_far
    return so_far + poisson(u, attempts * refusal_p[sector])


tried = inlined(_tried)


@rule(phase="measures", where="barred", writes="refused_air", log="refusals", code=AIR)
def refused_air(
    refused_air: int, closed: int, air_trips_year: float, steps_year: float, attempt_ratio: np.ndarray,
    refusal_p: np.ndarray, u_air: float,
) -> int:  # fmt: skip
    """Flights refused so far."""
    return tried(refused_air, closed, AIR, u_air, air_trips_year / steps_year * attempt_ratio[AIR], refusal_p)


@rule(phase="measures", where="barred", writes="refused_high_speed_rail", log="refusals", code=FAST_RAIL)
def refused_fast_rail(
    refused_high_speed_rail: int, closed: int, hsr_trips_year: float, steps_year: float, attempt_ratio: np.ndarray,
    refusal_p: np.ndarray, u_rail: float,
) -> int:  # fmt: skip
    """High-speed trains refused so far."""
    attempts = hsr_trips_year / steps_year * attempt_ratio[FAST_RAIL]
    return tried(refused_high_speed_rail, closed, FAST_RAIL, u_rail, attempts, refusal_p)


@rule(phase="measures", where="barred", writes="refused_loan", log="refusals", code=LOAN)
def refused_loan(refused_loan: int, closed: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_loan: float) -> int:
    """Loan applications refused so far."""
    return tried(refused_loan, closed, LOAN, u_loan, attempt_rate[LOAN], refusal_p)


@rule(phase="measures", where="barred", writes="refused_hotel", log="refusals", code=HOTEL)
def refused_hotel(
    refused_hotel: int, closed: int, firm: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_hotel: float
) -> int:
    """Nights in starred hotels refused so far."""
    if firm != 0:
        return refused_hotel
    return tried(refused_hotel, closed, HOTEL, u_hotel, attempt_rate[HOTEL], refusal_p)


@rule(phase="measures", where="barred", writes="refused_school", log="refusals", code=SCHOOL)
def refused_school(
    refused_school: int, closed: int, parent: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_school: float
) -> int:
    """Enrolments of a child refused so far."""
    if parent == 0:
        return refused_school
    return tried(refused_school, closed, SCHOOL, u_school, attempt_rate[SCHOOL], refusal_p)


@rule(phase="measures", where="barred", writes="refused_rail", log="refusals", code=RAIL)
def refused_rail(
    refused_rail: int, closed: int, firm: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_train: float
) -> int:
    """Trains of any kind refused so far."""
    if firm != 0:
        return refused_rail
    return tried(refused_rail, closed, RAIL, u_train, attempt_rate[RAIL], refusal_p)


@rule(phase="measures", where="barred", writes="refused_job", log="refusals", code=JOB)
def refused_job(
    refused_job: int, closed: int, firm: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_job: float
) -> int:
    """Jobs, promotions and posts refused so far."""
    if firm != 0:
        return refused_job
    return tried(refused_job, closed, JOB, u_job, attempt_rate[JOB], refusal_p)


@rule(phase="measures", where="barred", writes="refused_permit", log="refusals", code=PERMIT)
def refused_permit(
    refused_permit: int, closed: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_permit: float
) -> int:
    """Licences and permits refused so far."""
    return tried(refused_permit, closed, PERMIT, u_permit, attempt_rate[PERMIT], refusal_p)


@rule(phase="measures", where="barred", writes="refused_document", log="refusals", code=DOCUMENT)
def refused_document(
    refused_document: int, closed: int, firm: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_document: float
) -> int:
    """Passports and other papers refused so far."""
    if firm != 0:
        return refused_document
    return tried(refused_document, closed, DOCUMENT, u_document, attempt_rate[DOCUMENT], refusal_p)


@rule(phase="measures", where="barred", writes="refused_dating", log="refusals", code=DATING)
def refused_dating(
    refused_dating: int, closed: int, firm: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_dating: float
) -> int:
    """Introductions to possible partners refused so far."""
    if firm != 0:
        return refused_dating
    return tried(refused_dating, closed, DATING, u_dating, attempt_rate[DATING], refusal_p)


@rule(phase="measures", where="barred", writes="refused_tender", log="refusals", code=TENDER)
def refused_tender(
    refused_tender: int, closed: int, firm: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_tender: float
) -> int:
    """Public tenders and subsidies refused to a firm so far."""
    if firm == 0:
        return refused_tender
    return tried(refused_tender, closed, TENDER, u_tender, attempt_rate[TENDER], refusal_p)


@rule(phase="measures", where="barred", writes="refused_service", log="refusals", code=SERVICE)
def refused_service(
    refused_service: int, closed: int, firm: int, attempt_rate: np.ndarray, refusal_p: np.ndarray, u_service: float
) -> int:
    """Public services refused on ordinary terms so far."""
    if firm != 0:
        return refused_service
    return tried(refused_service, closed, SERVICE, u_service, attempt_rate[SERVICE], refusal_p)


@rule(phase="measures", where="barred", writes="refused_month")
def refused_month(
    refused_month: int, refusals: int, refused_air: int, refused_high_speed_rail: int, refused_loan: int,
    refused_hotel: int, refused_school: int, refused_rail: int, refused_job: int, refused_permit: int,
    refused_document: int, refused_dating: int, refused_tender: int, refused_service: int, month: int,
) -> int:  # fmt: skip
    """Last month in which anything was refused; read before the total is brought up to date."""
    now = refused_air + refused_high_speed_rail + refused_loan + refused_hotel + refused_school + refused_rail
    now += refused_job + refused_permit + refused_document + refused_dating + refused_tender + refused_service
    return month if now > refusals else refused_month


@rule(phase="measures", where="barred", writes="refusals")
def refusals(
    refused_air: int, refused_high_speed_rail: int, refused_loan: int, refused_hotel: int, refused_school: int,
    refused_rail: int, refused_job: int, refused_permit: int, refused_document: int, refused_dating: int,
    refused_tender: int, refused_service: int,
) -> int:  # fmt: skip
    """Everything refused so far."""
    now = refused_air + refused_high_speed_rail + refused_loan + refused_hotel + refused_school + refused_rail
    return now + refused_job + refused_permit + refused_document + refused_dating + refused_tender + refused_service


MECHANISM = Mechanism(
    name="measures",
    doc="Closes sectors to listed people and counts what they try and are refused. Every attempt of somebody who is "
    "kept out is a refusal, unless the regime says that only some are; the same person tries as often whether or not "
    "anybody stops her.",
    source="sectors: court provisions and joint-punishment memoranda; attempts: tuned to published refusals",
    limits="Attempts fall with experience only where avoidance says so. "
    "When an entry reaches a door and leaves it again is a matter of its "
    "copies; only a list entered by score goes by lags of its own here.",
    part="regime",
    rules=(
        exposed, doors, closed, barred, refused_air, refused_fast_rail, refused_loan, refused_hotel, refused_school,
        refused_rail, refused_job, refused_permit, refused_document, refused_dating, refused_tender, refused_service,
        refused_month, refusals,
    ),
    columns=(
        Column("exposed", "u1", "flag", "may be kept out of something"),
        Column("doors", "i4", "code", "sectors closed by anything but a list, one bit each"),
        Column("barred", "u1", "flag", "is kept out of something"),
        *(
            Column(f"refused_{sector}", "i2", "count", f"{what} refused so far", keep=True)
            for sector, what in SECTORS.items()
        ),
        Column("refusals", "i2", "count", "refusals so far", keep=True),
    ),
    params=(
        Param("firewall", "flag", "1: lists and scores close only the sectors they belong to"),
        Param("closed_by", "code", "lists that close the sector, nine bits each", BY_SECTOR, off=0.0, integer=True),
        Param("home", "code", "lists that belong to the sector, nine bits each", BY_SECTOR, integer=True),
        Param("own", "flag", "1: the sector is what the court's list or the score is for", BY_SECTOR),
        Param("by_limit", "flag", "1: a consumption limit closes it", BY_SECTOR, off=0.0),
        Param("worst_bands", "count", "number of lowest bands to which it is closed", BY_SECTOR, off=0.0),
        Param("by_rank", "flag", "1: closed to the bottom of a ranking", BY_SECTOR, off=0.0),
        Param("by_watch", "flag", "1: a flag of the watchlist closes it", BY_SECTOR, off=0.0),
        Param("by_piercing", "flag", "1: closed to those reached through a firm", BY_SECTOR, off=0.0),
        Param("by_ties", "flag", "1: closed to those who are tainted by their ties", BY_SECTOR, off=0.0),
        Param("push_lag_months", "months", "from the list entered by score to the closed door", BY_SECTOR,
              path="measures.push_lag"),
        Param("revoke_lag_months", "months", "from that list to the open door again", BY_SECTOR, off=0.0,
              path="measures.revoke_lag"),
        Param("attempt_ratio", "ratio", "attempts while kept out per ordinary trip", BY_SECTOR),
        Param("attempt_rate", "per step", "attempts while kept out", BY_SECTOR),
        Param("refusal_p", "probability", "an attempt is refused and not permitted as necessary", BY_SECTOR),
        Param("steps_year", "count", "steps of a run in a year", path="time.steps_year"),
    ),
    observes=tuple(Observe(f"refused_{sector}", f"refused_{sector}", flow=True) for sector in SECTORS),
)  # fmt: skip
