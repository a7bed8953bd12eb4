"""What a regime's papers say about how it is run; nothing here changes a run, it is what legal checks look at.

A field that no paper tells is left out, and stays undetermined; nothing is assumed.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import Field, model_validator

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
    """Who runs the regime, on what ground, and which safeguards its papers name."""

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
