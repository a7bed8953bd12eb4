"""What protects people in a regime's numbers: notice, objection, appeal, correction, repair."""

from __future__ import annotations

from counterscore.core.documents import Dated
from counterscore.regimes.evidence.said import ASSUMED, Place, Said, all_of, kept, latest, place
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Redress
from counterscore.regimes.units import DAYS_YEAR, STEPS, in_steps


def protection(spec: RegimeSpec) -> dict[str, Said]:
    """Words about how a person learns of a record, contests it, and how it ends."""
    found: dict[str, Said | None] = {
        "correction_to_all": _everywhere(spec),
        "repair": _repair(spec),
        "free_consent": _mandatory(spec),
    }
    if spec.redress is not None:
        found |= _redress(spec.redress)
    return kept(found)


def _redress(redress: Redress) -> dict[str, Said | None]:
    caught, overrules = redress.review_catch_p, redress.review_overrules
    looked = _positive("redress.review_catch_p", caught)
    if overrules is not None and latest(overrules).number == 0 and looked.value:
        looked = Said(False, (place("redress.review_overrules", overrules),))
    heard = redress.hearing_p
    return {
        "told": _told(redress),
        "notice_before": _before(redress),
        "hearing": None if heard is None else _positive("redress.hearing_p", heard),
        "objection": _positive("redress.objects_p", redress.objects_p),
        "objection_days": Said(
            _days(redress.legal_window), (place("redress.legal_window", redress.legal_window),)
        ),
        "independent_appeal": _positive("redress.appeal_p", redress.appeal_p),
        "suspension": _positive("redress.suspends", redress.suspends),
        "oversight": looked,
    }  # fmt: skip


def _positive(path: str, value: Dated) -> Said:
    """Whether something is there at all; a share that we only assumed does not show that anybody has the right."""
    there, assumed = max(latest(value).numbers) > 0, latest(value).grade == ASSUMED
    unsettled = there and assumed and latest(value).unit != "flag"
    return Said(None if unsettled else there, (place(path, value),))


def _days(value: Dated) -> float:
    found = latest(value)
    return in_steps(found.number, found.unit, STEPS["month"]) / 12 * DAYS_YEAR


def _told(redress: Redress) -> Said:
    """Whether people are told at all: everybody, nobody, or some, which settles nothing."""
    share = latest(redress.notice_p).number
    return Said({0.0: False, 1.0: True}.get(share), (place("redress.notice_p", redress.notice_p),))


def _before(redress: Redress) -> Said:
    """Whether people are told before anything takes effect; without any time between, nobody is."""
    told, lead = latest(redress.notice_p).number, latest(redress.notice_lead).number
    who, when = place("redress.notice_p", redress.notice_p), place("redress.notice_lead", redress.notice_lead)
    if told == 0:
        return Said(False, (who,))
    if lead == 0:
        return Said(False, (when,))
    return Said(True if told >= 1 else None, (who, when))


def _everywhere(spec: RegimeSpec) -> Said | None:
    """Whether the news of a correction reaches whoever holds a copy."""
    late: list[Place] = []
    for agency in spec.agencies:
        if agency.third_party:
            late.append(Place(f"agencies.{agency.id}.third_party", "nobody can withdraw its copies", ASSUMED))
        elif agency.revoked_p is not None and latest(agency.revoked_p).number < 1:
            late.append(place(f"agencies.{agency.id}.revoked_p", agency.revoked_p))
    if spec.copies is not None and latest(spec.copies.deletion_reaches_p).number < 1:
        late.append(place("copies.deletion_reaches_p", spec.copies.deletion_reaches_p))
    if late:
        return Said(False, tuple(late))
    held = [place(f"agencies.{a.id}.revoked_p", a.revoked_p) for a in spec.agencies if a.revoked_p is not None]
    return Said(True, all_of(held)) if held and len(held) == len(spec.agencies) else None


def _repair(spec: RegimeSpec) -> Said | None:
    if spec.repair is None:
        return None
    return Said(True, (place("repair.after", spec.repair.after), place("repair.apply_p", spec.repair.apply_p)))


def _mandatory(spec: RegimeSpec) -> Said | None:
    """Whether nobody is asked: everybody is scored or enrolled."""
    for name in ("scoring", "ledger"):
        section = getattr(spec, name)
        if section is not None and latest(section.consent_p).number >= 1:
            return Said(False, (place(f"{name}.consent_p", section.consent_p),))
    return None
