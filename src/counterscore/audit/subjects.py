"""Whom a regime is about: adults, or firms; every rate of a run counts one of them, and its words say which."""

from __future__ import annotations

import re

from ..core.outcome import Outcome

COLUMNS = {"adults": "adult", "firms": "firm"}
_STEPS = re.compile(r"(?<!{)\b([Ss])teps\b(?: of the run \(months or weeks\))?")
_MONTHS = re.compile(r"(?<!{)\b([Mm])onth(s?)\b")
_WORDS = re.compile(r"(?<!{)\b(an adult|adults?|Adults|people|People|person(?=-))\b")


def subjects_of(outcome: Outcome) -> str:
    """The subjects of the run's regime: "adults" or "firms"."""
    named = str(outcome.study.get("subjects", "adults"))
    return named if named in COLUMNS else "adults"


def subject_column(outcome: Outcome) -> str:
    """The people column that is not zero for subjects."""
    return COLUMNS[subjects_of(outcome)]


def worded(text: str, subjects: str, step: str = "month") -> str:
    """A sentence about adults and months as one about the subjects and steps of this run."""
    text = _STEPS.sub(lambda found: ("M" if found[1] == "S" else "m") + "onths", text)
    if step != "month":
        text = _MONTHS.sub(lambda found: (step.capitalize() if found[1] == "M" else step) + found[2], text)
    if subjects == "adults":
        return text
    one = COLUMNS[subjects]
    words = {"an adult": f"a {one}", "adult": one, "person": one} | dict.fromkeys(
        ("People", "Adults"), subjects.capitalize()
    )
    return _WORDS.sub(lambda found: words.get(found[0], subjects), text)
