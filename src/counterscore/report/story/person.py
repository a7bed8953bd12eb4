"""Who a synthetic person or firm is, and where a life stands when the run ends, in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...audit.frame import GROUPINGS
from ...core.outcome import Outcome
from ..codebook import name
from ..language import say
from .states import rows_of

SEX = {0: "woman", 1: "man"}
CHILD = {0: "girl", 1: "boy"}
SECTORS = ("", "farming, fishing or forestry", "industry or building", "services")
# columns told at the end; those of ALWAYS also when they are zero in every arm
ALWAYS = ("months_listed", "wrongly_listed_months")
# months of whoever was ever wrongly listed, refused or made poorer by an error
DATED = ("first_wrong_month", "first_wrong_refusal_month", "first_wrong_loss_month", "corrected_everywhere_month")
COUNTED = (
    "points", "score", "low_band_months", "income_lost_yuan", "money_lost_yuan", "owed_yuan", "grown_yuan",
    "trapped_months", "hours_lost", "laid_off", "joint_loans_refused", "school_denied", "slack_months", "flags",
    "pierced_months", "tainted_months", "ranked_low_months",
    "named_months", "inspections", "favours", "repairs", "appeals", "credits_earned", "redeemed", "proofs_refused",
    "seen", "copied_without_consent", "residual_months", "stale_months", "residual_copies",
    "bad_acts", "acts_hidden", "avoided_months", "lawful_given_up",
    "silent_tie_months", "points_bought", "left_months", "records_missed",
)  # fmt: skip


def about_of(outcome: Outcome, people: Mapping[str, np.ndarray]) -> tuple[str, ...]:
    """Who the synthetic person is, in words; a firm has a size, and neither sex nor age."""
    if not len(people.get("person", ())):
        return ()
    if "firm" in people and people["firm"][0]:
        return tuple(word for word in _firm(people) if word)
    adult = bool(people["adult"][0]) if "adult" in people else True
    words: list[str] = []
    if "sex" in people:
        words.append(say((SEX if adult else CHILD).get(int(people["sex"][0]), "")))
    if "age_years" in people:
        words.append(say("{n} years", n=int(people["age_years"][0])))
    if "residence" in people:
        words.append(name(outcome, "residence", int(people["residence"][0])))
    if "education" in people:
        words.append(say("education: {level}", level=name(outcome, "education", int(people["education"][0]))))
    if "income_quintile" in people:
        words.append(say("income fifth {n} of 5", n=int(people["income_quintile"][0]) + 1))
    if "officer" in people and people["officer"][0]:
        words.append(say("answers for a firm"))
    return tuple(word for word in words if word)


def _firm(people: Mapping[str, np.ndarray]) -> tuple[str, ...]:
    """A firm by its size and, where the run kept it, its sector."""
    sizes = ("", *GROUPINGS["firm_size"][1])
    size = int(people["firm_size"][0]) if "firm_size" in people else 0
    sector = int(people["industry"][0]) if "industry" in people else 0
    kind = say("{size} firm", size=say(sizes[size])) if 0 < size < len(sizes) else say("firm")
    return kind, say(SECTORS[sector]) if 0 < sector < len(SECTORS) else ""


def end_of(outcome: Outcome, people: Mapping[str, np.ndarray], arm: int) -> Mapping[str, float | str]:
    """Where the life stands in one arm when the run ends; what is zero in every arm is told of few things only."""
    rows = rows_of(people, arm)
    if not rows:
        return {}
    row = rows[0]
    out: dict[str, float | str] = {column: row[column] for column in ALWAYS if column in row}
    bands = outcome.codebook.get("bands") or ()
    if "band" in row and (people["band"] < len(bands)).any():
        out["band"] = name(outcome, "bands", int(row["band"]))
    refused = [int(value) for key, value in row.items() if key.startswith("refused_")]
    if refused:
        out["refusals"] = sum(refused)
    if any((people[column] != -1).any() for column in DATED if column in people):
        known = {column: int(row[column]) for column in DATED if column in row}
        when = "week {when}" if outcome.step == "week" else "month {when}"
        out |= {column: "-" if month == -1 else say(when, when=month) for column, month in known.items()}
    return out | {column: row[column] for column in COUNTED if column in people and people[column].any()}
