"""What a number of a regime may be: the unit and shape of every parameter, sourced facts and published targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from counterscore.core.documents import Dated, Grade, Range, Strict, Unit, Value, range_fault

SECTORS = ("air", "high_speed_rail", "loan", "hotel", "school")
RESIDENCE = ("urban", "rural", "migrant")
EDUCATION = ("none", "primary", "junior", "senior", "tertiary")
NEEDS = ("adult", "driver", "borrower", "employed", "parent")


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
            if entry.unit == "count" and any(x != int(x) for x in entry.numbers):
                raise ValueError(f"value is {entry.value}; expected a whole number")
        return dated

    return check


Probability = Annotated[Dated, AfterValidator(_checked("probability", "share"))]
Months = Annotated[Dated, AfterValidator(_checked("months"))]
Flag = Annotated[Dated, AfterValidator(_checked("flag"))]
Ratio = Annotated[Dated, AfterValidator(_checked("ratio"))]
Count = Annotated[Dated, AfterValidator(_checked("count"))]
Points = Annotated[Dated, AfterValidator(_checked("points"))]
LogScale = Annotated[Dated, AfterValidator(_checked("log_scale"))]
Rate = Annotated[Dated, AfterValidator(_checked("per_person_year", "per_borrower_year", "per_driver_year"))]
Hazard = Annotated[Dated, AfterValidator(_checked("per_listed_year"))]
ByResidence = Annotated[Dated, AfterValidator(_checked("ratio", length=len(RESIDENCE)))]
ByEducation = Annotated[Dated, AfterValidator(_checked("probability", length=len(EDUCATION)))]
Bound = Annotated[float, Field(gt=0, le=1, description="engineering bound of a monthly probability, not a fact")]


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
    from_months: int = Field(default=0, ge=0, le=600, description="months a run must last to be compared")

    @model_validator(mode="after")
    def _ordered(self) -> Target:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        return self
