"""What a regime's papers say about how it is run; nothing here changes a run, it is what legal checks look at.

A field that no paper tells is left out, and stays undetermined; nothing is assumed.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from counterscore.core.documents import OWN, Grade, Strict

Word = TypeVar("Word")


class Stated(Strict, Generic[Word]):
    """One thing that a source says, with how well it is known; `true` means that it is there."""

    value: Word
    source: str
    grade: Grade
    where: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _sourced(self) -> Stated[Word]:
        if self.grade == "assumption" or self.source == OWN:
            raise ValueError("governance holds what a source says; leave out what is not known")
        return self


Told = Stated[bool] | None


class Governance(Strict):
    """Who runs the regime, on what ground, and which safeguards its papers name.

    In a version of a regime `null` means that its own papers do not tell what those of the file tell.
    """

    actor: Stated[Literal["public", "private", "mixed"]] | None = None
    legal_basis: Stated[Literal["law", "central_policy", "local_rule", "contract", "none"]] | None = None
    method: Stated[Literal["human_rules", "statistical", "learned"]] | None = Field(
        default=None, description="how a score or match is made"
    )
    decision: Stated[Literal["automatic", "human_in_loop", "human"]] | None = Field(
        default=None, description="who decides that somebody is listed, graded or refused"
    )
    specific_purpose: Told = Field(default=None, description="one specific purpose is laid down, not trust at large")
    crime_risk: Told = Field(default=None, description="it estimates whether a person will commit an offence")
    verified_facts: Told = Field(default=None, description="a finding rests on verified facts about the offence")
    closed_catalogue: Told = Field(default=None, description="only items of a published closed list are recorded")
    effective_document: Told = Field(
        default=None, description="a listing rests on a judgment, a penalty decision or another effective document"
    )
    special_categories: Told = Field(
        default=None, description="it uses data on health, belief, politics, origin, sex life, or reveals them"
    )
    sharing_basis: Told = Field(default=None, description="every transfer to another body has a ground in a text")
    national_list: Told = Field(default=None, description="the list or sanction stands on the national list")
    reasons: Told = Field(default=None, description="whoever is listed is told the facts and the reasons")
    written_decision: Told = Field(default=None, description="a written decision says how to get out and to appeal")
    hearing: Told = Field(default=None, description="people may state their case before anything takes effect")
    objection: Told = Field(default=None, description="there is a way to object, with a deadline for the answer")
    independent_appeal: Told = Field(default=None, description="an independent body or court decides appeals")
    burden_on_authority: Told = Field(default=None, description="the body that lists has to prove its case")
    liability: Told = Field(default=None, description="somebody answers for wrong listings")
    correction_to_all: Told = Field(default=None, description="whoever got the data is told of a correction")
    minors_excluded: Told = Field(default=None, description="minors are not listed or scored")
    prior_review: Told = Field(default=None, description="an independent body reviewed it before it began")
    impact_assessment: Told = Field(default=None, description="an assessment of its impact on rights was made")
    inputs_published: Told = Field(default=None, description="what counts is public")
    weights_published: Told = Field(default=None, description="how much each thing counts is public")
    error_statistics: Told = Field(default=None, description="figures on errors and corrections are published")
    free_consent: Told = Field(default=None, description="people can refuse without losing anything")
    access: Told = Field(default=None, description="people can see what is held on them")
    notice: Stated[Literal["before", "after", "none"]] | None = Field(
        default=None, description="people are told before it takes effect, after, or not at all"
    )
    explanation: Told = Field(default=None, description="people can have it explained how their result came about")
    suspension: Told = Field(default=None, description="nothing takes effect, or it stops, while somebody contests it")
    graded: Told = Field(default=None, description="what follows is graded by the gravity of the conduct")
    advantages_only: Told = Field(default=None, description="only advantages follow; nobody is treated worse")
    relevance_shown: Told = Field(default=None, description="a text says why each thing counts for the purpose")
    inferred_traits: Told = Field(default=None, description="traits, intentions or risks are inferred or predicted")
    kin_inputs: Told = Field(default=None, description="what relatives, friends or colleagues are or do counts")
    kin_effects: Told = Field(default=None, description="relatives, friends or colleagues are treated worse too")
    oversight: Told = Field(default=None, description="a person with time and authority can change each result")
    closed_criteria: Told = Field(default=None, description="who may be listed is laid down, with no room to choose")
    area_targeting: Told = Field(default=None, description="certain areas or neighbourhoods are looked at more")
    bias_test: Told = Field(default=None, description="differences between groups were tested for")
    within_source_register: Told = Field(
        default=None, description="nothing is kept longer than in the public register it comes from"
    )
    repair_ends_use: Told = Field(default=None, description="after repair publication, sharing and use all stop")
    published: Told = Field(default=None, description="names are shown to everybody")

    @model_serializer(mode="wrap")
    def _as_written(self, dumped: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Return what the file names; what it leaves out stays out, so that null keeps its meaning when copied."""
        fields: dict[str, Any] = dumped(self)
        return {name: value for name, value in fields.items() if name in self.model_fields_set}
