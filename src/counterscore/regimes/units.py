"""What a number of a regime may be: the unit and shape of every parameter, sourced facts and published targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from counterscore.core.documents import Dated, Grade, Range, Strict, Value, range_fault
from counterscore.core.units import Unit

Sector = Literal[
    "air", "high_speed_rail", "loan", "hotel", "school", "rail", "job", "permit", "document", "dating", "tender",
    "service",
]  # fmt: skip
Needs = Literal[
    "adult", "driver", "borrower", "employed", "parent", "firm", "officer", "migrant", "phone_pay", "professional",
    "elder", "student", "local",
]  # fmt: skip
Trait = Literal[
    "income", "education", "employed", "local", "age", "borrower", "driver", "owner", "parent", "phone_pay", "payments",
    "gaming", "friends",
]  # fmt: skip
Key = Literal["id_number", "name_county", "name_birth_date", "account", "plate", "face", "photo"]
SECTORS: tuple[Sector, ...] = get_args(Sector)
NEEDS: tuple[Needs, ...] = get_args(Needs)
TRAITS: tuple[Trait, ...] = get_args(Trait)
KEYS: tuple[Key, ...] = get_args(Key)
RESIDENCE = ("urban", "rural", "migrant")
EDUCATION = ("none", "primary", "junior", "senior", "tertiary")
LONGEST_YEARS = 100
COURT_LISTS = ("defaulters", "limit", "adverse_records")  # codes 0, 1 and 2; a regime's own lists follow
OWN_LISTS = 5
OWN_AGENCIES = 16
STREAMS = 8
DIMENSIONS = 5


def _checked(*units: Unit, length: int = 0) -> Callable[[Dated], Dated]:
    """Return a check that a value is in one of these units and is one number, or a list of `length`."""

    def check(dated: Dated) -> Dated:
        for entry in dated.root:
            if entry.unit not in units:
                raise ValueError(f"unit is {entry.unit!r}; expected {' or '.join(map(repr, units))}")
            if (len(entry.value) if isinstance(entry.value, tuple) else 0) != length:
                raise ValueError(
                    f"value is {entry.value}; expected {f'a list of {length}' if length else 'one number'}"
                )
            if entry.unit == "flag" and entry.value not in (0, 1):
                raise ValueError(f"value is {entry.value}; expected 0 or 1")
            if entry.unit in _IN_YEAR and max(entry.numbers) > LONGEST_YEARS * _IN_YEAR[entry.unit]:
                raise ValueError(f"value is {entry.value} {entry.unit}; expected at most {LONGEST_YEARS} years")
            if entry.unit == "count" and any(x != int(x) for x in entry.numbers):
                raise ValueError(f"value is {entry.value}; expected a whole number")
        return dated

    return check


DURATIONS: tuple[Unit, ...] = ("months", "years", "weeks", "days", "working_days")
RATES: tuple[Unit, ...] = tuple(unit for unit in get_args(Unit) if unit.startswith("per_") and "listed" not in unit)
Probability = Annotated[Dated, AfterValidator(_checked("probability", "share"))]
MonthlyProbability = Annotated[Dated, AfterValidator(_checked("probability_per_month", "share_per_month"))]
Months = Annotated[Dated, AfterValidator(_checked(*DURATIONS))]
Flag = Annotated[Dated, AfterValidator(_checked("flag"))]
Ratio = Annotated[Dated, AfterValidator(_checked("ratio"))]
Count = Annotated[Dated, AfterValidator(_checked("count"))]
Points = Annotated[Dated, AfterValidator(_checked("points"))]
Minutes = Annotated[Dated, AfterValidator(_checked("minutes"))]
LogScale = Annotated[Dated, AfterValidator(_checked("log_scale"))]
TraitShare = Annotated[Dated, AfterValidator(_checked("trait_share"))]
Credits = Annotated[Dated, AfterValidator(_checked("credits", "grams", "points"))]
InterestRate = Annotated[Dated, AfterValidator(_checked("interest_per_day", "interest_per_year"))]
Hours = Annotated[Dated, AfterValidator(_checked("hours"))]
Yuan = Annotated[Dated, AfterValidator(_checked("yuan"))]
Use = Annotated[Dated, AfterValidator(_checked("kilowatt_hours_week"))]
Rate = Annotated[Dated, AfterValidator(_checked(*RATES))]
Hazard = Annotated[Dated, AfterValidator(_checked("per_listed_year", "per_listed_month"))]
ByResidence = Annotated[Dated, AfterValidator(_checked("ratio", length=len(RESIDENCE)))]
ByEducation = Annotated[Dated, AfterValidator(_checked("probability", length=len(EDUCATION)))]
Bound = Annotated[float, Field(gt=0, lt=1, description="engineering bound of a monthly probability, not a fact")]


STEPS = {"month": 12, "week": 52}  # steps of a run in a year
DAYS_YEAR = 365.0
_PER_YEAR = {"year": 1.0, "month": 12.0, "week": 52.0, "day": DAYS_YEAR}
_IN_YEAR = {"years": 1.0, "months": 12.0, "weeks": 52.0, "days": DAYS_YEAR, "working_days": 250.0}


def in_steps(number: float, unit: str, steps: int) -> float:
    """Return a number as the engine needs it when a year has this many steps: rates per step, durations in steps.

    A probability per month becomes one per step with the same result after a year. Other units stay as they are.
    """
    if unit.startswith(("per_", "interest_per_")):
        return number * _PER_YEAR[unit.rsplit("_", 1)[1]] / steps
    if unit in _IN_YEAR:
        return number * steps / _IN_YEAR[unit]
    if unit.endswith("_per_month"):
        return number if steps == 12 else float(1.0 - (1.0 - number) ** (12.0 / steps))
    return number


def per_year(number: float, unit: str) -> float:
    """Return a rate per year whatever the time in its unit."""
    return number * _PER_YEAR[unit.rsplit("_", 1)[1]]


def neutral() -> Dated:
    """Return the ratio 1, as an assumption: a difference nobody measured is not zero by knowledge."""
    note = "no difference stated: nobody measured one"
    return Dated((Value(value=1, unit="ratio", source="own", grade="assumption", range=(0.5, 2.0), note=note),))


def usual_share() -> Dated:
    """Return the share of adults who are 18-39; it matters only where their rate differs."""
    note = "18-39 among adults; matters only where young_ratio is not 1"
    return Dated((Value(value=0.4, unit="share", source="own", grade="assumption", range=(0.3, 0.5), note=note),))


class Fact(Strict):
    """A documented fact that no parameter uses: one sourced sentence, with its figure where it has one."""

    id: str
    says: str
    source: str
    grade: Grade
    where: str = ""
    value: float | None = None
    unit: Unit | None = None
    range: Range | None = None

    @model_validator(mode="after")
    def _whole(self) -> Fact:
        if (self.value is None) != (self.unit is None):
            raise ValueError("value and unit go together")
        fault = range_fault((self.value,), self.unit, self.grade, self.range) if self.value and self.unit else ""
        if fault:
            raise ValueError(fault)
        return self


class Target(Strict):
    """A published total the simulation is compared with: inside [low, high] or not."""

    id: str
    title: str
    low: float
    high: float
    source: str
    grade: Grade
    where: str = ""
    note: str = ""
    use: Literal["calibration", "holdout"]
    figures: tuple[float, ...] = Field(default=(), description="what was published; () where only words were")
    from_months: int = Field(default=0, ge=0, le=600, description="months a run must last to be compared")
    from_people: int = Field(default=0, ge=0, description="people a run must have to be compared")

    @model_validator(mode="after")
    def _ordered(self) -> Target:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        return self
