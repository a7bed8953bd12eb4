"""What was tuned, to what, how narrow it became, and what could not be met."""

from __future__ import annotations

from typing import Literal

from ...core.documents import Strict


class Tuned(Strict):
    """One assumed number before (its range) and after (median and central 95 % of the accepted points).

    ``narrowed`` is the share of the prior's central 95 % that is gone, on the scale on which the range was drawn: 0
    says that what was published tells nothing about the number. ``tuned_before`` says that the number as written had
    been chosen to meet some total already.
    """

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
    tuned_before: bool = False


class Together(Strict):
    """Two numbers that cannot be told apart by what was published: the correlation of their accepted values."""

    one: str
    other: str
    correlation: float


class Met(Strict):
    """One published total: as written, under the ranges, and predicted on fresh draws after tuning.

    Low and high are the central 90 % of fresh worlds; met says that they reach into the published band. ``inside`` is
    the share of worlds after tuning that lie in the band, ``as_tuned`` the median world at the numbers of the patch,
    and ``off`` how far the prediction stays below (negative) or above the band, in its unit. Holdout totals were
    predicted and not tuned to. ``used_before`` says that the shipped numbers were chosen with this total in sight;
    ``reserved`` that the file keeps it apart for testing, so that it is no test any more once it was tuned to.
    """

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
    role: Literal["tuned to", "holdout"] = "tuned to"
    grade: str = ""
    inside: float | None = None
    as_tuned: float | None = None
    off: float = 0.0
    used_before: bool = False
    reserved: bool = False


class Calibrated(Strict):
    """A calibration: ``points`` drawn from the ranges, the nearest ``kept`` of them, distance at most ``tolerance``.

    Distance is counted in standard errors of what was published (its band, and the chance of so few people).
    ``refused`` points could not be lived, or told nothing of a total. ``patch`` is what to paste under ``values`` of an
    arm; the regime itself is never changed. ``narrowing`` is the share of the ranges that the second round looked at.
    ``problem`` says why nothing was tuned; then there is no patch.
    """

    points: int
    kept: int
    refused: int
    tolerance: float
    people: int
    months: int
    checks: int
    tuned: tuple[Tuned, ...]
    met: tuple[Met, ...]
    narrowing: float = 1.0
    together: tuple[Together, ...] = ()
    failed: int = 0
    patch: str = ""
    problem: str = ""
