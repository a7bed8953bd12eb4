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
    rates |= {"act_ratio": 1.0, "sign": -1}
    assert acts.conduct(0b101, 1, 30, 1.0, 0, **rates) == 0.0
    assert acts.conduct(0b010, 0, 50, 1.0, 0, **rates) == pytest.approx(0.01)
    assert acts.conduct(0b010, 1, 39, 2.0, 0, **rates) == pytest.approx(0.03 * 2 * 2)
    assert acts.conduct(0b010, 1, 40, 2.0, 1, **rates) == pytest.approx(0.03 * 2 * 1.5)


def test_the_ceiling_holds_for_everybody() -> None:
    """No combination of sex, age, proneness and listing exceeds what the act's ceiling says."""
    one = {"rate_female": 0.01, "rate_male": 0.03, "young_ratio": 0.5, "prone": 1, "listed_ratio": 1.2}
    top = acts.ceiling(**{name: np.array([[value]]) for name, value in one.items()})[0, 0]
    found = [
        acts.conduct(1, sex, age, 4.0, listed, needs=0, act_ratio=1.0, sign=-1, **one)
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
    numbers = (lookalike, 0, 9.0, 40, 0, 0, 0, 0, 0, 0, 0.5, 0.0, 0.01, 1.0, 1.0, 1.0, 1.0, 0.0, 0.25, 0.5, 0.1)
    assert linkage_error.case_subject(7, 2, person, *numbers, 0.5, 0.0) == 7
    assert linkage_error.case_subject(person, 3, person, *numbers, 0.5, 0.44) == lookalike
    assert linkage_error.case_subject(person, 3, person, *numbers, 0.5, 0.46) == person
    assert linkage_error.case_subject(person, 3, person, *numbers, 0.005, 0.9) == -1


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
        return int(listing.end_reason(0, list_code, ground, 10, 24, month, 1.0, 1.0, 0.1, 0.5, 0.05, 0.01, 0.2, u))

    assert [leave(1, u) for u in (0.09, 0.11, 0.16)] == [1, 3, 0]
    assert [leave(2, u) for u in (0.04, 0.06, 0.105, 0.13)] == [1, 3, 4, 0]
    assert leave(1, 0.01, month=34) == 0 and entries.term_over(0, 10, 24, 34) == 2
    assert entries.term_over(0, 10, 24, 33) == entries.term_over(0, 10, 0, 99) == 0
    assert [leave(3, u, list_code=1) for u in (0.19, 0.21)] == [1, 0]


def test_lost_income_slows_fulfilment() -> None:
    """The trap: with half of the income, or under a debt that has grown, fulfilment is half as likely."""
    args = (0, 0, 1, 10, 0, 12)
    hazards = (0.1, 0.5, 0.0, 0.0, 0.0)
    assert listing.end_reason(*args, 1.0, 1.0, *hazards, 0.06) == 1
    assert listing.end_reason(*args, 0.5, 1.0, *hazards, 0.06) == 0
    assert listing.end_reason(*args, 1.0, 0.5, *hazards, 0.06) == 0
    # the entry remembers when it would have ended
    assert listing.spared_month(-1, *args, *hazards, 0.06) == 12
    assert listing.spared_month(-1, *args, *hazards, 0.11) == -1
    assert listing.spared_month(11, *args, *hazards, 0.06) == 11
    # consent of the creditor stands behind fulfilment on the same draw, and is missed too
    assert listing.spared_month(-1, *args, 0.1, 0.5, 0.05, 0.0, 0.0, 0.14) == 12
    assert listing.end_reason(*args, 0.5, 1.0, 0.1, 0.5, 0.05, 0.0, 0.0, 0.14) == 0

    def left(closed: int, lost_job: int, loss: float) -> float:
        person = {"owner": 1, "employed": 0, "industry": 0, "v_sales": 0.5, "refusal_p": np.ones(12)}
        rules = {"income_loss_share": loss, "sales_share": 0.0, "wage_share": 0.559, "back_share": 1.0}
        now = {"income_factor": 1.0, "closed": closed, "lost_job": lost_job}
        return float(consequence.income_factor(**now, **person, **rules))

    assert left(1, 0, 0.3) == pytest.approx(0.7) == left(2, 0, 0.3)
    assert left(0, 1, 0.3) == pytest.approx(1 - 0.559)
    assert left(1, 0, 0.0) == 1.0 == left(0, 0, 0.3)


def closed(**changes: float) -> int:
    """Sectors closed in month 12 to somebody on a list entered by score since month 10, with no entry on any other."""
    person = {
        "shut": 0, "shut_more": 0, "limits": 0, "band": 99, "score_spell_month": 10, "score_unlisted_month": -1,
        "month": 12, "watched": 0, "ranked_low": 0, "pierced": 0, "tainted": 0, "firewall": 0.0, "before": 0,
    } | changes  # fmt: skip
    nothing = np.zeros(8)
    ordered, low, own = nothing.copy(), nothing.copy(), nothing.copy()
    ordered[3], low[4], own[1] = 1.0, 2.0, 1.0
    doors = {
        "by_limit": ordered, "worst_bands": low, "by_watch": nothing, "by_rank": nothing, "by_piercing": ordered,
        "by_ties": nothing, "own": own,
    }  # fmt: skip
    other = ("band", "limits", "watched", "ranked_low", "pierced", "tainted", "firewall")
    opened = int(measures.doors(**{name: person[name] for name in other}, **doors))
    listed = ("shut", "shut_more", "score_spell_month", "score_unlisted_month", "month", "firewall")
    rules = {
        "closed_by": np.array([1, 1, 1, 512, 0, 0, 512, 512]), "home": np.array([0, 1, 0, 512, 0, 0, 0, 0]),
        "push_lag_months": np.array([0.0, 2, 3, 0, 0, 0, 0, 0]),
        "revoke_lag_months": np.array([1.0, 0, 0, 0, 0, 0, 0, 0]),
    }  # fmt: skip
    before = int(person["before"])
    return int(measures.closed(opened, before, **{name: person[name] for name in listed}, **rules))


def test_doors_close_and_open_with_their_lags() -> None:
    """A list entered by score reaches a sector after its push lag and keeps it shut for its revocation lag; limits and
    bands act at once."""
    off = {"score_spell_month": -1}
    assert closed() == 0b00011
    assert closed(month=13) == 0b00111
    assert closed(**off, score_unlisted_month=12, before=0b00111) == 0b00001
    assert closed(**off, score_unlisted_month=12) == 0, "what never reached the door cannot be late to leave it"
    assert closed(**off, score_unlisted_month=11, before=0b00001) == 0
    assert closed(**off, limits=1) == closed(**off, pierced=1) == 0b01000
    assert closed(**off, band=1) == 0b10000
    assert closed(**off, band=2) == 0
    assert closed(month=12, score_spell_month=12, score_unlisted_month=12) == 0b00001


def test_entries_close_what_their_copies_close() -> None:
    """Each sector has a count of its own, five entries or a thousand; a sector that no list may close stays open."""
    off = {"score_spell_month": -1}
    assert closed(**off, shut=1 << 30) == closed(**off, shut=1000 << 30) == 0b01000
    assert closed(**off, shut=(5 << 30) + 1) == 0b01001
    assert closed(**off, shut=1 << 40) == 0
    assert closed(**off, shut_more=(1 << 10) + 3) == 0b11000000
    assert closed(shut=1 << 30, firewall=1.0) == 0b01010
    assert closed(**off, band=1, firewall=1.0) == 0


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
    assert reporting.reported(1, 0.0, 1.0, 1.0, 0.0, 0, -1, 0, 1.0, 0.99) == 1
    assert reporting.reported(0, 0.5, 1.0, 1.0, 0.0, 0, -1, 0, 3.0, 0.49) == 1
    assert reporting.reported(0, 0.5, 0.5, 1.0, 0.0, 0, -1, 0, 3.0, 0.26) == 0
    assert reporting.reported(0, 0.5, 0.5, 2.0, 0.0, 0, -1, 0, 1.0, 0.26) == 1
    assert reporting.reported(0, 0.5, 0.5, 1.0, 0.0, 0, -1, 1, 2.0, 0.26) == 1
    assert [reporting.reported(0, 0.5, 1.0, 1.0, 0.0, 0, seen, 0, 1.0, u) for seen, u in ((0, 0.0), (1, 0.9))] == [0, 1]
    assert [reporting.reported(1, 1.0, 1.0, 1.0, 1.0, needed, -1, 0, 1.0, 0.0) for needed in (0, 1)] == [0, 1]


TOLD, OBJECTS, APPEALS, WINS = redress.TOLD, redress.OBJECTS, redress.APPEALS, redress.WINS


def settled(person: int, subject: int, cause: int, **given: float) -> int:
    """What is settled for a record, everything drawn at one half unless given."""
    usual = {
        "notice_p": 0.0, "objects_p": 0.0, "burden": 0.0, "far_burden": 0.0, "groundless_ratio": 0.1, "appeal_p": 0.0,
        "success_p": 0.0, "appeal_success_p": 0.0, "u_notice": 0.5, "u_object": 0.5, "u_appeal": 0.5, "u_decision": 0.5,
    }  # fmt: skip
    return int(redress.course(0, person, subject, cause, **(usual | given))) & ~redress.SETTLED


def test_only_wrong_records_are_corrected() -> None:
    """A justified objection succeeds with its probability; a groundless one never; the decision is in its month."""
    sure = {"success_p": 0.7, "appeal_success_p": 0.95}
    found = [settled(5, 9, 0, **sure, u_decision=u) for u in (0.69, 0.71)]
    found += [settled(5, 5, 1, **sure, u_decision=0.1), settled(5, 5, 0, **sure, u_decision=0.0)]
    assert found == [WINS, 0, WINS, 0]
    assert settled(5, 9, 0, **sure, u_decision=0.9, appeal_p=1.0) == APPEALS | WINS
    assert redress.outcome(3, 12, 12, WINS) == 1
    assert redress.outcome(3, 12, 12, 0) == 2
    assert redress.outcome(3, 13, 12, WINS) == 3


def test_burden_and_distance_keep_people_from_objecting() -> None:
    """Of those who would, half are kept away by what it costs, and of victims of a wrong match half again."""
    assert settled(5, 5, 1, objects_p=0.8, u_object=0.79) == OBJECTS
    assert settled(5, 5, 1, objects_p=0.8, burden=0.5, u_object=0.39) == OBJECTS
    assert settled(5, 5, 1, objects_p=0.8, burden=0.5, u_object=0.41) == 0
    assert settled(5, 5, 1, objects_p=0.8, burden=0.5, far_burden=0.5, u_object=0.39) == OBJECTS
    assert settled(5, 9, 0, objects_p=0.8, burden=0.5, far_burden=0.5, u_object=0.21) == 0
    assert settled(5, 9, 0, objects_p=0.8, burden=0.5, far_burden=0.5, u_object=0.19) == OBJECTS
    assert settled(5, 5, 0, objects_p=0.8, u_object=0.081) == 0


def test_people_learn_by_notice_or_by_refusal() -> None:
    """Told when it is written, or turned away later; without either they never know."""
    assert settled(5, 5, 0, notice_p=0.5, u_notice=0.49) == TOLD
    assert redress.aware_month(-1, 12, 12, TOLD, -1, 0.0) == 12
    assert redress.aware_month(-1, 12, 12, 0, -1, 0.0) == -1
    assert redress.aware_month(-1, 12, 15, 0, 15, 1.0) == 15
    assert redress.aware_month(-1, 12, 15, 0, 15, 0.0) == -1
    assert redress.aware_month(13, 12, 15, TOLD, 15, 1.0) == 13


def test_decisions_inside_the_window_and_long_after() -> None:
    """A share is decided inside the window, at least a month later; the median of the others is the late median."""
    args = {
        "appeal_months": 1.0, "legal_share": 0.5, "legal_months": 0.6, "late_median_months": 12.0, "late_sigma": 0.9,
        "press_p": 0.0, "press_ratio": 10.0, "u_press": 0.0,
    }  # fmt: skip
    assert redress.wait_months(0, OBJECTS, **args, u_legal=0.49, u_late=0.9) == 1
    assert redress.wait_months(0, OBJECTS, **args, u_legal=0.5, u_late=0.5) == 12
    assert redress.wait_months(0, OBJECTS | APPEALS, **args, u_legal=0.9, u_late=0.9) == 1
    assert redress.wait_months(0, APPEALS, **args, u_legal=0.5, u_late=0.5) == 0
    assert redress.wait_months(8, 0, **args, u_legal=0.0, u_late=0.0) == 8
    told = args | {"press_p": 0.5, "u_press": 0.8}
    assert redress.wait_months(0, OBJECTS, **told, u_legal=0.5, u_late=0.5) == 3
    assert redress.decision_month(-1, 12, 12, 12) == 24
    assert redress.decision_month(20, 12, 14, 12) == 20
