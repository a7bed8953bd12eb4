"""Sections on what happens to people because of a list, a score or a match."""

from __future__ import annotations

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import (
    Count,
    Flag,
    Months,
    Needs,
    Probability,
    Rate,
    Ratio,
)


class Measure(Strict):
    """What is closed in one sector of daily life, for whom, and how fast the door closes and opens."""

    by_list: Flag | None = Field(default=None, description="1: the court's list of defaulters closes it")
    by_limit: Flag | None = Field(default=None, description="1: a consumption limit closes it")
    closes: dict[str, Flag] = Field(default_factory=dict, description="own lists that close it, by id: 1 or 0")
    worst_bands: Count | None = Field(default=None, description="how many of the lowest bands are kept out; 0 = none")
    by_rank: Flag | None = Field(default=None, description="1: the bottom of a ranking is kept out")
    by_watch: Flag | None = Field(default=None, description="1: a flag of the watchlist closes it")
    by_piercing: Flag | None = Field(default=None, description="1: closed to those reached through a firm or officer")
    by_ties: Flag | None = Field(default=None, description="1: closed to those who are tainted by their ties")
    own: bool = Field(default=False, description="the sector is what the court's list or the score is for")
    push_lag: Months | None = Field(default=None, description="from listing to the closed door; absent = at once")
    revoke_lag: Months | None = Field(default=None, description="from delisting to the open door; absent = at once")
    attempt_ratio: Ratio | None = Field(default=None, description="attempts while kept out / ordinary trips")
    attempt_rate: Rate | None = Field(default=None, description="attempts while kept out")
    refusal_p: Probability | None = Field(default=None, description="an attempt is refused; absent = always")
    permission_p: Probability | None = Field(default=None, description="an attempt is permitted as necessary")
    necessary_p: Probability | None = Field(
        default=None, description="an attempt is a necessary one that one can apply for; absent = see permission_p"
    )
    grant_p: Probability | None = Field(default=None, description="an application for it is granted")
    grant_lag: Months | None = Field(default=None, description="from application to permission; absent = at once")
    known_ahead: Months | None = Field(default=None, description="mean time for which the need is known before")

    @model_validator(mode="after")
    def _applied_for(self) -> Measure:
        if (self.necessary_p is None) != (self.grant_p is None):
            raise ValueError("necessary_p and grant_p go together")
        if self.grant_lag is not None and (self.known_ahead is None or self.known_ahead.root[0].number <= 0):
            raise ValueError("grant_lag needs known_ahead above 0: how long before a journey its need is known")
        return self


class Measures(Strict):
    """The sectors that a person or firm can be kept out of."""

    firewall: Flag | None = Field(default=None, description="1: lists close only the sectors they belong to")
    air: Measure | None = None
    high_speed_rail: Measure | None = None
    loan: Measure | None = None
    hotel: Measure | None = None
    school: Measure | None = None
    rail: Measure | None = Field(default=None, description="all trains")
    job: Measure | None = Field(default=None, description="jobs, promotions and posts")
    permit: Measure | None = Field(default=None, description="licences and permits")
    document: Measure | None = Field(default=None, description="passports and other papers")
    dating: Measure | None = Field(default=None, description="being shown to possible partners")
    tender: Measure | None = Field(default=None, description="public tenders and subsidies of firms")
    service: Measure | None = Field(default=None, description="public services on ordinary terms")


class Publicity(Strict):
    """Whose name is shown to everybody."""

    listed: Flag = Field(description="1: people on a black list are named in public")
    low_bands: Flag = Field(description="1: people in a low band are named in public")
    ranked: Flag = Field(description="1: the bottom of a ranking is named in public")
    stays: Months = Field(description="how long a name stays visible after the reason has ended")


class Piercing(Strict):
    """A firm's listing reaches the people responsible for it, and a person's listing reaches the firms."""

    lists: tuple[str, ...] = Field(
        default=(), description="ids of the lists that reach through (defaulters and limit are the court's); none = all"
    )
    every_list: Flag | None = Field(default=None, description="1: every list reaches through, whatever `lists` says")
    to_officers_p: Probability = Field(description="a responsible person of a listed firm is reached")
    to_firms_p: Probability = Field(description="a firm is reached through a listed responsible person")


class Inspection(Strict):
    """Who is looked at how often: looking finds, finding lowers the grade, a low grade brings more looking."""

    among: Needs = Field(description="who can be inspected: firm, professional, adult ...")
    rate: Rate = Field(description="inspections of somebody in the ordinary tier")
    low_ratio: Ratio = Field(description="multiplies the rate in a low band or on a list")
    high_ratio: Ratio = Field(description="multiplies the rate in a high band or on a red list")
    professional_ratio: Ratio = Field(description="multiplies the rate of a sensitive profession")
    detection_exponent: Ratio = Field(
        description="detection of acts grows with the inspection rate to this power; 0 = looking finds nothing more"
    )
    corrected: Flag | None = Field(
        default=None, description="1: what is found is corrected for how often one looks; absent = 0"
    )


class Watchlist(Strict):
    """A rule that flags whoever has bought (or done) certain things within a window of time."""

    items: tuple[str, ...] = Field(min_length=1, max_length=6, description="things that have to come together")
    needed: Count = Field(description="how many different things make a match")
    window: Months = Field(description="time within which they have to come together")
    pooled: Flag = Field(description="1: purchases of one household count together")
    flag_stays: Months = Field(description="how long a flag stays")
    prevalence: Probability = Field(description="share of adults who plan what the rule looks for, per window")
    sensitivity: Probability = Field(description="share of those whom the rule flags")


class Copies(Strict):
    """Copies of a person's data at third parties: partial, late, and not withdrawn with the original."""

    coverage_p: Probability = Field(description="a person who agrees is copied")
    consent_p: Probability = Field(description="share of adults who use the platform")
    through_friends_p: Probability = Field(description="a person is copied through one friend who uses it")
    lag: Months = Field(description="mean time until a copy is made")
    retention: Months = Field(description="a copy is deleted after this time; 0 = never")
    withdraw_rate: Rate = Field(description="persons who leave and ask for deletion")
    deletion_reaches_p: Probability = Field(description="a request for deletion reaches the copy")
