"""Who the court puts on the list or under a consumption limit, and how one leaves."""

from __future__ import annotations

from ..core.declare import Column, Field, Mechanism, Observe, Param, rule

ENFORCED, UNPERFORMED = 3, 4
DEFAULTERS, LIMIT = 0, 1
ABLE, FAULT = 1, 2
FULFILLED, TERM_OVER, CREDITOR_CONSENT, NO_ASSETS = 1, 2, 3, 4


@rule(phase="listing", over="due:cases", writes="ground")
def ground(stage: int, ground: int, able_p: float, fault_p: float, v_able: float, v_fault: float) -> int:
    """What the court finds: 1 able to pay, 2 a fault (evasion, obstruction, breach of a duty), 3 both."""
    if stage != ENFORCED and stage != UNPERFORMED:
        return ground
    return (ABLE if v_able < able_p else 0) + (FAULT if v_fault < fault_p else 0)


@rule(phase="listing", over="due:cases", emits="listings", sets={"list": DEFAULTERS})
def put_on_list(
    stage: int, subject: int, ground: int, require_both: float, discretion_p: float, u_discretion: float
) -> int:
    """1 when the court lists an unperformed case: any ground, or both where the rules demand both."""
    if stage != UNPERFORMED or subject < 0 or ground == 0:
        return 0
    if require_both > 0.0 and ground != ABLE + FAULT:
        return 0
    return 1 if u_discretion < discretion_p else 0


@rule(phase="listing", over="due:cases", emits="listings", sets={"list": LIMIT})
def put_under_limit(stage: int, subject: int, limit_p: float, u_limit: float) -> int:
    """1 when enforcement comes with a consumption limit."""
    return 1 if stage == ENFORCED and subject >= 0 and u_limit < limit_p else 0


@rule(phase="listing", over="born:listings", writes="start_month")
def start_month(month: int, notice_lead_months: float) -> int:
    """Month from which the entry has effect."""
    return month + int(notice_lead_months)


@rule(phase="listing", over="born:listings", writes="term_months")
def term_months(
    list: int, ground: int, term_months_fault: float, able_term_months: float, extension_p: float,
    extension_months: float, cap_months: float, u_extension: float,
) -> int:  # fmt: skip
    """Months after which the entry ends by itself, 0 for never."""
    if list == LIMIT:
        return int(cap_months)
    term = able_term_months
    if ground >= FAULT:
        term = term_months_fault
        if term > 0.0 and u_extension < extension_p:
            term = term + extension_months
    if cap_months > 0.0 and (term <= 0.0 or cap_months < term):
        term = cap_months
    return int(term)


@rule(phase="listing", over="born:listings", adds="entries")
def entries(list: int) -> int:
    """Counts entries on the list of defaulters."""
    return 1 if list == DEFAULTERS else 0


@rule(phase="listing", over="due:listings", writes="end_reason")
def end_reason(
    end_reason: int, list: int, ground: int, start_month: int, term_months: int, month: int, income_factor: float,
    fulfil_hazard_year: float, unable_fulfil_ratio: float, creditor_consent_hazard_year: float,
    no_assets_hazard_year: float, limit_exit_hazard_year: float, u_exit: float,
) -> int:  # fmt: skip
    """Why the entry ends this month, 0 while it stands: one draw decides between the reasons that compete."""
    if end_reason != 0:
        return end_reason
    if term_months > 0 and month >= start_month + term_months:
        return TERM_OVER
    able = ground % 2 == 1
    fulfil = fulfil_hazard_year / 12.0 * income_factor
    if not able:
        fulfil = fulfil * unable_fulfil_ratio
    if list == LIMIT:
        fulfil = limit_exit_hazard_year / 12.0
    if u_exit < fulfil:
        return FULFILLED
    if list == LIMIT:
        return 0
    if u_exit < fulfil + creditor_consent_hazard_year / 12.0:
        return CREDITOR_CONSENT
    gone = fulfil + (creditor_consent_hazard_year + no_assets_hazard_year) / 12.0
    return NO_ASSETS if not able and u_exit < gone else 0


@rule(phase="listing", over="rows:listings", writes="end_month")
def end_month(end_month: int, end_reason: int, month: int) -> int:
    """Month in which the entry ended."""
    return month if end_reason != 0 and end_month < 0 else end_month


@rule(phase="listing", over="rows:listings", writes="standing")
def standing(start_month: int, end_reason: int, held: int, month: int) -> int:
    """1 while the entry has effect: begun, not ended, not suspended."""
    return 1 if start_month <= month and end_reason == 0 and held == 0 else 0


@rule(phase="listing", over="rows:listings", adds="listings")
def add_listing(list: int, standing: int, counted: int) -> int:
    """Change in the standing list entries of the person who is listed."""
    return standing - counted if list == DEFAULTERS else 0


