"""Rules tried by hand on a few numbers: what the documents say, one case at a time."""

from __future__ import annotations

import numpy as np
import pytest

from counterscore.mechanisms import (
    acts,
    consequence,
    courts,
    entries,
    linkage_error,
    listing,
    measures,
    redress,
    reporting,
    retention,
    scoring,
)

SECTORS = 5


def test_whoever_cannot_do_an_act_does_not() -> None:
    """Abilities are bits; sex, age 18-39 and proneness multiply the rate of those who can."""
    rates = {"rate_female": 0.01, "rate_male": 0.03, "young_ratio": 2.0, "prone": 1, "needs": 1, "listed_ratio": 1.5}
    assert acts.conduct(0b101, 1, 30, 1.0, 0, **rates) == 0.0
    assert acts.conduct(0b010, 0, 50, 1.0, 0, **rates) == pytest.approx(0.01)
    assert acts.conduct(0b010, 1, 39, 2.0, 0, **rates) == pytest.approx(0.03 * 2 * 2)
    assert acts.conduct(0b010, 1, 40, 2.0, 1, **rates) == pytest.approx(0.03 * 2 * 1.5)


def test_the_ceiling_holds_for_everybody() -> None:
    """No combination of sex, age, proneness and listing exceeds what the act's ceiling says."""
    one = {"rate_female": 0.01, "rate_male": 0.03, "young_ratio": 0.5, "prone": 1, "listed_ratio": 1.2}
    top = acts.ceiling(**{name: np.array([[value]]) for name, value in one.items()})[0, 0]
    found = [
        acts.conduct(1, sex, age, 4.0, listed, needs=0, **one)
        for sex in (0, 1)
        for age in (20, 60)
        for listed in (0, 1)
    ]
    assert max(found) == pytest.approx(top)


@pytest.mark.parametrize(("namesakes", "wrong"), [(0.0, 0.0), (1.0, 0.5), (9.0, 0.9), (213.0, 213 / 214)])
def test_a_name_alone_finds_one_of_its_bearers(namesakes: float, wrong: float) -> None:
    """A file without number lands on somebody else with probability n / (n + 1)."""
    assert linkage_error._wrong_p(namesakes, 40, 1.0, 0.0, 1.0, 1.5) == pytest.approx(wrong)
    assert linkage_error._wrong_p(namesakes, 60, 0.02, 1e-6, 2.0, 1.5) == pytest.approx(0.02 * 2 * 1.5 * wrong + 1e-6)


def test_cases_are_linked_when_enforcement_opens() -> None:
    """Before and after that stage the file stays on the page where it is."""
    person, lookalike = 5, 9
    numbers = (9.0, 40, 0.5, 0.0, 0.01, 1.0, 1.0)
    assert linkage_error.case_subject(7, person, 2, lookalike, *numbers, 0.5, 0.0) == 7
    assert linkage_error.case_subject(person, person, 3, lookalike, *numbers, 0.5, 0.44) == lookalike
    assert linkage_error.case_subject(person, person, 3, lookalike, *numbers, 0.5, 0.46) == person
    assert linkage_error.case_subject(person, person, 3, lookalike, *numbers, 0.005, 0.9) == -1


def test_the_ladder_of_a_case() -> None:
    """Default, suit, judgment, enforcement, unperformed; nobody obeys over a debt of somebody else."""
    p = {"suit_p": 0.5, "win_p": 0.9, "obey_p": 0.4, "perform_p": 0.3}
    u = {"u_suit": 0.45, "u_win": 0.5, "u_obey": 0.39, "u_perform": 0.31}
    assert courts.stage(0, 0, **p, **u) == 1
    assert courts.stage(1, 0, **p, **u) == 2
    assert courts.stage(2, 0, **p, **u) == 9
    assert courts.stage(2, 1, **p, **u) == 3
    assert courts.stage(3, 0, **p, **u) == 4
    assert courts.stage(0, 0, **p, **(u | {"u_suit": 0.5})) == 9


