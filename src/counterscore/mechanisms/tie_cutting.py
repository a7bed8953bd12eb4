"""Friends who fall silent when somebody is listed."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule


@rule(phase="observe", writes="cuts")
def cuts(v_cuts: float, cut_share: float) -> int:
    """1 for people who keep away from friends while these are listed: a lasting habit."""
    return 1 if v_cuts < cut_share else 0


@rule(phase="contagion", over="ties:friends", writes="ties_silent")
def ties_silent(listed: int, ties_sum_cuts: int) -> int:
    """Friends who keep away from this person this month: those with the habit, while she is listed."""
    return ties_sum_cuts if listed != 0 else 0


@rule(phase="contagion", writes="silent_tie_months")
def silent_tie_months(silent_tie_months: int, ties_silent: int) -> int:
    """Friends who kept away, summed over months."""
    return silent_tie_months + ties_silent


MECHANISM = Mechanism(
    name="tie_cutting",
    doc="Lets a share of people keep away from friends who are listed, in a low band or flagged. Counts for the listed "
    "person how many friends have fallen silent, month by month: her isolation.",
    source="no measurement was found; that scores would make friends of the listed suspect was feared by the press",
    limits="Ties are never removed: a friend is silent while the person is listed and comes back afterwards. Whoever "
    "keeps away does so from all listed friends. Relatives and colleagues do not. Nobody makes new friends.",
    part="regime",
    sections=("tie_cutting",),
    rules=(cuts, ties_silent, silent_tie_months),
    columns=(
        Column("cuts", "u1", "flag", "keeps away from friends who are listed"),
        Column("ties_silent", "i2", "count", "friends who keep away from this person now", keep=True),
        Column("silent_tie_months", "i4", "months", "friends who kept away, summed over months", keep=True),
    ),
    params=(
        Param("cut_share", "share", "share of people who keep away from listed friends", off=0.0, default=0.0,
              source="nobody does unless the regime says otherwise", low=0.0, high=0.3, path="behaviour.tie_cutting"),
    ),
    observes=(Observe("ties_silent", "ties_silent"),),
)  # fmt: skip
