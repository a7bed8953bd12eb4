"""One life on half a page: its picture, a sentence for every world, and everything that happened on demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...audit.subjects import worded
from ..codebook import arm_words
from ..language import say
from ..page import Section
from ..wording import count_of, in_row, plain
from .happening import Life
from .picture import ends_table, events_table, life_figure
from .text import counted, nothing_words

TOLD: Mapping[str, str] = {
    "months_listed": "listed for {time}", "wrongly_listed_months": "wrongly for {time} of it",
    "trapped_months": "held {time} longer because being held cost the income to pay with",
    "refusals": "refused {times}", "money_lost_yuan": "{n} yuan poorer", "hours_lost": "{n} hours lost on slow trains",
    "pierced_months": "reached through a firm or an officer for {time}",
    "tainted_months": "suspect because of a tie for {time}", "silent_tie_months": "avoided by friends for {time}",
    "joint_loans_refused": "refused a loan because of somebody else {times}",
    "school_denied": "refused a school place because of somebody else {times}",
    "lawful_given_up": "gives up something lawful {times}", "left_months": "without platforms for {time}",
    "ranked_low_months": "at the bottom of the ranking for {time}", "named_months": "named in public for {time}",
    "stale_months": "held by an old copy for {time}", "flags": "flagged {times}", "inspections": "inspected {times}",
    "proofs_refused": "refused an honest proof {times}",
}  # fmt: skip


def one_life(told: Life, key: str, heading: str, rule: str) -> Section:
    """One of several lives: who, by which rule she was found, the picture, and a sentence for every world."""
    parts = {"n": told.person, "about": say(", ").join(told.about)}
    who = say("Synthetic firm {n}: {about}.", **parts) if told.firm else say("Synthetic person {n}: {about}.", **parts)
    worlds = [(arm_words(arm), world_words(told, place)) for place, arm in enumerate(told.arms)]
    lead = (who, rule, *(say("{world}: {what}.", world=world, what=what) for world, what in worlds))
    ends = (replace(ends_table(told), folded=True),) if counted(told) else ()
    if told.empty:
        return Section(key, heading, (*lead, nothing_words(told)), tables=ends)
    tables = (*ends, replace(events_table(told), folded=True))
    return Section(key, heading, lead, (life_figure(told, key),), tables)


def world_words(told: Life, place: int) -> str:
    """What one world did to this person, as clauses; one sentence's worth, nothing where nothing is counted."""
    end, found = told.ends[place], []
    for column, words in TOLD.items():
        value = end.get(column)
        if not isinstance(value, int | float) or not value > 0:
            continue
        number = round(value)
        time = count_of(number, told.step)
        found.append(
            say(worded(words, "adults", told.step), time=time, times=count_of(number, "time"), n=plain(float(value)))
        )
    corrected = end.get("corrected_everywhere_month")
    if isinstance(corrected, str) and corrected != "-":
        found.append(say("cleared from every list and copy in {when}", when=corrected))
    return in_row(found) if found else say("nothing of what is counted here happens")
