"""How people learn of a record, object, wait, and are put right or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.declare import Column, Field, Mechanism, Observe, Param, Rule, rule
from ..core.transforms import lognormal

ENFORCED = 3
CORRECTED, REJECTED, PENDING, MOOT = 1, 2, 3, 4
END_CORRECTED, END_APPEAL, END_HEARD = 5, 6, 9


@rule(phase="linkage", over="born:records", writes="subject")
def record_review(subject: int, person: int, review_catch_p: float, u_review: float) -> int:
    """A human check of the link before it takes effect sends a wrong record to the right person."""
    return person if subject >= 0 and subject != person and u_review < review_catch_p else subject


@rule(phase="linkage", over="due:cases", writes="subject")
def case_review(subject: int, person: int, stage: int, review_catch_p: float, u_review: float) -> int:
    """The same check when enforcement opens."""
    if stage != ENFORCED or subject < 0 or subject == person:
        return subject
    return person if u_review < review_catch_p else subject


@rule(phase="linkage", over="born:records", writes="end_reason")
def record_hearing(subject: int, person: int, cause: int, hearing_p: float, u_hearing: float) -> int:
    """A hearing stops a wrong record before it takes effect."""
    wrong = subject >= 0 and (subject != person or cause != 0)
    return END_HEARD if wrong and u_hearing < hearing_p else 0


@rule(phase="listing", over="born:listings", writes="end_reason")
def entry_hearing(
    end_reason: int, act: int, subject: int, person: int, cause: int, hearing_p: float, u_hearing: float
) -> int:
    """The same for an entry of a court; about an act that leads to a list the person was heard when it was written."""
    wrong = act < 0 and (subject != person or cause != 0)
    return END_HEARD if wrong and u_hearing < hearing_p else end_reason


def outcome(
    outcome: int, decision_month: int, month: int, appealed: int, person: int, subject: int, cause: int,
    success_p: float, appeal_success_p: float, u_decision: float,
) -> int:  # fmt: skip
    """Decision of an objection: only a record that is wrong can be corrected, and not every wrong one is."""
    if outcome != PENDING or decision_month != month:
        return outcome
    wrong = subject != person or cause != 0
    return CORRECTED if wrong and u_decision < (appeal_success_p if appealed != 0 else success_p) else REJECTED


def end_reason(end_reason: int, outcome: int, appealed: int) -> int:
    """A corrected record ends."""
    if end_reason != 0 or outcome != CORRECTED:
        return end_reason
    return END_APPEAL if appealed != 0 else END_CORRECTED


def corrections(outcome: int, decision_month: int, month: int) -> int:
    """Counts corrections on the person who was wrongly written up."""
    return 1 if outcome == CORRECTED and decision_month == month else 0


def aware_month(
    aware_month: int, born: int, month: int, subject_refused_month: int, notice_p: float, discover_at_refusal: float,
    u_notice: float,
) -> int:  # fmt: skip
    """Month in which the person learns of it: told at once, or by being refused something."""
    if aware_month >= 0:
        return aware_month
    if born == month and u_notice < notice_p:
        return month
    return month if discover_at_refusal > 0.0 and subject_refused_month == month else -1


def filed_month(
    filed_month: int, aware_month: int, month: int, end_reason: int, person: int, subject: int, cause: int,
    objects_p: float, groundless_ratio: float, u_object: float,
) -> int:  # fmt: skip
    """Month of the objection; people object when they learn of it, or never."""
    if filed_month >= 0 or aware_month != month or end_reason != 0:
        return filed_month
    p = objects_p if subject != person or cause != 0 else objects_p * groundless_ratio
    return month if u_object < p else -1


def appealed(appealed: int, filed_month: int, month: int, appeal_p: float, u_appeal: float) -> int:
    """1 when an independent body decides instead of the agency."""
    return 1 if filed_month == month and u_appeal < appeal_p else appealed


def decision_month(
    decision_month: int, filed_month: int, month: int, appealed: int, appeal_months: float, legal_share: float,
    legal_months: float, late_median_months: float, late_sigma: float, u_legal: float, u_late: float,
) -> int:  # fmt: skip
    """Month of the decision: inside the legal window, or late by a lognormal time; at least one month."""
    if filed_month != month:
        return decision_month
    wait = legal_months
    if appealed != 0:
        wait = appeal_months
    elif u_legal >= legal_share:
        wait = lognormal(u_late, late_median_months, late_sigma)
    return month + max(1, min(600, int(wait + 0.5)))


def pending(outcome: int, filed_month: int, month: int) -> int:
    """Marks a new objection as pending."""
    return PENDING if filed_month == month else outcome


def moot(outcome: int, end_reason: int) -> int:
    """An objection against what has ended by itself is decided no more."""
    return MOOT if outcome == PENDING and end_reason != 0 else outcome


def due(due: int, outcome: int, decision_month: int, month: int) -> int:
    """A record with a pending objection is looked at when it is decided."""
    if outcome == PENDING and (due <= month or decision_month < due):
        return decision_month
    return due


@rule(phase="redress", over="rows:listings", writes="held")
def held(outcome: int, suspends: float) -> int:
    """1 while a pending objection suspends the entry."""
    return 1 if suspends > 0.0 and outcome == PENDING else 0


def _on(table: str, phase: str, function: Callable[..., Any], **output: str) -> Rule:
    return rule(phase=phase, over=f"rows:{table}", **output)(function)


def _rules(table: str) -> tuple[Rule, ...]:
    """The same ladder for records and for entries on a list."""
    return (
        _on(table, "linkage", outcome, writes="outcome"),
        _on(table, "linkage", end_reason, writes="end_reason"),
        _on(table, "linkage", corrections, adds="corrections"),
        _on(table, "redress", aware_month, writes="aware_month"),
        _on(table, "redress", filed_month, writes="filed_month"),
        _on(table, "redress", appealed, writes="appealed"),
        _on(table, "redress", decision_month, writes="decision_month"),
        _on(table, "redress", pending, writes="outcome"),
        _on(table, "redress", moot, writes="outcome"),
    )


def _fields(table: str) -> tuple[Field, ...]:
    return (
        Field(table, "aware_month", "i2", "month in which the person learnt of it", start=-1),
        Field(table, "filed_month", "i2", "month of the objection", start=-1),
        Field(table, "decision_month", "i2", "month of the decision", start=-1, shared=True),
        Field(table, "appealed", "u1", "1 when an independent body decides"),
        Field(table, "outcome", "i1", "0 none, 1 corrected, 2 rejected, 3 pending, 4 moot"),
    )


MECHANISM = Mechanism(
    name="redress",
    doc="Notice or discovery by refusal, objection, a decision in the legal window or long after it, correction of "
    "what is wrong; optionally a human check or a hearing before effect, an independent appeal, suspension.",
    source="delays: published cases of 2010-2025; success: FTC 2012; share that objects: assumption",
    limits="One objection per record. Whoever is not told of a point record does not learn of it later; only entries "
    "on lists are discovered by a refusal. A correction reaches every sector with the ordinary revocation lag.",
    part="regime",
    optional_tables=("records", "cases", "listings"),
    rules=(
        record_review, case_review, record_hearing, entry_hearing, *_rules("records"), *_rules("listings"), held,
        _on("records", "expiry", due, writes="due"),
    ),
    columns=(Column("corrections", "i2", "count", "corrections of wrong records so far", keep=True),),
    fields=(*_fields("records"), *_fields("listings")),
    params=(
        Param("notice_p", "probability", "the person is told", off=0.0),
        Param("discover_at_refusal", "flag", "1: the first refusal tells", off=0.0),
        Param("hearing_p", "probability", "a hearing stops what is wrong before it takes effect", off=0.0, default=0.0,
              source="nobody is heard first unless the regime says otherwise", low=0.0, high=1.0),
        Param("objects_p", "probability", "objects on learning of a wrong record", ("subject_education",), off=0.0),
        Param("groundless_ratio", "ratio", "objections against right records, relative to wrong ones", default=0.1,
              source="assumption", low=0.0, high=1.0),
        Param("legal_share", "share", "share decided inside the legal window"),
        Param("legal_months", "months", "legal window", path="redress.legal_window"),
        Param("late_median_months", "months", "median wait of the others", path="redress.late_median"),
        Param("late_sigma", "log_scale", "spread of that wait"),
        Param("success_p", "probability", "a justified objection succeeds"),
        Param("review_catch_p", "probability", "a human check catches a wrong link", off=0.0),
        Param("appeal_p", "probability", "the objection goes to an independent body"),
        Param("appeal_success_p", "probability", "a justified appeal succeeds"),
        Param("appeal_months", "months", "time until an appeal is decided, at its turn", path="redress.appeal_time"),
        Param("suspends", "flag", "1: a pending objection suspends the entry", off=0.0),
    ),
    observes=(Observe("corrections", "corrections", flow=True),),
)  # fmt: skip
