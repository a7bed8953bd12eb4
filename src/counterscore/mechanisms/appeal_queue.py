"""Appeals that wait for their turn: a body can decide only so many, and those who come later wait longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..core.declare import Column, Field, Mechanism, Observe, Param, Rule, rule

PENDING, ALONE = 3, 32
LONGEST = 1200


def postponed(decision_month: int, filed_month: int, month: int, appealed: int, appeal_wait_months: float) -> int:
    """Month of the decision of an appeal filed now: its own time, once it is its turn."""
    if appealed == 0 or filed_month != month:
        return decision_month
    return min(decision_month + int(appeal_wait_months + 0.5), month + LONGEST)


def filed(appealed: int, filed_month: int, month: int) -> int:
    """Counts appeals filed this month."""
    return 1 if appealed != 0 and filed_month == month else 0


def entry_filed(appealed: int, filed_month: int, month: int, course: int, lapse_month: int) -> int:
    """The same for entries; an entry that is contested together with its record is one appeal."""
    alone = course & ALONE != 0 or 0 <= lapse_month <= month
    return 1 if alone and appealed != 0 and filed_month == month else 0


def pending(outcome: int, appealed: int, queued: int, born: int, month: int) -> int:
    """Change in the appeals that are not decided yet; a row that is new has not been counted."""
    counted = queued if born < month else 0
    return (1 if outcome == PENDING and appealed != 0 else 0) - counted


def entry_pending(
    outcome: int, appealed: int, queued: int, born: int, month: int, course: int, lapse_month: int
) -> int:
    """The same for entries; once the record has ended by itself, the appeal is about the entry alone."""
    alone = course & ALONE != 0 or 0 <= lapse_month <= month
    counted = queued if born < month else 0
    return (1 if alone and outcome == PENDING and appealed != 0 else 0) - counted


def queued(outcome: int, appealed: int) -> int:
    """Remembers whether an appeal is pending."""
    return 1 if outcome == PENDING and appealed != 0 else 0


def entry_queued(outcome: int, appealed: int, month: int, course: int, lapse_month: int) -> int:
    """The same for entries."""
    alone = course & ALONE != 0 or 0 <= lapse_month <= month
    return 1 if alone and outcome == PENDING and appealed != 0 else 0


@rule(phase="expiry", where="appeals_new", writes="appeals")
def appeals(appeals: int, appeals_new: int) -> int:
    """Appeals filed so far."""
    return appeals + appeals_new


@rule(phase="expiry", writes="appeal_wait_months", form="array")
def appeal_wait(
    appeal_wait_months: np.ndarray, appeals_new: np.ndarray, firm: np.ndarray, capacity: np.ndarray
) -> np.ndarray:
    """How long an appeal filed next month waits for its turn: the work that is left, in months of the body's work.

    Shapes: wait and new appeals (A, P), capacity (A, 1) in appeals per person; the same for everybody in an arm.
    """
    places = capacity * np.count_nonzero(firm == 0)
    arrived = appeals_new.sum(axis=1, dtype=np.int64)[:, None]
    left = appeal_wait_months[:, :1] + arrived / np.where(places > 0.0, places, 1.0) - 1.0
    found: np.ndarray = np.where(places > 0.0, np.maximum(0.0, left), 0.0)
    return np.broadcast_to(found, appeal_wait_months.shape)


@rule(phase="expiry", where="appeals_new", writes="appeals_new")
def settled() -> int:
    """The new appeals have been counted."""
    return 0


def _on(table: str, function: Callable[..., Any], **output: str) -> Rule:
    return rule(phase="redress", over=f"rows:{table}", **output)(function)


RECORDS = (
    _on("records", postponed, writes="decision_month"),
    _on("records", filed, adds="appeals_new"),
    _on("records", pending, adds="appeals_pending"),
    _on("records", queued, writes="queued"),
)
LISTINGS = (
    _on("listings", postponed, writes="decision_month"),
    _on("listings", entry_filed, adds="appeals_new"),
    _on("listings", entry_pending, adds="appeals_pending"),
    _on("listings", entry_queued, writes="queued"),
)
MECHANISM = Mechanism(
    name="appeal_queue",
    doc="Lets appeals wait for their turn, first come first served: the wait grows when more come than the body can "
    "decide, and shrinks when fewer do. What the body can decide is given as such or by its staff.",
    source="per regime",
    limits="All appeals of a month wait equally long. An appeal that is dropped because the record has ended has used "
    "its place. One body for everybody.",
    part="regime",
    sections=("appeal_queue", "redress"),
    optional_tables=("records", "listings"),
    rules=(*RECORDS, *LISTINGS, appeals, appeal_wait, settled),
    columns=(
        Column("appeals_new", "u1", "count", "appeals filed this month"),
        Column("appeals", "i2", "count", "appeals filed so far", keep=True),
        Column("appeals_pending", "i2", "count", "appeals not decided yet", keep=True),
        Column("appeal_wait_months", "f8", "months", "how long a new appeal waits for its turn"),
    ),
    fields=(
        Field("records", "queued", "u1", "1 while an appeal is pending", internal=True),
        Field("listings", "queued", "u1", "1 while an appeal is pending", internal=True),
    ),
    params=(
        Param("capacity", "per step", "appeals the body can decide, per person; 0 = no queue", default=0.0, off=0.0,
              source="no queue unless the regime has one", low=0.0, high=1.0),
    ),
    observes=(Observe("appeals", "appeals", flow=True), Observe("appeals_pending", "appeals_pending")),
)  # fmt: skip
