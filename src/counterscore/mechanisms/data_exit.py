"""Leaving the stream of data: cash instead of a telephone that pays, no platform."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule

NOBODY = "nobody leaves unless the regime says otherwise"


@rule(phase="acts", writes="left_streams")
def left_streams(
    left_streams: int, adult: int, firm: int, aware: float, leave_p: float, by_friends: float, u_exit: float
) -> int:
    """1 from the month in which an adult pays in cash again and leaves the platforms; nobody comes back."""
    if left_streams != 0 or adult == 0 or firm != 0:
        return left_streams
    return 1 if u_exit < leave_p + by_friends * aware else 0


@rule(phase="acts", where="left_streams", writes="stream_ratio")
def stream_ratio() -> float:
    """A ledger sees nothing more of this person."""
    return 0.0


@rule(phase="acts", where="left_streams", writes="left_months")
def left_months(left_months: int) -> int:
    """Months outside the streams so far."""
    return left_months + 1


@rule(phase="reporting", over="born:records", adds="records_missed")
def records_missed(cause: int, streamed: int, left_streams: int) -> int:
    """Counts records, good and bad, that platforms would have made of this person's acts."""
    return 1 if cause == 0 and streamed != 0 and left_streams != 0 else 0


@rule(phase="reporting", over="born:records", adds="bad_records_missed")
def bad_records_missed(cause: int, streamed: int, sign: int, left_streams: int) -> int:
    """Counts those of them that were about something bad."""
    return 1 if cause == 0 and sign < 0 and streamed != 0 and left_streams != 0 else 0


@rule(phase="reporting", over="born:records", drops=True)
def gone(cause: int, streamed: int, left_streams: int) -> int:
    """What is done without the platform leaves no record there."""
    return 1 if cause == 0 and streamed != 0 and left_streams != 0 else 0


MECHANISM = Mechanism(
    name="data_exit",
    doc="Lets people leave the streams of data: they pay in cash and do without platforms. Shops, lenders and payment "
    "platforms write no more records of them, neither bad nor good ones, and a ledger sees nothing of what they do. "
    "More leave where friends are listed, if the regime says so.",
    source="no measurement was found",
    limits="Whoever leaves leaves everything at once and for good, and comes to no harm by it here: what life without "
    "platforms costs is not counted. Traits of a weighted score such as payments do not change, the account on the "
    "ledger stays open, and others can still report something false.",
    part="regime",
    sections=("data_exit",),
    optional_tables=("records",),
    rules=(left_streams, stream_ratio, left_months, records_missed, bad_records_missed, gone),
    columns=(
        Column("left_streams", "u1", "flag", "pays in cash and uses no platform", keep=True),
        Column("left_months", "i2", "months", "months outside the streams of data", keep=True),
        Column("records_missed", "i4", "count", "records that were not made because the person had left", keep=True),
        Column("bad_records_missed", "i4", "count", "those of them about something bad", keep=True),
    ),
    params=(
        Param("leave_p", "probability", "somebody leaves in a step", off=0.0, default=0.0, source=NOBODY, low=0.0,
              high=0.02, path="behaviour.data_exit"),
        Param("by_friends", "probability", "more leave in a step for each share of friends who are listed", off=0.0,
              default=0.0, source=NOBODY, low=0.0, high=0.2, path="behaviour.data_exit_friends"),
        Param("sign", "code", "-1: the act counts as bad", ("act",), integer=True),
        Param("streamed", "flag", "1: a platform makes the record", ("act",), integer=True),
    ),
    observes=(Observe("left_streams", "left_streams"), Observe("records_missed", "records_missed", flow=True)),
)  # fmt: skip
