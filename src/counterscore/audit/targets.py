"""Published figures beside what a run gives: does the list of this laboratory behave like the one that was counted?

Quantities are computed from the outcome tables of one arm, normally "as written". A listing is a row of ``listings``
with list 0 (the defaulter list) that reached somebody; a listed person-year is a year of a spell of kind 0. Every
quantity counts what the published figure counts, which is often entries or attempts and not people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.errors import nearest
from ..core.outcome import Outcome
from ..core.parquet import Columns

AS_WRITTEN = "as written"
SHARE_BAND = "share_band_"
TABLES = ("people", "listings", "spells")
SECTORS = ("air", "high_speed_rail", "loan", "hotel", "school")

Quantity = Callable[[Outcome, int], float | None]
QUANTITIES: dict[str, Quantity] = {}


@dataclass(frozen=True)
class TargetRow:
    """One published figure beside the run's own; ``inside`` is None where the run cannot tell."""

    id: str
    title: str
    obtained: float | None
    low: float
    high: float
    inside: bool | None
    source: str
    grade: str = ""
    note: str = ""


def quantity(compute: Quantity) -> Quantity:
    """Makes a function known under its name to the targets of a study."""
    QUANTITIES[getattr(compute, "__name__", "")] = compute
    return compute


def _number(outcome: Outcome, query: str) -> float:
    """The single number a query gives."""
    found: Columns = outcome.sql(f"SELECT coalesce(CAST(({query}) AS DOUBLE), 0.0) AS number")
    return float(found["number"][0])


def _share(part: float, whole: float) -> float | None:
    """A ratio, or None where there is nothing to divide by."""
    return part / whole if whole > 0 else None


def _entries(outcome: Outcome, arm: int, more: str = "") -> float:
    """Listings on the defaulter list that reached somebody."""
    rows = f"FROM listings WHERE arm = {arm} AND list = 0 AND subject >= 0 AND born >= 0 {more}"
    return _number(outcome, f"SELECT count(*) {rows}")


def _adult_years(outcome: Outcome, arm: int) -> float:
    """Years lived by adults during the run."""
    return _number(outcome, f"SELECT count(*) FROM people WHERE arm = {arm} AND adult <> 0") * outcome.months / 12


def _listed_years(outcome: Outcome, arm: int) -> float:
    """Years spent on the defaulter list during the run."""
    return _number(outcome, f"SELECT sum(months) FROM spells WHERE arm = {arm} AND kind = 0") / 12


@quantity
def entry_hazard(outcome: Outcome, arm: int) -> float | None:
    """New listings per adult and year: entries, repeats included, as yearly court counts have them."""
    return _share(_entries(outcome, arm), _adult_years(outcome, arm))


@quantity
def entry_hazard_persons(outcome: Outcome, arm: int) -> float | None:
    """People who came under the list at least once per adult and year: each person once."""
    first = f"SELECT count(DISTINCT person) FROM spells WHERE arm = {arm} AND kind = 0"
    return _share(_number(outcome, first), _adult_years(outcome, arm))


@quantity
def prevalence(outcome: Outcome, arm: int) -> float | None:
    """Adults on the defaulter list when the run ends, over all adults."""
    rows = f"FROM spells JOIN people USING (arm, person) WHERE arm = {arm} AND kind = 0 AND spells.end_month < 0"
    listed = _number(outcome, f"SELECT count(DISTINCT person) {rows} AND adult <> 0")
    return _share(listed, _number(outcome, f"SELECT count(*) FROM people WHERE arm = {arm} AND adult <> 0"))


@quantity
def exit_hazard(outcome: Outcome, arm: int) -> float | None:
    """Listings that ended per year on the list."""
    return _share(_entries(outcome, arm, "AND end_month >= 0"), _listed_years(outcome, arm))


FULFILLED_MONTHS = 56


@quantity
def share_fulfilled(outcome: Outcome, arm: int) -> float | None:
    """Listings that ended because the debt was paid, over all listings, both up to mid-2018 (month 56)."""
    then = f"AND born < {FULFILLED_MONTHS}"
    paid = f"AND end_month >= 0 AND end_month < {FULFILLED_MONTHS} AND end_reason = 1"
    return _share(_entries(outcome, arm, paid), _entries(outcome, arm, then))


def _ever_listed_years(outcome: Outcome, arm: int) -> float:
    """Cumulative person-years: every month counts everybody listed so far, as the published counter does."""
    first = f"SELECT min(born) AS born FROM spells WHERE arm = {arm} AND kind = 0 GROUP BY person"
    return _number(outcome, f"SELECT sum({outcome.months} - born) FROM ({first})") / 12


