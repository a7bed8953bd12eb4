"""Finds the synthetic person whose arms differ most tellingly, so that a reader meets a life before a rate."""

from __future__ import annotations

import numpy as np

from ...core.outcome import Outcome


def shown_arms(outcome: Outcome) -> tuple[str, str]:
    """The arm whose people are shown and the one it is compared with: "as written" against "perfect records".

    Where a run has other arms, the last one is shown and the one before it compared with.
    """
    arms = outcome.arms
    shown = "as written" if "as written" in arms else arms[-1]
    others = [arm for arm in arms if arm != shown] or [shown]
    return shown, "perfect records" if "perfect records" in others else others[-1]


def telling_person(outcome: Outcome) -> int:
    """The number of the person whose arms differ most tellingly; 0 where no arm differs for anybody.

    Wrongly listed with refusals first, then wrongly listed, then refused more often, listed longer, in a low band
    longer, and another score; among equals the lowest number. Only adults are chosen while any adult differs.
    """
    shown, reference = shown_arms(outcome)
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
    adult = here.get("adult", np.ones(n)).astype(np.float64)
    differences = [
        refusals,
        apart("months_listed"),
        apart("low_band_months"),
        np.abs(apart("score")),
        np.abs(apart("points")),
    ]
    any_apart = np.logical_or.reduce([d != 0 for d in differences]) | (wrong > 0)
    keys = [
        any_apart & (adult > 0), any_apart, (wrong > 0) & (refusals > 0), wrong > 0, refusals,
        wrong, *differences[1:], -here["person"],
    ]  # fmt: skip
    if not any_apart.any():
        return 0
    best = np.lexsort([key.astype(np.float64) for key in reversed(keys)])[-1]
    return int(here["person"][best])
