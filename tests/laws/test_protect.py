"""Safeguards under a budget: harm alone decides, and no set that is found is worse than none."""

from __future__ import annotations

import math

import pytest

from counterscore.core.errors import SpecError
from counterscore.worlds import protect as room
from counterscore.worlds.harms import HARMS
from counterscore.worlds.protect import Budget, price_of, protect
from counterscore.worlds.study import Study

STUDY = Study("judgment-defaulters", people=4096, months=24, seed=2)
FEW = ("notice", "sector-firewall", "expiry", "necessary-travel")


def test_the_search_finds_what_every_set_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Step by step or all sets lived: the same least harm, never more than without any safeguard."""
    whole = protect(STUDY, "refusals", FEW)
    assert whole.exact and whole.best.total <= min(whole.as_written, whole.together.total)
    monkeypatch.setattr(room, "EXACT_SETS", 0)
    searched = protect(STUDY, "refusals", FEW)
    assert not searched.exact and searched.best.total == whole.best.total
    assert searched.alone == whole.alone


def test_a_budget_is_kept_and_a_larger_one_never_hurts() -> None:
    """What is bought costs no more than the budget; with more of it the harm does not grow."""
    totals = []
    for staff in (0.0, 0.3, math.inf):
        found = protect(STUDY, "refusals", FEW, Budget(staff=staff, delay=1.0))
        assert found.best.staff <= staff and found.best.delay <= 1.0
        totals.append(found.best.total)
    assert totals == sorted(totals, reverse=True)
    assert price_of(["notice", "sector-firewall"]) == (0.2, 1.0)


def test_only_harms_can_be_asked_about() -> None:
    """A search for more listings, obedience or revenue is not there to be asked for."""
    for wanted in ("listings", "fulfilments", "score", "records_held"):
        assert wanted not in HARMS
        with pytest.raises(SpecError, match="no harm"):
            protect(STUDY, wanted, FEW)


def test_a_safeguard_that_fits_nothing_is_an_error() -> None:
    """A safeguard named for a regime that it does not fit is refused, not left out in silence."""
    with pytest.raises(SpecError, match="changes nothing in regime"):
        protect(STUDY, "refusals", ("no-network-term",))


def test_without_a_harm_the_first_that_can_be_told_is_taken() -> None:
    """Too few people meet wrong refusals here, so refusals are judged; who is concerned is counted."""
    found = protect(STUDY, ids=("notice",))
    assert found.harm in ("refusals", "wrongly_listed_months", "months_listed")
    assert protect(STUDY, "wrong_refusals", ("notice",)).concerned < 20
