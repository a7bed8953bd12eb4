"""What happens to people, all mechanisms of it together: the same bits however the loops are run."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED, LOW, RECORDS, lived
from toy_worlds import Friends, Lived, assert_same

from counterscore.engine.run import Given
from counterscore.mechanisms import (
    appeal_queue,
    copies,
    hearing,
    human_review,
    inspection,
    piercing,
    publicity,
    redress,
    repair,
    reporting,
    retention,
    scrutiny,
    watchlist,
)

MODULES = (
    inspection, scrutiny, reporting, retention, watchlist, piercing, publicity, copies, human_review, hearing, redress,
    appeal_queue, repair,
)  # fmt: skip
ALL = (RECORDS, LOW, *LISTED, *(module.MECHANISM for module in MODULES))
PEOPLE = 300
RULE: dict[str, Any] = {
    "watchlist.item": np.array([0, 1, 2, -1]), "watchlist.item_count": 3, "watchlist.needed": 2,
    "watchlist.window_months": 2.5, "watchlist.pooled": 1, "watchlist.stay_months": 2.0, "inspection.among": 0,
    "inspection.rate": 0.25, "inspection.low_ratio": 4.0, "inspection.high_ratio": 0.5,
    "inspection.supervised": 9.0, "inspection.supervised_ratio": 2.0,
    "scrutiny.detection_exponent": 0.37, "scrutiny.high_ratio": 0.5, "reporting.detection_p": np.full(4, 0.4),
    "reporting.detection_ratio": np.ones(3), "reporting.minimised": 0, "reporting.necessary": np.ones(4),
    "piercing.lists": -1, "piercing.to_officers_p": 0.6, "piercing.to_firms_p": 0.4,
    "publicity.black_lists": 511 + (511 << 18),
    "publicity.name_listed": 1.0, "publicity.name_low": 1.0, "publicity.name_ranked": 0.0,
    "publicity.stay_months": 2.0, "copies.coverage_p": 0.6, "copies.consent_p": 0.5,
    "copies.through_friends_p": 0.05, "copies.lag_months": 2.5, "copies.retention_months": 4.0,
    "copies.withdraw_rate": 0.1, "copies.deletion_reaches_p": 0.5, "redress.notice_p": 0.9,
    "redress.discover_at_refusal": 0.0, "hearing.hearing_p": 0.2, "redress.objects_p": np.full(5, 0.8),
    "redress.legal_share": 0.5, "redress.legal_months": 1.0, "redress.late_median_months": 4.0,
    "redress.late_sigma": 0.5, "redress.success_p": 0.7, "human_review.catch_p": 0.1, "redress.appeal_p": 0.8,
    "redress.appeal_success_p": 0.9, "redress.appeal_months": 2.0, "redress.suspends": 1.0,
    "appeal_queue.capacity": 0.05, "repair.act_after_months": np.full(4, 2.0),
    "repair.list_after_months": np.full(6, 2.0), "repair.apply_p": 0.3,
    "repair.act_repairable": np.array([1, 0, 1, 1]), "repair.list_repairable": np.array([1, 0, 1, 1, 0, 0]),
    "retention.lifetime_months": np.array([0.0, 6.0, 3.0, 9.0]),
}  # fmt: skip
FREE = RULE | {"hearing.hearing_p": 0.0, "appeal_queue.capacity": 0.0, "scrutiny.detection_exponent": 0.0}


def together(**options: Any) -> Lived:
    """Everybody acts often, half on somebody else's page; one in ten is a firm; two arms."""
    given = [
        Given("records", m, {"person": p, "act": (p + m) % 4, "cause": p % 3 == 0, "subject": (p + m % 2) % PEOPLE})
        for p in range(PEOPLE)
        for m in range(7)
        if (p * 7 + m * 3) % 5 < 3
    ]
    given += [
        Given("listings", p % 5, {"person": p, "act": -1, "list": (0, 1, 3, 4)[p % 4], "term_months": 4 * (p % 2)})
        for p in range(0, PEOPLE, 3)
    ]
    firm = np.arange(PEOPLE) % 10 == 0
    ring = Friends(np.arange(PEOPLE + 1), np.roll(np.arange(PEOPLE), 1).astype(np.int32))
    columns = {"firm": firm, "adult": ~firm, "sex": np.arange(PEOPLE) % 7 == 0, "abilities": 1}
    arms = {"rule": RULE, "free": FREE}
    return lived(ALL, arms, people=PEOPLE, months=10, given=given, columns=columns, tied=ring, **options)


def test_interpreted_is_compiled_and_threads_change_nothing() -> None:
    """Rules as plain Python, as machine code, and with two threads: every column and row bit for bit.

    Something happens in every mechanism, or the law would be empty.
    """
    compiled = together()
    for name in (
        *("flags", "inspections", "pierced_months", "named_months", "residual_months", "copied_without_consent"),
        *("repairs", "appeals", "appeals_pending", "corrections"),
    ):
        assert compiled.columns[name][0].sum() > 0, name
    assert 9 in compiled.rows("records", 0)["end_reason"]
    assert_same(compiled, together(interpreted=True))
    assert_same(compiled, together(threads=2))
