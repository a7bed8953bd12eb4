"""What people do, and what a regime makes of it: the acts of the catalogue and their use in a regime."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import (
    Bound,
    Flag,
    Key,
    Months,
    Needs,
    Points,
    Probability,
    Rate,
    Ratio,
    in_steps,
    neutral,
    per_year,
    usual_share,
)


class Act(Strict):
    """Something people do, and how often: the part of an act that no regime decides."""

    title: str
    domain: str
    agency: str = Field(description="who writes the record")
    needs: Needs = Field(description="who can do it at all")
    sign: Literal[1, -1] = Field(description="+1 counts as good, -1 as bad")
    rate: Rate = Field(description="acts per eligible person and time, mean over both sexes and all ages")
    male_ratio: Ratio = Field(default_factory=neutral, description="rate of men / rate of women")
    young_ratio: Ratio = Field(default_factory=neutral, description="rate at 18-39 / rate of older adults")
    young_share: Probability = Field(default_factory=usual_share, description="share of the eligible who are 18-39")
    listed_ratio: Ratio = Field(default_factory=neutral, description="rate while on a list / rate while not")
    prone: bool = Field(description="personal proneness (mean 1, at most 4) multiplies the rate")
    pmax_month: Bound

    def rates(self, month: str, steps: int = 12) -> tuple[float, float]:
        """Return the rates per step (women, men) outside 18-39 that keep the stated mean over sexes and ages."""
        share = self.young_share.at(month).number
        ages = 1 + share * (self.young_ratio.at(month).number - 1)
        ratio = self.male_ratio.at(month).number
        value = self.rate.at(month)
        women = 2 * in_steps(value.number, value.unit, steps) / (1 + ratio) / ages
        return women, women * ratio

    @model_validator(mode="after")
    def _bounded(self) -> Act:
        dated = (self.rate, self.male_ratio, self.young_ratio, self.young_share, self.listed_ratio)
        for month in {entry.since or "9999-12" for value in dated for entry in value.root}:
            factors = (self.young_ratio.at(month).number, self.listed_ratio.at(month).number)
            highest = max(self.rates(month)) * max(1, factors[0]) * max(1, factors[1]) * (4 if self.prone else 1)
            if highest > self.pmax_month:
                raise ValueError(f"pmax_month {self.pmax_month:g} is below the highest monthly probability {highest:g}")
        return self


class ActUse(Strict):
    """What a regime makes of an act of the catalogue: points, how long they stay, how often it is seen."""

    use: str = Field(description="id of the act in the catalogue")
    points: Points | None = Field(default=None, description="points added to the score per record")
    lifetime: Months | None = Field(default=None, description="time until the record expires; 0 = never")
    repair_after: Months | None = Field(default=None, description="minimum time before repair; absent = repair.after")
    direct_cut: Flag | None = Field(default=None, description="1: the person drops straight to scoring.direct_band")
    dimension: str | None = Field(default=None, description="id of the dimension whose part of the score it moves")
    list: str | None = Field(default=None, description="id of the list on which a recorded act puts the person")
    list_term: Months | None = Field(default=None, description="term of that entry; absent = the list's own term")
    item: str | None = Field(default=None, description="thing of the watchlist that this act is")
    key: Key | None = Field(default=None, description="by what its records find their person; absent: as the regime's")
    necessary: bool = Field(default=False, description="needed for the purpose; kept under data minimisation")
    detection_p: Probability = Field(description="probability that an act becomes a record")
    false_report_rate: Rate | None = Field(default=None, description="records on an eligible person with no act behind")
    false_report_pmax_month: Bound | None = None

    @model_validator(mode="after")
    def _bounded(self) -> ActUse:
        entries = self.false_report_rate.root if self.false_report_rate else ()
        highest = max((per_year(e.numbers[0], e.unit) for e in entries), default=0.0) / 12
        if highest > (self.false_report_pmax_month or 0):
            raise ValueError(f"false_report_pmax_month must be at least {highest:g}, the monthly rate")
        return self
