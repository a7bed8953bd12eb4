"""A weighted score: several dimensions, each fed by traits of the person and by records, each with its own limit."""

from __future__ import annotations

import numpy as np

from ..core.compiling import inlined
from ..core.declare import Column, Field, Mechanism, Param, Rule, rule

DIMENSIONS, TRAITS = 5, 13
YOUNGEST, YEARS = 18.0, 52.0
HALF_PAYMENTS = 500.0
OLDEST_GAMER = 0.25


def _worth(end_reason: int, held: int, dimension_worth: float) -> float:
    """What a record counts: nothing when it has ended, or is held back against the person."""
    return dimension_worth if end_reason == 0 and (held == 0 or dimension_worth > 0.0) else 0.0


worth = inlined(_worth)


@rule(phase="scoring", over="born:records", writes="dimension_worth")
def dimension_worth(act_points: float) -> float:
    """What the record is worth in its dimension under the rules in force when it is written."""
    return act_points


def _adds(place: int) -> Rule:
    """The rule that counts records of one dimension."""

    def add(end_reason: int, held: int, act_dimension: int, dimension_worth: float, counted_dimension: float) -> float:
        """What the record counts in this dimension now, minus what it counted so far."""
        if act_dimension != place:
            return 0.0
        return worth(end_reason, held, dimension_worth) - counted_dimension

    add.__name__ = f"add_dim_{place}"
    return rule(phase="scoring", over="rows:records", adds=f"dim_{place}")(add)


@rule(phase="scoring", over="rows:records", adds="unsettled")
def unsettle(end_reason: int, held: int, dimension_worth: float, counted_dimension: float) -> int:
    """Marks people whose standing records change."""
    return 1 if worth(end_reason, held, dimension_worth) != counted_dimension else 0


@rule(phase="scoring", over="rows:records", writes="counted_dimension")
def counted_dimension(end_reason: int, held: int, dimension_worth: float) -> float:
    """Remembers what the record counts."""
    return worth(end_reason, held, dimension_worth)


@rule(phase="scoring", writes="unsettled")
def unsettled(unsettled: int, month: int, rules_month: float) -> int:
    """1 for everybody when rules change, else for those whose records or friends changed."""
    return 1 if unsettled != 0 or month == rules_month else 0


@rule(phase="scoring", where="unsettled", writes="points_inside")
def points_inside(dim_0: float, dim_1: float, dim_2: float, dim_3: float, dim_4: float) -> float:
    """Points of standing records in all dimensions, before any limit."""
    return dim_0 + dim_1 + dim_2 + dim_3 + dim_4


@rule(phase="scoring", where="unsettled", writes="dimension_points")
def dimension_points(
    dim_0: float, dim_1: float, dim_2: float, dim_3: float, dim_4: float, friends_level: float, income_quintile: int,
    education: int, employed: int, residence: int, age_years: int, borrower: int, driver: int, owner: int, parent: int,
    phone_pay: int, payments_year: float, v_gaming: float, most: np.ndarray, start: np.ndarray, traits: np.ndarray,
) -> float:  # fmt: skip
    """What all dimensions give: each its start, the person's traits and her records, between nothing and its limit.

    ``most`` and ``start`` (5,) and ``traits`` (5 * 13,) are in points of the scale; every trait is between 0 and 1.
    """
    age = min(1.0, max(0.0, (age_years - YOUNGEST) / YEARS))
    gaming = v_gaming * (1.0 - (1.0 - OLDEST_GAMER) * age)
    payments = payments_year / (payments_year + HALF_PAYMENTS)
    levels = (
        income_quintile / 4.0, education / 4.0, float(employed), 1.0 if residence == 0 else 0.0, age, float(borrower),
        float(driver), float(owner), float(parent), float(phone_pay), payments, gaming, friends_level,
    )  # fmt: skip
    counted = (dim_0, dim_1, dim_2, dim_3, dim_4)
    total = 0.0
    for d in range(DIMENSIONS):
        part = start[d] + counted[d]
        for t in range(TRAITS):
            part += traits[d * TRAITS + t] * levels[t]
        total += min(most[d], max(0.0, part))
    return total


MECHANISM = Mechanism(
    name="composite",
    doc="Works out a weighted score: every dimension gives between nothing and its weight of the scale, from a start, "
    "from traits of the person (income, schooling, age, payments, games ...) and from the records that stand.",
    source="per regime; what the traits are worth was never published and is an assumption of each regime",
    limits="Traits add up in a straight line and do not change during a run. Income and schooling count by step, age "
    "from 18 to 70, payments as n / (n + 500) a year, friends as they are counted by composite_friends. How much "
    "somebody plays is a lasting draw, at 70 a quarter of that at 18 (assumption); it is the same draw under every "
    "regime, so that one person has one habit. Records from before somebody agreed to be scored count.",
    part="regime",
    sections=("composite", "scoring"),
    optional_tables=("records",),
    rules=(
        dimension_worth, *(_adds(place) for place in range(DIMENSIONS)), unsettle, counted_dimension, unsettled,
        points_inside, dimension_points,
    ),
    columns=(
        *(
            Column(f"dim_{place}", "f8", "points", f"points of standing records in dimension {place}")
            for place in range(DIMENSIONS)
        ),
        Column("friends_level", "f8", "share", "mean score of friends on the scale, 0 to 1", start=0.5, shared=True),
    ),
    fields=(
        Field("records", "dimension_worth", "f8", "worth of the record in its dimension"),
        Field("records", "counted_dimension", "f8", "points counted in the subject's dimension now", internal=True),
    ),
    params=(
        Param("rules_month", "months", "month in which rules last changed", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
        Param("act_dimension", "code", "dimension that the record moves, -1 = none", ("act",), integer=True,
              path="composite.dimension"),
        Param("act_points", "points", "points of a record in its dimension", ("act",)),
        Param("most", "points", "what a dimension can give at most", ("dimension",), off=0.0),
        Param("start", "points", "what a dimension gives with no trait and no record", ("dimension",)),
        Param("traits", "points", "what a full trait adds to a dimension, dimensions first", ("trait",)),
    ),
)  # fmt: skip
