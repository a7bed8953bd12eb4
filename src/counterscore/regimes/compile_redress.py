"""The tables of redress: who looks at files, how many appeals a body decides, what can be repaired, what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterscore.core.documents import Dated
from counterscore.core.transforms import exp
from counterscore.regimes.schema import RegimeSpec
from counterscore.regimes.sections import Measure
from counterscore.regimes.units import COURT_LISTS

Table = float | NDArray[Any]
Read = Callable[[Dated | None], float]
STAFF_PER = 10_000.0


def redress(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return what the section on redress says in other words; names before the dot say which mechanisms it needs."""
    found: dict[str, Table] = {}
    if spec.repair is not None:
        found |= _repair(spec, read)
    section = spec.redress
    if section is None:
        return found
    found["human_review.on"] = 1.0
    if section.hearing_p is not None:
        found["hearing.on"] = 1.0
    if section.review_staff is not None:
        found["review_staff.on"] = 1.0
    if section.appeal_capacity is not None or section.appeal_staff is not None:
        decided = read(section.appeal_staff) / STAFF_PER * read(section.appeal_decisions)
        found["appeal_queue.capacity"] = read(section.appeal_capacity) + decided
    return found


def _repair(spec: RegimeSpec, read: Read) -> dict[str, Table]:
    """Return per act (K,) and per list (L,) whether its records or entries can be repaired, and after what time.

    Bad acts where records count, and black lists: nobody asks to lose a good record, or knows of a hidden file.
    """
    assert spec.repair is not None
    usual, counts = read(spec.repair.after), spec.scoring is not None

    def after(own: Dated | None) -> float:
        return usual if own is None else read(own)

    return {
        "repair.act_repairable": np.array([counts and spec.catalogue[u.use].sign < 0 for u in spec.acts], np.int64),
        "repair.list_repairable": np.array([1, 0, 1, *(entry.form == "black" for entry in spec.lists)], np.int64),
        "repair.act_after": np.array([after(u.repair_after) for u in spec.acts], np.float64),
        "repair.list_after": np.array([*[usual] * len(COURT_LISTS), *(after(e.repair_after) for e in spec.lists)]),
    }


def permitted_p(row: Measure, read: Read) -> float:
    """Return the share of attempts that are permitted: necessary, applied for in time, and granted.

    A necessary journey is known before for an exponential time of mean `known_ahead`; it is permitted in time when it
    is known for longer than the decision takes. Without `necessary_p` the share is `permission_p` itself.
    """
    if row.necessary_p is None:
        return read(row.permission_p)
    ahead, lag = read(row.known_ahead), read(row.grant_lag)
    in_time = 1.0 if lag <= 0.0 else exp(-lag / ahead)
    return read(row.necessary_p) * read(row.grant_p) * in_time
