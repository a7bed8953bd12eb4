"""How long a record stays: its own lifetime, a general limit, a common reset; and why it ended."""

from __future__ import annotations

from ..core.declare import Field, Mechanism, Param, rule
from ..core.transforms import whole_steps

EXPIRED = 7


@rule(phase="scoring", over="born:records", writes="lapse_month")
def lapse_month(month: int, lifetime_months: float, cap_months: float, reset_months: float, regime_month: float) -> int:
    """Month in which the record ends by itself, -1 for never; a reset ends all records together."""
    life = lifetime_months
    if cap_months > 0.0 and (life <= 0.0 or cap_months < life):
        life = cap_months
    if reset_months >= 1.0:
        left = reset_months - (month - regime_month) % int(reset_months)
        if life <= 0.0 or left < life:
            life = left
    return month + whole_steps(life) if life > 0.0 else -1


@rule(phase="scoring", over="rows:records", writes="end_reason")
def end_reason(end_reason: int, lapse_month: int, month: int) -> int:
    """Ends a record whose time is over."""
    return EXPIRED if end_reason == 0 and 0 <= lapse_month <= month else end_reason


@rule(phase="scoring", over="rows:records", writes="end_month")
def end_month(end_month: int, end_reason: int, month: int) -> int:
    """Month in which the record stopped to stand."""
    return month if end_reason != 0 and end_month < 0 else end_month


@rule(phase="expiry", over="rows:records", writes="due")
def due(end_reason: int, lapse_month: int) -> int:
    """A standing record is looked at again when it lapses; an ended one, or one that never lapses, is not."""
    return lapse_month if end_reason == 0 else -1


MECHANISM = Mechanism(
    name="retention",
    doc="Ends records after their lifetime, after a general limit, or all together at a reset.",
    source="per regime; provincial laws keep records for at most five years",
    limits="Whole months; no decay inside a record's lifetime.",
    part="life",
    rules=(lapse_month, end_reason, end_month, due),
    fields=(
        Field("records", "lapse_month", "i2", "month in which the record ends by itself", start=-1, internal=True),
        Field("records", "end_reason", "i1", "0 standing, 5 corrected, 7 expired, 8 repaired, 9 heard", shared=True),
        Field("records", "end_month", "i2", "month in which the record stopped to stand", start=-1),
        Field("records", "held", "u1", "1 while notice or an objection keeps it from counting", shared=True,
              internal=True),
    ),
    params=(
        Param("lifetime_months", "months", "time until a record ends; 0 = never", ("act",), path="retention.lifetime"),
        Param("cap_months", "months", "general limit on that; 0 = none", path="expiry.cap", default=0.0,
              source="no general limit unless the regime has one", low=0.0, high=120.0),
        Param("reset_months", "months", "all records end together after this time; 0 = never", path="scoring.reset",
              default=0.0, source="no common reset unless the regime has one", low=0.0, high=120.0),
        Param("regime_month", "months", "month in which the regime begins", default=0.0, source="set by the study",
              low=0.0, high=4095.0),
    ),
)  # fmt: skip
