"""What a ranking by measured use compares: electricity of persons, of whom some need a device that uses power."""

from __future__ import annotations

import math

from ..core.compiling import compiled
from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import exp, log, lognormal

WEEKS_MONTH = 52.0 / 12.0


def _usual(u: float, mean: float, spread: float) -> float:
    """Lognormal quantile of u with this mean and this ratio of standard deviation to mean."""
    variance = log(1.0 + spread * spread)
    return lognormal(u, mean * exp(-0.5 * variance), math.sqrt(variance))


usual = compiled(_usual)


@rule(phase="listing", writes="ranked_among")
def ranked_among(abilities: int, among: float, use_mean: float) -> int:
    """1 for people whose use is measured, whether they agreed or not: the meter asks nobody."""
    return 1 if use_mean > 0.0 and (abilities >> int(among)) & 1 != 0 else 0


@rule(phase="listing", where="ranked_among", writes="has_device")
def has_device(v_device: float, device_p: float) -> int:
    """1 for people who need a device that uses power, a medical one for instance: lasting."""
    return 1 if v_device < device_p else 0


@rule(phase="listing", where="ranked_among", writes="usual_kwh")
def usual_kwh(
    usual_kwh: float, has_device: int, v_use: float, use_mean: float, use_spread: float, device_ratio: float
) -> float:
    """Kilowatt-hours in a usual week of this person: lasting, and more for those with a device."""
    if usual_kwh > 0.0:
        return usual_kwh
    return usual(v_use, use_mean, use_spread) * (device_ratio if has_device != 0 else 1.0)


@rule(phase="listing", where="ranked_among", writes="use_kwh")
def use_kwh(usual_kwh: float, u_use: float, week_sigma: float, months_step: float) -> float:
    """Kilowatt-hours a week in this step: more or less than usual; a month of weeks varies less than one week."""
    return lognormal(u_use, usual_kwh, week_sigma / math.sqrt(months_step * WEEKS_MONTH))


@rule(phase="listing", where="ranked_among", writes="ranked_value")
def ranked_value(use_kwh: float) -> float:
    """Less use is better."""
    return -use_kwh


@rule(phase="measures", over="ties:household", writes="beside_device")
def beside_device(has_device: int, ties_sum_has_device: int) -> int:
    """1 for people without a device who live with somebody who needs one, as seen last month."""
    return 1 if has_device == 0 and ties_sum_has_device > 0 else 0


@rule(phase="measures", where="ranked_low", writes="low_beside_months")
def low_beside_months(low_beside_months: int, beside_device: int) -> int:
    """Steps at the bottom of the ranking beside somebody who needs a device, so far."""
    return low_beside_months + beside_device


@rule(phase="measures", where="ranked_low", writes="low_device_months")
def low_device_months(low_device_months: int, has_device: int) -> int:
    """Steps at the bottom of the ranking with a device of one's own, so far."""
    return low_device_months + has_device


MECHANISM = Mechanism(
    name="ranking_use",
    doc="Measures what people use and ranks them, or their dorm rooms, from most to least. Some need a device that "
    "uses power; who lives with them shares their place.",
    source="per regime; published: rooms ranked every week. Use, spread and devices are assumptions",
    limits="Use answers to nothing: no season, no orientation of the room, no saving. Why somebody uses much is not "
    "looked at.",
    part="regime",
    sections=("ranking_use", "ranking"),
    rules=(
        ranked_among, has_device, usual_kwh, use_kwh, ranked_value, beside_device, low_beside_months, low_device_months,
    ),
    columns=(
        Column("has_device", "u1", "flag", "needs a device that uses power", keep=True),
        Column("usual_kwh", "f8", "kilowatt-hours a week", "use in a usual week", keep=True),
        Column("use_kwh", "f8", "kilowatt-hours a week", "use in this step"),
        Column("beside_device", "u1", "flag", "lives with somebody who needs a device", keep=True),
        Column("low_beside_months", "i2", "months", "steps at the bottom beside a device so far", keep=True),
        Column("low_device_months", "i2", "months", "steps at the bottom with a device so far", keep=True),
    ),
    params=(
        Param("among", "code", "whose use is measured"),
        Param("use_mean", "kilowatt-hours a week", "mean use without a device", off=0.0, path="ranking.use_mean"),
        Param("use_spread", "ratio", "lasting spread between persons / mean", path="ranking.use_spread"),
        Param("week_sigma", "log_scale", "spread between the weeks of a person", default=0.3, source="assumption",
              low=0.1, high=0.6),
        Param("device_p", "probability", "needs a device that uses power", path="ranking.device_p"),
        Param("device_ratio", "ratio", "use with a device / without", path="ranking.device_ratio"),
        Param("months_step", "months", "length of a step", path="time.months_step"),
    ),
    observes=(
        Observe("ranked_low_beside", "low_beside_months", flow=True),
        Observe("ranked_low_device", "low_device_months", flow=True),
    ),
)  # fmt: skip
