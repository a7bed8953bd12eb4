"""Sections on how looking and punishing feed on themselves: units placed over areas, and guilt by association."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import Count, Flag, MonthlyProbability, Months, Probability, Ratio

SMALLEST = 64


class Patrols(Strict):
    """Units that look for certain acts in areas; what they do not find is missed."""

    acts: tuple[str, ...] = Field(min_length=1, description="acts under patrol, by id")
    areas: Literal["districts", "groups", "tiers"] = Field(
        description="districts of neighbouring person numbers, groups by residence and income, or tiers by standing"
    )
    people_per_unit: Count = Field(description="people for whom there is one unit; 0 = no patrols")
    finds_at_most: Count = Field(description="acts one unit finds in a step of the run")
    district_people: Count | None = Field(default=None, description="people of a district; absent = 4,096")
    even: Flag | None = Field(default=None, description="1: units go evenly over areas; 0 or absent: by people")
    follow: Probability | None = Field(default=None, description="share of the units placed by past findings")
    drawn: Flag | None = Field(
        default=None, description="1: each unit is drawn to an area; absent: spread as evenly as whole units allow"
    )
    corrected: Flag | None = Field(
        default=None, description="1: findings of often visited areas count as a hint only sometimes; absent = 0"
    )
    prior: Count | None = Field(default=None, description="findings taken for every area at the start; absent = 1")
    deterrence_p: Probability | None = Field(
        default=None, description="an act is not done because a unit is in the area; absent = 0"
    )

    @model_validator(mode="after")
    def _sized(self) -> Patrols:
        if self.district_people is not None and min(entry.number for entry in self.district_people.root) < SMALLEST:
            raise ValueError(f"a district has fewer than {SMALLEST} people; expected {SMALLEST} or more")
        if self.prior is not None and min(entry.number for entry in self.prior.root) < 1:
            raise ValueError("prior is 0; expected at least 1, or an area without findings is never looked at again")
        return self


class Association(Strict):
    """Ties to listed people make people suspect: they are looked at more, and kept out where measures say `by_ties`."""

    friends_p: MonthlyProbability | None = Field(default=None, description="suspicion passes through a listed friend")
    household_p: MonthlyProbability | None = Field(default=None, description="the same in the household")
    workplace_p: MonthlyProbability | None = Field(default=None, description="the same at work")
    lasts: Months = Field(description="mean time under suspicion; 0 = while a tie is listed")
    passes_on: Flag | None = Field(default=None, description="1: the suspect make their own ties suspect; absent = 0")
    attention_ratio: Ratio | None = Field(default=None, description="detection of acts of the suspect / of others")

    @model_validator(mode="after")
    def _closer(self) -> Association:
        if self.attention_ratio is not None and min(entry.number for entry in self.attention_ratio.root) < 1:
            raise ValueError("attention_ratio is below 1; expected 1 or more, the suspect are looked at more closely")
        return self
