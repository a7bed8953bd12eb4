"""What is counted about the list of judgment defaulters: entries, exits, stock, blocked journeys, court cases.

A listing is a row of ``listings`` with list 0 that reached somebody; a listed person-year is a year of a spell of
kind 0.
"""

from __future__ import annotations

from ...core.outcome import Outcome
from ..quantity import family, number, quantity, share, subject_years, subjects


def entries(outcome: Outcome, arm: int, more: str = "") -> float:
    """Listings on the defaulter list that reached somebody."""
    rows = f"FROM listings WHERE arm = {arm} AND list = 0 AND subject >= 0 AND born >= 0 {more}"
    return number(outcome, f"SELECT count(*) {rows}")


def _listed_years(outcome: Outcome, arm: int) -> float:
    """Years spent on the defaulter list during the run."""
    return number(outcome, f"SELECT sum(months) FROM spells WHERE arm = {arm} AND kind = 0") / outcome.steps_year


@quantity("people", "listings", "spells")
def entry_hazard(outcome: Outcome, arm: int) -> float | None:
    """New listings per adult and year: entries, repeats included, as yearly court counts have them."""
    return share(entries(outcome, arm), subject_years(outcome, arm))


@quantity("people", "listings", "spells")
def entry_hazard_persons(outcome: Outcome, arm: int) -> float | None:
    """People who came under the list at least once per adult and year: each person once."""
    first = f"SELECT count(DISTINCT person) FROM spells WHERE arm = {arm} AND kind = 0"
    return share(number(outcome, first), subject_years(outcome, arm))


@quantity("people", "listings", "spells")
def prevalence(outcome: Outcome, arm: int) -> float | None:
    """Adults on the defaulter list when the run ends, over all adults."""
    rows = f"FROM spells JOIN people USING (arm, person) WHERE arm = {arm} AND kind = 0 AND spells.end_month < 0"
    listed = number(outcome, f"SELECT count(DISTINCT person) {rows} AND adult <> 0")
    return share(listed, number(outcome, f"SELECT count(*) FROM people WHERE arm = {arm} AND adult <> 0"))


@quantity("people", "listings", "spells")
def exit_hazard(outcome: Outcome, arm: int) -> float | None:
    """Listings that ended per year on the list."""
    return share(entries(outcome, arm, "AND end_month >= 0"), _listed_years(outcome, arm))


@family("listed_by_month_", "people", "listings")
def listed_by_month(outcome: Outcome, arm: int, months: str) -> float | None:
    """Listings per adult in the first so many months, repeats included, as counters since the start have them."""
    last = int(months) * outcome.steps_year // 12 if months.isdigit() else 0
    if not 0 < last <= outcome.steps:
        return None
    return share(entries(outcome, arm, f"AND born < {last}"), subjects(outcome, arm))


FULFILLED_MONTHS = 56


@quantity("people", "listings", "spells")
def share_fulfilled(outcome: Outcome, arm: int) -> float | None:
    """Listings that ended because the debt was paid, over all listings, both up to mid-2018 (month 56)."""
    then = f"AND born < {FULFILLED_MONTHS}"
    paid = f"AND end_month >= 0 AND end_month < {FULFILLED_MONTHS} AND end_reason = 1"
    return share(entries(outcome, arm, paid), entries(outcome, arm, then))


def _kind(outcome: Outcome) -> str:
    """Which spells count as being listed: the court's list, or the regime's own where it has no court list."""
    return "kind = 0" if "listing" in outcome.study.get("sections", ["listing"]) else "kind >= 3"


def _ever_listed_years(outcome: Outcome, arm: int) -> float:
    """Cumulative person-years: every month counts everybody listed so far, as the published counter does."""
    first = f"SELECT min(born) AS born FROM spells WHERE arm = {arm} AND {_kind(outcome)} GROUP BY person"
    return number(outcome, f"SELECT sum({outcome.steps} - born) FROM ({first})") / outcome.steps_year


@family("blocked_", "people", "listings", "spells", "refusals")
def blocked(outcome: Outcome, arm: int, sector: str) -> float | None:
    """Refused attempts in a sector of listed people, per cumulatively listed person-year.

    Refusals of people who are only under a consumption limit are not in the published counts of listed people.
    """
    sectors = list(outcome.codebook.get("sectors", ()))
    if sector not in sectors:
        return None
    listed = (
        f"SELECT 1 FROM spells s WHERE s.arm = r.arm AND s.person = r.person AND {_kind(outcome)} AND born <= r.month "
        "AND (s.end_month < 0 OR r.month < s.end_month)"
    )
    rows = f"FROM refusals r WHERE arm = {arm} AND sector = {sectors.index(sector)} AND EXISTS ({listed})"
    return share(number(outcome, f"SELECT sum(count) {rows}"), _ever_listed_years(outcome, arm))


def _cases(outcome: Outcome, arm: int) -> float | None:
    """Enforcement cases from month 1 on; the flow of month 0 may hold those of life before the regime."""
    if "months" not in outcome.tables or "enforcements" not in outcome.columns("months"):
        return None
    return number(outcome, f"SELECT sum(enforcements) FROM months WHERE arm = {arm} AND month > 0")


@quantity("people", "listings", "spells")
def enforcement_rate(outcome: Outcome, arm: int) -> float | None:
    """Enforcement cases per adult and year."""
    cases = _cases(outcome, arm)
    years = subject_years(outcome, arm) * (outcome.steps - 1) / max(outcome.steps, 1)
    return None if cases is None else share(cases, years)


@quantity("people", "listings", "spells")
def listings_per_case(outcome: Outcome, arm: int) -> float | None:
    """New listings per enforcement case, both from month 1 on."""
    cases = _cases(outcome, arm)
    return None if cases is None else share(entries(outcome, arm, "AND born > 0"), cases)
