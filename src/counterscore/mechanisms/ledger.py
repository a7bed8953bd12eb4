"""A ledger of credits: everyday conduct is counted, credited, lost when not collected, and redeemed."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled
from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import exp, lognormal, poisson

STREAMS = 8
MOST = 500.0
BY_STREAM = ("stream",)


def _times(abilities: int, needs: int, mean: float, u: float) -> int:
    """How often somebody does one thing in a step; nobody does what she cannot."""
    return poisson(u, min(MOST, mean)) if (abilities >> needs) & 1 != 0 else 0


times = compiled(_times)


@rule(phase="acts", writes="enrolled")
def enrolled(enrolled: int, abilities: int, v_enrolled: float, among: float, consent_p: float) -> int:
    """1 for people with an account: whoever agreed, or everybody where nobody is asked. Nobody leaves."""
    return 1 if enrolled != 0 or ((abilities >> int(among)) & 1 != 0 and v_enrolled < consent_p) else 0


@rule(phase="acts", where="enrolled", writes="activity")
def activity(activity: float, v_activity: float, activity_sigma: float) -> float:
    """How much of everything the person does, relative to the mean: lasting, lognormal, of mean 1."""
    if activity > 0.0:
        return activity
    return lognormal(v_activity, exp(-0.5 * activity_sigma * activity_sigma), activity_sigma)


@rule(phase="acts", where="enrolled", writes="done_0")
def done_0(
    abilities: int, activity: float, stream_ratio: float, u_0: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 0 rewards."""
    return times(abilities, needs[0], activity * stream_ratio * rate[0], u_0)


