"""What a check applies to and how far it leans: firms, private schemes, dates, weak sources, open questions."""

from __future__ import annotations

from typing import Any

import pytest
from verbs import say

from counterscore.legal import audit_regime


def state(regime: str, element: str) -> Any:
    """The finding of one element."""
    return {e.id: e for c in audit_regime(regime).checks for e in c.elements}[element]


@pytest.mark.parametrize("name", ["random-inspection", "public-credit-appraisal"])
def test_laws_about_people_mark_nothing_where_firms_alone_are_judged(name: str) -> None:
    """Data protection and private life do not apply to firms; the elements of Art. 5(1)(c) cannot come together."""
    found = audit_regime(name)
    for check in ("gdpr", "gdpr-22", "echr-8", "syri", "cn-pipl"):
        assert found.check(check).applies == "absent"
        assert found.check(check).applies_grounds
    social = found.check("eu-ai-act-5c")
    assert (found.vector("eu-ai-act-5c")["AIA-5c-2"], social.together) == ("absent", "absent")
    assert not any(element.indicator for element in social.elements)


@pytest.mark.parametrize("name", ["tax-grades", "abnormal-operations"])
def test_people_who_answer_for_their_firm_leave_it_open(name: str) -> None:
    """Where a list of firms reaches the people behind them, it stays open whether people are judged."""
    found = audit_regime(name)
    assert found.vector("eu-ai-act-5c")["AIA-5c-2"] == "undetermined"
    gdpr = found.check("gdpr")
    assert (gdpr.applies, gdpr.applies_missing) == ("undetermined", ("natural_persons",))
    assert "by_piercing" in gdpr.applies_grounds[0].path
    assert not any(element.indicator for element in gdpr.elements)


def test_laws_for_authorities_do_not_apply_to_a_private_scheme() -> None:
    """A score that a firm runs is held against no rule that binds authorities alone."""
    found = audit_regime("sesame-2015")
    absent = {check.id for check in found.checks if check.applies == "absent"}
    assert absent == {"cn-49", "cn-repair", "cn-defaulters", "echr-8", "syri", "bridges", "eu-charter"}


def test_a_cut_for_one_act_settles_no_proportion() -> None:
    """That one act leads to the bottom is seen; whether it is that grave is not, and nothing is marked for it."""
    for element in ("AIA-5c-6ii", "CFR-49", "DP-08"):
        found = state("tax-grades", element)
        assert (found.state, found.indicator) == ("undetermined", False)


def test_what_is_said_of_all_needs_a_source_for_all() -> None:
    """One sourced term beside assumed ones does not show that every entry ends; one sourced door is not several."""
    assert state("tax-grades", "CFR-50").state == "undetermined"
    for regime in ("rongcheng", "sesame-2015", "joint-punishment"):
        found = state(regime, "DP-09")
        assert found.state != "present"
        if found.state == "undetermined":
            assert {ground.grade for ground in found.grounds} <= {"assumption"}


def test_good_deeds_close_no_door() -> None:
    """An act that only adds points is no way to a closed door."""
    grounds = [ground.says for ground in state("rongcheng", "AIA-5c-6i").grounds]
    assert any("traffic" in says for says in grounds)
    assert not any("honour" in says or "volunteering" in says for says in grounds)


def test_weak_sources_are_marked() -> None:
    """A place with an unverified source says so, and so does one that we only assumed."""
    assert "[ACC2" in say("audit", "dangan", "--full").out
    assert "(unverified)" in say("audit", "dangan").out
    assert "redress.suspends: no (assumed)" in say("audit", "rongcheng", "--full").out


def test_a_month_that_nobody_knows_yet_says_so() -> None:
    """A date after the laws were checked is answered with the month up to which they are known."""
    for date, warned in (("2031-01", True), ("2025-02", False)):
        said = " ".join(say("audit", "rongcheng", "--date", date, "--law", "gdpr").out.split())
        assert ("as known in 2026-11" in said) is warned


def test_the_repair_rules_hold_from_april_2026() -> None:
    """Order 36 marks nothing before April 2026."""
    for date, in_force in (("2026-03", False), ("2026-04", True)):
        check = audit_regime("joint-punishment", ["china"], date).check("cn-repair")
        assert check.in_force is in_force
        assert any(element.indicator for element in check.elements) is in_force