def test_the_wait_between_stages_has_its_mean() -> None:
    """One month and a geometric rest: mean 1 + (lag - 1) = lag, here by the quantiles of 20,000 even steps."""
    for lag in (1.0, 3.0, 6.0):
        waits = [courts.due(0, 10, lag, 1.0, 1.0, (k + 0.5) / 20_000) - 10 for k in range(20_000)]
        assert np.mean(waits) == pytest.approx(lag, rel=0.01)
        assert min(waits) == 1


@pytest.mark.parametrize(("ground", "old_rules", "new_rules"), [(0, 0, 0), (1, 0, 1), (2, 0, 1), (3, 1, 1)])
def test_grounds_of_2013_and_2017(ground: int, old_rules: int, new_rules: int) -> None:
    """2013: able to pay and a fault; 2017: one ground is enough."""
    assert listing.put_on_list(4, 5, ground, 1.0, 0.9, 0.5) == old_rules
    assert listing.put_on_list(4, 5, ground, 0.0, 0.9, 0.5) == new_rules
    assert listing.put_on_list(4, -1, ground, 0.0, 0.9, 0.5) == 0
    assert listing.put_on_list(4, 5, ground, 0.0, 0.5, 0.5) == 0


def test_terms_follow_the_ground() -> None:
    """A fault brings two years, three with an extension; able but refuses has no term; a general cap shortens both."""
    rules = {"term_months_fault": 24.0, "able_term_months": 0.0, "extension_p": 0.05, "extension_months": 24.0}
    assert listing.term_months(0, 0, 2, **rules, cap_months=0.0, u_extension=0.5) == 24
    assert listing.term_months(0, 0, 3, **rules, cap_months=0.0, u_extension=0.01) == 48
    assert listing.term_months(0, 0, 1, **rules, cap_months=0.0, u_extension=0.01) == 0
    assert listing.term_months(0, 0, 1, **rules, cap_months=24.0, u_extension=0.5) == 24
    assert listing.term_months(0, 0, 3, **rules, cap_months=24.0, u_extension=0.01) == 24


def test_reasons_to_leave_compete_for_one_draw() -> None:
    """Fulfilment first, then consent, then lack of assets (only for people found unable); the term ends all."""

    def leave(ground: int, u: float, month: int = 12, list_code: int = 0) -> int:
        return int(listing.end_reason(0, list_code, ground, 10, 24, month, 1.0, 0.1, 0.5, 0.05, 0.01, 0.2, u))

    assert [leave(1, u) for u in (0.09, 0.11, 0.16)] == [1, 3, 0]
    assert [leave(2, u) for u in (0.04, 0.06, 0.105, 0.13)] == [1, 3, 4, 0]
    assert leave(1, 0.01, month=34) == 0 and entries.term_over(0, 10, 24, 34) == 2
    assert entries.term_over(0, 10, 24, 33) == entries.term_over(0, 10, 0, 99) == 0
    assert [leave(3, u, list_code=1) for u in (0.19, 0.21)] == [1, 0]


def test_lost_income_slows_fulfilment() -> None:
    """The trap: with half of the income fulfilment is half as likely."""
    args = (0, 0, 1, 10, 0, 12)
    hazards = (0.1, 0.5, 0.0, 0.0, 0.0)
    assert listing.end_reason(*args, 1.0, *hazards, 0.06) == 1
    assert listing.end_reason(*args, 0.5, *hazards, 0.06) == 0
    assert consequence.income_factor(1, 0, 0, 1, 0, 0.3, 0.559) == pytest.approx(0.7)
    assert consequence.income_factor(0, 1, 0, 1, 0, 0.3, 0.559) == pytest.approx(0.7)
    assert consequence.income_factor(0, 0, 0, 1, 1, 0.3, 0.559) == pytest.approx(1 - 0.559)
    assert consequence.income_factor(1, 0, 0, 1, 0, 0.0, 0.559) == 1.0


