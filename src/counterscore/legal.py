"""Holds a regime, or the regime of a stored run, against laws: indicators for review, never a legal opinion.

The composition of what a file says (`regimes.evidence`), the checks (`audit.law`), the safeguards that fit, and what a
run shows of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from .audit.law.checks import Element
from .audit.law.contexts import Reach, load_contexts
from .audit.law.evidence import Entry, Ground
from .audit.law.findings import LabFinding, LawFindings, Subject, checked_evidence, review
from .audit.law.shown import RunEvidence
from .core.errors import CounterscoreError, SpecError
from .core.outcome import Outcome
from .people.guard import refuse_persons
from .regimes import Regime, load_regime
from .regimes.evidence import made_up, said_of, ways
from .safeguards import fits
from .worlds.chain import same_study

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def subject_of(regime: Regime, asked: str = "") -> Subject:
    """What a regime's file says, ready to be held against laws; ``asked`` is how it was named."""
    spec = regime.spec
    said = said_of(spec)
    evidence = {
        word: Entry(one.value, tuple(Ground(p.path, p.says, p.grade) for p in one.places)) for word, one in said.items()
    }
    checked_evidence(evidence)
    reaches = tuple(Reach(w.origin, w.door, w.origin_path, w.door_path, w.grade, w.claimed) for w in ways(spec))
    return Subject(
        spec.id, asked or spec.id, spec.title, spec.jurisdiction, spec.status, spec.start, evidence, reaches,
        made_up(spec),
    )  # fmt: skip


def audit_regime(
    regime: Regime | str | Path, laws: Sequence[str] = (), date: str = "", contexts: str | Path | None = None
) -> LawFindings:
    """Hold a regime (an id, a YAML file, or one that was loaded) against these laws, all by default.

    ``date`` (YYYY-MM) is the law that was in force then; ``contexts`` a file that says which parts of life are related.
    Raises: SpecError for an unknown regime, law or date; PromiseError for data about persons.
    """
    for name, given in (("regime", regime), ("contexts", contexts), ("date", date)):
        if not isinstance(given, Regime) and given is not None:
            refuse_persons(given, f"audit_regime, argument {name!r}")
    found = regime if isinstance(regime, Regime) else load_regime(regime)
    asked = str(regime) if isinstance(regime, str | Path) else found.id
    return _held(found, asked, None, laws, date, contexts)


def audit_run(
    outcome: Outcome, laws: Sequence[str] = (), date: str = "", contexts: str | Path | None = None
) -> LawFindings:
    """Hold the regime of a stored run against these laws, with what the run shows beside each element.

    Raises: OutcomeError where the regime of the run is gone or has changed; else as ``audit_regime``.
    """
    study = same_study(outcome)
    return _held(study.spec.regime, study.regime, outcome, laws, date, contexts)


def law_of(outcome: Outcome) -> LawFindings | None:
    """The findings for a report of a run; None where its regime is not at hand any more."""
    try:
        return audit_run(outcome)
    except (CounterscoreError, OSError):
        return None


def _held(
    regime: Regime, asked: str, outcome: Outcome | None, laws: Sequence[str], date: str, contexts: str | Path | None
) -> LawFindings:
    if date and not _MONTH.fullmatch(date):
        raise SpecError(f"date is {date!r}; expected a month as YYYY-MM, for example 2025-02")
    run = str(outcome.folder) if outcome is not None else ""
    show = _showing(regime, asked, outcome)
    return review(subject_of(regime, asked), laws, date, load_contexts(contexts), show, run)


def _showing(regime: Regime, asked: str, outcome: Outcome | None) -> Callable[[Element], LabFinding | None]:
    """What the laboratory can show about an element here: safeguards that fit, their commands, and a run's figures."""
    known: dict[str, bool] = {}
    known_run = RunEvidence(outcome) if outcome is not None else None

    def here(safeguard: str) -> bool:
        if safeguard not in known:
            known[safeguard] = fits(regime, safeguard)
        return known[safeguard]

    def show(element: Element) -> LabFinding | None:
        lab = element.lab
        if lab is None:
            return None
        fitting = tuple(one for one in lab.safeguards if here(one))
        misfits = tuple(one for one in lab.safeguards if one not in fitting)
        commands = tuple(f"counterscore run {asked} --with {one}" for one in fitting)
        effects = known_run.effects_of(lab) if known_run is not None else ()
        measures = known_run.measures_of(lab) if known_run is not None else ()
        return LabFinding(lab.shows, fitting, misfits, commands, effects, measures)

    return show