@rule(phase="acts", where="enrolled", writes="done_1")
def done_1(
    abilities: int, activity: float, stream_ratio: float, u_1: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 1 rewards."""
    return times(abilities, needs[1], activity * stream_ratio * rate[1], u_1)


@rule(phase="acts", where="enrolled", writes="done_2")
def done_2(
    abilities: int, activity: float, stream_ratio: float, u_2: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 2 rewards."""
    return times(abilities, needs[2], activity * stream_ratio * rate[2], u_2)


@rule(phase="acts", where="enrolled", writes="done_3")
def done_3(
    abilities: int, activity: float, stream_ratio: float, u_3: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 3 rewards."""
    return times(abilities, needs[3], activity * stream_ratio * rate[3], u_3)


@rule(phase="acts", where="enrolled", writes="done_4")
def done_4(
    abilities: int, activity: float, stream_ratio: float, u_4: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 4 rewards."""
    return times(abilities, needs[4], activity * stream_ratio * rate[4], u_4)


@rule(phase="acts", where="enrolled", writes="done_5")
def done_5(
    abilities: int, activity: float, stream_ratio: float, u_5: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 5 rewards."""
    return times(abilities, needs[5], activity * stream_ratio * rate[5], u_5)


@rule(phase="acts", where="enrolled", writes="done_6")
def done_6(
    abilities: int, activity: float, stream_ratio: float, u_6: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 6 rewards."""
    return times(abilities, needs[6], activity * stream_ratio * rate[6], u_6)


@rule(phase="acts", where="enrolled", writes="done_7")
def done_7(
    abilities: int, activity: float, stream_ratio: float, u_7: float, rate: np.ndarray, needs: np.ndarray
) -> int:
    """Times the person did what stream 7 rewards."""
    return times(abilities, needs[7], activity * stream_ratio * rate[7], u_7)


@rule(phase="scoring", where="enrolled", writes="seen")
def seen(
    seen: int, done_0: int, done_1: int, done_2: int, done_3: int, done_4: int, done_5: int, done_6: int, done_7: int
) -> int:  # fmt: skip
    """Acts of everyday life that the ledger has watched so far."""
    return seen + done_0 + done_1 + done_2 + done_3 + done_4 + done_5 + done_6 + done_7


@rule(phase="scoring", where="enrolled", writes="credits_step")
def credits_step(
    done_0: int, done_1: int, done_2: int, done_3: int, done_4: int, done_5: int, done_6: int, done_7: int,
    proof_credits: float, credits: np.ndarray,
) -> float:  # fmt: skip
    """Credits for what was done in this step, with what wrong proofs give or take."""
    done = (done_0, done_1, done_2, done_3, done_4, done_5, done_6, done_7)
    total = proof_credits
    for k in range(STREAMS):
        total += done[k] * credits[k]
    return total


@rule(phase="scoring", where="enrolled", writes="credits_lapsed")
def credits_lapsed(credits_lapsed: float, credits_step: float, lapse_p: float) -> float:
    """Credits lost so far because they were not collected in time."""
    return credits_lapsed + lapse_p * max(0.0, credits_step)


@rule(phase="scoring", where="enrolled", writes="credits_earned")
def credits_earned(credits_earned: float, credits_step: float, lapse_p: float) -> float:
    """Credits earned and collected so far."""
    return credits_earned + credits_step - lapse_p * max(0.0, credits_step)


@rule(phase="scoring", where="enrolled", writes="credits_year")
def credits_year(
    credits_year: float, credits_step: float, taken_credits: float, lapse_p: float, steps_year: float
) -> float:
    """Credits of about a year, earned or taken: what is older weighs less and less."""
    fresh = credits_step - lapse_p * max(0.0, credits_step) + taken_credits
    return credits_year * (1.0 - 1.0 / steps_year) + fresh


@rule(phase="scoring", where="enrolled", writes="balance")
def collected(balance: float, credits_step: float, taken_credits: float, lapse_p: float) -> float:
    """Credits on the account with those of this step."""
    return balance + credits_step - lapse_p * max(0.0, credits_step) + taken_credits


@rule(phase="scoring", where="enrolled", writes="redeemed_now")
def redeemed_now(balance: float, price: float, redeem_p: float, u_redeem: float) -> int:
    """Redemptions in this step: all that the balance allows, or none."""
    return int(balance / price) if price > 0.0 and balance >= price and u_redeem < redeem_p else 0


@rule(phase="scoring", where="enrolled", writes="balance")
def paid(balance: float, redeemed_now: int, price: float) -> float:
    """Credits left on the account."""
    return balance - redeemed_now * price


@rule(phase="scoring", where="enrolled", writes="redeemed")
def redeemed(redeemed: int, redeemed_now: int) -> int:
    """Redemptions so far."""
    return redeemed + redeemed_now


MECHANISM = Mechanism(
    name="ledger",
    doc="Counts how often enrolled people do what up to eight streams reward (rides, clean plates, payments ...), "
    "credits it, and lets people redeem their credits at a price.",
    source="per regime",
    limits="Conduct does not answer to credits unless a nudge says so. One lasting activity of the person, "
    "lognormal, multiplies all streams; at most 500 of one kind in a step. The share that lapses is the same for all. "
    "Whoever redeems redeems all she can. Nobody leaves the ledger. The credits of a year are a fading sum: after one "
    "year a credit weighs about a third.",
    part="regime",
    rules=(
        enrolled, activity, done_0, done_1, done_2, done_3, done_4, done_5, done_6, done_7, seen, credits_step,
        credits_lapsed, credits_earned, credits_year, collected, redeemed_now, paid, redeemed,
    ),
    columns=(
        Column("enrolled", "u1", "flag", "has an account", keep=True),
        Column("activity", "f8", "ratio", "how much the person does, 1 = the mean"),
        *(Column(f"done_{k}", "i2", "times", f"did what stream {k} rewards, this step") for k in range(STREAMS)),
        Column("seen", "i4", "acts", "acts of everyday life watched so far", keep=True),
        Column("proof_credits", "f8", "credits", "given or taken by wrong proofs, this step", shared=True),
        Column("taken_credits", "f8", "credits", "taken from friends, this step", shared=True),
        Column("credits_step", "f8", "credits", "for what was done, this step"),
        Column("credits_lapsed", "f8", "credits", "lost so far because not collected in time", keep=True),
        Column("credits_earned", "f8", "credits", "earned and collected so far", keep=True),
        Column("credits_year", "f8", "credits", "of about a year, earned or taken"),
        Column("balance", "f8", "credits", "on the account", keep=True),
        Column("redeemed_now", "i2", "times", "redemptions, this step"),
        Column("redeemed", "i4", "times", "redemptions so far", keep=True),
    ),
    params=(
        Param("consent_p", "share", "share of subjects who are enrolled; 1 where nobody is asked", off=0.0),
        Param("among", "code", "who is a subject of the ledger"),
        Param("activity_sigma", "log_scale", "spread of activity between people", default=0.8, source="assumption",
              low=0.3, high=1.2),
        Param("rate", "per step", "how often a person of mean activity does it", BY_STREAM),
        Param("needs", "code", "who can do it at all", BY_STREAM, integer=True),
        Param("credits", "credits", "credits for one time", BY_STREAM),
        Param("lapse_p", "share", "credits lost because they are not collected in time"),
        Param("price", "credits", "credits for one redemption"),
        Param("redeem_p", "probability", "somebody who can redeem does, in a step"),
        Param("steps_year", "count", "steps of a run in a year", path="time.steps_year"),
    ),
    observes=(
        Observe("enrolled", "enrolled"), Observe("watched_acts", "seen", flow=True),
        Observe("credits_earned", "credits_earned", flow=True), Observe("credits_taken", "taken_credits"),
        Observe("credits_lapsed", "credits_lapsed", flow=True), Observe("redeemed", "redeemed", flow=True),
    ),
)  # fmt: skip
