"""The ledger: who is enrolled, what is counted and credited, wrong proofs, friends, redemption, and drift."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from few import lived, ties
from scored import SCORE, WITH_SCORE
from toy_worlds import Friends, Lived, assert_same

from counterscore.mechanisms import ledger, ledger_friends, ledger_score, proof_errors, standing

PEOPLE = 2000
RATES = np.array([6.0, 1.5, 40.0, 0.0, 0.0, 0.0, 0.0, 0.0])
CREDITS = np.array([200.0, 554.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0])
NONE = np.zeros(8)
PHOTO = np.array([0.1, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
ARM: dict[str, Any] = SCORE | {
    "ledger.consent_p": 0.6, "ledger.among": 0.0, "ledger.rate": RATES, "ledger.credits": CREDITS,
    "ledger.needs": np.array([0, 1, 0, 0, 0, 0, 0, 0]), "ledger.lapse_p": 0.2, "ledger.price": 1000.0,
    "ledger.redeem_p": 0.3, "ledger.steps_year": 12.0, "proof_errors.reject_p": NONE, "proof_errors.cheat_p": NONE,
    "proof_errors.credits": CREDITS, "ledger_friends.taken_p": 0.5, "ledger_friends.lapse_p": 0.2,
    "ledger_score.score_points": 2.0, "ledger_score.price": 1000.0,
}  # fmt: skip
ALL = (ledger.MECHANISM, proof_errors.MECHANISM, ledger_friends.MECHANISM, standing.MECHANISM)
DRIFT = (*ALL, *WITH_SCORE, ledger_score.MECHANISM)
ABLE = {"abilities": np.where(np.arange(PEOPLE) % 4 == 3, 0, np.where(np.arange(PEOPLE) % 2 == 0, 3, 1))}


def friends(people: int = PEOPLE) -> Friends:
    """Three friends each, spread over all."""
    return ties(people, [(i, (7 * i + 31 * d + 1) % people) for i in range(people) for d in range(3)])


TIED = friends()


def live(arms: dict[str, dict[str, Any]], months: int = 6, mechanisms: Any = ALL, **options: Any) -> Lived:
    """2,000 people: a quarter are no subjects, and every other can do what stream 1 rewards."""
    options = {"people": PEOPLE, "columns": ABLE, "tied": TIED} | options
    return lived(mechanisms, {n: ARM | a for n, a in arms.items()}, months=months, **options)


def test_the_rules_by_hand() -> None:
    """Enrolment by draw and ability; credits for what was done; all redemptions that the balance allows."""
    assert ledger.enrolled(0, 0b01, 0.59, 0.0, 0.6) == 1
    assert ledger.enrolled(0, 0b01, 0.61, 0.0, 0.6) == ledger.enrolled(0, 0b10, 0.1, 0.0, 0.6) == 0
    assert ledger.enrolled(1, 0b01, 0.9, 0.0, 0.0) == 1
    assert ledger.activity(0.0, 0.5, 0.8) == pytest.approx(np.exp(-0.32))
    assert ledger.activity(1.7, 0.5, 0.8) == 1.7
    assert ledger.done_1(0b01, 1.0, 1.0, 0.99, RATES, np.array([0, 1])) == 0
    assert ledger.done_1(0b10, 1.0, 1.0, 0.99, RATES, np.array([0, 1])) > 3
    assert ledger.credits_step(3, 1, 10, 0, 0, 0, 0, 0, -200.0, CREDITS) == 600 + 554 + 50 - 200
    assert ledger.credits_earned(100.0, 1000.0, 0.2) == 900.0
    assert ledger.credits_lapsed(100.0, 1000.0, 0.2) == 300.0
    assert ledger.credits_year(1200.0, 100.0, 7.0, 0.2, 12.0) == pytest.approx(1100 + 80 + 7)
    assert ledger.redeemed_now(2500.0, 1000.0, 0.3, 0.29) == 2
    assert ledger.redeemed_now(2500.0, 1000.0, 0.3, 0.31) == ledger.redeemed_now(999.0, 1000.0, 1.0, 0.0) == 0
    assert ledger.paid(2500.0, 2, 1000.0) == 500.0


def test_binomial_counts() -> None:
    """Shares of 20,000 even steps are those of the binomial distribution; a higher p never gives fewer."""
    steps = (np.arange(20_000) + 0.5) / 20_000
    counts = np.array([proof_errors.binomial(u, 5, 0.3) for u in steps])
    expected = [0.16807, 0.36015, 0.30870, 0.13230, 0.02835, 0.00243]
    assert np.bincount(counts, minlength=6) / 20_000 == pytest.approx(expected, abs=1e-4)
    assert (np.array([proof_errors.binomial(u, 5, 0.31) for u in steps]) >= counts).all()
    assert [proof_errors.binomial(0.5, n, p) for n, p in ((0, 0.5), (4, 0.0), (4, 1.0))] == [0, 0, 4]


def test_wrong_proofs_by_hand() -> None:
    """Only streams with proofs count; a refused proof costs, a false one brings, the mean credits of their streams."""
    done = (4, 4, 50, 0, 0, 0, 0, 0)
    both = np.array([0.5, 0.5, 0, 0, 0, 0, 0, 0])
    assert proof_errors.refused_now(*done, PHOTO, 0.999999) == 4
    assert proof_errors.refused_now(*done, PHOTO, 0.1) == 0
    assert proof_errors.cheated_now(*done, NONE, 0.999) == 0
    assert proof_errors.proof_credits(*done, 2, 0, PHOTO, PHOTO, CREDITS) == pytest.approx(-400.0)
    assert proof_errors.proof_credits(*done, 0, 3, PHOTO, PHOTO, CREDITS) == pytest.approx(600.0)
    assert proof_errors.proof_credits(*done, 2, 0, both, NONE, CREDITS) == pytest.approx(-(200.0 + 554.0))


def test_books_balance() -> None:
    """Balance and what was redeemed are what was earned and taken; nobody outside has anything."""
    months = 6
    c = live({"x": {"proof_errors.reject_p": PHOTO, "proof_errors.cheat_p": PHOTO}}, months).columns
    taken = sum(live({"x": {"proof_errors.reject_p": PHOTO, "proof_errors.cheat_p": PHOTO}}, n).columns["taken_credits"]
                for n in range(1, months + 1))  # fmt: skip
    assert c["balance"] + 1000.0 * c["redeemed"] == pytest.approx(c["credits_earned"] + taken)
    assert c["credits_lapsed"] == pytest.approx(0.25 * c["credits_earned"])
    out = c["enrolled"][0] == 0
    assert out.any() and c["redeemed"].sum() > 1000 and c["proofs_refused"].sum() > 1000
    for name in ("seen", "credits_earned", "balance", "redeemed", "proofs_refused", "proofs_cheated", "credits_year"):
        assert (c[name][0][out] == 0).all(), name


def test_consent_of_nobody_is_no_ledger() -> None:
    """Nobody is enrolled at 0, all subjects at 1; whoever agrees at 0.3 agrees at 0.6; equal arms are equal."""
    run = live({"none": {"ledger.consent_p": 0.0}, "few": {"ledger.consent_p": 0.3}, "a": {}, "b": {},
                "all": {"ledger.consent_p": 1.0}})  # fmt: skip
    none, few, some, _, all_ = run.columns["enrolled"].astype(bool)
    assert not none.any() and not run.columns["credits_earned"][0].any()
    assert (few <= some).all() and few.sum() < some.sum()
    assert (all_ == (ABLE["abilities"] > 0)).all()
    assert_same(run, run, {2: 3})


def test_people_do_as_much_as_the_rates_say() -> None:
    """Mean counts per step within five standard errors of rate times ability (false alarm below 1e-5, fixed seed)."""
    counts = live({"x": {"ledger.consent_p": 1.0}}, 1).columns
    can = ABLE["abilities"] & 1 == 1, ABLE["abilities"] & 2 == 2, ABLE["abilities"] & 1 == 1
    for k in range(3):
        done = counts[f"done_{k}"][0][can[k]]
        assert abs(done.mean() - RATES[k]) < 5 * done.std() / np.sqrt(len(done))
        assert (counts[f"done_{k}"][0][~can[k]] == 0).all()


def test_wrong_proofs_leave_conduct_alone() -> None:
    """With and without wrong proofs the same is done; refusals are a tenth of the plates (five standard errors)."""
    run = live({"clean": {}, "wrong": {"proof_errors.reject_p": PHOTO}, "worse": {"proof_errors.reject_p": 2 * PHOTO}})
    assert (run.columns["seen"][0] == run.columns["seen"][1]).all()
    none, tenth, fifth = run.columns["proofs_refused"]
    assert none.sum() == 0 and (tenth <= fifth).all()
    plates = live({"x": {"ledger.rate": RATES * (np.arange(8) == 0)}}).columns["seen"][0].sum()
    assert abs(tenth.sum() - 0.1 * plates) < 5 * np.sqrt(0.09 * plates)
    assert run.columns["credits_earned"][0] - run.columns["credits_earned"][1] == pytest.approx(160.0 * tenth)


def test_friends_take_what_lapses() -> None:
    """All credits that lapse are taken where everybody has three friends in and out, one month late; none without."""
    full = {"ledger.consent_p": 1.0, "ledger.needs": np.zeros(8), "ledger_friends.taken_p": 1.0}
    options: dict[str, Any] = {"columns": {"abilities": 1}}
    off = full | {"ledger_friends.taken_p": 0.0}
    before, after = (live({"on": full, "off": off}, months, **options).columns for months in (3, 4))
    lapsed = 0.2 * before["credits_step"]
    assert after["taken_credits"][0].sum() == pytest.approx(lapsed[0].sum())
    assert after["taken_credits"][0, 5] == pytest.approx(lapsed[0, TIED.ends[15:18]].mean())
    assert not after["taken_credits"][1].any()


def test_credits_become_points_only_by_drift() -> None:
    """Two points per 1,000 credits of a year for whoever is enrolled; at 0 points the score is as without a ledger."""
    run = live({"drift": {}, "no drift": {"ledger_score.score_points": 0.0}}, 5, DRIFT)
    expected = 350.0 + 2.0 * run.columns["credits_year"][0] / 1000.0 * run.columns["enrolled"][0]
    assert run.columns["score"][0] == pytest.approx(np.minimum(expected, 950.0))
    assert run.columns["score"][0].max() > 380.0
    assert (run.columns["score"][1] == 350.0).all()


def test_interpreted_equals_compiled() -> None:
    """Streams, proofs, friends and drift in plain Python and as machine code: the same bits."""
    arms = {"x": ARM | {"proof_errors.reject_p": PHOTO, "proof_errors.cheat_p": 2 * PHOTO}}
    options: dict[str, Any] = {"people": 300, "columns": {"abilities": ABLE["abilities"][:300]}, "tied": friends(300)}
    assert_same(live(arms, 4, DRIFT, **options), live(arms, 4, DRIFT, interpreted=True, **options))
