"""Finds recorded things that decide nothing: each act is taken out once, and everybody lives the same draws again.

An act whose removal changes no listing, refusal, grade or flag of anybody is collected without use, in these people
and these months. It says nothing about what the law allows to be collected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.documents import OWN, Dated, Value
from ..core.errors import SpecError, nearest
from ..people import populate
from ..regimes.act import ActUse
from .arms import AS_WRITTEN, Arm
from .relive import relive
from .sink import Told
from .study import Study

DECISIONS = (
    "refusals", "months_listed", "entries", "low_band_months", "high_band", "ranked_low_months", "favours", "flags",
    "named_months", "money_lost_yuan",
)  # fmt: skip
RECORDED = ("points", "score", "seen", "records_held")
NOTE = "taken out to see whether it decides anything"


@dataclass(frozen=True)
class Input:
    """One recorded act: how many people live differently without it, and in what; nothing where it decides nothing.

    ``recorded`` says whether it left a trace on anybody at all; else nothing can be told.
    """

    act: str
    title: str
    people: int
    decisions: tuple[str, ...]
    recorded: bool

    @property
    def surplus(self) -> bool:
        """Whether it was recorded and nobody's life changes without it."""
        return self.recorded and self.people == 0

    @property
    def idle(self) -> str:
        """What is said of an act that changes nothing."""
        return "recorded, decides nothing" if self.recorded else "left no trace on anybody here"


def surplus(
    study: Study, acts: Sequence[str] = (), threads: int = 0, tell: Callable[[Told], None] = lambda told: None
) -> tuple[Input, ...]:
    """Each act of the regime (or those named) with how many of the study's people its removal changes, fewest first.

    Raises: SpecError for an act that the regime does not use, or a regime without acts.
    Limits: an act that nobody of these people did in these months cannot be told from one without use.
    """
    spec = study.spec.regime.spec
    uses = {use.use: use for use in spec.acts}
    if not uses:
        raise SpecError(f"regime {spec.id} records no acts that could be taken out one by one")
    for name in acts:
        if name not in uses:
            raise SpecError(f"regime {spec.id} does not record {name!r}{nearest(name, uses)}")
    chosen = list(acts or uses)
    arms = [Arm(AS_WRITTEN), *(Arm(f"no {name}", numbers=_never(uses[name])) for name in chosen)]
    people = populate(study.people_recipe, study.people, study.seed)
    lives = relive(study, arms, (*DECISIONS, *RECORDED), people=people, threads=threads, tell=tell)
    found = []
    for place, name in enumerate(chosen, 1):
        changed = {column: values[place] != values[0] for column, values in lives.people.items()}
        who = np.zeros(people.count, bool)
        for column in DECISIONS:
            who |= changed.get(column, who)
        decided = tuple(column for column in DECISIONS if column in changed and changed[column].any())
        traced = any(column.any() for column in changed.values())
        found.append(Input(name, spec.catalogue[name].title, int(np.count_nonzero(who)), decided, traced))
    return tuple(sorted(found, key=lambda one: one.people))


def _never(use: ActUse) -> tuple[tuple[str, Dated], ...]:
    """The numbers of an act that is never recorded, rightly or falsely."""
    patched = [(f"acts.{use.use}.detection_p", _zero("probability"))]
    if use.false_report_rate is not None:
        patched.append((f"acts.{use.use}.false_report_rate", _zero(use.false_report_rate.root[0].unit)))
    return tuple(patched)


def _zero(unit: str) -> Dated:
    plain = {"value": 0, "unit": unit, "source": OWN, "grade": "assumption", "range": (0.0, 1.0), "note": NOTE}
    return Dated((Value.model_validate(plain),))