def closed(**changes: float) -> int:
    """Sectors closed to somebody on the first list since month 10, seen in month 12."""
    person = {
        "on_list": 1, "held_by": 1, "limits": 0, "band": 99, "spell_month": 10, "unlisted_month": -1, "month": 12,
        "watched": 0, "ranked_low": 0, "pierced": 0, "firewall": 0.0,
    } | changes  # fmt: skip
    nothing = np.zeros(5)
    doors = {
        "by_limit": np.array([0.0, 0, 0, 1, 0]), "worst_bands": np.array([0.0, 0, 0, 0, 2]), "by_watch": nothing,
        "by_rank": nothing, "by_piercing": np.array([0.0, 0, 0, 1, 0]), "own": np.array([0, 1.0, 0, 0, 0]),
    }  # fmt: skip
    own = ("band", "limits", "watched", "ranked_low", "pierced", "firewall")
    opened = int(measures.doors(**{name: person[name] for name in own}, **doors))
    listed = ("on_list", "held_by", "spell_month", "unlisted_month", "month", "firewall")
    rules = {
        "closed_by": np.array([1, 1, 1, 512, 0]), "home": np.array([0, 1, 0, 512, 0]),
        "push_lag_months": np.array([0.0, 2, 3, 0, 0]), "revoke_lag_months": np.array([1.0, 0, 0, 0, 0]),
    }  # fmt: skip
    return int(measures.closed(opened, **{name: person[name] for name in listed}, **rules))


def test_doors_close_and_open_with_their_lags() -> None:
    """A sector closes after its push lag, stays closed for its revocation lag; limits and bands act at once."""
    assert closed() == 0b00011
    assert closed(month=13) == 0b00111
    assert closed(on_list=0, spell_month=-1, unlisted_month=12) == 0b00001
    assert closed(on_list=0, spell_month=-1, unlisted_month=11) == 0
    assert closed(on_list=0, spell_month=-1, limits=1) == closed(on_list=0, spell_month=-1, pierced=1) == 0b01000
    assert closed(on_list=0, spell_month=-1, band=1) == 0b10000
    assert closed(on_list=0, spell_month=-1, band=2) == 0
    assert closed(month=12, spell_month=12, unlisted_month=12) == 0b00001


def test_each_list_closes_its_own_sectors() -> None:
    """Entries on another list close other sectors; a firewall leaves only those that a list belongs to."""
    assert closed(held_by=2 << 9) == 0b01000
    assert closed(held_by=(2 << 9) + 3) == 0b01011
    assert closed(firewall=1.0) == 0b00010
    assert closed(held_by=512, firewall=1.0) == 0b01000
    assert closed(on_list=0, spell_month=-1, band=1, firewall=1.0) == 0


def test_only_the_barred_are_refused() -> None:
    """Attempts in an open sector are nobody's refusal, and permitted ones neither."""
    ratio, always, never = np.full(SECTORS, 12.0), np.ones(SECTORS), np.zeros(SECTORS)
    assert measures.refused_air(3, 0b10, 2.0, 12.0, ratio, always, 0.99) == 3
    assert measures.refused_air(3, 0b01, 2.0, 12.0, ratio, always, 0.0) == 3
    assert measures.refused_air(3, 0b01, 2.0, 12.0, ratio, always, 0.99) > 3
    assert measures.refused_air(3, 0b01, 2.0, 12.0, ratio, never, 0.99) == 3
    assert measures.refused_school(0, 0b10000, 0, ratio, always, 0.999) == 0


@pytest.mark.parametrize(
    ("score", "cuts", "band"), [(599, 0, 0), (600, 0, 1), (960, 0, 3), (1050, 0, 5), (1050, 1, 1), (599, 1, 0)]
)
def test_bands_of_rongcheng(score: float, cuts: int, band: int) -> None:
    """D below 600, C from 600, B 850, A 960, AA 1030, AAA 1050; a direct cut leaves nobody above C."""
    cutoffs = np.array([600.0, 850.0, 960.0, 1030.0, 1050.0])
    assert scoring.band(1, 0, 1, score, cuts, cutoffs, 1.0) == band
    outside = scoring.band(0, 0, 1, score, cuts, cutoffs, 1.0), scoring.band(1, 0, 0, score, cuts, cutoffs, 1.0)
    assert outside == (99, 99) and scoring.band(1, 2, 1, score, cuts, cutoffs, 1.0) == 99


