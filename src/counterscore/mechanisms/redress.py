"""How people learn of a record, object, wait, and are put right or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.compiling import compiled
from ..core.declare import Column, Field, Mechanism, Observe, Param, Rule, rule
from ..core.transforms import geometric, lognormal

CORRECTED, REJECTED, PENDING, MOOT = 1, 2, 3, 4
END_CORRECTED, END_APPEAL = 5, 6
# what is settled when a record or entry is made, one bit each
SETTLED, TOLD, OBJECTS, APPEALS, WINS, ALONE = 1, 2, 4, 8, 16, 32
LONGEST, NEVER = 600, 32767


def _objecting_p(wrong: bool, strange: bool, objects_p: float, burden: float, far_burden: float, right: float) -> float:
    """Share of those who know of it that object: what it costs keeps some away, a distant office others again."""
    p = objects_p * (1.0 - burden)
    if strange:
        p = p * (1.0 - far_burden)
    return p if wrong else p * right


objecting_p = compiled(_objecting_p)


def _wait(
    appeals: bool, appeal_months: float, legal_share: float, legal_months: float, late_median_months: float,
    late_sigma: float, press_p: float, press_ratio: float, u_legal: float, u_late: float, u_press: float,
) -> int:  # fmt: skip
    """Months from the objection to its decision, at least one.

    Inside the legal window, or late by a lognormal time. From the month in which the press or a lawyer takes up a late
    case (the first with draws of ``press_p``), what is left of the wait passes ``press_ratio`` times as fast.
    """
    wait = legal_months
    if appeals:
        wait = appeal_months
    elif u_legal >= legal_share:
        wait = lognormal(u_late, late_median_months, late_sigma)
        contact = float(geometric(u_press, press_p))
        if contact < wait:
            wait = contact + (wait - contact) / press_ratio
    return max(1, min(LONGEST, int(wait + 0.5)))


waiting = compiled(_wait)


@rule(phase="redress", over="born:listings", writes="course")
def alone(course: int) -> int:
    """Marks an entry that no record led to; the others have the record's course, and both are contested together."""
    return course if course != 0 else ALONE


def course(
    course: int, person: int, subject: int, cause: int, notice_p: float, objects_p: float, burden: float,
    far_burden: float, groundless_ratio: float, appeal_p: float, success_p: float, appeal_success_p: float,
    u_notice: float, u_object: float, u_appeal: float, u_decision: float,
) -> int:  # fmt: skip
    """What this person will do about it and what comes of it, settled when it is made, one bit each.

    Told at once, objects when she knows, goes to an independent body, wins: only what is wrong can be put right, and
    not all of it is.
    """
    if course & SETTLED != 0:
        return course
    wrong = subject != person or cause != 0
    found = course | SETTLED
    if u_notice < notice_p:
        found |= TOLD
    if u_object < objecting_p(wrong, subject != person, objects_p, burden, far_burden, groundless_ratio):
        found |= OBJECTS
    chance = success_p
    if u_appeal < appeal_p:
        found |= APPEALS
        chance = appeal_success_p
    if wrong and u_decision < chance:
        found |= WINS
    return found


def wait_months(
    wait_months: int, course: int, appeal_months: float, legal_share: float, legal_months: float,
    late_median_months: float, late_sigma: float, press_p: float, press_ratio: float, u_legal: float, u_late: float,
    u_press: float,
) -> int:  # fmt: skip
    """Months from the objection to its decision, settled when the record or entry is made; 0 for who never objects."""
    if wait_months > 0 or course & OBJECTS == 0:
        return wait_months
    return waiting(
        course & APPEALS != 0, appeal_months, legal_share, legal_months, late_median_months, late_sigma, press_p,
        press_ratio, u_legal, u_late, u_press,
    )  # fmt: skip


def outcome(outcome: int, decision_month: int, month: int, course: int) -> int:
    """Decision of an objection: only a record that is wrong can be corrected, and not every wrong one is."""
    if outcome != PENDING or decision_month != month:
        return outcome
    return CORRECTED if course & WINS != 0 else REJECTED


def end_reason(end_reason: int, outcome: int, appealed: int) -> int:
    """A corrected record ends."""
    if end_reason != 0 or outcome != CORRECTED:
        return end_reason
    return END_APPEAL if appealed != 0 else END_CORRECTED


@rule(phase="linkage", over="rows:records", adds="corrections")
def record_corrections(outcome: int, decision_month: int, month: int) -> int:
    """Counts corrections on the person who was wrongly written up."""
    return 1 if outcome == CORRECTED and decision_month == month else 0


