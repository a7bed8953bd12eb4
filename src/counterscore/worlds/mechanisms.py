"""Which mechanisms there are, and which of them a regime needs."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from ..core.declare import Mechanism
from ..core.errors import PlanError, nearest
from ..mechanisms import (
    acts,
    agency_copies,
    appeal_queue,
    association,
    association_friends,
    association_household,
    association_workplace,
    avoidance,
    awareness,
    bad_acts,
    chilling,
    composite,
    composite_friends,
    conduct_lists,
    consequence,
    copies,
    courts,
    data_exit,
    deterrence,
    detours,
    displacement,
    entries,
    escalation,
    false_claims,
    false_reports,
    file_corrections,
    firm_effects,
    gaming,
    hearing,
    household_effects,
    household_term,
    human_review,
    identity_theft,
    inspection,
    interest,
    ledger,
    ledger_friends,
    ledger_score,
    linkage_error,
    listing,
    measures,
    network_term,
    nudge,
    patrols,
    piercing,
    proof_errors,
    publicity,
    ranking,
    ranking_credits,
    ranking_score,
    ranking_use,
    recycled_numbers,
    redress,
    repair,
    reporting,
    retention,
    review_staff,
    score_list,
    scoring,
    scrutiny,
    standing,
    tie_cutting,
    tie_cutting_score,
    watchlist,
    wrong_loss,
    wrong_person,
)
from . import pairing

# redress stands before entries: a hearing ends an entry before it is counted
MODULES: tuple[ModuleType, ...] = (
    acts, courts, false_reports, false_claims, identity_theft, patrols, inspection, scrutiny, reporting, linkage_error,
    recycled_numbers, review_staff, human_review, retention, scoring, listing, conduct_lists, escalation, hearing,
    redress, file_corrections, entries, score_list, network_term, composite, composite_friends, household_term, ledger,
    proof_errors, ledger_friends, ledger_score, ranking, ranking_score, ranking_credits, ranking_use, watchlist,
    piercing, association_friends, association_household, association_workplace, association, standing, agency_copies,
    measures, publicity, copies, detours, interest, household_effects, firm_effects, consequence, appeal_queue, repair,
    deterrence, bad_acts, displacement, avoidance, awareness, chilling, nudge, data_exit, tie_cutting,
    tie_cutting_score, gaming, pairing, wrong_person, wrong_loss,
)  # fmt: skip


def shipped() -> tuple[Mechanism, ...]:
    """All mechanisms of the package, in their canonical order."""
    return tuple(module.MECHANISM for module in MODULES)


def from_file(path: str | Path) -> Mechanism:
    """A mechanism in a Python file outside the package; the file ends in ``MECHANISM = Mechanism(...)``.

    Raises PlanError when the file is missing, cannot be imported or declares no mechanism. The file is run as Python:
    only load files that you trust.
    """
    file = Path(path)
    if not file.is_file():
        raise PlanError(f"{file}: no such file; expected a Python file that declares MECHANISM")
    name = f"counterscore_file_{sha256(file.read_bytes()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PlanError(f"{file}: not a Python file; expected a name that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except PlanError as error:
        raise PlanError(f"{file}: {error}") from None
    except Exception as error:
        raise PlanError(f"{file}: cannot be imported: {type(error).__name__}: {error}") from error
    made = getattr(module, "MECHANISM", None)
    if not isinstance(made, Mechanism):
        raise PlanError(f"{file}: declares no MECHANISM; end the file with MECHANISM = Mechanism(...)")
    return replace(made, origin=str(file), sections=made.sections if made.sections is not None else ())


def needed(mechanisms: Iterable[Mechanism], tables: Mapping[str, object]) -> tuple[Mechanism, ...]:
    """Those mechanisms whose sections the regime has, and whose rows somebody makes."""
    found = [m for m in mechanisms if has_sections(m, tables)]
    made = {rule.emits for m in found for rule in m.rules if rule.emits and rule.emits not in m.optional_tables}
    return tuple(m for m in found if _has_work(m, made))


def has_sections(mechanism: Mechanism, tables: Mapping[str, object]) -> bool:
    """Whether the tables of a regime hold all sections that a mechanism needs."""
    sections = {path.split(".")[0] for path in tables}
    return set(mechanism.sections if mechanism.sections is not None else (mechanism.name,)) <= sections


def _has_work(mechanism: Mechanism, made: set[str]) -> bool:
    """False for a mechanism that only goes over rows which nobody in this plan makes."""
    over = [r.target for r in mechanism.rules if r.kind in ("rows", "born", "due")]
    return len(over) < len(mechanism.rules) or any(table in made for table in over)


def find(name: str, mechanisms: Sequence[Mechanism], why: str) -> Mechanism:
    """The mechanism of that name in a plan, or a PlanError with the nearest one."""
    for mechanism in mechanisms:
        if mechanism.name == name:
            return mechanism
    known = [m.name for m in mechanisms]
    others = [m.name for m in shipped()]
    hint = "; the regime gives it no numbers, or 0" if name in others else nearest(name, [*known, *others])
    raise PlanError(f"{why}: no mechanism {name!r} in this plan; it has {', '.join(known)}{hint}")