def test_records_lapse_after_their_lifetime_or_the_cap() -> None:
    """The shorter of lifetime and general cap counts; 0 means none."""
    assert retention.lapse_month(10, 36.0, 0.0, 0.0, 0.0) == 46
    assert retention.lapse_month(10, 36.0, 24.0, 0.0, 0.0) == 34
    assert retention.lapse_month(10, 0.0, 24.0, 0.0, 0.0) == 34
    assert retention.lapse_month(10, 0.0, 0.0, 0.0, 0.0) == -1
    assert retention.lapse_month(17, 36.0, 0.0, 12.0, 12.0) == 24 == retention.lapse_month(12, 0.0, 0.0, 12.0, 12.0)
    assert retention.end_reason(0, 46, 45) == 0
    assert retention.end_reason(0, 46, 46) == 7


def test_false_reports_need_no_detection() -> None:
    """What nobody did is written down all the same; what was done may go unseen."""
    assert reporting.reported(1, 0.0, 1.0, 1.0, 0.0, 0, 0.99) == 1
    assert reporting.reported(0, 0.5, 1.0, 1.0, 0.0, 0, 0.49) == 1
    assert reporting.reported(0, 0.5, 0.5, 1.0, 0.0, 0, 0.26) == 0
    assert reporting.reported(0, 0.5, 0.5, 2.0, 0.0, 0, 0.26) == 1
    assert [reporting.reported(1, 1.0, 1.0, 1.0, 1.0, needed, 0.0) for needed in (0, 1)] == [0, 1]


def test_only_wrong_records_are_corrected() -> None:
    """A justified objection succeeds with its probability; a groundless one never."""

    def decided(person: int, subject: int, cause: int, u: float, appealed: int = 0) -> int:
        return redress.outcome(3, 12, 12, appealed, person, subject, cause, 0.7, 0.95, u)

    assert [decided(5, 9, 0, 0.69), decided(5, 9, 0, 0.71), decided(5, 5, 1, 0.1), decided(5, 5, 0, 0.0)] == [
        1,
        2,
        1,
        2,
    ]
    assert decided(5, 9, 0, 0.9, appealed=1) == 1
    assert redress.outcome(3, 13, 12, 0, 5, 9, 0, 0.7, 0.95, 0.0) == 3


def test_people_learn_by_notice_or_by_refusal() -> None:
    """Told when it is written, or turned away later; without either they never know."""
    assert redress.aware_month(-1, 12, 12, -1, 0.5, 0.0, 0.49) == 12
    assert redress.aware_month(-1, 12, 12, -1, 0.5, 0.0, 0.51) == -1
    assert redress.aware_month(-1, 12, 15, 15, 0.5, 1.0, 0.49) == 15
    assert redress.aware_month(-1, 12, 15, 15, 0.5, 0.0, 0.49) == -1
    assert redress.aware_month(13, 12, 15, 15, 1.0, 1.0, 0.0) == 13


def test_decisions_inside_the_window_and_long_after() -> None:
    """A share is decided inside the window, at least a month later; the median of the others is the late median."""
    args = {
        "appeal_months": 1.0,
        "legal_share": 0.5,
        "legal_months": 0.6,
        "late_median_months": 12.0,
        "late_sigma": 0.9,
    }
    assert redress.decision_month(-1, 12, 12, 0, **args, u_legal=0.49, u_late=0.9) == 13
    assert redress.decision_month(-1, 12, 12, 0, **args, u_legal=0.5, u_late=0.5) == 24
    assert redress.decision_month(-1, 12, 12, 1, **args, u_legal=0.9, u_late=0.9) == 13
    assert redress.decision_month(20, 12, 14, 0, **args, u_legal=0.0, u_late=0.0) == 20
