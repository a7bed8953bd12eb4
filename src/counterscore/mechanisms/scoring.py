"""The points score: records count while they stand, the score is the base plus what counts, bands cut the score."""

from __future__ import annotations

import numpy as np

from ..core.declare import Column, Field, Mechanism, Observe, Param, rule


@rule(phase="scoring", writes="unsettled")
def unsettled(unsettled: int, month: int, rules_month: float) -> int:
    """1 for people whose score has to be worked out: everybody when rules change, else who got or lost points."""
    return 1 if unsettled != 0 or month == rules_month else 0


@rule(phase="scoring", writes="asked")
def asked(month: int, rules_month: float) -> int:
    """1 for everybody in the month in which rules change."""
    return 1 if month == rules_month else 0


@rule(phase="scoring", where="asked", writes="consents")
def consents(v_consent: float, consent_p: float) -> int:
    """1 for people who are scored at all: everybody where nobody is asked."""
    return 1 if v_consent < consent_p else 0


@rule(phase="scoring", over="born:records", writes="points")
def record_points(act_points: float) -> float:
    """What the record is worth under the rules in force when it is written."""
    return act_points


@rule(phase="scoring", over="rows:records", writes="standing")
def standing(subject_consents: int, end_reason: int, held: int, points: float) -> int:
    """1 while the record counts: on somebody who is scored, not ended, and not held back against her."""
    return 1 if subject_consents != 0 and end_reason == 0 and (held == 0 or points > 0.0) else 0


@rule(phase="scoring", over="rows:records", adds="points")
def add_points(standing: int, points: float, counted_points: float) -> float:
    """What the record counts now, minus what it counted so far."""
    return standing * points - counted_points


@rule(phase="scoring", over="rows:records", adds="direct_cuts")
def add_direct_cut(standing: int, direct_cut: int, counted_cut: int) -> int:
    """Records that drop the person straight into a low band."""
    return standing * direct_cut - counted_cut


@rule(phase="scoring", over="rows:records", adds="unsettled")
def unsettle(standing: int, points: float, direct_cut: int, counted_points: float, counted_cut: int) -> int:
    """Marks people whose standing points or cuts change."""
    return 1 if standing * points != counted_points or standing * direct_cut != counted_cut else 0


@rule(phase="scoring", over="rows:records", writes="counted_points")
def counted_points(standing: int, points: float) -> float:
    """Remembers what the record counts."""
    return standing * points


@rule(phase="scoring", over="rows:records", writes="counted_cut")
def counted_cut(standing: int, direct_cut: int) -> int:
    """Remembers whether the record cuts the band."""
    return standing * direct_cut


@rule(phase="scoring", writes="score")
def score(
    points: float, dimension_points: float, household_points: float, ledger_points: float, base: float, lowest: float,
    highest: float,
) -> float:  # fmt: skip
    """Base plus standing points and what dimensions, household and ledger add, inside the limits of the scale."""
    return min(highest, max(lowest, base + points + dimension_points + household_points + ledger_points))


@rule(phase="scoring", where="unsettled", writes="band", log="bands", code=None)
def band(
    abilities: int, among: int, consents: int, score: float, direct_cuts: int, cutoffs: np.ndarray,
    direct_band: float,
) -> int:  # fmt: skip
    """Index of the band, 0 = worst; 99 for people who are not scored."""
    if (abilities >> among) & 1 == 0 or consents == 0:
        return 99
    found = 0
    for floor in cutoffs:
        if score >= floor:
            found += 1
    return min(found, int(direct_band)) if direct_cuts > 0 else found


@rule(phase="scoring", where="unsettled", writes="low_band")
def low_band(band: int, low_bands: float) -> int:
    """1 in a band that carries restrictions."""
    return 1 if band < low_bands else 0


@rule(phase="scoring", where="unsettled", writes="high_band")
def high_band(band: int, high_bands: float, band_count: float) -> int:
    """1 in a band that carries favours."""
    return 1 if band < band_count and band >= band_count - high_bands else 0


@rule(phase="scoring", where="unsettled", writes="unsettled")
def settled() -> int:
    """The score is up to date."""
    return 0


@rule(phase="scoring", where="low_band", writes="low_band_months")
def low_band_months(low_band_months: int) -> int:
    """Months in a low band so far."""
    return low_band_months + 1


MECHANISM = Mechanism(
    name="scoring",
    doc="Adds the points of standing records to a base, keeps the score inside its scale and cuts it into bands. "
    "Points are added when a record begins to count and taken back when it lapses or is corrected.",
    source="per regime",
    limits="No cap on points per kind of act and year; no decay inside a record's lifetime.",
    part="regime",
    optional_tables=("records",),
    rules=(
        unsettled, asked, consents, record_points, standing, add_points, add_direct_cut, unsettle, counted_points,
        counted_cut, score, band, low_band, high_band, settled, low_band_months,
    ),
    columns=(
        Column("unsettled", "u1", "flag", "score has to be worked out", shared=True),
        Column("asked", "u1", "flag", "is asked for consent this month"),
        Column("consents", "u1", "flag", "is scored", keep=True),
        Column("points", "f8", "points", "points of standing records", keep=True, shared=True),
        Column("direct_cuts", "i2", "count", "standing records that cut the band"),
        Column("score", "f8", "points", "score this month", keep=True),
        Column("dimension_points", "f8", "points", "what weighted dimensions add to the score", shared=True),
        Column("points_inside", "f8", "points", "points of standing records inside weighted dimensions", shared=True),
        Column("household_points", "f8", "points", "what the household adds to the score", shared=True),
        Column("ledger_points", "f8", "points", "what a ledger adds to the score", shared=True),
        Column("low_band_months", "i2", "months", "months in a low band so far", keep=True),
    ),
    fields=(
        Field("records", "points", "f8", "worth of the record"),
        Field("records", "standing", "u1", "1 while the record counts", internal=True),
        Field("records", "counted_points", "f8", "points counted on the subject's score now", internal=True),
        Field("records", "counted_cut", "i1", "band cuts counted on the subject now", internal=True),
    ),
    params=(
        Param("rules_month", "months", "month in which rules last changed", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
        Param("consent_p", "share", "share of people who agree to be scored; 1 where nobody is asked", off=0.0),
        Param("act_points", "points", "points of a record", ("act",), path="scoring.points"),
        Param("among", "code", "who is a subject of the score", integer=True),
        Param("band_count", "count", "number of bands"),
        Param("direct_cut", "flag", "1: drops straight to direct_band", ("act",), integer=True),
        Param("base", "points", "score at the start"),
        Param("lowest", "points", "lower end of the scale", path="scoring.min"),
        Param("highest", "points", "upper end of the scale", path="scoring.max"),
        Param("cutoffs", "points", "lowest score of each band but the worst", ("cutoff",)),
        Param("direct_band", "code", "band of a direct cut"),
        Param("low_bands", "count", "number of lowest bands that carry restrictions", default=2.0,
              source="assumption", low=0.0, high=3.0),
        Param("high_bands", "count", "number of highest bands that carry favours", default=0.0,
              source="none unless the regime says otherwise", low=0.0, high=3.0),
    ),
    observes=(
        Observe("band", "band", levels=6), Observe("low_band", "low_band"), Observe("high_band", "high_band"),
    ),
)  # fmt: skip
