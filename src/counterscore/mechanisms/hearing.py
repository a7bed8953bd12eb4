"""People are heard before something is written down about them, and what is wrong is stopped."""

from __future__ import annotations

from ..core.declare import Mechanism, Param, rule

HEARD = 9


@rule(phase="linkage", over="born:records", writes="end_reason")
def record_hearing(subject: int, person: int, cause: int, hearing_p: float, u_hearing: float) -> int:
    """A hearing stops a wrong record before it takes effect."""
    wrong = subject >= 0 and (subject != person or cause != 0)
    return HEARD if wrong and u_hearing < hearing_p else 0


@rule(phase="listing", over="born:listings", writes="end_reason")
def entry_hearing(
    end_reason: int, act: int, subject: int, person: int, cause: int, hearing_p: float, u_hearing: float
) -> int:
    """The same for an entry of a court; about an act that leads to a list the person was heard when it was written."""
    wrong = act < 0 and (subject != person or cause != 0)
    return HEARD if wrong and u_hearing < hearing_p else end_reason


MECHANISM = Mechanism(
    name="hearing",
    doc="Hears the person before a record or a court's entry takes effect, which stops some of what is wrong.",
    source="right to be heard: Zhejiang 2018, Henan 2020; share that is stopped: assumption",
    limits="It stops what is wrong only, and takes no time. Who is not reached or not understood is in the share.",
    part="regime",
    sections=("hearing",),
    optional_tables=("records", "listings"),
    rules=(record_hearing, entry_hearing),
    params=(
        Param("hearing_p", "probability", "a hearing stops what is wrong before it takes effect", off=0.0,
              path="redress.hearing_p"),
    ),
)  # fmt: skip
