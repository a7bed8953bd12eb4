"""What a regime file, a catalogue of acts and a variant must contain: the law of the YAML files, checked on loading."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Dated, Month, Source, Strict
from counterscore.regimes.act import Act, ActUse
from counterscore.regimes.checks import faults
from counterscore.regimes.sections import (
    Agency,
    Association,
    Behaviour,
    Consequence,
    Copies,
    Courts,
    Detours,
    Expiry,
    FirmEffects,
    Governance,
    HouseholdEffects,
    HouseholdTerm,
    IdentityTheft,
    Inspection,
    Interest,
    Ledger,
    LinkageError,
    Listing,
    ListSpec,
    Measures,
    NetworkTerm,
    Patrols,
    Piercing,
    Publicity,
    Ranking,
    RecycledNumbers,
    Redress,
    Repair,
    Reporting,
    ScoreList,
    Scoring,
    Watchlist,
)
from counterscore.regimes.units import OWN_AGENCIES, OWN_LISTS, Fact, Target

Status = Literal["documented", "planned", "feared", "withdrawn", "fictional"]
Family = Literal[
    "city", "commercial", "courts", "transport", "carbon", "watchlist", "supervision", "other", "composite"
]
SECTIONS = (
    *("reporting", "courts", "listing", "linkage_error", "scoring", "score_list", "network_term", "household_term"),
    *("identity_theft", "recycled_numbers"),
    *("ledger", "ranking", "watchlist", "inspection", "piercing", "copies", "measures", "publicity", "consequence"),
    *("interest", "detours", "household_effects", "firm_effects"),
    *("redress", "repair", "expiry", "behaviour", "patrols", "association"),
)


class Variant(Strict):
    """Another version of the same regime: a small patch by path with its own id, start and words."""

    id: str
    title: str
    summary: str = ""
    status: Status | None = None
    start: Month | None = None
    consent: str | None = None
    targets: tuple[str, ...] | None = Field(default=None, description="ids of the targets that apply; absent = all")
    not_modelled: tuple[str, ...] = Field(default=(), description="sentences that hold for this version only")
    patches: dict[str, Dated] = Field(default_factory=dict)
    governance: Governance | None = Field(default=None, description="what its papers say that differs")


class RegimeSpec(Strict):
    """A regime as written in one file: words, acts, sections, targets, variants and the bibliography."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    status: Status
    family: Family = "other"
    jurisdiction: str
    step: Literal["month", "week"] = Field(default="month", description="length of one step of a run")
    start: Month = Field(description="month 0 of a run")
    warmup_months: int = Field(ge=0, le=600, description="life before the regime is lived unscored")
    recipe: str = Field(description="default recipe of the synthetic population")
    summary: str
    subjects: str = Field(description="who is covered, in words")
    key: str = Field(description="what identifies a person, in words")
    consent: str = Field(description="whether people are asked, in words")
    checked_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    governance: Governance | None = None
    not_modelled: tuple[str, ...] = Field(min_length=1)
    conflicts: tuple[str, ...] = ()
    catalogue: dict[str, Act] = Field(default={}, description="own acts; they stand before the shipped catalogue")
    acts: tuple[ActUse, ...] = ()
    reporting: Reporting | None = None
    courts: Courts | None = None
    listing: Listing | None = None
    linkage_error: LinkageError | None = None
    identity_theft: IdentityTheft | None = None
    recycled_numbers: RecycledNumbers | None = None
    scoring: Scoring | None = None
    score_list: ScoreList | None = None
    network_term: NetworkTerm | None = None
    household_term: HouseholdTerm | None = None
    lists: tuple[ListSpec, ...] = Field(default=(), max_length=OWN_LISTS)
    agencies: tuple[Agency, ...] = Field(default=(), max_length=OWN_AGENCIES)
    ledger: Ledger | None = None
    ranking: Ranking | None = None
    watchlist: Watchlist | None = None
    inspection: Inspection | None = None
    piercing: Piercing | None = None
    copies: Copies | None = None
    measures: Measures | None = None
    publicity: Publicity | None = None
    consequence: Consequence | None = None
    interest: Interest | None = None
    detours: Detours | None = None
    household_effects: HouseholdEffects | None = None
    firm_effects: FirmEffects | None = None
    redress: Redress | None = None
    repair: Repair | None = None
    expiry: Expiry | None = None
    behaviour: Behaviour | None = None
    patrols: Patrols | None = None
    association: Association | None = None
    targets: tuple[Target, ...] = ()
    documented: tuple[Fact, ...] = ()
    default_variant: str = ""
    variants: dict[str, Variant] = Field(default_factory=dict)
    bibliography: tuple[Source, ...]

    @model_validator(mode="after")
    def _consistent(self) -> RegimeSpec:
        for fault in faults(self):
            raise ValueError(fault)
        return self


class Catalogue(Strict):
    """A file of acts that any regime can use."""

    title: str
    checked_on: str
    acts: dict[str, Act]
    bibliography: tuple[Source, ...]
