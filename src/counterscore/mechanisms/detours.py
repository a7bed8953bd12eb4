"""A journey that is refused is made all the same, more slowly: it costs hours and yuan."""

from __future__ import annotations

import math

from ..core.compiling import inlined
from ..core.declare import Column, Mechanism, Observe, Param, rule


def _made(refused: int, counted: int, made_p: float, u: float) -> int:
    """How many of this month's refused trips are made all the same: whole trips, right on average."""
    return math.floor((refused - counted) * made_p + u) if refused > counted else 0


made = inlined(_made)


@rule(phase="measures", where="barred", writes="detours")
def detours(
    detours: int, refused_air: int, flights_counted: int, refused_high_speed_rail: int, rides_counted: int,
    made_p: float, u_air: float, u_fast: float,
) -> int:  # fmt: skip
    """Journeys made more slowly so far."""
    flights = made(refused_air, flights_counted, made_p, u_air)
    return detours + flights + made(refused_high_speed_rail, rides_counted, made_p, u_fast)


@rule(phase="measures", where="barred", writes="hours_lost")
def hours_lost(
    hours_lost: float, refused_air: int, flights_counted: int, refused_high_speed_rail: int, rides_counted: int,
    made_p: float, air_hours: float, rail_hours: float, u_air: float, u_fast: float,
) -> float:  # fmt: skip
    """Hours lost on slower journeys so far."""
    flights = made(refused_air, flights_counted, made_p, u_air)
    return hours_lost + flights * air_hours + made(refused_high_speed_rail, rides_counted, made_p, u_fast) * rail_hours


@rule(phase="measures", where="barred", writes="detour_yuan")
def detour_cost(
    detour_yuan: float, refused_air: int, flights_counted: int, refused_high_speed_rail: int, rides_counted: int,
    made_p: float, air_yuan: float, rail_yuan: float, u_air: float, u_fast: float,
) -> float:  # fmt: skip
    """What slower journeys have cost so far, beyond the ticket that was refused."""
    flights = made(refused_air, flights_counted, made_p, u_air)
    return detour_yuan + flights * air_yuan + made(refused_high_speed_rail, rides_counted, made_p, u_fast) * rail_yuan


@rule(phase="measures", where="barred", writes="flights_counted")
def flights_counted(refused_air: int) -> int:
    """Refused flights that have been looked at."""
    return refused_air


@rule(phase="measures", where="barred", writes="rides_counted")
def rides_counted(refused_high_speed_rail: int) -> int:
    """Refused fast trains that have been looked at."""
    return refused_high_speed_rail


MECHANISM = Mechanism(
    name="detours",
    doc="Turns some refused flights and fast trains into journeys by slow train, which cost hours and yuan. A bar on "
    "high speed is then a loss of time and money and not only a count of refusals.",
    source="30 hours by slow train in place of 3 by air: the case of Kong, press of 2019; the rest: assumption",
    limits="Every journey is the same length. Trips refused on trains of any kind are not made at all. An hour has no "
    "price here.",
    part="regime",
    sections=("detours", "measures", "consequence"),
    rules=(detours, hours_lost, detour_cost, flights_counted, rides_counted),
    columns=(
        Column("flights_counted", "i2", "count", "refused flights that have been looked at"),
        Column("rides_counted", "i2", "count", "refused fast trains that have been looked at"),
        Column("detours", "i2", "count", "journeys made more slowly so far", keep=True),
        Column("hours_lost", "f8", "hours", "hours lost on slower journeys so far", keep=True),
    ),
    params=(
        Param("made_p", "probability", "a refused trip is made all the same, more slowly", off=0.0),
        Param("air_hours", "hours", "longer by slow train than by air"),
        Param("rail_hours", "hours", "longer by slow train than by fast train"),
        Param("air_yuan", "yuan", "cost of the slow journey beyond the flight"),
        Param("rail_yuan", "yuan", "cost of the slow journey beyond the fast train"),
    ),
    observes=(Observe("detours", "detours", flow=True),),
)  # fmt: skip
