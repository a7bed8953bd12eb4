"""How long people are listed in all, once the regime has listed them: a Kaplan-Meier curve over months listed.

Counted are the subjects who are first listed during the run. Months listed are added up over all spells; whoever is
still listed when the run ends is censored then, because her months go on.

Limits: who comes back to the list after an interruption has one sum of months and not two spells. Whoever was listed
before the run is left out, because her earlier months are not known.
"""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome
from ..frame import MINIMUM_PEOPLE
from ..metric import people
from ..subjects import subject_column
from ..survival import Survival, kaplan_meier

NEEDED = ("months_listed", "first_listed_month", "listed")
TITLE = "months on the list in all, from the first listing on"


def listed_time(outcome: Outcome, arm: str | int) -> Survival | None:
    """Share of the listed who are listed for longer than so many months in one arm; None where nobody is listed.

    The note of the curve says when too few people are listed to tell. Raises: OutcomeError for an unknown arm.
    """
    known = set(outcome.columns("people"))
    if not set(NEEDED) <= known:
        return None
    found = people(outcome, arm, *NEEDED, subject_column(outcome))
    mine = (found[subject_column(outcome)] != 0) & (found["months_listed"] > 0) & (found["first_listed_month"] >= 0)
    if not mine.any():
        return None
    months = found["months_listed"][mine].astype(np.int64)
    return kaplan_meier(months, found["listed"][mine] == 0, TITLE, few=MINIMUM_PEOPLE)