@rule(phase="linkage", over="rows:listings", adds="corrections")
def entry_corrections(outcome: int, decision_month: int, month: int, course: int, lapse_month: int) -> int:
    """The same for entries; an entry that is corrected together with its record is one correction."""
    alone = course & ALONE != 0 or 0 <= lapse_month < month
    return 1 if alone and outcome == CORRECTED and decision_month == month else 0


@rule(phase="linkage", over="rows:records", writes="held")
def record_held(
    born: int, month: int, outcome: int, end_reason: int, notice_lead_months: float, suspends: float
) -> int:
    """1 while a record does not count yet, because notice comes before effect, or any more, because it is contested."""
    early = month < born + int(notice_lead_months + 0.5)
    return 1 if end_reason == 0 and (early or (suspends > 0.0 and outcome == PENDING)) else 0


def aware_month(
    aware_month: int, born: int, month: int, course: int, subject_refused_month: int, discover_at_refusal: float
) -> int:
    """Month in which the person learns of it: told at once, or by being refused something."""
    if aware_month >= 0:
        return aware_month
    if born == month and course & TOLD != 0:
        return month
    return month if discover_at_refusal > 0.0 and subject_refused_month == month else -1


def filed_month(filed_month: int, aware_month: int, month: int, end_reason: int, course: int) -> int:
    """Month of the objection; people object when they learn of it, or never."""
    if filed_month >= 0 or aware_month != month or end_reason != 0:
        return filed_month
    return month if course & OBJECTS != 0 else -1


def appealed(appealed: int, filed_month: int, month: int, course: int) -> int:
    """1 when an independent body decides instead of the agency."""
    return 1 if filed_month == month and course & APPEALS != 0 else appealed


def decision_month(decision_month: int, filed_month: int, month: int, wait_months: int) -> int:
    """Month of the decision."""
    return month + wait_months if filed_month == month else decision_month


def pending(outcome: int, filed_month: int, month: int) -> int:
    """Marks a new objection as pending."""
    return PENDING if filed_month == month else outcome


def moot(outcome: int, end_reason: int) -> int:
    """An objection against what has ended by itself is decided no more."""
    return MOOT if outcome == PENDING and end_reason != 0 else outcome


@rule(phase="redress", over="rows:listings", writes="held")
def held(outcome: int, suspends: float) -> int:
    """1 while a pending objection suspends the entry."""
    return 1 if suspends > 0.0 and outcome == PENDING else 0


@rule(phase="expiry", over="rows:records", writes="due")
def due(
    due: int, born: int, month: int, end_reason: int, course: int, aware_month: int, outcome: int, decision_month: int,
    held: int, notice_lead_months: float, discover_at_refusal: float, suspends: float,
) -> int:  # fmt: skip
    """A record is looked at when it begins to count, is suspended or decided, and while a refusal may still tell."""
    if end_reason != 0:
        return due
    ours = due if due > month else NEVER
    if outcome == PENDING:
        ours = min(ours, month + 1 if suspends > 0.0 and held == 0 else decision_month)
    elif aware_month < 0 and discover_at_refusal > 0.0 and course & OBJECTS != 0:
        ours = min(ours, month + 1)
    effect = born + int(notice_lead_months + 0.5)
    if effect > month:
        ours = min(ours, effect)
    return ours if ours < NEVER else due


def _on(table: str, phase: str, function: Callable[..., Any], **output: str) -> Rule:
    return rule(phase=phase, over=f"rows:{table}", **output)(function)


def _settled(table: str, phase: str) -> tuple[Rule, ...]:
    """What is settled when a row is made: a record before it can lead to an entry, an entry once it is made."""
    return tuple(rule(phase=phase, over=f"born:{table}", writes=f.__name__)(f) for f in (course, wait_months))


def _ladder(table: str) -> tuple[Rule, ...]:
    """The same ladder for records and for entries on a list."""
    return (
        _on(table, "redress", aware_month, writes="aware_month"),
        _on(table, "redress", filed_month, writes="filed_month"),
        _on(table, "redress", appealed, writes="appealed"),
        _on(table, "redress", decision_month, writes="decision_month"),
        _on(table, "redress", pending, writes="outcome"),
        _on(table, "redress", moot, writes="outcome"),
    )


