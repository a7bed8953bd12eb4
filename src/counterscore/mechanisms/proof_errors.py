"""Wrong proofs of conduct: honest ones that a ledger refuses, and false ones that it takes."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled
from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import exp, log_miss, poisson

STREAMS = 8
MOST = 500
BY_STREAM = ("stream",)


def _binomial(u: float, n: int, p: float) -> int:
    """How many of n happen when each does with probability p, by inversion: never fewer when p rises."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    term = exp(n * log_miss(p))
    total, count = term, 0
    while u >= total and count < n:
        count += 1
        term = term * (n - count + 1) / count * p / (1.0 - p)
        total += term
    return count


binomial = compiled(_binomial)


@rule(phase="reporting", where="enrolled", writes="refused_now")
def refused_now(
    done_0: int, done_1: int, done_2: int, done_3: int, done_4: int, done_5: int, done_6: int, done_7: int,
    reject_p: np.ndarray, u_refused: float,
) -> int:  # fmt: skip
    """Honest proofs that are refused in this step, out of all that are asked for."""
    done = (done_0, done_1, done_2, done_3, done_4, done_5, done_6, done_7)
    asked, expected = 0, 0.0
    for k in range(STREAMS):
        if reject_p[k] > 0.0:
            asked += done[k]
            expected += done[k] * reject_p[k]
    return binomial(u_refused, min(MOST, asked), expected / asked) if asked > 0 else 0


@rule(phase="reporting", where="enrolled", writes="cheated_now")
def cheated_now(
    done_0: int, done_1: int, done_2: int, done_3: int, done_4: int, done_5: int, done_6: int, done_7: int,
    cheat_p: np.ndarray, u_cheated: float,
) -> int:  # fmt: skip
    """Proofs of what was not done that are taken in this step."""
    done = (done_0, done_1, done_2, done_3, done_4, done_5, done_6, done_7)
    expected = 0.0
    for k in range(STREAMS):
        expected += done[k] * cheat_p[k]
    return poisson(u_cheated, min(1.0 * MOST, expected))


@rule(phase="reporting", where="enrolled", writes="proof_credits")
def proof_credits(
    done_0: int, done_1: int, done_2: int, done_3: int, done_4: int, done_5: int, done_6: int, done_7: int,
    refused_now: int, cheated_now: int, reject_p: np.ndarray, cheat_p: np.ndarray, credits: np.ndarray,
) -> float:  # fmt: skip
    """Credits that false proofs bring, minus those that refused ones cost; each at the mean of its streams."""
    done = (done_0, done_1, done_2, done_3, done_4, done_5, done_6, done_7)
    refusals, lost, cheats, won = 0.0, 0.0, 0.0, 0.0
    for k in range(STREAMS):
        refusals += done[k] * reject_p[k]
        lost += done[k] * reject_p[k] * credits[k]
        cheats += done[k] * cheat_p[k]
        won += done[k] * cheat_p[k] * credits[k]
    total = 0.0
    if cheats > 0.0:
        total += cheated_now * (won / cheats)
    if refusals > 0.0:
        total -= refused_now * (lost / refusals)
    return total


@rule(phase="reporting", where="enrolled", writes="proofs_refused")
def proofs_refused(proofs_refused: int, refused_now: int) -> int:
    """Honest proofs refused so far."""
    return proofs_refused + refused_now


@rule(phase="reporting", where="enrolled", writes="proofs_cheated")
def proofs_cheated(proofs_cheated: int, cheated_now: int) -> int:
    """False proofs taken so far."""
    return proofs_cheated + cheated_now


MECHANISM = Mechanism(
    name="proof_errors",
    doc="Refuses some honest proofs of conduct, uploaded photos for instance, and takes some that prove nothing.",
    source="per regime; assumption",
    limits="Where several streams ask for proofs, refusals of a step are drawn together and cost the mean credits of "
    "those streams; cheats likewise. Everybody cheats at the same rate, in steps with honest proofs only. At most 500 "
    "proofs in a step.",
    part="error",
    sections=("proof_errors", "ledger"),
    rules=(refused_now, cheated_now, proof_credits, proofs_refused, proofs_cheated),
    columns=(
        Column("refused_now", "i2", "proofs", "honest proofs refused, this step"),
        Column("cheated_now", "i2", "proofs", "false proofs taken, this step"),
        Column("proofs_refused", "i4", "proofs", "honest proofs refused so far", keep=True),
        Column("proofs_cheated", "i4", "proofs", "false proofs taken so far", keep=True),
    ),
    params=(
        Param("reject_p", "probability", "an honest proof is refused", BY_STREAM, off=0.0),
        Param("cheat_p", "ratio", "false proofs / honest ones", BY_STREAM, off=0.0),
        Param("credits", "credits", "credits for one time", BY_STREAM, path="ledger.credits"),
    ),
    observes=(
        Observe("proofs_refused", "proofs_refused", flow=True), Observe("proofs_cheated", "proofs_cheated", flow=True),
    ),
)  # fmt: skip
