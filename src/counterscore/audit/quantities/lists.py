"""What is counted about records, own lists, names in public and inspections.

The regime's own lists have the codes from 3 on; red lists count as lists only where they are named.
"""

from __future__ import annotations

from ...core.outcome import Outcome
from ..quantity import family, number, quantity, share, subject_years, subjects, years

OWN = 3


def _entered(outcome: Outcome, arm: int, more: str = "") -> float:
    """Entries that reached somebody during the run."""
    return number(outcome, f"SELECT count(*) FROM listings WHERE arm = {arm} AND subject >= 0 AND born >= 0 {more}")


def _code(outcome: Outcome, name: str) -> int | None:
    """The code of an own list by its name."""
    names = [str(one) for one in outcome.codebook.get("lists", [])]
    return names.index(name) if name in names[OWN:] else None


@quantity("people", "listings")
def own_list_entry_hazard(outcome: Outcome, arm: int) -> float | None:
    """Entries on the regime's own lists per subject and year."""
    return share(_entered(outcome, arm, f"AND list >= {OWN}"), subject_years(outcome, arm))


@family("entry_hazard_", "people", "listings")
def entry_hazard_of(outcome: Outcome, arm: int, name: str) -> float | None:
    """Entries on one own list per subject and year, as ``entry_hazard_air_conduct``."""
    code = _code(outcome, name)
    return None if code is None else share(_entered(outcome, arm, f"AND list = {code}"), subject_years(outcome, arm))


@family("firm_entry_hazard_", "people.firm", "listings")
def firm_entry_hazard_of(outcome: Outcome, arm: int, name: str) -> float | None:
    """Entries on one own list per firm and year, in a regime that is about persons as well."""
    code = _code(outcome, name)
    firms = number(outcome, f"SELECT count(*) FROM people WHERE arm = {arm} AND firm <> 0")
    return None if code is None else share(_entered(outcome, arm, f"AND list = {code}"), firms * years(outcome))


@family("exit_hazard_", "listings")
def exit_hazard_of(outcome: Outcome, arm: int, name: str) -> float | None:
    """Entries on one own list that ended, per year that entries stood."""
    code = _code(outcome, name)
    if code is None:
        return None
    mine = f"FROM listings WHERE arm = {arm} AND list = {code} AND subject >= 0 AND born >= 0"
    stop = f"CASE WHEN end_month < 0 THEN {outcome.steps} ELSE end_month END"
    stood = (
        number(outcome, f"SELECT sum(greatest({stop} - greatest(start_month, born), 0)) {mine}") / outcome.steps_year
    )
    return share(number(outcome, f"SELECT count(*) {mine} AND end_month >= 0"), stood)


@quantity("people.firm", "listings")
def exits_per_entry(outcome: Outcome, arm: int) -> float | None:
    """Entries of persons that ended over entries made in the last year, consumption limits apart."""
    since = max(0, outcome.steps - outcome.steps_year)
    person = f"(SELECT firm FROM people p WHERE p.arm = {arm} AND p.person = subject) = 0"
    mine = f"FROM listings WHERE arm = {arm} AND list <> 1 AND subject >= 0 AND {person}"
    left, came = (number(outcome, f"SELECT count(*) {mine} AND {when} >= {since}") for when in ("end_month", "born"))
    return share(left, came)


@quantity("people.records_held")
def records_per_100k_month(outcome: Outcome, arm: int) -> float | None:
    """Records written per 100,000 subjects and month."""
    held = number(outcome, f"SELECT sum(records_held) FROM people WHERE arm = {arm}")
    lived = subject_years(outcome, arm) * 12 / 100_000
    return share(held, lived)


def _acts(outcome: Outcome, arm: int) -> float | None:
    """Acts done during the run; None where life before the regime was counted with them."""
    if int(outcome.study.get("warmup_steps", 0)):
        return None
    return number(outcome, f"SELECT sum(acts_done) FROM people WHERE arm = {arm}")


@quantity("people.records_held", "people.acts_done")
def records_per_act(outcome: Outcome, arm: int) -> float | None:
    """Share of acts that became a record; false reports, which nobody did, count on both sides."""
    acts = _acts(outcome, arm)
    held = number(outcome, f"SELECT sum(records_held) FROM people WHERE arm = {arm}")
    return None if acts is None else share(held, acts)


@quantity("people.records_held", "listings")
def entries_per_record(outcome: Outcome, arm: int) -> float | None:
    """Entries on own lists per record."""
    held = number(outcome, f"SELECT sum(records_held) FROM people WHERE arm = {arm}")
    return share(_entered(outcome, arm, f"AND list >= {OWN}"), held)


@quantity("people.acts_done", "listings")
def entries_per_act(outcome: Outcome, arm: int) -> float | None:
    """Entries on own lists per act."""
    acts = _acts(outcome, arm)
    return None if acts is None else share(_entered(outcome, arm, f"AND list >= {OWN}"), acts)


@quantity("months.ever_named", "people")
def share_named_first_quarter(outcome: Outcome, arm: int) -> float | None:
    """Share of subjects who were named in public in the first three months."""
    last = outcome.steps_year // 4 - 1
    named = number(outcome, f"SELECT sum(ever_named) FROM months WHERE arm = {arm} AND month = {last}")
    return share(named, subjects(outcome, arm)) if outcome.steps > last else None


@quantity("people.inspections", "people.firm")
def inspections_per_firm_year(outcome: Outcome, arm: int) -> float | None:
    """Inspections per firm and year."""
    firms = f"FROM people WHERE arm = {arm} AND firm <> 0"
    done = number(outcome, f"SELECT sum(inspections) {firms}")
    return share(done, number(outcome, f"SELECT count(*) {firms}") * years(outcome))
