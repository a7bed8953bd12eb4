"""Who the court puts on the list or under a consumption limit, and how one leaves."""

from __future__ import annotations

from ..core.compiling import compiled
from ..core.declare import Column, Field, Mechanism, Param, rule
from ..core.transforms import whole_steps

ENFORCED, UNPERFORMED = 3, 4
DEFAULTERS, LIMIT = 0, 1
ABLE, FAULT = 1, 2
FULFILLED, CREDITOR_CONSENT, NO_ASSETS = 1, 3, 4


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


@rule(phase="listing", over="born:listings", writes="term_months")
def term_months(
    list: int, term_months: int, ground: int, term_months_fault: float, able_term_months: float, extension_p: float,
    extension_months: float, cap_months: float, u_extension: float,
) -> int:  # fmt: skip
    """Months after which the entry ends by itself, 0 for never."""
    if list > LIMIT:
        return term_months
    if list == LIMIT:
        return whole_steps(cap_months)
    term = able_term_months
    if ground >= FAULT:
        term = term_months_fault
        if term > 0.0 and u_extension < extension_p:
            term = term + extension_months
    if cap_months > 0.0 and (term <= 0.0 or cap_months < term):
        term = cap_months
    return whole_steps(term)


def _fulfil(list: int, ground: int, fulfil_hazard: float, unable_fulfil_ratio: float, limit_hazard: float) -> float:
    """Probability that an entry is fulfilled this month by somebody with the whole income."""
    if list == LIMIT:
        return limit_hazard
    return fulfil_hazard if ground % 2 == 1 else fulfil_hazard * unable_fulfil_ratio


fulfil_p = compiled(_fulfil)


def _reason(list: int, ground: int, fulfil: float, consent: float, no_assets: float, u: float) -> int:
    """Which of the reasons that compete for one draw ends an entry, 0 for none."""
    if u < fulfil:
        return FULFILLED
    if list == LIMIT:
        return 0
    if u < fulfil + consent:
        return CREDITOR_CONSENT
    return NO_ASSETS if ground % 2 == 0 and u < fulfil + (consent + no_assets) else 0


reason = compiled(_reason)


@rule(phase="scoring", over="due:listings", writes="spared_month")
def spared_month(
    spared_month: int, end_reason: int, list: int, ground: int, start_month: int, term_months: int, month: int,
    fulfil_hazard: float, unable_fulfil_ratio: float, creditor_consent_hazard: float, no_assets_hazard: float,
    limit_exit_hazard: float, u_exit: float,
) -> int:  # fmt: skip
    """Month in which the entry would have ended with the whole income and the first debt; -1 before it."""
    if spared_month >= 0 or end_reason != 0 or list > LIMIT or (term_months > 0 and month >= start_month + term_months):
        return spared_month
    whole = fulfil_p(list, ground, fulfil_hazard, unable_fulfil_ratio, limit_exit_hazard)
    return month if reason(list, ground, whole, creditor_consent_hazard, no_assets_hazard, u_exit) != 0 else -1


@rule(phase="scoring", over="due:listings", writes="end_reason")
def end_reason(
    end_reason: int, list: int, ground: int, start_month: int, term_months: int, month: int, income_factor: float,
    debt_factor: float, fulfil_hazard: float, unable_fulfil_ratio: float, creditor_consent_hazard: float,
    no_assets_hazard: float, limit_exit_hazard: float, u_exit: float,
) -> int:  # fmt: skip
    """Why the entry ends this month, 0 while it stands: the term, then one draw between the reasons that compete."""
    if end_reason != 0 or list > LIMIT or (term_months > 0 and month >= start_month + term_months):
        return end_reason
    whole = fulfil_p(list, ground, fulfil_hazard, unable_fulfil_ratio, limit_exit_hazard)
    fulfil = whole * income_factor * debt_factor
    return reason(list, ground, fulfil, creditor_consent_hazard, no_assets_hazard, u_exit)


@rule(phase="scoring", over="due:listings", adds="trapped_months")
def trapped(spared_month: int, end_reason: int, start_month: int, term_months: int, month: int) -> int:
    """Counts a month on the list or under a limit that the trap has added: no income, no payment, no way out."""
    over = term_months > 0 and month >= start_month + term_months
    return 1 if spared_month >= 0 and end_reason == 0 and not over else 0


MECHANISM = Mechanism(
    name="listing",
    doc="Decides which unperformed court cases put a person on the list of defaulters and which enforcement cases "
    "bring a consumption limit, and ends both by fulfilment, term, creditor's consent or lack of assets.",
    source="Supreme People's Court provisions of 2010/2015, 2013 and 2017",
    limits="Ability to pay is found once, at the decision; nobody is listed again for the same case.",
    part="regime",
    rules=(ground, put_on_list, put_under_limit, term_months, spared_month, end_reason, trapped),
    columns=(
        Column("trapped_months", "i2", "months", "months held so far that lost income or a grown debt added",
               keep=True),
    ),
    fields=(
        Field("cases", "ground", "i1", "1 able, 2 fault, 3 both"),
        Field("listings", "ground", "i1", "1 able, 2 fault, 3 both"),
        Field("listings", "opened", "i2", "month of the default behind the entry", start=-1),
        Field("listings", "spared_month", "i2", "month of the end with the whole income and the first debt", start=-1),
        Field("listings", "debt_factor", "f8", "how much slower a grown debt is fulfilled", start=1.0, shared=True,
              internal=True),
    ),
    params=(
        Param("require_both", "flag", "1: able to pay and a fault; 0: one ground is enough"),
        Param("able_p", "probability", "the debtor could pay"),
        Param("fault_p", "probability", "a fault ground exists"),
        Param("discretion_p", "probability", "the court lists a case that meets the criteria", off=0.0),
        Param("limit_p", "probability", "enforcement comes with a consumption limit", off=0.0),
        Param("term_months_fault", "months", "term on a fault ground, 0 = none", path="listing.term"),
        Param("able_term_months", "months", "term on the ground able but refuses, 0 = none", path="listing.able_term"),
        Param("extension_p", "probability", "a term is extended"),
        Param("extension_months", "months", "length of the extension", path="listing.extension"),
        Param("fulfil_hazard", "per step", "an able person fulfils"),
        Param("unable_fulfil_ratio", "ratio", "multiplier for a person found unable"),
        Param("creditor_consent_hazard", "per step", "the creditor consents to deletion"),
        Param("no_assets_hazard", "per step", "closed for lack of assets, people found unable"),
        Param("limit_exit_hazard", "per step", "a consumption limit is lifted"),
        Param("cap_months", "months", "general limit of any entry, 0 = none", path="expiry.cap", default=0.0,
              source="no general limit unless the regime has one", low=0.0, high=120.0),
    ),
)  # fmt: skip
