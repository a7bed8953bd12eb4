"""What a regime file, a catalogue of acts and a variant must contain: the law of the YAML files, checked on loading."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from counterscore.core.documents import Dated, Month, Source, Strict
from counterscore.regimes.act import Act, ActUse
from counterscore.regimes.sections import (
    Consequence,
    Courts,
    Expiry,
    LinkageError,
    Listing,
    Measures,
    NetworkTerm,
    Redress,
    Reporting,
    ScoreList,
    Scoring,
)
from counterscore.regimes.units import SECTORS, Fact, Target

Status = Literal["documented", "planned", "feared", "withdrawn", "fictional"]
SECTIONS = (
    *("reporting", "courts", "listing", "linkage_error", "scoring", "score_list", "network_term", "measures"),
    *("consequence", "redress", "expiry"),
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
    patches: dict[str, Dated] = Field(default_factory=dict)


class RegimeSpec(Strict):
    """A regime as written in one file: words, acts, sections, targets, variants and the bibliography."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    status: Status
    jurisdiction: str
    start: Month = Field(description="month 0 of a run")
    warmup_months: int = Field(ge=0, le=600, description="life before the regime is lived unscored")
    recipe: str = Field(description="default recipe of the synthetic population")
    summary: str
    subjects: str = Field(description="who is covered, in words")
    key: str = Field(description="what identifies a person, in words")
    consent: str = Field(description="whether people are asked, in words")
    checked_on: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    not_modelled: tuple[str, ...] = Field(min_length=1)
    conflicts: tuple[str, ...] = ()
    catalogue: dict[str, Act] = Field(default={}, description="own acts; they stand before the shipped catalogue")
    acts: tuple[ActUse, ...] = ()
    reporting: Reporting | None = None
    courts: Courts | None = None
    listing: Listing | None = None
    linkage_error: LinkageError | None = None
    scoring: Scoring | None = None
    score_list: ScoreList | None = None
    network_term: NetworkTerm | None = None
    measures: Measures | None = None
    consequence: Consequence | None = None
    redress: Redress | None = None
    expiry: Expiry | None = None
    targets: tuple[Target, ...] = ()
    documented: tuple[Fact, ...] = ()
    default_variant: str = ""
    variants: dict[str, Variant] = Field(default_factory=dict)
    bibliography: tuple[Source, ...]

    @model_validator(mode="after")
    def _consistent(self) -> RegimeSpec:
        if self.acts and self.reporting is None:
            raise ValueError("a regime with acts needs a section 'reporting'")
        if self.listing is not None and self.courts is None:
            raise ValueError("a regime with a section 'listing' needs a section 'courts'")
        if self.scoring is None and (self.score_list is not None or self.network_term is not None):
            raise ValueError("a regime with a section 'score_list' or 'network_term' needs a section 'scoring'")
        if self.scoring is not None and any(use.points is None or use.lifetime_months is None for use in self.acts):
            raise ValueError("a regime with a section 'scoring' needs points and lifetime_months for every act")
        return self

    @model_validator(mode="after")
    def _coherent(self) -> RegimeSpec:
        if self.scoring is not None and self.scoring.low_bands is not None and self.measures is not None:
            low = min(entry.number for entry in self.scoring.low_bands.root)
            named = [m for m in (getattr(self.measures, sector) for sector in SECTORS) if m is not None]
            if any(entry.number > low for measure in named for entry in measure.worst_bands.root):
                raise ValueError(
                    "worst_bands of a measure exceeds scoring.low_bands, the bands that carry restrictions"
                )
        if self.default_variant and self.default_variant not in self.variants:
            raise ValueError(f"default_variant is {self.default_variant!r}; expected one of {', '.join(self.variants)}")
        for name, variant in self.variants.items():
            if unknown := set(variant.targets or ()) - {target.id for target in self.targets}:
                raise ValueError(f"variant {name} names target {unknown.pop()!r}, which the regime does not have")
        for use in self.acts:
            sign = self.catalogue[use.use].sign if use.use in self.catalogue and use.points else 0
            if use.points and any(entry.number * sign < 0 for entry in use.points.root):
                raise ValueError(f"acts: {use.use} has sign {sign:+d} in the catalogue, its points go the other way")
        if self.measures is not None and self.scoring is None:
            rows = [
                row for name in type(self.measures).model_fields if (row := getattr(self.measures, name)) is not None
            ]
            if any(entry.value != 0 for row in rows for entry in row.worst_bands.root):
                raise ValueError("measures: worst_bands needs a section 'scoring' with bands")
        lists = {"acts": [a.use for a in self.acts], "bibliography": [s.id for s in self.bibliography]}
        lists |= {"targets": [t.id for t in self.targets], "documented": [f.id for f in self.documented]}
        for name, ids in lists.items():
            if len(set(ids)) < len(ids):
                raise ValueError(f"{name} names {next(i for i in ids if ids.count(i) > 1)!r} twice")
        return self


class Catalogue(Strict):
    """A file of acts that any regime can use."""

    title: str
    checked_on: str
    acts: dict[str, Act]
    bibliography: tuple[Source, ...]
