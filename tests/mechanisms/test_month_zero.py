"""Month 0 is a month and -1 is never: what happened in the very first month has happened, in every rule that asks."""

from __future__ import annotations

from typing import Any

import pytest

from counterscore.mechanisms import (
    agency_copies,
    appeal_queue,
    avoidance,
    consequence,
    deterrence,
    entries,
    listing,
    publicity,
    redress,
    repair,
    retention,
    score_list,
    standing,
    watchlist,
    wrong_person,
)

NO_EXIT = (0.0, 0.0, 0.0, 0.0, 0.0, 0.5)
CASES: list[tuple[Any, tuple[Any, ...], Any, tuple[Any, ...], Any]] = [
    # rule, inputs with month 0, what follows, the same inputs with never, what follows
    (deterrence.act_ratio, (0, 0, 0.0, 0.4), 0.6, (0, -1, 0.0, 0.4), 1.0),
    (avoidance.avoids, (0, 0.5, 0.4), 1, (-1, 0.5, 0.4), 0),
    (standing.first_listed, (0, 5), 0, (-1, 5), 5),
    (entries.end_month, (0, 1, 5), 0, (-1, 1, 5), 5),
    (entries.end_month, (-1, 1, 0), 0, (-1, 0, 0), -1),
    (retention.end_month, (0, 7, 5), 0, (-1, 7, 5), 5),
    (retention.end_reason, (0, 0, 0), 7, (0, -1, 0), 0),
    (repair.end_reason, (0, 0, 0), 8, (0, -1, 0), 0),
    (score_list.unlisted, (-1, 0, 0, 3), 3, (-1, 0, -1, 3), -1),
    (score_list.spell, (0, 1, 3), 0, (-1, 1, 3), 3),
    (publicity.named, (0, 2, 2.0), 1, (-1, 1, 2.0), 0),
    (redress.aware_month, (0, 3, 3, redress.TOLD, -1, 0.0), 0, (-1, 3, 3, redress.TOLD, -1, 0.0), 3),
    (redress.filed_month, (0, 3, 3, 0, redress.OBJECTS), 0, (-1, 3, 3, 0, redress.OBJECTS), 3),
    (redress.entry_corrections, (1, 3, 3, 0, 0), 1, (1, 3, 3, 0, -1), 0),
    (listing.spared_month, (0, 0, 0, 1, 0, 0, 5, *NO_EXIT), 0, (-1, 0, 0, 1, 0, 0, 5, *NO_EXIT), -1),
    (listing.trapped, (0, 0, 0, 0, 5), 1, (-1, 0, 0, 0, 5), 0),
    (agency_copies.sent_month, (3, 0, 1, 2, 5), 5, (3, -1, 1, 2, 5), 3),
    (agency_copies.sent_month, (0, -1, 1, -1, 5), 0, (-1, -1, 1, -1, 5), 5),
    (agency_copies.gone_month, (0, 0, 0, 5), 0, (-1, 0, 0, 5), 5),
    (agency_copies.gone_month, (-1, 0, 0, 5), 5, (-1, -1, 0, 5), -1),
    (agency_copies.stale_copies, (3, 3, 0, 1), 0, (3, 3, -1, 1), 0),
    (agency_copies.stale_copies, (3, 3, 0, 0), 2, (3, 3, -1, 0), 0),
    (consequence.first_lost, (0, 5.0, 3), 0, (-1, 5.0, 3), 3),
    (appeal_queue.entry_filed, (1, 3, 3, 0, 0), 1, (1, 3, 3, 0, -1), 0),
    (appeal_queue.entry_pending, (3, 1, 0, 1, 3, 0, 0), 1, (3, 1, 0, 1, 3, 0, -1), 0),
    (appeal_queue.entry_queued, (3, 1, 3, 0, 0), 1, (3, 1, 3, 0, -1), 0),
    (watchlist.first_flag, (0, 3), 0, (-1, 3), 3),
    (wrong_person.first_wrong_month, (0, 3), 0, (-1, 3), 3),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "zero", "then", "never", "else_"), CASES, ids=lambda x: getattr(x, "name", None))
def test_month_zero_has_happened(
    rule: Any, zero: tuple[Any, ...], then: float, never: tuple[Any, ...], else_: float
) -> None:
    """A rule that asks whether something has happened says yes for month 0 and no for -1."""
    assert rule(*zero) == pytest.approx(then)
    assert rule(*never) == pytest.approx(else_)
