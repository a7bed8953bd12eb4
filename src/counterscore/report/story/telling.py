"""Finds the synthetic person whose arms differ most tellingly, so that a reader meets a life before a rate."""

from __future__ import annotations

import numpy as np

from ...audit.subjects import subject_column
from ...core.outcome import Outcome


def shown_arms(outcome: Outcome) -> tuple[str, str]:
    """The arm whose people are shown and the one it is compared with: "as written" against "perfect records".

    Where a run has other arms, the last one is shown and the one before it compared with.
    """
    arms = outcome.arms
    shown = "as written" if "as written" in arms else arms[-1]
    others = [arm for arm in arms if arm != shown] or [shown]
    return shown, "perfect records" if "perfect records" in others else others[-1]


OTHER_COLUMNS = (
    "flags", "pierced_months", "tainted_months", "ranked_low_months",
    "residual_months", "proofs_refused", "named_months",
    "inspections", "favours", "copied_without_consent",
)  # fmt: skip


def telling_person(outcome: Outcome) -> int:
    """The number of the person, or firm in a regime of firms, whose arms differ most tellingly; 0 where none differ.

    Wrongly listed with refusals first, then wrongly listed, then refused more often, listed longer, in a low band
    longer, and another score; then what else was counted; among equals the lowest number. Only subjects of the regime
    are chosen while any of them differs. Where nobody differs from perfect records, the world without a regime is
    compared with.
    """
    shown, reference = shown_arms(outcome)
    found = most_apart(outcome, shown, reference)
    if found is None and "none" in outcome.arms and "none" not in (shown, reference):
        found = most_apart(outcome, shown, "none")
    return 0 if found is None else found


def most_apart(outcome: Outcome, shown: str, reference: str) -> int | None:
    """The number that differs most tellingly between two arms; None where nobody does."""
    here, there = (outcome.table("people", arm=arm) for arm in (shown, reference))
    n = len(here["person"])

    def apart(column: str) -> np.ndarray:
        if column not in here:
            return np.zeros(n)
        return here[column].astype(np.float64) - there[column].astype(np.float64)

    refusals = np.zeros(n)
    for column in here:
        if column.startswith("refused_"):
            refusals += apart(column)
    wrong = here["wrongly_listed_months"].astype(np.float64) if "wrongly_listed_months" in here else np.zeros(n)
    subject = here.get(subject_column(outcome), np.ones(n)).astype(np.float64)
    differences = [
        refusals,
        apart("months_listed"),
        apart("low_band_months"),
        *(apart(column) for column in OTHER_COLUMNS),
        np.abs(apart("score")),
        np.abs(apart("points")),
    ]
    any_apart = np.logical_or.reduce([d != 0 for d in differences]) | (wrong > 0)
    keys = [
        any_apart & (subject > 0), any_apart, (wrong > 0) & (refusals > 0), wrong > 0, refusals,
        wrong, *differences[1:], -here["person"],
    ]  # fmt: skip
    if not any_apart.any():
        return None
    best = np.lexsort([key.astype(np.float64) for key in reversed(keys)])[-1]
    return int(here["person"][best])


def wronged_person(outcome: Outcome) -> int | None:
    """The wrongly listed person in the shown arm whose story has most links; None where nobody is wrongly listed.

    Links are a wrong entry of her own, a copy that is wrong, a refusal, money lost; then the months wrongly listed
    count, then who the regime is about, then the lowest number.
    """
    shown = shown_arms(outcome)[0]
    people = outcome.table("people", arm=shown)
    months = people.get("wrongly_listed_months", np.zeros(1, np.int16)).astype(np.int64)
    if not months.any():
        return None
    links = np.isin(people["person"], _wronged(outcome, shown)).astype(np.int64)
    for columns in (("refusals",), ("residual_copies",), ("money_lost_yuan", "income_lost_yuan")):
        links += np.logical_or.reduce([people[one] > 0 for one in columns if one in people] or [months < 0])
    subject = people[subject_column(outcome)] != 0 if subject_column(outcome) in people else months >= 0
    return int(people["person"][np.lexsort((people["person"], ~subject, -months, -links, months == 0))[0]])


def _wronged(outcome: Outcome, arm: str) -> np.ndarray:
    """People with an entry on a list, or a record that counts against them, that is another's doing or nobody's."""
    wrong, found = "subject >= 0 AND (subject <> person OR cause <> 0)", [np.zeros(0, np.int32)]
    known = outcome.columns("records") if "records" in outcome.tables else ()
    worth = " + ".join(name for name in ("points", "dimension_worth") if name in known)
    for table, test in (("listings", wrong), ("records", f"{wrong} AND {worth} < 0")):
        if table in outcome.tables and (table == "listings" or worth):
            found.append(outcome.table(table, test, columns=["subject"], arm=arm)["subject"])
    return np.concatenate(found)
