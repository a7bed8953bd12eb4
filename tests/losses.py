"""A few people who are kept out of what a test says: numbers and toys for what a bar costs."""

from __future__ import annotations

from typing import Any

import numpy as np
from few import LISTED

from counterscore.core.declare import Column, Mechanism, Param, rule
from counterscore.mechanisms import consequence, courts, listing


@rule(phase="measures", writes="closed")
def closed(listed: int, shut: float) -> int:
    """Sectors closed to whoever is listed, one bit each."""
    return int(shut) if listed != 0 else 0


@rule(phase="measures", writes="barred")
def barred(closed: int) -> int:
    """Whoever is kept out of anything."""
    return 1 if closed != 0 else 0


@rule(phase="measures", where="barred", writes="refused_job")
def refused_job(refused_job: int, jobs: float) -> int:
    """Posts refused, so many in each month."""
    return refused_job + int(jobs)


@rule(phase="measures", where="barred", writes="refused_air")
def refused_air(refused_air: int, trips: float) -> int:
    """Flights refused, so many in each month."""
    return refused_air + int(trips)


@rule(phase="measures", where="barred", writes="refused_high_speed_rail")
def refused_rail(refused_high_speed_rail: int, trips: float) -> int:
    """Fast trains refused, as many as flights."""
    return refused_high_speed_rail + int(trips)


@rule(phase="measures", where="barred", writes="refused_school")
def refused_school(refused_school: int, parent: int, places: float) -> int:
    """School places refused to parents, so many in each month."""
    return refused_school + int(places) if parent != 0 else refused_school


DOORS = Mechanism(
    "doors", "closed doors", "a test", "none", "regime",
    (closed, barred, refused_job, refused_air, refused_rail, refused_school),
    columns=(
        Column("barred", "u1", "flag", "kept out of anything"),
        *(Column(f"refused_{s}", "i2", "count", "refused", keep=True)
          for s in ("job", "air", "high_speed_rail", "school")),
    ),
    params=(
        Param("shut", "code", "sectors closed", off=0.0, default=0.0), Param("jobs", "count", "posts", default=0.0),
        Param("trips", "count", "trips", default=0.0), Param("places", "count", "places", default=0.0),
    ),
)  # fmt: skip
HELD = (*LISTED, DOORS, consequence.MECHANISM)
COURT = (*HELD, courts.MECHANISM, listing.MECHANISM)
LOSS: dict[str, Any] = {
    "consequence.income_loss_share": 0.25, "consequence.job_loss_p": 0.0, "time.months_step": 1.0,
    "consequence.months_step": 1.0, "doors.shut": 1.0, "consequence.refusal_p": np.ones(12),
}  # fmt: skip
NO_LOSS: dict[str, Any] = LOSS | {"consequence.income_loss_share": 0.0}
LAW: dict[str, Any] = LOSS | {
    "courts.default_rate": 0.0, "courts.low_income_ratio": 1.0, "courts.pmax_month": 0.01, "courts.suit_p": 1.0,
    "courts.suit_lag_months": 1.0, "courts.win_p": 1.0, "courts.judgment_lag_months": 1.0, "courts.obey_p": 0.0,
    "courts.enforcement_lag_months": 1.0, "courts.perform_p": 0.0, "listing.require_both": 0.0, "listing.able_p": 1.0,
    "listing.fault_p": 0.0, "listing.discretion_p": 1.0, "listing.limit_p": 0.0, "listing.term_months_fault": 0.0,
    "listing.able_term_months": 0.0, "listing.extension_p": 0.0, "listing.extension_months": 0.0,
    "listing.fulfil_hazard": 0.0, "listing.unable_fulfil_ratio": 1.0, "listing.creditor_consent_hazard": 0.0,
    "listing.no_assets_hazard": 0.0, "listing.limit_exit_hazard": 0.0,
}  # fmt: skip
