"""Screening a crowd: how many are flagged rightly and wrongly, expected and in a simulated crowd of the same size.

Whether a flag is right depends on how many of those who are present are looked for, on the length of the list (which
is another number), on the threshold (sensitivity and false-positive rate move together) and on what is counted as a
false alert. One figure without these four misleads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..core.draws import uniforms
from .base_rates import alert_value, false_alarms_per_true, predictive_value
from .plain_numbers import checked_people, checked_share

CAUTION = (
    "One figure misleads. It changes with how many of those present are looked for, with the length of the list, with"
    " the threshold, and with who counts as a false alert. Ask for all four before comparing."
)
BLOCK = 1_000_000


class Alerts(NamedTuple):
    """Whole people of a screened crowd: flagged rightly, flagged wrongly, and looked for but missed."""

    right: int
    wrong: int
    missed: int

    @property
    def value(self) -> float | None:
        """Share of flags that are right, None where nobody was flagged."""
        return alert_value(self.right, self.wrong)


@dataclass(frozen=True)
class Screening:
    """A crowd that is screened: its size, the share looked for, and the two rates of the threshold (all shares 0..1).

    ``prevalence`` is the share of those present who are looked for; ``sensitivity`` the share of them who are flagged;
    ``false_positive_rate`` the share of all others who are flagged.
    """

    people: int
    prevalence: float
    sensitivity: float
    false_positive_rate: float

    def __post_init__(self) -> None:
        """Raises SpecError for a number that is no size or share, PromiseError for rows of persons."""
        checked_people(self.people, "screening")
        for name in ("prevalence", "sensitivity", "false_positive_rate"):
            checked_share(f"screening: {name}", getattr(self, name))

    @property
    def right(self) -> float:
        """People expected to be flagged rightly."""
        return self.people * self.prevalence * self.sensitivity

    @property
    def wrong(self) -> float:
        """People expected to be flagged wrongly."""
        return self.people * (1.0 - self.prevalence) * self.false_positive_rate

    @property
    def missed(self) -> float:
        """People who are looked for and expected to be missed."""
        return self.people * self.prevalence * (1.0 - self.sensitivity)

    @property
    def value(self) -> float | None:
        """Share of flags that are right, None where nobody is flagged."""
        return predictive_value(self.prevalence, self.sensitivity, self.false_positive_rate)

    @property
    def wrong_per_right(self) -> float | None:
        """People wrongly flagged for each one rightly flagged, None where nobody rightly is."""
        return false_alarms_per_true(self.prevalence, self.sensitivity, self.false_positive_rate)

    def simulated(self, seed: int, replicate: int = 0) -> Alerts:
        """One crowd of that size, person by person, on the laboratory's own draws: the same seed gives the same crowd.

        A higher rate flags the same people and more.
        """
        right = wrong = missed = 0
        for low in range(0, self.people, BLOCK):
            persons = np.arange(low, min(low + BLOCK, self.people))
            present = uniforms(seed, "audit.screening", persons, replicate=replicate)
            flag = uniforms(seed, "audit.screening", persons, replicate=replicate, slot=1)
            target = present < self.prevalence
            found = flag < np.where(target, self.sensitivity, self.false_positive_rate)
            right += int((target & found).sum())
            wrong += int((~target & found).sum())
            missed += int((target & ~found).sum())
        return Alerts(right, wrong, missed)
