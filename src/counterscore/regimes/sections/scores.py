"""Sections on scores: points, weighted dimensions, ties, rankings and redeemable ledgers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import (
    DIMENSIONS,
    STREAMS,
    Count,
    Credits,
    Fact,
    Flag,
    MonthlyProbability,
    Months,
    Needs,
    Points,
    Probability,
    Rate,
    Ratio,
    Trait,
    TraitShare,
    Use,
)


class Band(Strict):
    """A grade of the score: from this score upward, until the next band."""

    id: str
    title: str
    floor: Points = Field(alias="from", description="lowest score of the band")


class Dimension(Strict):
    """A part of a weighted score: it gives between nothing and its weight of the scale, from traits and records."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    weight: Probability = Field(description="share of the scale (max - min) that this dimension can give")
    start: Probability = Field(description="share of the dimension that somebody with no trait and no record has")
    traits: dict[Trait, TraitShare] = Field(
        default_factory=dict, description="share of the dimension that a trait (0 to 1) adds or takes"
    )


class Scoring(Strict):
    """The score: where people start, its limits, its grades, and who is scored at all."""

    base: Points = Field(description="score at the start; with dimensions the lower end of the scale")
    min: Points = Field(description="lowest possible score")
    max: Points = Field(description="highest possible score")
    bands: tuple[Band, ...] = Field(min_length=2, max_length=12, description="worst band first")
    direct_band: str = Field(description="band to which a direct cut leads")
    low_bands: Count | None = Field(default=None, description="how many of the lowest bands carry drawbacks")
    high_bands: Count | None = Field(default=None, description="how many of the highest bands carry favours")
    consent_p: Probability = Field(description="share of the subjects who are scored; 1 = mandatory")
    among: Needs = Field(default="adult", description="who is a subject of the score at all")
    reset: Months | None = Field(default=None, description="all points lapse together after this time; absent = never")
    friends_counted: Flag | None = Field(
        default=None, description="1: friends' standing counts as a trait; 0: the middle for everybody; absent = 1"
    )
    dimensions: tuple[Dimension, ...] = Field(default=(), max_length=DIMENSIONS)
    perks: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> Scoring:
        floors = [band.floor.root[-1].number for band in self.bands]
        if sorted(set(floors)) != floors:
            raise ValueError("bands must rise: worst band first, each from a higher score")
        if self.direct_band not in (names := [band.id for band in self.bands]):
            raise ValueError(f"direct_band is {self.direct_band!r}; expected one of {', '.join(names)}")
        return self

    @model_validator(mode="after")
    def _whole(self) -> Scoring:
        weights = [dimension.weight.root[-1].number for dimension in self.dimensions]
        if weights and abs(sum(weights) - 1.0) > 1e-6:
            raise ValueError(f"the weights of the dimensions add up to {sum(weights):g}; expected 1")
        if len({dimension.id for dimension in self.dimensions}) < len(self.dimensions):
            raise ValueError("two dimensions have the same id")
        return self


class ScoreList(Strict):
    """A list that one enters by score and leaves by term or on appeal."""

    below: Points = Field(description="scores below this are listed")
    term: Months = Field(description="term of the list")
    clear_p: MonthlyProbability = Field(description="a listed person is cleared")


class NetworkTerm(Strict):
    """The score drifts towards the scores of a person's friends."""

    weight: MonthlyProbability = Field(description="share of the distance moved")


class HouseholdTerm(Strict):
    """Members of a household (or dorm room) share in each other's points."""

    share: Probability = Field(description="share of the other members' standing points that counts for each of them")


class Stream(Strict):
    """A conduct that a ledger measures and rewards."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    needs: Needs = "adult"
    watches: Literal["mobility", "dining", "purchases", "energy", "payments", "reading", "other"] = Field(
        description="which part of life is observed"
    )
    rate: Rate = Field(description="how often an enrolled person does it")
    credits: Credits = Field(description="credits for one time")
    reject_p: Probability | None = Field(default=None, description="an honest proof is refused; absent = no proof")
    cheat_p: Probability | None = Field(default=None, description="proofs without conduct / honest proofs")


class Ledger(Strict):
    """Credits for expected conduct: earned, lapsed, taken by friends, redeemed, and what else they are used for."""

    currency: str = Field(description="what is counted, in words")
    consent_p: Probability = Field(description="share of the subjects who are enrolled; 1 = mandatory")
    among: Needs = "adult"
    streams: tuple[Stream, ...] = Field(min_length=1, max_length=STREAMS)
    lapse_p: Probability = Field(description="share of credits lost because they are not collected in time")
    taken_p: Probability = Field(description="share of a friend's lapsed credits that a person takes")
    price: Credits = Field(description="credits for one redemption")
    redeem_p: MonthlyProbability = Field(description="somebody who can redeem does")
    score_points: Points | None = Field(
        default=None, description="purpose drift: points of the score per `price` credits earned in twelve months"
    )


class Ranking(Strict):
    """People or rooms are ranked against each other; the ends of the ranking have consequences."""

    of: Literal["score", "credits", "use"] = Field(description="what is ranked: score, ledger, or measured use")
    group: Literal["person", "household"] = Field(description="who is ranked; a household may be a dorm room")
    every: Months = Field(description="time between two rankings")
    bottom_share: Probability = Field(description="share at the bottom that is marked low")
    top_share: Probability = Field(description="share at the top that is marked high")
    use_mean: Use | None = Field(default=None, description="mean use of one person (of: use)")
    use_spread: Ratio | None = Field(default=None, description="lasting spread between persons / mean")
    device_p: Probability | None = Field(default=None, description="persons who need a device that uses power")
    device_ratio: Ratio | None = Field(default=None, description="their use / that of others")

    @model_validator(mode="after")
    def _measured(self) -> Ranking:
        given = (self.use_mean, self.use_spread, self.device_p, self.device_ratio)
        if self.of == "use" and any(part is None for part in given):
            raise ValueError("of: use needs use_mean, use_spread, device_p and device_ratio")
        return self
