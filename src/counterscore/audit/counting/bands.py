"""In which band of the score everybody stands in a month, and the times spent in the low bands.

Read from the table ``bands``, which holds every change from one band to another and nothing else: before her first
change a person stands where she changed from, without any change where she stands at the end, and before anybody has a
score, in no band.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.outcome import Outcome
from ...core.parquet import Columns
from ..metric import people

UNSCORED = 99


def has_bands(outcome: Outcome) -> bool:
    """Whether this run cuts a score into bands."""
    return "bands" in outcome.tables and "band" in outcome.columns("people") and bool(outcome.codebook.get("bands"))


def bands_at(outcome: Outcome, arm: str | int, months: Sequence[int]) -> np.ndarray:
    """Band of every person at the end of each of these months, (M, P), 0 the worst; UNSCORED for those without one."""
    found = people(outcome, arm, "person", "band")
    rows = outcome.sql(
        "SELECT person, CAST(month AS INTEGER) AS month, CAST(band - change AS INTEGER) AS before FROM bands "
        f"WHERE arm = {outcome.arm_number(arm)} ORDER BY person, month"
    )
    place = np.searchsorted(found["person"], rows["person"])
    bands = np.repeat(found["band"].astype(np.int64)[None], len(months), axis=0)
    first = first_scored(outcome, arm)
    for band, month in zip(bands, months, strict=True):
        # the first change after the month leaves the band of the month, so it is written last
        later = np.flatnonzero(rows["month"] > month)[::-1]
        band[place[later]] = rows["before"][later]
        if month < first:
            band[:] = UNSCORED
    return bands


def band_at(outcome: Outcome, arm: str | int, month: int) -> np.ndarray:
    """Band of every person (P,) at the end of a month."""
    found: np.ndarray = bands_at(outcome, arm, [month])[0]
    return found


def _counted(outcome: Outcome) -> list[str]:
    """The columns of the months table that count the people of each band, the worst first."""
    names = (f"band_{i}" for i in range(len(outcome.codebook.get("bands") or ())))
    return [name for name in names if "months" in outcome.tables and name in outcome.columns("months")]


def first_scored(outcome: Outcome, arm: str | int) -> int:
    """The month from which on an arm cuts its score into bands; 0 where the run does not count bands by month."""
    names = _counted(outcome)
    if not names:
        return 0
    found = outcome.sql(
        f"SELECT CAST(coalesce(min(month), {outcome.steps}) AS INTEGER) AS first FROM months WHERE month >= 0 AND "
        f"arm = {outcome.arm_number(arm)} AND ({' + '.join(names)}) > 0"
    )
    return int(found["first"][0])


def low_bands(outcome: Outcome) -> int:
    """How many of the worst bands carry restrictions in this run; bands in which nobody ever stood may be left out."""
    names = _counted(outcome)
    if not has_bands(outcome) or not names or "low_band" not in outcome.columns("months"):
        return 0
    rows = outcome.table("months", columns=["low_band", *names])
    below = np.cumsum(np.stack([rows[name] for name in names]), axis=0)
    fitting = (below == rows["low_band"]).all(1)
    return int(np.argmax(fitting)) + 1 if fitting.any() and rows["low_band"].any() else 0


def low_spans(outcome: Outcome, arm: str | int) -> Columns:
    """Unbroken times in a low band: person, start, stop (one past the last month), still (1 if open when the run ends).

    In order of persons and months, one row each; empty where no band is low.
    """
    low, number, end = low_bands(outcome), outcome.arm_number(arm), outcome.steps
    begin = first_scored(outcome, arm)
    if not low:
        empty = np.zeros(0, np.int64)
        return {"person": empty, "start": empty, "stop": empty, "still": empty}
    first = (
        "SELECT person, -1 AS month, CAST(arg_min(band - change, month) AS INTEGER) AS band FROM bands "
        f"WHERE arm = {number} GROUP BY person"
    )
    unchanged = (
        f"SELECT person, -1 AS month, CAST(band AS INTEGER) AS band FROM people WHERE arm = {number} AND person NOT IN "
        f"(SELECT person FROM bands WHERE arm = {number})"
    )
    changes = f"SELECT person, month::INTEGER AS month, band::INTEGER AS band FROM bands WHERE arm = {number}"
    return outcome.sql(f"""
        WITH state AS (SELECT *, band < {low} AS low FROM ({first} UNION ALL {unchanged} UNION ALL {changes})),
        turned AS (
            SELECT *, lag(low, 1, false) OVER (PARTITION BY person ORDER BY month) AS before FROM state
        ),
        turns AS (
            SELECT person, low, greatest(month, {begin}) AS start,
                   lead(month, 1, {end}) OVER (PARTITION BY person ORDER BY month) AS stop
            FROM turned WHERE low <> before
        )
        SELECT CAST(person AS INTEGER) AS person, CAST(start AS INTEGER) AS start, CAST(stop AS INTEGER) AS stop,
               CAST(stop = {end} AS INTEGER) AS still
        FROM turns WHERE low AND stop > start ORDER BY person, start""")
