"""Sections on how a person learns of a record, contests it, and how it ends."""

from __future__ import annotations

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import (
    ByEducation,
    Flag,
    LogScale,
    Minutes,
    MonthlyProbability,
    Months,
    Probability,
    Rate,
    Ratio,
)


class Redress(Strict):
    """How a person learns of a wrong record, objects, appeals and is corrected."""

    notice_p: Probability = Field(description="the person is told; 0 = no notice")
    notice_lead: Months = Field(description="notice before effect: from notice to effect; 0 = effective when made")
    discover_at_refusal: Flag = Field(description="1: whoever was not told learns of it at the first refusal")
    hearing_p: Probability | None = Field(
        default=None, description="a wrong entry is stopped because the person is heard first; absent = no hearing"
    )
    objects_p: ByEducation = Field(description="a person who knows of a wrong record objects, by education")
    burden: Probability | None = Field(
        default=None, description="share of them kept away by ways, hours and papers; absent = in objects_p"
    )
    far_burden: Probability | None = Field(
        default=None, description="share of the victims of a wrong match kept away by a distant office; absent = 0"
    )
    legal_share: Probability = Field(description="objections decided inside the legal window")
    legal_window: Months = Field(description="the legal window")
    late_median: Months = Field(description="median time of the other decisions")
    late_sigma: LogScale = Field(description="spread of the other decisions (log scale)")
    press_p: MonthlyProbability | None = Field(
        default=None, description="the press or a lawyer takes up a late case; absent = never"
    )
    press_ratio: Ratio | None = Field(default=None, description="how much faster the rest of the wait passes then")
    groundless_ratio: Ratio | None = Field(default=None, description="objections to right records / to wrong ones")
    success_p: Probability = Field(description="a justified objection succeeds")
    review_catch_p: Probability = Field(description="a human check catches a false link before it takes effect")
    review_minutes: Minutes | None = Field(
        default=None, description="time for one file; absent = the usual look that review_catch_p is about"
    )
    review_staff: Ratio | None = Field(
        default=None, description="people who check files, per 10,000 people; absent = every file is looked at"
    )
    review_overrules: Flag | None = Field(
        default=None, description="1: what a person finds is changed; 0: the machine decides; absent = 1"
    )
    appeal_p: Probability = Field(description="an objection goes to an independent body")
    appeal_success_p: Probability = Field(description="a justified appeal succeeds")
    appeal_time: Months = Field(description="time until an appeal is decided, once it is its turn")
    appeal_capacity: Rate | None = Field(
        default=None, description="appeals the body can decide, per person and time; absent = no queue"
    )
    appeal_staff: Ratio | None = Field(
        default=None, description="people who decide appeals, per 10,000 people; adds to appeal_capacity"
    )
    appeal_decisions: Rate | None = Field(default=None, description="appeals that one of them decides")
    suspends: Flag = Field(description="1: nothing takes effect while an objection or appeal is pending")

    @model_validator(mode="after")
    def _possible(self) -> Redress:
        if (self.appeal_staff is None) != (self.appeal_decisions is None):
            raise ValueError("appeal_staff and appeal_decisions go together")
        for name in ("appeal_staff", "appeal_decisions", "review_minutes", "press_ratio"):
            part = getattr(self, name)
            if part is not None and min(entry.number for entry in part.root) <= 0:
                raise ValueError(f"{name} is 0; expected more than 0, or leave it out")
        return self


class Repair(Strict):
    """A right record or entry ends early, on application, after a minimum time."""

    after: Months = Field(description="minimum time a record or entry stays, where it has no time of its own")
    apply_p: MonthlyProbability = Field(description="somebody who may apply does, and is granted it")


class Expiry(Strict):
    """A general limit on how long any record may count."""

    cap: Months = Field(description="records and entries end after this time; 0 = no general limit")
