"""What was tuned, to what, how narrow it became, and what could not be met."""

from __future__ import annotations

from typing import Literal

from ...core.documents import Strict


class Tuned(Strict):
    """One assumed number before (its range) and after (median and central 95 % of the accepted points)."""

    path: str
    label: str
    unit: str
    written: float
    low: float
    high: float
    median: float
    p025: float
    p975: float
    narrowed: float


class Met(Strict):
    """One published total: as written, under the ranges, and predicted on fresh draws after tuning."""

    id: str
    title: str
    unit: str
    source: str
    published_low: float
    published_high: float
    as_written: float | None
    before_low: float | None
    before_high: float | None
    after_low: float | None
    after_median: float | None
    after_high: float | None
    verdict: Literal["met", "not met", "not told"]
    problem: str = ""


class Calibrated(Strict):
    """A calibration: ``points`` drawn from the ranges, the nearest ``kept`` of them, distance at most ``tolerance``."""

    points: int
    kept: int
    refused: int
    tolerance: float
    people: int
    months: int
    checks: int
    tuned: tuple[Tuned, ...]
    met: tuple[Met, ...]
