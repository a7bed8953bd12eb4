"""The sections of a regime file: one section = one mechanism, one field = one parameter of the engine.

A field's name is its path (`listing.term_months`), its description says what it does to people, its type says the unit.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import (
    Bound,
    ByEducation,
    ByResidence,
    Count,
    Fact,
    Flag,
    Hazard,
    LogScale,
    Months,
    Points,
    Probability,
    Rate,
    Ratio,
)


class Reporting(Strict):
    """How seeing an act depends on where the person lives."""

    detection_ratio: ByResidence = Field(description="multiplies detection_p: urban, rural, migrant")


class Courts(Strict):
    """From a debt to an enforcement case; this part of life exists with and without a list."""

    default_rate_year: Rate = Field(description="defaults per borrower-year outside the two lowest income quintiles")
    low_income_ratio: Ratio = Field(description="multiplies the default rate in the two lowest income quintiles")
    pmax_month: Bound
    suit_p: Probability = Field(description="the creditor sues")
    suit_lag_months: Months = Field(description="from default to suit")
    win_p: Probability = Field(description="the creditor wins")
    judgment_lag_months: Months = Field(description="from suit to judgment")
    obey_p: Probability = Field(description="the debtor obeys the judgment")
    enforcement_lag_months: Months = Field(description="from judgment to the enforcement case")
    perform_p: Probability = Field(description="the debtor performs under the enforcement notice")
    false_claim_rate_year: Rate = Field(description="claims per adult-year against a person who owes nothing")
    false_claim_pmax: Bound

    @model_validator(mode="after")
    def _bounded(self) -> Courts:
        ratio = max(1.0, *(e.number for e in self.low_income_ratio.root))
        pairs = (
            (self.default_rate_year, ratio, self.pmax_month),
            (self.false_claim_rate_year, 1.0, self.false_claim_pmax),
        )
        for rate, factor, bound in pairs:
            highest = max(e.number for e in rate.root) * factor / 12
            if highest > bound:
                raise ValueError(f"the monthly bound {bound:g} is below the highest monthly probability {highest:g}")
        return self


class Listing(Strict):
    """Who gets on the list of defaulters or under a consumption limit, and how one leaves."""

    require_both: Flag = Field(description="1: able to pay AND a fault ground; 0: any one ground is enough")
    able_p: Probability = Field(description="the debtor could pay")
    fault_p: Probability = Field(description="a fault ground exists: obstruction, evasion, breach of a duty")
    discretion_p: Probability = Field(description="the court lists a case that meets the criteria")
    term_months: Months = Field(description="term of a listing with a fault ground; 0 = until fulfilled")
    able_term_months: Months = Field(description="term on the only ground able but refuses; 0 = until fulfilled")
    extension_p: Probability = Field(description="a term is extended: violence or several faults")
    extension_months: Months = Field(description="length of the extension")
    fulfil_hazard_year: Hazard = Field(description="an able listed person fulfils the duty")
    unable_fulfil_ratio: Ratio = Field(description="multiplies the fulfil hazard of a person who cannot pay")
    creditor_consent_hazard_year: Hazard = Field(description="the creditor asks for deletion and the court agrees")
    no_assets_hazard_year: Hazard = Field(
        description="the case of a person who cannot pay is closed for lack of assets"
    )
    limit_p: Probability = Field(description="a consumption limit is ordered in the enforcement case")
    limit_exit_hazard_year: Hazard = Field(description="a consumption limit is lifted")


class LinkageError(Strict):
    """How often a record lands on the wrong person or on nobody."""

    key_absent_p: Probability = Field(description="the file carries a name and no ID number")
    id_false_p: Probability = Field(description="a record with an ID number lands on somebody else")
    missed_p: Probability = Field(description="a record reaches nobody")
    residence_ratio: ByResidence = Field(description="multiplies key_absent_p: urban, rural, migrant")
    elderly_ratio: Ratio = Field(description="multiplies key_absent_p from age 60")


class Band(Strict):
    """A grade of the score: from this score upward, until the next band."""

    id: str
    title: str
    floor: Points = Field(alias="from", description="lowest score of the band")


class Scoring(Strict):
    """The points score: where people start, its limits, its grades, and who is scored at all."""

    base: Points = Field(description="score at the start")
    min: Points = Field(description="lowest possible score")
    max: Points = Field(description="highest possible score")
    bands: tuple[Band, ...] = Field(min_length=2, description="worst band first")
    direct_band: str = Field(description="band to which a direct cut leads")
    low_bands: Count | None = Field(default=None, description="how many of the lowest bands carry drawbacks")
    consent_p: Probability = Field(description="share of people who are scored; 1 = mandatory")
    perks: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> Scoring:
        floors = [band.floor.root[-1].number for band in self.bands]
        if sorted(set(floors)) != floors:
            raise ValueError("bands must rise: worst band first, each from a higher score")
        if self.direct_band not in (names := [band.id for band in self.bands]):
            raise ValueError(f"direct_band is {self.direct_band!r}; expected one of {', '.join(names)}")
        return self


class Measure(Strict):
    """What is barred in one sector of daily life, for whom, and how fast the ban arrives and leaves."""

    by_list: Flag = Field(description="1: people on the list are barred")
    by_limit: Flag = Field(description="1: people under a consumption limit are barred")
    worst_bands: Count = Field(description="how many of the lowest bands are barred; 0 = none")
    push_lag_months: Months = Field(description="from listing to the ban")
    revoke_lag_months: Months = Field(description="from delisting to the end of the ban")
    attempt_ratio: Ratio | None = Field(default=None, description="attempts while barred / ordinary trips")
    attempt_rate_year: Rate | None = Field(default=None, description="attempts per person-year")


class Measures(Strict):
    """The sectors a person can be barred from."""

    air: Measure | None = None
    high_speed_rail: Measure | None = None
    loan: Measure | None = None
    hotel: Measure | None = None
    school: Measure | None = None


class Consequence(Strict):
    """What a ban costs people who live from what it bars; zero unless a study asks."""

    income_loss_share: Probability = Field(description="income lost while barred from travel, owners and sales jobs")
    job_loss_p: Probability = Field(description="monthly probability that a listed employee loses the job")
    wage_share: Probability | None = Field(default=None, description="share of income that comes from the job")


class Redress(Strict):
    """How a person learns of a wrong record, objects, appeals and is corrected."""

    notice_p: Probability = Field(description="the person is told")
    notice_lead_months: Months = Field(description="from notice to effect; 0 = effective when made")
    discover_at_refusal: Flag = Field(description="1: whoever was not told learns of it at the first refusal")
    objects_p: ByEducation = Field(description="a person who knows of a wrong record objects, by education")
    legal_share: Probability = Field(description="objections decided inside the legal window")
    legal_months: Months = Field(description="the legal window")
    late_median_months: Months = Field(description="median time of the other decisions")
    late_sigma: LogScale = Field(description="spread of the other decisions (log scale)")
    groundless_ratio: Ratio | None = Field(default=None, description="objections to right records / to wrong ones")
    success_p: Probability = Field(description="a justified objection succeeds")
    review_catch_p: Probability = Field(description="a human check catches a false link before it takes effect")
    appeal_p: Probability = Field(description="an objection goes to an independent body")
    appeal_success_p: Probability = Field(description="a justified appeal succeeds")
    appeal_months: Months = Field(description="time until an appeal is decided")
    suspends: Flag = Field(description="1: nothing takes effect while an objection or appeal is pending")


class Expiry(Strict):
    """A general limit on how long any record may count."""

    cap_months: Months = Field(description="records and listings end after this many months; 0 = no general limit")


class ScoreList(Strict):
    """A list that one enters by score and leaves by term or on appeal."""

    below: Points = Field(description="scores below this are listed")
    term_months: Months = Field(description="term of the list")
    clear_p: Probability = Field(description="monthly probability of being cleared")


class NetworkTerm(Strict):
    """The score drifts towards the scores of a person's friends."""

    weight: Probability = Field(description="share of the distance moved per month")
