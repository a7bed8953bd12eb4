"""Not going where one was refused before."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="listing", writes="avoids")
def avoids(refused_month: int, given_up: float, u_avoid: float) -> int:
    """1 in a month in which somebody who was refused before tries nothing that could be refused again."""
    return 1 if refused_month >= 0 and u_avoid < given_up else 0


@rule(phase="measures", where="avoids", writes="avoided_months")
def avoided_months(avoided_months: int, closed: int) -> int:
    """Months so far in which something was closed to this person and she did not even try."""
    return avoided_months + 1 if closed != 0 else avoided_months


MECHANISM = Mechanism(
    name="avoidance",
    doc="Lets people who were refused something try less: in a share of the months they try nothing, so refusals fall "
    "although every door stays as closed as before. What is not tried is not counted as a refusal.",
    source="no measurement was found; repeated attempts of refused people are an open figure",
    limits="In such a month nothing at all is tried that is closed to the person, in no sector, and no way round it "
    "is taken; what stays open to her is not simulated. The share is the same after one refusal and after many, and "
    "nobody stays away before the first.",
    part="regime",
    sections=("avoidance", "measures"),
    rules=(avoids, avoided_months),
    columns=(
        Column("avoided_months", "i2", "months", "months with a closed door in which nothing was tried", keep=True),
    ),
    params=(
        Param("given_up", "share", "share of months in which somebody who was refused before tries nothing", off=0.0,
              default=0.0, source="nobody gives up unless the regime says otherwise", low=0.0, high=0.8,
              path="behaviour.attempts_given_up"),
    ),
    observes=(Observe("avoids", "avoids"),),
)  # fmt: skip
