"""Sections on how a person learns of a record, contests it, and how it ends."""

from __future__ import annotations

from pydantic import Field

from counterscore.core.documents import Strict
from counterscore.regimes.units import (
    ByEducation,
    Flag,
    LogScale,
    MonthlyProbability,
    Months,
    Probability,
    Rate,
    Ratio,
)


class Redress(Strict):
    """How a person learns of a wrong record, objects, appeals and is corrected."""

    notice_p: Probability = Field(description="the person is told")
    notice_lead: Months = Field(description="from notice to effect; 0 = effective when made")
    discover_at_refusal: Flag = Field(description="1: whoever was not told learns of it at the first refusal")
    hearing_p: Probability | None = Field(
        default=None, description="a wrong entry is stopped because the person is heard first; absent = no hearing"
    )
    objects_p: ByEducation = Field(description="a person who knows of a wrong record objects, by education")
    legal_share: Probability = Field(description="objections decided inside the legal window")
    legal_window: Months = Field(description="the legal window")
    late_median: Months = Field(description="median time of the other decisions")
    late_sigma: LogScale = Field(description="spread of the other decisions (log scale)")
    groundless_ratio: Ratio | None = Field(default=None, description="objections to right records / to wrong ones")
    success_p: Probability = Field(description="a justified objection succeeds")
    review_catch_p: Probability = Field(description="a human check catches a false link before it takes effect")
    appeal_p: Probability = Field(description="an objection goes to an independent body")
    appeal_success_p: Probability = Field(description="a justified appeal succeeds")
    appeal_time: Months = Field(description="time until an appeal is decided, once it is its turn")
    appeal_capacity: Rate | None = Field(
        default=None, description="appeals the body can decide, per person and time; absent = no queue"
    )
    suspends: Flag = Field(description="1: nothing takes effect while an objection or appeal is pending")


class Repair(Strict):
    """A right record or entry ends early, on application, after a minimum time."""

    after: Months = Field(description="minimum time a record or entry stays")
    apply_p: MonthlyProbability = Field(description="somebody who may apply does, and is granted it")


class Expiry(Strict):
    """A general limit on how long any record may count."""

    cap: Months = Field(description="records and entries end after this time; 0 = no general limit")