@rule(phase="listing", over="rows:listings", adds="limits")
def add_limit(list: int, standing: int, counted: int) -> int:
    """Change in the standing consumption limits of the person who is limited."""
    return standing - counted if list == LIMIT else 0


@rule(phase="listing", over="rows:listings", adds="exits")
def exits(list: int, end_month: int, month: int) -> int:
    """Counts entries on the list of defaulters that ended."""
    return 1 if list == DEFAULTERS and end_month == month else 0


@rule(phase="listing", over="rows:listings", adds="fulfilments")
def fulfilments(list: int, end_month: int, end_reason: int, month: int) -> int:
    """Counts entries that ended because the duty was fulfilled."""
    return 1 if list == DEFAULTERS and end_month == month and end_reason == FULFILLED else 0


@rule(phase="listing", over="rows:listings", writes="counted")
def counted(standing: int) -> int:
    """Remembers whether the entry is counted on its subject."""
    return standing


@rule(phase="expiry", over="rows:listings", writes="due")
def due(end_reason: int, month: int) -> int:
    """A standing entry is looked at every month."""
    return month + 1 if end_reason == 0 else -1


MECHANISM = Mechanism(
    name="listing",
    doc="Decides which unperformed court cases put a person on the list of defaulters and which enforcement cases "
    "bring a consumption limit, and ends both by fulfilment, term, creditor's consent or lack of assets.",
    source="Supreme People's Court provisions of 2010/2015, 2013 and 2017",
    limits="Ability to pay is found once, at the decision; nobody is listed again for the same case.",
    part="regime",
    rules=(
        ground, put_on_list, put_under_limit, start_month, term_months, entries, end_reason, end_month, standing,
        add_listing, add_limit, exits, fulfilments, counted, due,
    ),
    columns=(
        Column("entries", "i2", "count", "entries on the list of defaulters so far", keep=True),
        Column("exits", "i2", "count", "entries that ended so far", keep=True),
        Column("fulfilments", "i2", "count", "entries ended by fulfilment so far", keep=True),
    ),
    fields=(
        Field("cases", "ground", "i1", "1 able, 2 fault, 3 both"),
        Field("listings", "list", "i1", "0 list of defaulters, 1 consumption limit"),
        Field("listings", "ground", "i1", "1 able, 2 fault, 3 both"),
        Field("listings", "cause", "i1", "0 own debt, 1 a debt of somebody else"),
        Field("listings", "opened", "i2", "month of the default behind the entry", start=-1),
        Field("listings", "start_month", "i2", "month from which the entry has effect"),
        Field("listings", "term_months", "i2", "months until it ends by itself, 0 = never"),
        Field("listings", "end_reason", "i1",
              "0 open, 1 fulfilled, 2 term, 3 consent, 4 no assets, 5 corrected, 6 appeal", shared=True),
        Field("listings", "end_month", "i2", "month in which it ended", start=-1),
        Field("listings", "standing", "u1", "1 while it has effect", internal=True),
        Field("listings", "counted", "u1", "1 while it is counted on its subject", internal=True),
        Field("listings", "held", "u1", "1 while an objection suspends it", shared=True, internal=True),
    ),
    params=(
        Param("require_both", "flag", "1: able to pay and a fault; 0: one ground is enough"),
        Param("able_p", "probability", "the debtor could pay"),
        Param("fault_p", "probability", "a fault ground exists"),
        Param("discretion_p", "probability", "the court lists a case that meets the criteria", off=0.0),
        Param("limit_p", "probability", "enforcement comes with a consumption limit", off=0.0),
        Param("term_months_fault", "months", "term on a fault ground, 0 = none", path="listing.term_months"),
        Param("able_term_months", "months", "term on the ground able but refuses, 0 = none"),
        Param("extension_p", "probability", "a term is extended"),
        Param("extension_months", "months", "length of the extension"),
        Param("fulfil_hazard_year", "per year", "an able person fulfils"),
        Param("unable_fulfil_ratio", "ratio", "multiplier for a person found unable"),
        Param("creditor_consent_hazard_year", "per year", "the creditor consents to deletion"),
        Param("no_assets_hazard_year", "per year", "closed for lack of assets, people found unable"),
        Param("limit_exit_hazard_year", "per year", "a consumption limit is lifted"),
        Param("notice_lead_months", "months", "from decision to effect", path="redress.notice_lead_months", default=0.0,
              source="effective when made unless the regime says otherwise", low=0.0, high=3.0),
        Param("cap_months", "months", "general limit of any entry, 0 = none", path="expiry.cap_months", default=0.0,
              source="no general limit unless the regime has one", low=0.0, high=120.0),
    ),
    observes=(
        Observe("limited", "limits"), Observe("new_listings", "entries", flow=True),
        Observe("ended_listings", "exits", flow=True), Observe("fulfilled", "fulfilments", flow=True),
    ),
)  # fmt: skip
