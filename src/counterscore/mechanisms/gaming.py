"""Buying the last points below a threshold: volunteering and giving for the sake of the grade."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Mechanism, Observe, Param, rule

UNSCORED = 99
HAIR = 1e-6


@rule(phase="adaptation", writes="points_wanted")
def points_wanted(
    band: int, direct_cuts: int, points: float, dimension_points: float, household_points: float, ledger_points: float,
    points_bought: float, base: float, cutoffs: np.ndarray, low_bands: float, high_bands: float, band_count: float,
    game_share: float, reach: float, v_games: float,
) -> float:  # fmt: skip
    """Points this person is ready to buy: what is missing to the next grade that changes anything, if it is worth it.

    With a price c = 1 / reach per point and a benefit of 1, it is worth it in [threshold - reach, threshold).
    """
    if v_games >= game_share or band == UNSCORED or direct_cuts > 0:
        return 0.0
    level = base + points + dimension_points + household_points + ledger_points - points_bought
    for i in range(len(cutoffs)):
        matters = i + 1 == low_bands or (high_bands > 0 and i + 1 == band_count - high_bands)
        missing = float(cutoffs[i]) - level
        if matters and 0.0 < missing <= reach:
            # a hair more, so that rounding leaves nobody below
            return missing + HAIR
    return 0.0


@rule(phase="adaptation", writes="gaming_burden")
def gaming_burden(gaming_burden: float, points_wanted: float, points_bought: float, reach: float) -> float:
    """What buying has cost so far, in units of what a better grade is worth."""
    return gaming_burden + max(0.0, points_wanted - points_bought) / reach if reach > 0.0 else gaming_burden


@rule(phase="adaptation", writes="unsettled")
def unsettled(unsettled: int, points_wanted: float, points_bought: float) -> int:
    """1 also for people who buy, or let go of what they bought."""
    return 1 if unsettled != 0 or points_wanted != points_bought else 0


@rule(phase="adaptation", writes="points")
def points(points: float, points_wanted: float, points_bought: float) -> float:
    """Points with what is bought, and without what is no longer needed."""
    return points + points_wanted - points_bought


@rule(phase="adaptation", writes="points_bought")
def points_bought(points_wanted: float) -> float:
    """Remembers what is bought."""
    return points_wanted


@rule(phase="adaptation", writes="ever_gamed")
def ever_gamed(ever_gamed: int, points_bought: float) -> int:
    """1 from the first points bought."""
    return 1 if ever_gamed != 0 or points_bought > 0.0 else 0


MECHANISM = Mechanism(
    name="gaming",
    doc="Lets people who stand just below a grade that changes something buy the missing points, by volunteering or "
    "giving for the sake of the grade. The grade is theirs from the next month on. What it cost them is counted: "
    "a burden that falls on those near a threshold and says nothing about what they deserve.",
    source="Hardt and others 2016 (who games), Milli and others 2019 (social burden)",
    limits="Points are bought at once and at one price for everybody, and last as long as they are needed; the "
    "volunteering itself is no record. Nobody games while a grave record holds the band down, and "
    "nobody beyond the nearest threshold. A weighted score is gamed at its sum, whatever its dimensions allow.",
    part="regime",
    sections=("gaming", "scoring"),
    rules=(points_wanted, gaming_burden, unsettled, points, points_bought, ever_gamed),
    columns=(
        Column("points_wanted", "f8", "points", "points this person is ready to buy"),
        Column("points_bought", "f8", "points", "points held that were bought", keep=True),
        Column("gaming_burden", "f8", "benefits", "cost of what was bought so far; 1 = worth of a grade", keep=True),
        Column("ever_gamed", "u1", "flag", "bought points", keep=True),
    ),
    params=(
        Param("game_share", "share", "share of people who would buy points", off=0.0, default=0.0,
              source="nobody buys unless the regime says otherwise", low=0.0, high=0.5, path="behaviour.gaming_share"),
        Param("reach", "points", "most points that are worth their price", default=0.0,
              source="nobody buys unless the regime says otherwise", low=0.0, high=100.0,
              path="behaviour.gaming_reach"),
        Param("base", "points", "score at the start", path="scoring.base"),
        Param("cutoffs", "points", "lowest score of each band but the worst", ("cutoff",), path="scoring.cutoffs"),
        Param("band_count", "count", "number of bands", path="scoring.band_count"),
        Param("low_bands", "count", "number of lowest bands that carry restrictions", default=2.0,
              source="assumption", low=0.0, high=3.0, path="scoring.low_bands"),
        Param("high_bands", "count", "number of highest bands that carry favours", default=0.0,
              source="none unless the regime says otherwise", low=0.0, high=3.0, path="scoring.high_bands"),
    ),
    observes=(Observe("points_bought", "points_bought"), Observe("gaming_burden", "gaming_burden", flow=True)),
)  # fmt: skip
