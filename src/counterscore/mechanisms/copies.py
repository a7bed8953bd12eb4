"""Copies of people's data at others: made late, also of those who never agreed, and not withdrawn with the original."""

from __future__ import annotations

from ..core.declare import Column, Mechanism, Observe, Param, rule
from ..core.transforms import any_of


@rule(phase="contagion", where="uses", writes="withdrawn_month")
def withdrawn(withdraw_rate: float, u_leave: float, month: int) -> int:
    """Month in which the person left and asked for deletion; nobody comes back."""
    return month if u_leave < withdraw_rate else -1


@rule(phase="contagion", writes="uses")
def uses(adult: int, withdrawn_month: int, consent_p: float, v_use: float) -> int:
    """1 for adults who use the platform and agree to what it does."""
    return 1 if adult != 0 and withdrawn_month < 0 and v_use < consent_p else 0


@rule(phase="contagion", over="ties:friends", writes="friends_using")
def friends_using(ties_sum_uses: int) -> int:
    """Friends who used it last month."""
    return ties_sum_uses


@rule(phase="contagion", writes="in_reach")
def in_reach(
    uses: int, friends_using: int, coverage_p: float, through_friends_p: float, v_cover: float, v_friends: float
) -> int:
    """1 for whoever can be copied: a user who is covered, or somebody whom a friend's data gives away."""
    if uses != 0 and v_cover < coverage_p:
        return 1
    return 1 if v_friends < any_of(friends_using, through_friends_p) else 0


@rule(phase="contagion", where="in_reach", writes="reach_month")
def reach_month(month: int) -> int:
    """Last month in which the person could be copied; a copy that exists is kept fresh until then."""
    return month


@rule(phase="contagion", where="in_reach", writes="copied_month")
def copied_month(copied: int, copied_month: int, month: int) -> int:
    """Month in which the copy was made, or could be next."""
    return month if copied == 0 else copied_month


@rule(phase="contagion", where="in_reach", writes="copied")
def made(copied: int, lag_months: float, u_copy: float) -> int:
    """1 once a copy is made, after a geometric wait."""
    return 1 if copied != 0 or u_copy < 1.0 / max(1.0, lag_months) else 0


@rule(phase="contagion", where="copied", writes="copied")
def kept(
    withdrawn_month: int, reach_month: int, month: int, retention_months: float, deletion_reaches_p: float,
    v_delete: float,
) -> int:  # fmt: skip
    """1 while the copy exists: a request for deletion may reach it, and it is deleted with age."""
    if withdrawn_month == month and v_delete < deletion_reaches_p:
        return 0
    return 0 if retention_months > 0.0 and month - reach_month >= retention_months else 1


@rule(phase="contagion", writes="copied_without_consent")
def copied_without_consent(copied: int, uses: int) -> int:
    """1 while a copy exists of somebody who does not use the platform, or has left it."""
    return 1 if copied != 0 and uses == 0 else 0


@rule(phase="contagion", where="copied", writes="residual_months")
def residual_months(residual_months: int, copied_month: int, withdrawn_month: int, month: int) -> int:
    """Months in which a copy outlived the withdrawal."""
    return residual_months + 1 if copied_month <= withdrawn_month < month else residual_months


MECHANISM = Mechanism(
    name="copies",
    doc="Copies the data of users to third parties after a while, and of other people through friends who use the "
    "platform. A request for deletion reaches some copies; the others stay until they are old.",
    source="per regime",
    limits="One copy per person, whole or not at all. Whoever is still in reach through friends after a deletion is "
    "copied again. Nothing follows from a copy here.",
    part="regime",
    rules=(
        withdrawn, uses, friends_using, in_reach, reach_month, copied_month, made, kept, copied_without_consent,
        residual_months,
    ),
    columns=(
        Column("uses", "u1", "flag", "uses the platform", keep=True),
        Column("withdrawn_month", "i2", "months", "month in which the person left", start=-1, keep=True),
        Column("friends_using", "i2", "count", "friends who used it last month"),
        Column("in_reach", "u1", "flag", "can be copied"),
        Column("reach_month", "i2", "months", "last month in which the person could be copied", start=-1),
        Column("copied", "u1", "flag", "a copy exists", keep=True),
        Column("copied_month", "i2", "months", "month in which the copy was made, or could be next", start=-1),
        Column("copied_without_consent", "u1", "flag", "a copy exists of somebody who does not agree", keep=True),
        Column("residual_months", "i2", "months", "months in which a copy outlived the withdrawal", keep=True),
    ),
    params=(
        Param("coverage_p", "probability", "a person who agrees is copied"),
        Param("consent_p", "probability", "share of adults who use the platform", off=0.0),
        Param("through_friends_p", "probability", "a person is copied through one friend who uses it"),
        Param("lag_months", "months", "mean time until a copy is made", path="copies.lag"),
        Param("retention_months", "months", "deleted so long after the person could last be copied; 0 = never",
              path="copies.retention"),
        Param("withdraw_rate", "per step", "users who leave and ask for deletion"),
        Param("deletion_reaches_p", "probability", "a request for deletion reaches the copy"),
    ),
    observes=(
        Observe("users", "uses"), Observe("copied", "copied"),
        Observe("copied_without_consent", "copied_without_consent"),
    ),
)  # fmt: skip
