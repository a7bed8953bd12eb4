"""What people do: traffic, arrears, contracts, volunteering, blood, honours ... each a rare event of its own."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Field, Mechanism, Param, rule

HIGHEST_PRONENESS = 4.0


def ceiling(
    rate_female: np.ndarray, rate_male: np.ndarray, young_ratio: np.ndarray, prone: np.ndarray, listed_ratio: np.ndarray
) -> np.ndarray:
    """Highest probability anybody can have under these parameters, (A, K)."""
    top: np.ndarray = np.maximum(rate_female, rate_male) * np.maximum(1.0, young_ratio) * np.maximum(1.0, listed_ratio)
    return top * np.where(prone != 0, HIGHEST_PRONENESS, 1.0)


@rule(phase="acts", over="acts:conduct", emits="records", bound="pmax", ceiling=ceiling)
def conduct(
    abilities: int, sex: int, age_years: int, proneness: float, listed: int,
    rate_female: float, rate_male: float, young_ratio: float, prone: int, needs: int, listed_ratio: float,
    act_ratio: float, sign: int,
) -> float:  # fmt: skip
    """Probability that this person does this act this month."""
    if (abilities >> needs) & 1 == 0:
        return 0.0
    p = rate_male if sex == 1 else rate_female
    if 18 <= age_years < 40:
        p = p * young_ratio
    if prone != 0:
        p = p * proneness
    if listed > 0:
        p = p * listed_ratio
    return p * act_ratio if sign < 0 else p


@rule(phase="acts", over="born:records", adds="acts_done")
def acts_done() -> int:
    """Counts what was done or said to have been done, whether or not anybody writes it down."""
    return 1


BY_ACT = ("act",)
MECHANISM = Mechanism(
    name="acts",
    doc="Draws who does what this month. Rates per eligible person come from statistics; they are scaled by sex, by "
    "age 18-39, and for petty acts by a personal proneness.",
    source="per act, see the regime's catalogue of acts",
    limits="At most one act of a kind per person and month. No seasonality. Rates do not react to the regime unless "
    "listed_ratio or deterrence says so.",
    part="life",
    rules=(conduct, acts_done),
    columns=(Column("acts_done", "i2", "count", "acts so far, false reports included", shared=True, keep=True),),
    fields=(Field("records", "cause", "i1", "0 own act, 1 false report"),),
    params=(
        Param("rate_female", "probability", "monthly probability of women outside 18-39", BY_ACT, off=0.0),
        Param("rate_male", "probability", "monthly probability of men outside 18-39", BY_ACT, off=0.0),
        Param("young_ratio", "ratio", "rate at 18-39 against the rest", BY_ACT),
        Param("prone", "flag", "whether personal proneness multiplies the rate", BY_ACT, integer=True),
        Param("needs", "code", "which ability the act needs", BY_ACT, integer=True),
        Param("sign", "code", "-1: the act counts as bad and may be deterred", BY_ACT, integer=True),
        Param("listed_ratio", "ratio", "rate while listed against not listed", BY_ACT),
        Param("pmax", "probability", "declared bound of the monthly probability", BY_ACT),
    ),
)