def _blocked(outcome: Outcome, arm: int, sector: str) -> float | None:
    """Refused attempts of people on the defaulter list, per cumulatively listed person-year.

    Refusals of people who are only under a consumption limit are not in the published counts of listed people.
    """
    sectors = list(outcome.codebook.get("sectors", SECTORS))
    if sector not in sectors or "refusals" not in outcome.tables:
        return None
    listed = (
        "SELECT 1 FROM spells s WHERE s.arm = r.arm AND s.person = r.person AND s.kind = 0 AND s.born <= r.month "
        "AND (s.end_month < 0 OR r.month < s.end_month)"
    )
    rows = f"FROM refusals r WHERE arm = {arm} AND sector = {sectors.index(sector)} AND EXISTS ({listed})"
    return _share(_number(outcome, f"SELECT sum(count) {rows}"), _ever_listed_years(outcome, arm))


@quantity
def blocked_air(outcome: Outcome, arm: int) -> float | None:
    """Blocked flights per cumulatively listed person-year: attempts, repeats included."""
    return _blocked(outcome, arm, "air")


@quantity
def blocked_high_speed_rail(outcome: Outcome, arm: int) -> float | None:
    """Blocked high-speed trains per cumulatively listed person-year: attempts, repeats included."""
    return _blocked(outcome, arm, "high_speed_rail")


def _cases(outcome: Outcome, arm: int) -> float | None:
    """Enforcement cases from month 1 on; the flow of month 0 may hold those of life before the regime."""
    if "months" not in outcome.tables or "enforcements" not in outcome.columns("months"):
        return None
    return _number(outcome, f"SELECT sum(enforcements) FROM months WHERE arm = {arm} AND month > 0")


@quantity
def enforcement_rate(outcome: Outcome, arm: int) -> float | None:
    """Enforcement cases per adult and year."""
    cases = _cases(outcome, arm)
    years = _adult_years(outcome, arm) * (outcome.months - 1) / max(outcome.months, 1)
    return None if cases is None else _share(cases, years)


@quantity
def listings_per_case(outcome: Outcome, arm: int) -> float | None:
    """New listings per enforcement case, both from month 1 on."""
    cases = _cases(outcome, arm)
    return None if cases is None else _share(_entries(outcome, arm, "AND born > 0"), cases)


def share_in_band(outcome: Outcome, arm: int, band: str) -> float | None:
    """Share of scored adults who are in a band when the run ends; the band by its name in the codebook."""
    names = [str(name).lower() for name in outcome.codebook.get("bands", [])]
    if band.lower() not in names or "band" not in outcome.columns("people"):
        return None
    adults = f"SELECT count(*) FROM people WHERE arm = {arm} AND adult <> 0 AND band >= 0"
    inside = _number(outcome, f"{adults} AND band = {names.index(band.lower())}")
    return _share(inside, _number(outcome, f"{adults} AND band < {len(names)}"))


def find_quantity(name: str) -> Quantity | None:
    """The quantity a target names, or None; ``share_band_x`` is the share of scored adults in band x."""
    if name.startswith(SHARE_BAND):
        return lambda outcome, arm: share_in_band(outcome, arm, name.removeprefix(SHARE_BAND))
    return QUANTITIES.get(name)


def check_targets(
    outcome: Outcome, targets: Sequence[Mapping[str, Any]] | None = None, arm: str | int = AS_WRITTEN
) -> list[TargetRow]:
    """Compares a run with published figures, one row each; ``targets`` defaults to those of the study.

    A target is a mapping with id, title, low, high, source, grade, note. Rows without a number (nobody was listed,
    the regime has no such list, or no quantity has the target's id) carry ``inside = None`` and say why.
    """
    wanted = outcome.study.get("targets", []) if targets is None else targets
    number = outcome.arm_number(arm)
    return [_row(outcome, number, target) for target in wanted]


def _row(outcome: Outcome, arm: int, target: Mapping[str, Any]) -> TargetRow:
    """One target with its verdict."""
    name = str(target["id"])
    obtained, why = _obtained(outcome, arm, target)
    low, high = float(target["low"]), float(target["high"])
    inside = None if obtained is None else low <= obtained <= high
    title, source, grade, note = (str(target.get(key, "")) for key in ("title", "source", "grade", "note"))
    told = "; ".join(text for text in (note, why) if text)
    return TargetRow(name, title or name, obtained, low, high, inside, source, grade, told)


def _obtained(outcome: Outcome, arm: int, target: Mapping[str, Any]) -> tuple[float | None, str]:
    """The run's own figure, or None and why there is none."""
    name = str(target["id"])
    compute = find_quantity(name)
    if compute is None:
        return None, f"this version computes no quantity of that name{nearest(name, QUANTITIES)}"
    wanted = ("people",) if name.startswith(SHARE_BAND) else TABLES
    missing = [table for table in wanted if table not in outcome.tables]
    if missing:
        return None, f"this run has no table {', '.join(missing)}"
    needed = int(target.get("from_months", 0))
    if outcome.months < needed:
        return None, f"a run of at least {needed} months is needed to compare"
    found = compute(outcome, arm)
    return found, "nobody to count in this run" if found is None else ""
