"""What becomes of the wrong person, in four counts that are never added up, and how long each of them takes.

1. ever on a list wrongly      listed in a month in which the same person is not listed with perfect records
2. refused at least once       something is refused in a month in which nothing is refused with perfect records
3. lost money                  more money lost so far than with perfect records
4. corrected everywhere        wrongly listed once, and at the end of the run nothing of it is left anywhere: no wrong
                               listing, no wrong or stale copy, no door closed that is open with perfect records

Counts 2 and 3 are of everybody, also of people who were never wrongly listed (firms, households and late copies pass an
error on); each is told once more among those of count 1. People overlap, so a sum would count the same person twice.

The counts compare each person with herself under the same rules and perfect records, which is exact relative to the
coupling of the draws. The intervals are the paired ones of ``paired``: with perfect records each count is zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..core.outcome import Outcome
from ..core.parquet import Columns
from .frame import MINIMUM_PEOPLE, TOO_FEW
from .metric import people
from .paired import PERFECT, Z, effect
from .subjects import subject_column
from .survival import Survival, kaplan_meier

PER = 100_000.0
NEVER = -1
COUNTS: Mapping[str, tuple[str, str]] = {
    "wrongly_listed": ("first_wrong_month", "ever on a list wrongly"),
    "refused": ("first_wrong_refusal_month", "refused at least once because of an error"),
    "lost_money": ("first_wrong_loss_month", "lost money because of an error"),
    "corrected": ("corrected_everywhere_month", "corrected everywhere by the end"),
}
WAITS: Mapping[str, str] = {
    "wrongly_listed": "from the start to the first wrong listing",
    "refused": "from the first wrong listing to the first refusal",
    "lost_money": "from the first wrong listing to the first loss",
    "corrected": "from the first wrong listing to the correction everywhere",
}


@dataclass(frozen=True)
class Count:
    """One of the four counts: people of the run, their rate with its paired 95 % interval, and of the wrongly listed.

    ``of_wronged`` counts those among the people who were ever wrongly listed, ``share`` is their share with Wilson's
    95 % interval; None where too few were.
    """

    title: str
    people: int
    per_100000: float
    low: float
    high: float
    of_wronged: int
    share: float | None
    share_low: float | None
    share_high: float | None


@dataclass(frozen=True)
class FourCounts:
    """The four counts of one arm among ``subjects``; None for what this run cannot tell. They are never added up.

    Money is not told where nobody in any arm loses any: the regime's losses are then switched off.
    """

    arm: str
    subjects: int
    wrongly_listed: Count | None
    refused: Count | None
    lost_money: Count | None
    corrected: Count | None
    note: str = ""

    def named(self) -> dict[str, Count]:
        """The counts that the run can tell, by name."""
        known = {name: getattr(self, name) for name in COUNTS}
        return {name: count for name, count in known.items() if count is not None}

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


def judged_arms(outcome: Outcome) -> tuple[str, ...]:
    """The arms in which records can be wrong: those that are compared with perfect records."""
    if "people" not in outcome.tables or "first_wrong_month" not in outcome.columns("people"):
        return ()
    # before a policy date records are as wrong as ever
    named = [arm if isinstance(arm, Mapping) and not arm.get("since") else {} for arm in outcome.study["arms"]]
    left_out = [arm.get("without", ()) for arm in named]
    return tuple(
        arm
        for arm, without in zip(outcome.arms, left_out, strict=False)
        if not {"regime", "errors"} & set(without) and arm != PERFECT
    )


def _months(outcome: Outcome, arm: str | int) -> Columns:
    """The columns of the four months among the run's subjects, those that the run has."""
    known = set(outcome.columns("people"))
    if "money_lost_yuan" in known and not _anybody_poorer(outcome):
        known.discard(COUNTS["lost_money"][0])
    subject = subject_column(outcome)
    found = people(outcome, arm, subject, *(column for column, _ in COUNTS.values() if column in known))
    return {name: values[found[subject] != 0] for name, values in found.items() if name != subject}


def _anybody_poorer(outcome: Outcome) -> bool:
    """Whether the regime takes money from anybody in any arm; where all of its losses are switched off none can."""
    return bool(outcome.sql("SELECT coalesce(max(money_lost_yuan), 0) > 0 AS poorer FROM people")["poorer"][0])


def four_counts(outcome: Outcome, arm: str | int) -> FourCounts:
    """The four counts of one arm. Raises OutcomeError for an unknown arm, or fewer than two people."""
    number = outcome.arm_number(arm)
    months = _months(outcome, number) if outcome.arms[number] in judged_arms(outcome) else {}
    subjects = len(next(iter(months.values()))) if months else 0
    wronged = months["first_wrong_month"] > NEVER if months else np.zeros(0, bool)
    found = {
        name: _count(title, months[column] > NEVER, wronged, name) if column in months else None
        for name, (column, title) in COUNTS.items()
    }
    note = TOO_FEW if int(wronged.sum()) < MINIMUM_PEOPLE else ""
    return FourCounts(outcome.arms[number], subjects, **found, note=note)


def _count(title: str, there: np.ndarray, wronged: np.ndarray, name: str) -> Count:
    """One count of people ``there`` (P,), also among those ``wronged`` (P,)."""
    found = effect(there.astype(np.float64), np.zeros(len(there)), nothing=True).times(PER)
    both, among = int((there & wronged).sum()), int(wronged.sum())
    told = among >= MINIMUM_PEOPLE and name != "wrongly_listed"
    low, high = wilson(both, among) if told else (None, None)
    share = both / among if told else None
    return Count(title, int(there.sum()), found.estimate, found.low, found.high, both, share, low, high)


def wilson(hits: int, among: int) -> tuple[float, float]:
    """Wilson's 95 % limits of a share. Source: Wilson (J Am Stat Assoc 22, 1927). 0 of 10 gives (0, 0.278)."""
    share, square = hits / among, Z * Z / among
    middle, reach = share + square / 2, Z * math.sqrt(share * (1 - share) / among + square / (4 * among))
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


def waits(outcome: Outcome, arm: str | int) -> dict[str, Survival]:
    """The four curves of one arm: how long until each of the four things happens.

    The first is of everybody and begins with the run; the others are of the wrongly listed and begin with the first
    wrong listing. What happened before that counts as at once. A correction is dated to the last time that nothing
    was left, so people to whom it came back before the end are still waiting. Curves of too few people say so in
    their note. What the run cannot tell, and what nobody could wait for, is left out.
    """
    number = outcome.arm_number(arm)
    months = _months(outcome, number) if outcome.arms[number] in judged_arms(outcome) else {}
    last = outcome.steps - 1
    found = {}
    for name, (column, _) in COUNTS.items():
        if column not in months:
            continue
        begun = np.zeros(len(months[column]), np.int64)
        if name != "wrongly_listed":
            begun = months["first_wrong_month"].astype(np.int64)
        risk = begun > NEVER
        if not risk.any():
            continue
        ends, begins = months[column][risk].astype(np.int64), begun[risk]
        # -1 is never, -2 before the regime, which for a wait is at once
        reached = ends != NEVER
        times = np.where(reached, np.maximum(ends - begins, 0), last - begins)
        found[name] = kaplan_meier(np.maximum(times, 0), reached, WAITS[name], few=MINIMUM_PEOPLE)
    return found
