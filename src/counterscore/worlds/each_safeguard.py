"""What each safeguard changes for people: every one that fits the regime, one at a time, the same people paired.

Only harm is looked at, and nothing is searched for but less of it: no measure counts obedience, revenue or people
punished as a gain. A safeguard that does harm somewhere is shown with that harm, like any other finding.

Limits: one at a time says nothing about two together; ``counterscore safeguards`` tries sets of them. Smaller worlds
are lived than the run's own where it has more people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ..audit.metric import Metric, Values, metrics
from ..audit.paired import Effect, effect
from ..audit.protection import Guarded, HarmAsked, Protected
from ..audit.subjects import worded
from ..core.errors import SpecError
from ..people import populate
from ..safeguards import load_safeguard, safeguard_ids
from .arms import AS_WRITTEN, Arm
from .measured import Tell, live_measured, tellable
from .protect import fitting, price_of
from .relive import MOST_ARMS
from .sink import Told
from .study import Study, subjects_of

PEOPLE = 8_192
# the gravest first; what else people suffer in a regime can be named instead
HARMS = (
    "wrongly_listed", "ever_wrongly_refused", "ever_wrongly_poorer", "ever_listed", "months_listed", "low_band_months",
    "refused_at_least_once", "money_lost", "income_lost", "hours_lost", "ever_named", "ever_pierced", "ever_tainted",
    "ever_flagged", "copied_without_consent", "proofs_refused", "lawful_given_up",
)  # fmt: skip


def harms_told(study: Study, asked: Iterable[str] = HARMS) -> list[Metric]:
    """The harms that worlds lived again can tell in this regime; what is good for people is none.

    Raises: SpecError for a name that is no harm, or where none is left.
    """
    known = metrics()
    for name in asked:
        if name not in known or known[name].worse != "higher":
            raise SpecError(f"{name!r} is no harm that people suffer; name metrics that are worse when they are higher")
    found = tellable(study, asked)
    if not found:
        raise SpecError(f"regime {study.spec.regime.id}: none of these harms can happen: {', '.join(asked)}")
    return found


def each_safeguard(
    study: Study, people: int = PEOPLE, harms: Iterable[str] = HARMS, threads: int = 0,
    tell: Tell = lambda told: None,
) -> Protected:  # fmt: skip
    """Live each fitting safeguard alone and say what it changes of each harm that happens to anybody.

    Raises: SpecError where no safeguard or no harm fits; PlanError, RunError as a run of the study would.
    """
    few = replace(study, people=min(study.people, people), arms=(), attribute=())
    names = fitting(few)
    if not names:
        raise SpecError(f"no safeguard changes anything in regime {few.spec.regime.id}")
    asked = harms_told(few, tuple(harms))
    tell(Told("people", 0, 1))
    crowd = populate(few.people_recipe, few.people, few.seed)
    arms = [Arm(AS_WRITTEN), *(Arm(f"with {name}", (), (name,)) for name in names)]
    seen: dict[tuple[str, str], Values] = {}
    batches = [arms[i : i + MOST_ARMS] for i in range(0, len(arms), MOST_ARMS)]
    for number, batch in enumerate(batches):
        tell(Told("each safeguard alone", number, len(batches)))
        seen |= live_measured(few, batch, asked, crowd, threads)
    tell(Told("each safeguard alone", len(batches), len(batches)))
    told = [(one, _harm(few, one, seen[AS_WRITTEN, one.id])) for one in asked]
    happening = [(one, harm) for one, harm in told if harm.concerned]
    guards = [_guarded(name, [_change(seen, name, one) for one, _ in happening]) for name in names]
    guards.sort(key=lambda one: [change.estimate for change in one.changes])
    unfit = tuple(name for name in safeguard_ids() if name not in names)
    return Protected(few.people, study.people, tuple(harm for _, harm in happening), tuple(guards), unfit)


def _harm(study: Study, one: Metric, here: Values) -> HarmAsked:
    """One harm as written."""
    told = subjects_of(study.spec.regime.spec), study.spec.regime.spec.step
    mine = here.values[here.among]
    mean = float(mine.mean()) * one.per if len(mine) else 0.0
    return HarmAsked(one.id, worded(one.title, *told), worded(one.unit, *told), mean, int(np.count_nonzero(mine)))


def _change(seen: dict[tuple[str, str], Values], name: str, one: Metric) -> Effect:
    """One harm with a safeguard minus without it."""
    here, there = seen[f"with {name}", one.id], seen[AS_WRITTEN, one.id]
    among = here.among & there.among
    return effect(here.values[among], there.values[among]).times(one.per)


def _guarded(name: str, changes: list[Effect]) -> Guarded:
    """A safeguard with its words and its price."""
    found = load_safeguard(name)
    staff, delay = price_of([name])
    return Guarded(found.id, found.title, found.protects, found.limits, staff, delay, tuple(changes))
