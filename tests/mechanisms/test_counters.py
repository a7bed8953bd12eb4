"""Counters count: one for each month, event or person, exactly, and marks say yes or no."""

from __future__ import annotations

from typing import Any

import pytest

from counterscore.mechanisms import (
    agency_copies,
    appeal_queue,
    association,
    avoidance,
    gaming,
    interest,
    ledger,
    proof_errors,
    ranking_use,
    watchlist,
)
from counterscore.worlds.mechanisms import shipped

RULES = [(m.name, r) for m in shipped() for r in m.rules]
OWN = [(f"{m}.{r.name}", r) for m, r in RULES if r.arguments == (r.writes,) and str(r.writes).endswith("_months")]
BARE = [(f"{m}.{r.name}", r) for m, r in RULES if not r.arguments]
# what has been looked at is reset, what is left behind is nothing, everything else is one event or a yes
RESET = ("told", "settled", "unknown", "stream_ratio")


@pytest.mark.parametrize(("name", "rule"), OWN, ids=[name for name, _ in OWN])
def test_a_month_is_one_month(name: str, rule: Any) -> None:
    """A count of months that depends on nothing but itself grows by one."""
    assert [rule(months) for months in (0, 1, 41)] == [1, 2, 42]


@pytest.mark.parametrize(("name", "rule"), BARE, ids=[name for name, _ in BARE])
def test_an_event_is_one_event(name: str, rule: Any) -> None:
    """A rule without inputs counts one, marks with one, or resets to nothing."""
    assert rule() == (0 if rule.name in RESET else 1)


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        (watchlist.flags, (3, 0), (3, 1)),
        (agency_copies.stale_months, (3, 1), (3, 0)),
        (agency_copies.stale_months, (3, 2), (3, -1)),
        (avoidance.avoided_months, (3, 1), (3, 0)),
        (avoidance.avoided_months, (3, 64), (3, 0)),
        (ranking_use.low_beside_months, (3, 1), (3, 0)),
        (ranking_use.low_device_months, (3, 1), (3, 0)),
    ],
)
def test_a_month_counts_if_it_was_one(rule: Any, yes: tuple[int, int], no: tuple[int, int]) -> None:
    """A month in which it held counts one, however much of it there was, and any other none."""
    assert rule(*yes) == 4 and rule(*no) == 3


@pytest.mark.parametrize(
    "rule",
    [proof_errors.proofs_refused, proof_errors.proofs_cheated, appeal_queue.appeals, ledger.redeemed],
    ids=lambda r: r.name,
)
def test_what_is_new_is_added(rule: Any) -> None:
    """So far and new are a sum, nothing new changes nothing."""
    assert rule(3, 0) == 3 and rule(0, 2) == 2 and rule(3, 2) == 5


@pytest.mark.parametrize(
    ("rule", "yes", "no"),
    [
        (interest.in_debt, (0, 0.01), (0, 0.0)),
        (interest.in_debt, (1, 0.0), (0, 0.0)),
        (interest.still_in_debt, (0.01,), (0.0,)),
        (gaming.ever_gamed, (0, 0.5), (0, 0.0)),
        (gaming.ever_gamed, (1, 0.0), (0, 0.0)),
        (association.tainting, (1, 0, 0.0), (0, 1, 0.0)),
        (association.tainting, (0, 1, 1.0), (0, 0, 1.0)),
    ],
)
def test_a_mark_is_set_by_any_of_its_reasons(rule: Any, yes: tuple[Any, ...], no: tuple[Any, ...]) -> None:
    """1 with a reason, 0 without."""
    assert rule(*yes) == 1 and rule(*no) == 0
