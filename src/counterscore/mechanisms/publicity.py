"""Whose name is shown to everybody, and how long it stays visible after the reason has gone."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="measures", writes="reason_month")
def reason(
    reason_month: int, holds: int, score_listed: int, low_band: int, ranked_low: int, month: int,
    black_lists: int, name_listed: float, name_low: float, name_ranked: float,
) -> int:  # fmt: skip
    """Last month with a reason to be named: a black list, a low band, the bottom of a ranking."""
    if (name_low > 0.0 and low_band > 0) or (name_ranked > 0.0 and ranked_low > 0):
        return month
    return month if name_listed > 0.0 and (score_listed > 0 or holds & black_lists != 0) else reason_month


@rule(phase="measures", writes="named")
def named(reason_month: int, month: int, stay_months: float) -> int:
    """1 while the name is visible: while there is a reason, and some time after."""
    return 1 if reason_month >= 0 and month - reason_month <= stay_months else 0


@rule(phase="measures", where="named", writes="named_months")
def named_months(named_months: int) -> int:
    """Months named in public so far."""
    return named_months + 1


@rule(phase="measures", where="named", writes="ever_named")
def ever_named() -> int:
    """1 from the first month in public."""
    return 1


MECHANISM = Mechanism(
    name="publicity",
    doc="Shows the names of people on black lists, in low bands or at the bottom of a ranking to everybody, and takes "
    "them down some time after the reason has ended.",
    source="per regime",
    limits="What others copied while the name was visible stays with them and is not counted.",
    part="regime",
    rules=(reason, named, named_months, ever_named),
    columns=(
        Column("reason_month", "i2", "months", "last month with a reason to be named", start=-1),
        Column("named", "u1", "flag", "named in public", keep=True),
        Column("named_months", "i2", "months", "months named in public so far", keep=True),
        Column("ever_named", "u1", "flag", "was named in public", keep=True),
    ),
    params=(
        Param("black_lists", "code", "black lists, nine bits each", integer=True),
        Param("name_listed", "flag", "1: people on a black list are named", off=0.0, path="publicity.listed"),
        Param("name_low", "flag", "1: people in a low band are named", off=0.0, path="publicity.low_bands"),
        Param("name_ranked", "flag", "1: the bottom of a ranking is named", off=0.0, path="publicity.ranked"),
        Param("stay_months", "months", "how long a name stays after the reason", path="publicity.stays"),
    ),
    observes=(Observe("named", "named"), Observe("ever_named", "ever_named")),
)  # fmt: skip
