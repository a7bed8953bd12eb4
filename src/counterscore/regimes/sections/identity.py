"""Sections on by what a record finds its person, and on papers and telephone numbers in other hands."""

from __future__ import annotations

from pydantic import Field, model_validator

from counterscore.core.documents import Dated, Strict
from counterscore.regimes.units import (
    STEPS,
    Bound,
    ByResidence,
    Key,
    Months,
    Probability,
    Rate,
    Ratio,
    in_steps,
    per_year,
)


class KeyErrors(Strict):
    """How often one further key errs; who is hit follows from the ratios of the section."""

    false_p: Probability = Field(description="a record with this key lands on somebody else")
    missed_p: Probability = Field(description="a record with this key reaches nobody")


class LinkageError(Strict):
    """By which key a record finds its person, and how often it lands on the wrong person or on nobody."""

    key: Key = Field(default="id_number", description="by what a record or court file finds its person")
    key_absent_p: Probability = Field(description="the file carries a name and not the key")
    id_false_p: Probability = Field(description="a record with the key lands on somebody else")
    missed_p: Probability = Field(description="a record reaches nobody")
    residence_ratio: ByResidence = Field(
        description="multiplies key_absent_p, and errors of keys other than the ID number: urban, rural, migrant"
    )
    elderly_ratio: Ratio = Field(description="the same from age 60")
    long_name_ratio: Ratio | None = Field(
        default=None, description="the same for names longer than four characters; absent = 1"
    )
    renter_ratio: Ratio | None = Field(default=None, description="the same for people in rented homes; absent = 1")
    twin_false_p: Probability | None = Field(
        default=None, description="a record lands on whoever shares the person's ID number; absent = 0"
    )
    exposed_share: Probability | None = Field(
        default=None, description="share of people who bear the errors of account, plate and face; absent = a quarter"
    )
    household_share: Probability | None = Field(
        default=None, description="of these, whose account or car is shared at home; absent = half"
    )
    county_share: Probability | None = Field(
        default=None, description="of the namesakes, who live in the county of a name; absent = half a million people"
    )
    keys: dict[Key, KeyErrors] = Field(default={}, description="further keys, by which some acts come")

    @model_validator(mode="after")
    def _borne(self) -> LinkageError:
        if self.exposed_share is not None and min(entry.number for entry in self.exposed_share.root) <= 0:
            raise ValueError("exposed_share is 0; expected more than 0: somebody has to bear the errors")
        return self


class IdentityTheft(Strict):
    """Lost and stolen identity papers: loans and firms in the victim's name, found out years later."""

    loss_rate: Rate = Field(description="an adult's papers are lost or stolen")
    loss_pmax: Bound
    usable_p: Probability = Field(description="they come into hands that use them, and cannot be switched off in time")
    loan_p: Probability = Field(description="usable papers serve for a loan, which is claimed from the victim")
    firm_p: Probability = Field(description="usable papers serve for a firm, which is listed with the victim")
    latency_low: Months = Field(description="shortest time from the loss to the claim or entry")
    latency_high: Months = Field(description="longest time from the loss to the claim or entry")
    firm_list: str | None = Field(default=None, description="id of the list that the firm brings the victim onto")

    @model_validator(mode="after")
    def _bounded(self) -> IdentityTheft:
        highest = max(per_year(e.number, e.unit) for e in self.loss_rate.root) / 12
        if highest > self.loss_pmax:
            raise ValueError(f"loss_pmax {self.loss_pmax:g} is below the highest monthly probability {highest:g}")
        if self.firm_list is None and any(e.number > 0 for e in self.firm_p.root):
            raise ValueError("firm_p above 0 needs firm_list, the list that the firm brings the victim onto")
        if max(e.number for e in self.loan_p.root) + max(e.number for e in self.firm_p.root) > 1:
            raise ValueError("loan_p and firm_p come to more than 1; papers serve for a loan, a firm or nothing")
        if _longest(self.latency_low) > _longest(self.latency_high):
            raise ValueError("latency_low is longer than latency_high; expected the shortest and the longest time")
        return self


def _longest(time: Dated) -> float:
    return max(in_steps(entry.number, entry.unit, STEPS["month"]) for entry in time.root)


class RecycledNumbers(Strict):
    """Telephone numbers that get a new holder while accounts still lead to them."""

    change_rate: Rate = Field(description="somebody who pays by phone gives up the number")
    quarantine: Months = Field(description="before the number is given to somebody else")
    memory: Months = Field(description="for so long after that accounts may still lead to the old number")
    stale_p: Probability = Field(description="in that time a record of the old holder arrives at the new one")