def _decided(table: str) -> tuple[Rule, ...]:
    return _on(table, "linkage", outcome, writes="outcome"), _on(table, "linkage", end_reason, writes="end_reason")


def _fields(table: str) -> tuple[Field, ...]:
    return (
        Field(table, "course", "u1", "what comes of an objection, settled at birth, one bit each", internal=True),
        Field(table, "wait_months", "i2", "months from objection to decision, 0 not settled", internal=True),
        Field(table, "aware_month", "i2", "month in which the person learnt of it", start=-1),
        Field(table, "filed_month", "i2", "month of the objection", start=-1),
        Field(table, "decision_month", "i2", "month of the decision", start=-1, shared=True),
        Field(table, "appealed", "u1", "1 when an independent body decides"),
        Field(table, "outcome", "i1", "0 none, 1 corrected, 2 rejected, 3 pending, 4 moot"),
    )


MECHANISM = Mechanism(
    name="redress",
    doc="Notice before or after effect or none, discovery by refusal, objection by those whom its burden does not keep "
    "away, a decision in the legal window or long after it, sooner where the press or a lawyer takes it up, correction "
    "of what is wrong; optionally an independent appeal and suspension.",
    source="delays, press, distance: published cases of 2010-2025; success: FTC 2012; share that objects: assumption",
    limits="One objection per act: a record and the entry it led to are contested together and, as long as both stand, "
    "end together, which is one correction; an entry that moves to a graver list takes its objection along. What "
    "comes of an objection is settled when the record or entry is made: rules that change later do not change it. "
    "Notice before effect and suspension hold back entries and what counts against a person in a score, not what "
    "counts for her, and not the clock of a watchlist. Time until effect passes for whoever is not told as well. Who "
    "is far from the office is not a place but a share. A correction reaches every sector with the ordinary lag.",
    part="regime",
    optional_tables=("records", "listings"),
    rules=(
        *_settled("records", "linkage"), *_decided("records"), *_decided("listings"), record_corrections,
        entry_corrections, record_held, alone, *_settled("listings", "redress"), *_ladder("records"),
        *_ladder("listings"), held, due,
    ),
    columns=(Column("corrections", "i2", "count", "wrong acts on this person's page corrected so far", keep=True),),
    fields=(
        *_fields("records"), *_fields("listings"),
        Field("listings", "lapse_month", "i2", "month in which the record behind it ends by itself", start=-1,
              internal=True),
    ),
    params=(
        Param("notice_p", "probability", "the person is told", off=0.0),
        Param("notice_lead_months", "months", "from decision to effect of a record", path="redress.notice_lead",
              default=0.0, source="effective when made unless the regime says otherwise", low=0.0, high=3.0, off=0.0),
        Param("discover_at_refusal", "flag", "1: the first refusal tells", off=0.0),
        Param("objects_p", "probability", "objects on learning of a wrong record", ("subject_education",), off=0.0),
        Param("burden", "share", "kept from objecting by what it costs: ways, hours, papers", default=0.0,
              source="in objects_p unless the regime says otherwise", low=0.0, high=1.0),
        Param("far_burden", "share", "victims of a wrong match kept from objecting by a distant office", default=0.0,
              source="in objects_p unless the regime says otherwise", low=0.0, high=1.0),
        Param("groundless_ratio", "ratio", "objections against right records, relative to wrong ones", default=0.1,
              source="assumption", low=0.0, high=1.0),
        Param("legal_share", "share", "share decided inside the legal window"),
        Param("legal_months", "months", "legal window", path="redress.legal_window"),
        Param("late_median_months", "months", "median wait of the others", path="redress.late_median"),
        Param("late_sigma", "log_scale", "spread of that wait"),
        Param("press_p", "probability", "the press or a lawyer takes up a late case in a step", default=0.0,
              source="nobody does unless the regime says so", low=0.0, high=1.0),
        Param("press_ratio", "ratio", "how much faster the rest of the wait passes then", default=10.0,
              source="assumption: cases of the same name ended within days of a press report", low=1.0, high=100.0),
        Param("success_p", "probability", "a justified objection succeeds"),
        Param("appeal_p", "probability", "the objection goes to an independent body"),
        Param("appeal_success_p", "probability", "a justified appeal succeeds"),
        Param("appeal_months", "months", "time until an appeal is decided, at its turn", path="redress.appeal_time"),
        Param("suspends", "flag", "1: nothing counts while an objection is pending", off=0.0),
    ),
    observes=(Observe("corrections", "corrections", flow=True),),
)  # fmt: skip
