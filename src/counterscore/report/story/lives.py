"""Three lives side by side, chosen by rules that are told: one wronged, one held, one who pays without being listed.

Every rule has fallbacks for runs without such a person; nobody is chosen twice, and among equals the lowest number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ...audit.subjects import subject_column, subjects_of, worded
from ...core.outcome import Outcome
from ...core.parquet import Columns
from ..language import say
from ..page import Section
from .happening import DrawOf
from .life import life
from .short import one_life
from .telling import most_apart, shown_arms, wronged_person


class Chosen(NamedTuple):
    """A life that is told: whose, under which heading, and by which rule she was found."""

    person: int
    heading: str
    rule: str


class Seen(NamedTuple):
    """What the rules look at: the run, the people of the shown world, and everybody who is chosen already."""

    outcome: Outcome
    people: Columns
    taken: frozenset[int]

    def get(self, *names: str) -> np.ndarray:
        """The sum of some people columns, shape (P,); what the run did not record counts as zero."""
        total = np.zeros(len(self.people["person"]))
        for name in names:
            total += self.people[name].astype(np.float64) if name in self.people else 0.0
        return total

    def best(self, mask: np.ndarray, *keys: np.ndarray) -> int | None:
        """Who is first by some keys, high before low, among those of a mask; None where nobody is left."""
        subject = subject_column(self.outcome)
        free = mask & ~np.isin(self.people["person"], list(self.taken))
        if subject in self.people:
            free = free & (self.people[subject] != 0)
        if not free.any():
            return None
        order = np.lexsort((self.people["person"], *(-key for key in reversed(keys)), ~free))
        return int(self.people["person"][order[0]])


Rule = Callable[[Seen], int | None]
KEYS = ("life-1", "life-2", "life-3")
WITHOUT_LIST = (
    "pierced_months", "tainted_months", "joint_loans_refused", "school_denied", "silent_tie_months", "lawful_given_up",
    "left_months", "proofs_refused", "inspections", "copied_without_consent",
)  # fmt: skip


def _wronged(seen: Seen) -> int | None:
    """Wrongly listed, with most links in the story."""
    return wronged_person(seen.outcome)


def _apart(seen: Seen) -> int | None:
    """Whose life differs most from the one with perfect records."""
    shown, reference = shown_arms(seen.outcome)
    found = most_apart(seen.outcome, shown, reference) if shown != reference else None
    return None if found in seen.taken else found


def _held(seen: Seen) -> int | None:
    """Rightly listed, held longer by what being listed costs, then longest."""
    right = (seen.get("months_listed") > 0) & (seen.get("wrongly_listed_months") == 0)
    return seen.best(right, seen.get("trapped_months"), seen.get("months_listed"), _refused(seen))


def _refusals(seen: Seen) -> int | None:
    """Refused most often."""
    return seen.best(_refused(seen) > 0, _refused(seen))


def _burdened(seen: Seen) -> int | None:
    """Never listed and hit all the same: by as many different things as possible, then for longest."""
    hit = [seen.get(name) for name in WITHOUT_LIST]
    kinds = np.sum([(one > 0) for one in hit], axis=0).astype(np.float64)
    free = (seen.get("months_listed") == 0) & (kinds > 0)
    return seen.best(free, kinds, np.sum(hit, axis=0))


def _put_right(seen: Seen) -> int | None:
    """Wrongly listed and cleared from every list and copy soonest."""
    first, done = (seen.get(name) for name in ("first_wrong_month", "corrected_everywhere_month"))
    known = (seen.get("wrongly_listed_months") > 0) & (first >= 0) & (done >= first)
    return seen.best(known & ("corrected_everywhere_month" in seen.people), first - done)


def _untouched(seen: Seen) -> int | None:
    """Whom the regime never lists, refuses or makes poorer."""
    cost = seen.get("months_listed", "money_lost_yuan", "income_lost_yuan", *WITHOUT_LIST) + _refused(seen)
    return seen.best(cost == 0)


def _refused(seen: Seen) -> np.ndarray:
    """How often each person is refused something."""
    return seen.get(*(name for name in seen.people if name.startswith("refused_")))


# for each of the three lives the rules in order: (rule, heading, how she was found)
LIVES: tuple[tuple[tuple[Rule, str, str], ...], ...] = (
    (
        (_wronged, "Listed for what somebody else did, or nobody", (
            "Chosen by rule: of all people wrongly listed, the one whose story has most links (a wrong entry, a "
            "wrong copy, a refusal, a loss of money), then the longest wrongly listed.")),
        (_apart, "Another life because records can be wrong", (
            "Nobody is wrongly listed in this run. Chosen by rule: the one whose life differs most from the same life "
            "with perfect records, refusals first, then months on the list, then the score.")),
    ),
    (
        (_held, "Rightly listed, and held", (
            "Chosen by rule: of all people listed and never wrongly so, the one held longest beyond the day on which "
            "it would have ended without the loss of income, then the one listed longest.")),
        (_refusals, "Refused most often", (
            "Nobody is rightly listed in this run. Chosen by rule: the one who is refused most often.")),
    ),
    (
        (_burdened, "Never listed, and paying all the same", (
            "Chosen by rule: of all people who are never listed, the one hit by most different things (through a firm, "
            "a tie, the household, lawful acts given up, honest proofs refused), then for longest.")),
        (_put_right, "Wrongly listed, and soon off the list", (
            "Nobody who is never listed is hit in this run. Chosen by rule: of all people wrongly listed, the one "
            "cleared from every list and copy soonest.")),
        (_untouched, "Untouched", (
            "Nobody who is never listed is hit in this run. Chosen by rule: the first one whom the regime never lists, "
            "refuses or makes poorer.")),
    ),
)  # fmt: skip


def chosen_lives(outcome: Outcome) -> list[Chosen]:
    """Up to three people of the shown world, each found by the first of her rules that finds anybody."""
    people = outcome.table("people", arm=shown_arms(outcome)[0])
    told, found = (subjects_of(outcome), outcome.step), list[Chosen]()
    for rules in LIVES:
        seen = Seen(outcome, people, frozenset(one.person for one in found))
        for rule, heading, words in rules:
            number = rule(seen)
            if number is not None and number not in seen.taken:
                found.append(Chosen(number, say(heading), say(worded(words, *told))))
                break
    return found


def lives_section(outcome: Outcome, draw_of: DrawOf | None) -> Section:
    """The three lives, each with its picture and a short telling in every world."""
    firms = subjects_of(outcome) == "firms"
    parts = [
        one_life(life(outcome, one.person, draw_of), key, one.heading, one.rule)
        for key, one in zip(KEYS, chosen_lives(outcome), strict=False)
    ]
    nobody = "Nobody told of here exists outside the simulation; a number only names a place in it."
    firm = "No firm told of here exists outside the simulation; a number only names a place in it."
    same = "Each life is lived through every world with the same draws."
    lead = (say(firm if firms else nobody), say(same))
    heading = (say("One life"), say("Two lives"), say("Three lives"))[max(0, len(parts) - 1)]
    return Section("lives", heading, lead, parts=tuple(parts))
