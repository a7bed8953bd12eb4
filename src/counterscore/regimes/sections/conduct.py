"""Sections on what is written down about people and which lists it leads to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Strict
from counterscore.regimes.units import (
    Bound,
    ByResidence,
    Flag,
    Hazard,
    Months,
    Probability,
    Rate,
    Ratio,
    Sector,
    per_year,
)


class Reporting(Strict):
    """How seeing an act depends on where the person lives, and what is not collected at all."""

    detection_ratio: ByResidence = Field(description="multiplies detection_p: urban, rural, migrant")
    minimised: Flag | None = Field(
        default=None, description="1: acts whose use is not marked necessary are not collected; absent = 0"
    )


class Courts(Strict):
    """From a debt to an enforcement case; this part of life exists with and without a list."""

    default_rate: Rate = Field(description="defaults of a borrower outside the two lowest income quintiles")
    low_income_ratio: Ratio = Field(description="multiplies the default rate in the two lowest income quintiles")
    pmax_month: Bound
    suit_p: Probability = Field(description="the creditor sues")
    suit_lag: Months = Field(description="from default to suit")
    win_p: Probability = Field(description="the creditor wins")
    judgment_lag: Months = Field(description="from suit to judgment")
    obey_p: Probability = Field(description="the debtor obeys the judgment")
    enforcement_lag: Months = Field(description="from judgment to the enforcement case")
    perform_p: Probability = Field(description="the debtor performs under the enforcement notice")
    false_claim_rate: Rate = Field(description="claims against an adult who owes nothing")
    false_claim_pmax: Bound

    @model_validator(mode="after")
    def _bounded(self) -> Courts:
        ratio = max(1.0, *(e.number for e in self.low_income_ratio.root))
        pairs = (
            (self.default_rate, ratio, self.pmax_month),
            (self.false_claim_rate, 1.0, self.false_claim_pmax),
        )
        for rate, factor, bound in pairs:
            highest = max(per_year(e.number, e.unit) for e in rate.root) * factor / 12
            if highest > bound:
                raise ValueError(f"the monthly bound {bound:g} is below the highest monthly probability {highest:g}")
        return self


class Listing(Strict):
    """Who gets on the list of defaulters or under a consumption limit, and how one leaves."""

    require_both: Flag = Field(description="1: able to pay AND a fault ground; 0: any one ground is enough")
    able_p: Probability = Field(description="the debtor could pay")
    fault_p: Probability = Field(description="a fault ground exists: obstruction, evasion, breach of a duty")
    discretion_p: Probability = Field(description="the court lists a case that meets the criteria")
    term: Months = Field(description="term of a listing with a fault ground; 0 = until fulfilled")
    able_term: Months = Field(description="term on the only ground able but refuses; 0 = until fulfilled")
    extension_p: Probability = Field(description="a term is extended: violence or several faults")
    extension: Months = Field(description="length of the extension")
    fulfil_hazard: Hazard = Field(description="an able listed person fulfils the duty")
    unable_fulfil_ratio: Ratio = Field(description="multiplies the fulfil hazard of a person who cannot pay")
    creditor_consent_hazard: Hazard = Field(description="the creditor asks for deletion and the court agrees")
    no_assets_hazard: Hazard = Field(description="the case of a person who cannot pay is closed for lack of assets")
    limit_p: Probability = Field(description="a consumption limit is ordered in the enforcement case")
    limit_exit_hazard: Hazard = Field(description="a consumption limit is lifted")


class ListSpec(Strict):
    """A list of the regime: acts that name it put people (or firms) on it, a term or their own doing ends it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    form: Literal["black", "red", "watch", "file"] = Field(
        description="black closes doors, red gives favours, watch draws attention, file is kept hidden"
    )
    home: tuple[Sector, ...] = Field(
        default=(), description="sectors the list belongs to; a firewall between sectors leaves only these closed"
    )
    entry_p: Probability = Field(description="a recorded act that names the list leads to an entry")
    term: Months = Field(description="the entry ends by itself after this time; 0 = never")
    exit_hazard: Hazard = Field(description="the entry ends because the person paid, performed or was cleared")
    repair_after: Months | None = Field(default=None, description="minimum time before repair; absent = repair.after")
    escalates_to: str | None = Field(default=None, description="id of the graver list to which an entry moves")
    escalates_after: Months | None = Field(default=None, description="time after which an entry moves there")

    @model_validator(mode="after")
    def _paired(self) -> ListSpec:
        if (self.escalates_to is None) != (self.escalates_after is None):
            raise ValueError("escalates_to and escalates_after go together")
        return self
