"""Lost and stolen identity papers: years later somebody else's loan or firm is found in the victim's name."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Field, Mechanism, Observe, Param, rule
from ..core.transforms import whole_steps

UNUSED, LOAN, FIRM = 0, 1, 2


def ceiling(loss_rate: np.ndarray) -> np.ndarray:
    """Highest probability anybody can have under these parameters, (A,)."""
    return loss_rate


@rule(phase="acts", over="acts:papers", emits="thefts", bound="loss_pmax", ceiling=ceiling, sets={"act": -1})
def lose(adult: int, loss_rate: float) -> float:
    """Probability that an adult's papers are lost or stolen in this step; this happens with and without a regime."""
    return loss_rate if adult != 0 else 0.0


@rule(phase="acts", over="due:thefts", writes="used")
def used(usable_p: float, loan_p: float, firm_p: float, v_used: float) -> int:
    """What somebody made of the papers, as it comes to light: nothing, a loan, a firm."""
    if v_used < usable_p * loan_p:
        return LOAN
    return FIRM if v_used < usable_p * (loan_p + firm_p) else UNUSED


@rule(phase="acts", over="due:thefts", emits="cases", sets={"act": -1, "cause": 1})
def claimed(used: int) -> int:
    """1 when a lender claims the loan from the victim: a court case over a debt that is not hers."""
    return 1 if used == LOAN else 0


@rule(phase="acts", over="due:thefts", writes="list")
def list_of(list_code: float) -> int:
    """The list that the firm brings its supposed officer onto, -1 for none."""
    return int(list_code)


@rule(phase="listing", over="due:thefts", emits="listings", sets={"cause": 1})
def listed_with_firm(used: int, list: int) -> int:
    """1 when the firm in the victim's name has come onto a list, and its officer with it."""
    return 1 if used == FIRM and list >= 0 else 0


@rule(phase="acts", over="born:thefts", adds="papers_lost")
def papers_lost() -> int:
    """Counts papers lost or stolen."""
    return 1


@rule(phase="acts", over="due:thefts", adds="papers_misused")
def papers_misused(used: int) -> int:
    """Counts papers whose misuse came to light."""
    return 1 if used != UNUSED else 0


@rule(phase="expiry", over="rows:thefts", writes="due")
def due(born: int, month: int, latency_low: float, latency_high: float, v_latency: float) -> int:
    """When the misuse would come to light: any month between the shortest and the longest latency alike."""
    if month > born:
        return -1
    low, high = whole_steps(latency_low), whole_steps(latency_high)
    return month + max(1, low + int(v_latency * (high - low + 1)))


MECHANISM = Mechanism(
    name="identity_theft",
    doc="Lets adults lose identity papers. A few of them serve for a loan, which is claimed in court from the victim, "
    "or for a firm, which comes onto a list with the victim as its officer. Both come to light after years.",
    source="lost cards: Tianjin 2014 (World of Chinese 2019); impostors' firms: market regulator 2019; latency: press "
    "cases 2014-2019; what papers serve for: assumption",
    limits="Every adult is equally likely to lose papers, and papers to be misused, once each. Papers are lost in life "
    "before the regime as well, so the first misuse can come to light in its first month where there is such life. "
    "The victim pays for nothing but what follows from the case or the entry.",
    part="error",
    optional_tables=("cases", "listings"),
    rules=(lose, used, claimed, list_of, listed_with_firm, papers_lost, papers_misused, due),
    columns=(
        Column("papers_lost", "i2", "count", "identity papers lost or stolen so far", keep=True),
        Column("papers_misused", "i2", "count", "of these, those whose misuse came to light", keep=True),
    ),
    fields=(
        Field("thefts", "used", "i1", "0 not misused, 1 for a loan, 2 for a firm"),
        Field("thefts", "list", "i1", "list that the firm brings its officer onto, -1 none", start=-1, internal=True),
    ),
    params=(
        Param("loss_rate", "per step", "an adult loses papers"),
        Param("loss_pmax", "probability", "declared bound of the monthly probability"),
        Param("usable_p", "probability", "lost papers come into hands that use them", off=0.0),
        Param("loan_p", "probability", "usable papers serve for a loan", off=0.0),
        Param("firm_p", "probability", "usable papers serve for a firm", off=0.0),
        Param("latency_low", "months", "shortest time until it comes to light"),
        Param("latency_high", "months", "longest time until it comes to light"),
        Param("list_code", "code", "list of impostors' firms, -1 none"),
    ),
    observes=(Observe("papers_misused", "papers_misused", flow=True),),
)
